import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLog } from '../../helpers/readLog.ts';
import { type Desktop, expect, test } from './desktop.ts';
import {
  answerMessage,
  answerOpen,
  createClosedWorkspaceFile,
  endWindowsSession,
  listDialogCalls,
  listWorkspaceFiles,
  openSample,
} from './desktopActions.ts';

const readBounds = (desktop: Desktop) => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds(), undefined);
const crash = (desktop: Desktop): Promise<void> =>
  desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(), undefined);
/** Reads the heading of the first window through the app: Playwright can't use a page that crashed. */
const readHeading = (desktop: Desktop): Promise<unknown> =>
  desktop.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.querySelector("h1")?.textContent'),
    undefined,
  );

/** Ends the core's thread as it receives a call, and makes the call. */
const killCore = async (desktop: Desktop): Promise<void> => {
  await desktop.evaluate(() => {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (...parameters) {
      Worker.prototype.postMessage = postMessage;
      postMessage.apply(this, parameters);
      void this.terminate();
    };
  }, undefined);
  await desktop.page().evaluate("orebook.call('workspace.state', '{}').then(() => undefined)");
};

// Windows has no signals: one that is sent to a process ends it at once
for (const how of process.platform === 'win32' ? (['quit'] as const) : (['quit', 'SIGTERM'] as const))
  test(`${how} closes the workspace: one file is left, and the process ends by itself`, async ({ desktop, launcher }) => {
    await openSample(desktop.page());
    expect(listWorkspaceFiles(launcher.dataFolder).filter((name) => name.endsWith('-wal'))).toHaveLength(1);
    expect(await desktop.end(how)).toMatchObject({ code: 0 });
    expect(listWorkspaceFiles(launcher.dataFolder).filter((name) => !name.endsWith('.orebook'))).toEqual([]);
    expect(readLog(launcher.dataFolder).at(-1)).toMatchObject({ event: 'stopped' });
  });

const runSimulation = async (desktop: Desktop): Promise<void> => {
  const page = desktop.page();
  await page.goto(`${desktop.origin}/cycles/simulation`);
  const paths = page.getByRole('textbox', { name: 'Paths' });
  await paths.fill('200,000');
  await paths.press('Enter');
  await page.getByRole('button', { name: 'Run simulation', exact: true }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
};

test('quitting while a simulation runs asks first: it continues on Cancel, and ends where the person agrees', async ({
  desktop,
  launcher,
}) => {
  await openSample(desktop.page());
  const page = desktop.page();
  await runSimulation(desktop);

  await answerMessage(desktop, 0);
  await desktop.evaluate(({ app }) => app.quit(), undefined);
  await expect.poll(() => listDialogCalls(desktop)).toHaveLength(1);
  expect((await listDialogCalls(desktop))[0]).toMatchObject({
    message: 'A simulation is running. Quit and stop it?',
    detail: expect.stringContaining('Simulate Base plan'),
    buttons: ['Cancel', 'Stop and quit'],
    defaultId: 0,
    cancelId: 0,
  });
  // on macOS the app continues without a window
  if (process.platform !== 'darwin') {
    await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close(), undefined);
    await expect.poll(() => listDialogCalls(desktop)).toHaveLength(2);
  }
  await expect(page.getByRole('progressbar')).toBeVisible();
  // two windows that are closed at once
  if (process.platform !== 'darwin') {
    await desktop.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('newWindow')?.click(), undefined);
    await expect.poll(() => desktop.windows()).toHaveLength(2);
    await desktop.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close();
    }, undefined);
    await expect.poll(() => listDialogCalls(desktop)).toHaveLength(3);
    await expect.poll(() => desktop.windows()).toHaveLength(1);
  }

  await answerMessage(desktop, 1);
  expect(await desktop.end()).toMatchObject({ code: 0 });
  expect(listWorkspaceFiles(launcher.dataFolder).filter((name) => !name.endsWith('.orebook'))).toEqual([]);
});

