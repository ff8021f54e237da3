import { readLog } from '../../helpers/readLog.ts';
import { checkDispatcher, checkPermissions, checkPolicy, checkSenders, checkWindow, fetchFromApp } from './borderChecks.ts';
import { expect, test } from './desktop.ts';
import { answerMessage, listDialogCalls, openSample } from './desktopActions.ts';

test('a window is sandboxed, its bridge has four functions, its IPC is the contract, and the policy covers its responses', async ({
  desktop,
}) => {
  await test.step('the window', () => checkWindow(desktop));
  await test.step('the dispatcher', () => checkDispatcher(desktop));
  await test.step('the policy', () => checkPolicy(desktop));
});

test('a foreign page, a sub-frame, an unknown call and an invalid call are refused', async ({ desktop }) => {
  await checkSenders(desktop);
  const page = desktop.page();
  const call = (name: string, input: unknown): Promise<unknown> =>
    page.evaluate(
      ([callName, callInput]) =>
        (globalThis as unknown as { orebook: { call: (name: unknown, input: unknown) => Promise<string> } }).orebook
          .call(callName, callInput)
          .then(JSON.parse, String),
      [name, input] as const,
    );
  expect(await call('workspace.burn', '{}')).toContain('no such call');
  expect(await call('toString', '{}')).toContain('no such call');
  expect(await call('orebook:drop', '{"path":"/etc/passwd"}')).toContain('no such call');
  expect(await call('workspace.state', '{')).toMatchObject({ error: { code: 'BAD_INPUT' } });
  expect(await call('workspace.state', { already: 'parsed' })).toMatchObject({ error: { code: 'BAD_INPUT' } });
  expect(await call('files.pickSave', '{"artefact":7}')).toMatchObject({ error: { code: 'BAD_INPUT' } });
});

test('no address leaves the page’s folder', async ({ desktop, guard }) => {
  guard.allow(/^(?:refused request: \/(?:\.\.|%)|console error: Failed to load resource.* 404)/);
  for (const path of [
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/%2e%2e%2fpackage.json',
    '/%252e%252e/package.json',
    '/..%5cpackage.json',
    '/..\\package.json',
    '/assets/%2e%2e/index.html',
    '/assets/..%c0%afindex.html',
    '//etc/passwd',
    '/%2fetc/passwd',
    '/file:///etc/passwd',
    '/index.html%00.js',
    '/index.html',
    '/build.json%20',
    '/%',
    '/C:%5cWindows%5cwin.ini',
    '/main.js',
    '/assets/',
  ]) {
    const { status, body } = await fetchFromApp(desktop, `orebook://app${path}`);
    // the response is empty or the page itself, never a file outside the folder
    if (status === 200) expect(body, path).toContain('<div id="root">');
    else expect({ path, status, body }).toEqual({ path, status: 404, body: '' });
  }
  for (const url of ['orebook://other/', 'orebook://app@other/', 'orebook://app:1/', 'orebook://user@app/'])
    expect([0, 404], url).toContain((await fetchFromApp(desktop, url)).status);
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetchFromApp(desktop, 'orebook://app/', method)).status).toBe(405);
  // and as a page requests it, after its browser has normalised the URL
  const page = desktop.page();
  const statuses = await page.evaluate(() =>
    Promise.all(
      ['/..%2f..%2fpackage.json', '/%5c..%5cpackage.json', '/%252e%252e%252fpackage.json', '/%00'].map((path) =>
        fetch(path).then(({ status }) => status),
      ),
    ),
  );
  expect(statuses).toEqual([404, 404, 404, 404]);
});

