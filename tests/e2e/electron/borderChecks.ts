import { CALL_NAMES, CANCEL_CHANNEL, channelOf, DESKTOP_CALL_NAMES, DROP_CHANNEL } from '#shared/contract/names.ts';
import { preloadFile } from '../../../electron/host/entries.ts';
import { type Desktop, expect } from './desktop.ts';

/**
 * The checks of the desktop's security boundaries, separate from the tests that run them: double.spec.ts sees each of them fail on a
 * planted fault.
 */

/** Every window runs its page in the sandbox, where Node is not available. */
export const checkWindow = async (desktop: Desktop): Promise<void> => {
  const preferences = await desktop.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getLastWebPreferences()),
    undefined,
  );
  expect(preferences.length).toBeGreaterThan(0);
  for (const preference of preferences) {
    expect(preference.enableBlinkFeatures ?? '').toBe('');
    expect(preference).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
  }
  const pageGlobals = await desktop.page().evaluate(() => {
    const world = globalThis as unknown as Record<string, unknown>;
    const bridge = world.orebook as Record<string, unknown>;
    return {
      node: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in world),
      bridge: Object.keys(bridge).sort(),
      frozen: Object.isFrozen(bridge),
    };
  });
  expect(pageGlobals).toEqual({ node: [], bridge: ['call', 'cancel', 'onNotification', 'takeFile'], frozen: true });
};

/** Every call of the contract and of the desktop has its channel, and there is no other. */
export const checkDispatcher = async (desktop: Desktop): Promise<void> => {
  const channels = await desktop.evaluate(
    ({ ipcMain }) => ({ handlers: [...ipcMain._invokeHandlers.keys()], events: ipcMain.eventNames() }),
    undefined,
  );
  const expectedChannels = [...CALL_NAMES, ...DESKTOP_CALL_NAMES].map(channelOf);
  expect(channels.handlers.toSorted()).toEqual([...expectedChannels, CANCEL_CHANNEL, DROP_CHANNEL].sort());
  // except an emitter's own events
  expect(channels.events.filter((name) => typeof name === 'string' && name.startsWith('orebook'))).toEqual([]);
};

/** Calls a host through the bridge of a page, as a script in the page can. */
const CALL = `(frame) => (frame ? window.frames[0] : window).orebook.call('workspace.state', '{}').then(JSON.parse)`;
const ADD_FRAME = `new Promise((done) => {
  const frame = document.createElement('iframe');
  frame.onload = () => done();
  document.body.append(frame);
})`;

/** Opens another window in the app's process, with the app's own preload in all of its frames, and calls through it. */
const callFrom = (desktop: Desktop, url: string, fromFrame: boolean): Promise<unknown> =>
  desktop.evaluate(
    async ({ BrowserWindow }, { address, call, putFrame, frame, preload }) => {
      const [first] = BrowserWindow.getAllWindows();
      const window = new BrowserWindow({
        show: false,
        webPreferences: { ...first?.webContents.getLastWebPreferences(), preload, nodeIntegrationInSubFrames: true },
      });
      await window.loadURL(address);
      if (frame) await window.webContents.executeJavaScript(putFrame);
      const answer = await window.webContents.executeJavaScript(`(${call})(${frame})`);
      window.destroy();
      return answer;
    },
    { address: url, call: CALL, putFrame: ADD_FRAME, frame: fromFrame, preload: preloadFile },
  );

/** Only the main frame of the app's page gets an answer. */
export const checkSenders = async (desktop: Desktop): Promise<void> => {
  expect(await callFrom(desktop, 'orebook://app/', false)).toMatchObject({ ok: true });
  const refusal = { ok: false, error: { code: 'FORBIDDEN', details: { reason: 'sender' } } };
  expect(await callFrom(desktop, 'data:text/html,<p>elsewhere</p>', false)).toMatchObject(refusal);
  expect(await callFrom(desktop, 'orebook://app/', true)).toMatchObject(refusal);
};

/** A page is denied every permission. */
export const checkPermissions = async (desktop: Desktop): Promise<void> => {
  const answers = await desktop.page().evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    place: await new Promise<number>((finish) =>
      navigator.geolocation.getCurrentPosition(
        () => finish(0),
        ({ code }) => finish(code),
      ),
    ),
    midi: await navigator.requestMIDIAccess().then(
      () => 'granted',
      (error: Error) => error.name,
    ),
    clipboard: await navigator.clipboard.readText().then(
      () => 'granted',
      (error: Error) => error.name,
    ),
  }));
  expect(answers).toEqual({ notifications: 'denied', place: 1, midi: 'NotAllowedError', clipboard: 'NotAllowedError' });
};

/** The app's response to a URL, requested without a page: the browser would normalise a page's URL first. */
export const fetchFromApp = (
  desktop: Desktop,
  url: string,
  method = 'GET',
): Promise<{ readonly status: number; readonly policy: string; readonly kind: string; readonly nosniff: string; readonly body: string }> =>
  desktop.evaluate(
    async ({ net }, request) => {
      const answer = await net.fetch(request.url, { method: request.method }).catch(() => undefined);
      // refused by the app's session
      if (!answer) return { status: 0, policy: '', kind: '', nosniff: '', body: '' };
      return {
        status: answer.status,
        policy: answer.headers.get('content-security-policy') ?? '',
        kind: answer.headers.get('content-type') ?? '',
        nosniff: answer.headers.get('x-content-type-options') ?? '',
        body: await answer.text(),
      };
    },
    { url, method },
  );

const POLICY = [
  /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-([\w-]{43})'; img-src 'self' data: blob:; font-src 'self'; /,
  /connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; /,
  /require-trusted-types-for 'script'$/,
];

/** Every response has the policy, and a page has a new nonce in each load. */
export const checkPolicy = async (desktop: Desktop): Promise<void> => {
  const nonces = new Set<string>();
  const page = await fetchFromApp(desktop, 'orebook://app/');
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.body)?.[1] ?? '';
  const style = /href="(\/assets\/[^"]+\.css)"/.exec(page.body)?.[1] ?? '';
  const answers = await Promise.all(
    ['/', '/contracts', script, style, '/none.js', '/assets/../index.html'].map((path) => fetchFromApp(desktop, `orebook://app${path}`)),
  );
  for (const { policy, nosniff } of [page, ...answers, await fetchFromApp(desktop, 'orebook://app/', 'POST')]) {
    for (const part of POLICY) expect(policy).toMatch(part);
    expect(nosniff).toBe('nosniff');
    nonces.add(POLICY[0]?.exec(policy)?.[1] ?? '');
  }
  expect(nonces.size).toBe(answers.length + 2);
  expect(page.body).toContain(POLICY[0]?.exec(page.policy)?.[1] ?? 'no nonce');
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 404, 404]);
};