test('a file that the system opens while a simulation runs is asked about, but not the one that is open', async ({
  desktop,
  launcher,
}, info) => {
  await openSample(desktop.page());
  await runSimulation(desktop);
  await answerMessage(desktop, 0);
  const [name = ''] = listWorkspaceFiles(join(launcher.dataFolder, 'workspaces'));
  const files = [join(launcher.dataFolder, 'workspaces', name), await createClosedWorkspaceFile(info.outputPath('other'))];
  for (const file of files)
    await desktop.evaluate(({ app }, path) => app.emit('open-file', { preventDefault: () => undefined }, path), file);
  await expect.poll(() => listDialogCalls(desktop)).not.toEqual([]);
  expect(await listDialogCalls(desktop)).toEqual([
    expect.objectContaining({ message: 'A simulation is running. Close the workspace and stop it?' }),
  ]);
  await expect(desktop.page().getByRole('progressbar')).toBeVisible();
  await answerMessage(desktop, 1);
});

test('the end of a Windows session closes the workspace before the system ends the process', async ({ launcher }) => {
  const desktop = await launcher.start();
  await openSample(desktop.page());
  await endWindowsSession(desktop);
  expect(listWorkspaceFiles(launcher.dataFolder).filter((name) => !name.endsWith('.orebook'))).toEqual([]);
});

test('an uncaught error is logged and shown, and ends the app; during shutdown it is only logged', async ({ launcher, guard }) => {
  guard.allow(/planted|"event":"internal"|^stderr: Orebook must stop because of an internal error/);
  const internalErrors = () => readLog(launcher.dataFolder).filter(({ event }) => event === 'internal');

  const closingApp = await launcher.start();
  await openSample(closingApp.page());
  await answerOpen(closingApp, await createClosedWorkspaceFile(join(launcher.dataFolder, 'other')));
  // an opening is in progress, and a message to a closing page
  await closingApp.evaluate(({ BrowserWindow, nativeTheme }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.webContents.send('orebook:event', { kind: 'action', action: 'openFile' });
    window?.once('close', () => {
      nativeTheme.themeSource = 'dark';
      setImmediate(() => Promise.reject(new TypeError('planted')));
    });
  }, undefined);
  expect(await closingApp.end()).toEqual(expect.objectContaining({ code: 0 }));
  expect(internalErrors()).toHaveLength(1);
  expect(listWorkspaceFiles(launcher.dataFolder).filter((name) => !name.endsWith('.orebook'))).toEqual([]);

  const runningDesktop = await launcher.start();
  await runningDesktop.evaluate(({ dialog }) => {
    dialog.showErrorBox = (...parameters) => void Object.assign(globalThis, { dialogCalls: [parameters] });
    setImmediate(() => {
      throw new TypeError('planted');
    });
  }, undefined);
  expect(await runningDesktop.ended).toMatchObject({ code: 1 });
  expect(internalErrors()).toHaveLength(2);
});

test('a failed start shows the reason', async ({ launcher, guard }, info) => {
  guard.allow(/^stderr: Orebook could not start: /);
  const file = info.outputPath('a file');
  writeFileSync(file, '');
  const { code } = await (await launcher.start({ withoutWindow: true, env: { OREBOOK_DATA: join(file, 'data') } })).ended;
  expect(code).toBe(1);
});

test('a crashed page is reloaded once; after a second crash a dialog asks', async ({ desktop, launcher, guard }) => {
  guard.allow(/^the page crashed$/);
  await openSample(desktop.page());
  await answerMessage(desktop, 1);
  const countCrashes = () => readLog(launcher.dataFolder).filter(({ event }) => event === 'pageGone').length;

  await crash(desktop);
  await expect.poll(countCrashes).toBe(1);
  await expect.poll(() => readHeading(desktop).catch(() => undefined)).toBe('Overview');
  expect(await listDialogCalls(desktop)).toEqual([]);

  await crash(desktop);
  // the answer closed the window, and the last window ends the app
  expect(await desktop.ended).toMatchObject({ code: 0 });
  expect(countCrashes()).toBe(2);
});