test('a page can’t navigate away: no other address, second window, frame or permission', async ({ desktop, launcher, guard }) => {
  guard.allow(
    /^(?:foreign request: (?:https:\/\/example\.com|http:\/\/127\.0\.0\.1:9)\/|failed request: |policy violation: (?:frame-src|connect-src)|console error)/,
  );
  const page = desktop.page();
  await desktop.evaluate(({ shell }) => {
    const openedUrls: string[] = [];
    Object.assign(globalThis, { opened: openedUrls });
    shell.openExternal = async (url: string) => void openedUrls.push(url);
  }, undefined);
  const address = page.url();
  await page.evaluate(() => Object.assign(globalThis, { mark: 'here' }));
  /** Expects that the app refused this many requests for this reason, and that the page is still there. */
  const expectRefusals = async (reason: string, times: number): Promise<void> => {
    await expect.poll(() => readLog(launcher.dataFolder).filter((entry) => entry.reason === reason).length).toBe(times);
    expect(await page.evaluate(() => (globalThis as unknown as { mark: string }).mark)).toBe('here');
    expect(page.url()).toBe(address);
    await expect.poll(() => page.context().pages().length).toBe(1);
  };

  await test.step('an address outside', async () => {
    // the next navigation would replace one that has not been refused yet
    for (const [index, address] of ['https://example.com/', 'http://127.0.0.1:9/'].entries()) {
      await page.evaluate((url) => location.assign(url), address);
      await expectRefusals('navigation', index + 1);
    }
  });
  await test.step('a window', async () => {
    await page.evaluate(() => void window.open('https://example.com/'));
    await page.evaluate(() => void window.open('https://example.com/', '_blank', 'noopener'));
    await page.evaluate(() => void window.open('about:blank'));
    await page.evaluate(() => void window.open('/'));
    await page.evaluate(() => Object.assign(document.createElement('a'), { href: 'https://example.com/', target: '_blank' }).click());
    await expectRefusals('window', 5);
    expect(await desktop.evaluate(() => (globalThis as unknown as { opened: string[] }).opened, undefined)).toEqual([]);
  });
  await test.step('a frame within the page', async () => {
    // a page can't create a webview while its tag is disabled; an event tests the refusal behind it
    const isRefused = await desktop.evaluate(({ BrowserWindow }) => {
      let isPrevented = false;
      const event = { preventDefault: () => (isPrevented = true) };
      BrowserWindow.getAllWindows()[0]?.webContents.emit('will-attach-webview', event, {}, { src: 'https://example.com/' });
      return isPrevented;
    }, undefined);
    expect(isRefused).toBe(true);
    await expectRefusals('webview', 1);
  });
  await test.step('a permission', async () => {
    await checkPermissions(desktop);
    await page.evaluate(() => navigator.clipboard.writeText('60 kdmt'));
  });
  await test.step('a frame and a request outside', async () => {
    const violations = page.evaluate(
      () =>
        new Promise<string[]>((finish) => {
          const directives: string[] = [];
          document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
            directives.push(effectiveDirective);
            if (directives.length === 2) finish(directives.sort());
          });
          document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://example.com/' }));
          fetch('https://example.com/').catch(() => undefined);
        }),
    );
    expect(await violations).toEqual(['connect-src', 'frame-src']);
    await expectRefusals('window', 5);
  });
});

test('no page sends the workspace to a database without the dialog of the system', async ({ desktop }) => {
  const page = desktop.page();
  await openSample(page);
  await answerMessage(desktop, 0);
  const login = { connection: { host: 'db.example', port: 5432, database: 'team', role: 'ann', tls: 'verify' }, password: 'secret' };
  const answer = await page.evaluate(
    (input) =>
      (globalThis as unknown as { orebook: { call: (name: string, input: string) => Promise<string> } }).orebook.call('team.setUp', input),
    JSON.stringify(login),
  );
  expect(JSON.parse(answer)).toMatchObject({ ok: false, error: { code: 'TEAM_SERVER_REFUSED', details: { host: 'db.example' } } });
  const [question] = await listDialogCalls(desktop);
  expect(question).toMatchObject({
    message: 'Connect to the database server db.example?',
    detail: expect.stringContaining('Database: team\nUser name: ann\nProtection: encrypted, server verified'),
    buttons: ['Cancel', 'Connect'],
    defaultId: 0,
  });
  expect(JSON.stringify(question)).not.toContain('secret');
});