test('a page that fails to load or to be prepared leads to a dialog, a hanging one until it responds; a dead core is replaced with a notice', async ({
  desktop,
  launcher,
  guard,
}) => {
  guard.allow(/^the page crashed$|"event":"preloadFailed"|^failed request: \/\S* net::ERR_|net::ERR_BLOCKED_BY_CLIENT|net::ERR_FAILED/);
  await openSample(desktop.page());
  const shownDialogs = async () => (await listDialogCalls(desktop)).map(({ message }) => message);

  // the notice disappears by itself: wait for it from before the core is killed
  await Promise.all([expect(desktop.page().getByRole('status').filter({ hasText: 'restarted' })).toBeVisible(), killCore(desktop)]);
  await expect(desktop.page().getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  expect(readLog(launcher.dataFolder).filter(({ event }) => event === 'coreGone')).toHaveLength(1);

  // Windows does not move an open file
  if (process.platform !== 'win32') {
    const workspaces = join(launcher.dataFolder, 'workspaces');
    const [name = ''] = listWorkspaceFiles(workspaces);
    const file = join(workspaces, name);
    renameSync(file, `${file}.moved`);
    const page = desktop.page();
    await Promise.all([expect(page.getByRole('alert').filter({ hasText: 'was restarted, but' })).toBeVisible(), killCore(desktop)]);
    await expect(page.getByText('Your workspace could not be opened. The workspace file was not found.')).toBeVisible();
    await expect(page.getByText('closed in another window')).toHaveCount(0);
    renameSync(`${file}.moved`, file);
    await page.reload();
    await page.getByRole('button', { name: /^Quillan/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  }

  await answerMessage(desktop, 0);
  await desktop.evaluate(({ BrowserWindow, dialog, session }) => {
    const answer = dialog.showMessageBox;
    let isBlocked = true;
    session.defaultSession.webRequest.onBeforeRequest((_request, callback) => callback({ cancel: isBlocked }));
    dialog.showMessageBox = (...parameters) => {
      isBlocked = false;
      return answer(...parameters);
    };
    BrowserWindow.getAllWindows()[0]?.webContents.reload();
  }, undefined);
  await expect.poll(shownDialogs).toEqual(['This window could not be loaded.']);
  await expect.poll(() => readHeading(desktop).catch(() => undefined)).toBe('Overview');

  const emitEvent = (event: 'unresponsive' | 'responsive') =>
    desktop.evaluate(({ BrowserWindow }, name) => BrowserWindow.getAllWindows()[0]?.emit(name), event);
  await desktop.evaluate(({ dialog }) => {
    const answer = dialog.showMessageBox;
    dialog.showMessageBox = async (...parameters) => {
      const { signal } = parameters.at(-1) as { signal: AbortSignal };
      await answer(...parameters);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { response: 1, checkboxChecked: false };
    };
  }, undefined);
  await emitEvent('unresponsive');
  await emitEvent('unresponsive');
  await expect.poll(shownDialogs).toHaveLength(2);
  await emitEvent('responsive');
  expect(readLog(launcher.dataFolder).filter(({ event }) => event === 'pageGone')).toEqual([]);

  await answerMessage(desktop, 0);
  await emitEvent('unresponsive');
  await expect.poll(shownDialogs).toEqual(['This window could not be loaded.', ...Array(2).fill('This window is not responding.')]);
  await expect.poll(() => readLog(launcher.dataFolder).filter(({ event }) => event === 'pageGone').length).toBe(1);
  await expect.poll(() => readHeading(desktop).catch(() => undefined)).toBe('Overview');

  await answerMessage(desktop, 1);
  await desktop.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.emit('preload-error', {}, 'preload.cjs', new TypeError('planted')),
    undefined,
  );
  // the answer closed the window, and the last window ends the app
  expect(await desktop.ended).toMatchObject({ code: 0 });
  expect(readLog(launcher.dataFolder)).toContainEqual(expect.objectContaining({ event: 'preloadFailed', error: 'TypeError' }));
});

test('two crashes of the graphics process offer a restart without acceleration, which is kept until it is reset', async ({ launcher }) => {
  const isAccelerated = (desktop: Desktop) => desktop.evaluate(({ app }) => app.isHardwareAccelerationEnabled(), undefined);
  const crashGraphics = (desktop: Desktop) =>
    desktop.evaluate(
      ({ app }) => void app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 139, name: 'GPU Process' }),
      undefined,
    );
  const desktop = await launcher.start();
  expect(await isAccelerated(desktop)).toBe(true);
  // the answer restarts the app; the double can't
  await answerMessage(desktop, 0);
  await desktop.evaluate(({ app }) => {
    app.relaunch = () => Object.assign(globalThis, { relaunched: true });
    app.exit = () => undefined;
  }, undefined);
  await crashGraphics(desktop);
  expect(await listDialogCalls(desktop)).toEqual([]);
  await crashGraphics(desktop);
  await expect.poll(() => desktop.evaluate(() => 'relaunched' in globalThis, undefined)).toBe(true);
  expect(await listDialogCalls(desktop)).toEqual([expect.objectContaining({ message: 'The graphics process stopped twice.' })]);
  process.kill(desktop.pid, 'SIGKILL');
  await desktop.ended;

  const software = await launcher.start();
  expect(await isAccelerated(software)).toBe(false);
  await software.end();
  const reset = await launcher.start({ args: ['--reset-graphics'] });
  expect(await isAccelerated(reset)).toBe(true);
  // the answer keeps acceleration
  await answerMessage(reset, 1);
  await crashGraphics(reset);
  await crashGraphics(reset);
  await expect.poll(async () => (await listDialogCalls(reset)).length).toBe(1);
  await reset.end();
  expect(await isAccelerated(await launcher.start())).toBe(true);
});

test('a second start passes its file on and exits, the system passes one on: the window shows itself and opens it', async ({
  launcher,
}, info) => {
  const file = await createClosedWorkspaceFile(info.outputPath('other'));
  const desktop = await launcher.start();
  const page = desktop.page();
  await expect(page.getByRole('button', { name: 'Open a copy' })).toBeVisible();
  const isMinimized = () => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized(), undefined);

  await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize(), undefined);
  expect(await isMinimized()).toBe(true);
  expect(await (await launcher.start({ withoutWindow: true })).ended).toMatchObject({ code: 0 });
  await expect.poll(isMinimized).toBe(false);
  expect(desktop.windows()).toHaveLength(1);

  await desktop.evaluate(
    ({ app }, missingPath) => app.emit('open-file', { preventDefault: () => undefined }, missingPath),
    join(info.outputPath('other'), 'gone.orebook'),
  );
  await expect(page.getByRole('alert')).toBeVisible();

  const second = await launcher.start({ withoutWindow: true, args: ['--workspace', file] });
  expect(await second.ended).toMatchObject({ code: 0 });
  await expect(page.getByRole('button', { name: /^Workspace / })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('a window opens where it was, and at a visible place when its screen or its file is gone', async ({ launcher }) => {
  const stateFile = join(launcher.dataFolder, 'desktop', 'window.json');
  // fits the screen of 1024 x 768 pixels that some runners have
  const bounds = { x: 120, y: 64, width: 800, height: 560 };

  const first = await launcher.start();
  await first.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), bounds);
  await first.end();
  const second = await launcher.start();
  expect(await readBounds(second)).toEqual(bounds);
  await second.end();

  const state = JSON.parse(readFileSync(stateFile, 'utf8')) as object;
  for (const damagedState of [JSON.stringify({ ...state, bounds: { ...bounds, x: 9_000 } }), '{"bounds":']) {
    writeFileSync(stateFile, damagedState);
    const restartedDesktop = await launcher.start();
    const { width, height, x } = await restartedDesktop.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea, undefined);
    expect(await readBounds(restartedDesktop)).toMatchObject({ width: Math.min(1280, width), height: Math.min(800, height) });
    expect((await readBounds(restartedDesktop))?.x).toBeLessThan(x + width);
    await restartedDesktop.end();
  }
});

test('a window is shown on Wayland, where a hidden one is never painted', async ({ launcher }) => {
  const desktop = await launcher.start({ env: { XDG_SESSION_TYPE: 'wayland' } });
  await expect.poll(() => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible(), undefined)).toBe(true);
});
