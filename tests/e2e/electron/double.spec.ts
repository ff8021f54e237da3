import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from '../../helpers/app.ts';
import { startDouble } from '../../helpers/electronDouble/startDouble.ts';
import { checkDispatcher, checkPermissions, checkPolicy, checkSenders, checkWindow } from './borderChecks.ts';
import { type Desktop, expect, test } from './desktop.ts';
import { endWindowsSession, listWorkspaceFiles, openSample } from './desktopActions.ts';

/** Faults in the built entry, each with the check that must find it. */
const FAULTS: readonly (readonly [name: string, from: string, to: string, check: (desktop: Desktop) => Promise<void>])[] = [
  ['Node in the page', 'nodeIntegration: false,', 'nodeIntegration: true,', checkWindow],
  ['a page outside the sandbox', 'sandbox: true,', 'sandbox: false,', checkWindow],
  [
    'a channel that the contract does not have',
    'for (const name of CALL_NAMES)',
    'for (const name of [...CALL_NAMES, "more"])',
    checkDispatcher,
  ],
  ['an answer without the policy', '"content-security-policy": contentPolicy(nonce),', '', checkPolicy],
  ['a nonce that never changes', 'contentPolicy(nonce)', 'contentPolicy("a".repeat(43))', checkPolicy],
  ['a channel that does not check its sender', 'senderFrame === sender.mainFrame &&', '', checkSenders],
  ['every permission granted', 'permission === "clipboard-sanitized-write" &&', '', checkPermissions],
];

for (const [name, from, to, check] of FAULTS)
  test(`the checks find ${name}`, async ({ launcher, guard }) => {
    guard.allow(/./);
    const desktop = await launcher.start({ fault: { from, to } });
    await expect(check(desktop)).rejects.toThrow(/expect\(/);
  });

test('on Wayland a window that waits for its first paint stays hidden', async ({ launcher }) => {
  const fault = { from: 'whenShowable(window, () => {', to: 'window.once("ready-to-show", () => {' };
  const desktop = await launcher.start({ fault, env: { XDG_SESSION_TYPE: 'wayland' } });
  await expect(desktop.page().getByRole('button', { name: 'Open a copy' })).toBeVisible();
  expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible(), undefined)).toBe(false);
});

test('a Windows session that ends without waiting for the core leaves the log of the workspace', async ({ launcher }) => {
  const desktop = await launcher.start({ fault: { from: 'core.stopAndWait();', to: '' } });
  await openSample(desktop.page());
  await endWindowsSession(desktop);
  expect(listWorkspaceFiles(launcher.dataFolder).filter((name) => name.endsWith('-wal'))).toHaveLength(1);
});

test('a relative data folder works, and ends the start if it is passed on as it is', async ({ launcher, guard }) => {
  const data = relative(process.cwd(), launcher.dataFolder);
  const env = { OREBOOK_DATA: data, INIT_CWD: process.cwd() };
  const desktop = await launcher.start({ env });
  await expect(desktop.page().getByRole('button', { name: 'Open a copy' })).toBeVisible();
  await desktop.end();
  guard.allow(/^stderr: Orebook could not start: Path must be absolute/);
  const fault = {
    from: 'const [desktopFolder, crashes] = [join(folder, "desktop"), join(folder, "crashes")];',
    to: `const [desktopFolder, crashes] = [${JSON.stringify(join(data, 'desktop'))}, join(folder, "crashes")];`,
  };
  expect(await (await launcher.start({ env, fault, withoutWindow: true })).ended).toMatchObject({ code: 1 });
});

test('the preferences of a window do not name its preload', async ({ desktop }) => {
  const names = await desktop.evaluate(
    ({ BrowserWindow }) => Object.keys(BrowserWindow.getAllWindows()[0]?.webContents.getLastWebPreferences() ?? {}),
    undefined,
  );
  expect(names).toContain('sandbox');
  expect(names).not.toContain('preload');
});

test('the smoke test fails if its window is not shown, and names the step', async ({ context, launcher }) => {
  const { code, stderr } = await startDouble({
    context,
    main: join(root, 'dist', 'hosts', 'main.js'),
    args: ['--smoke-test'],
    env: { ...process.env, OREBOOK_DATA: launcher.dataFolder },
    fault: { from: 'window.show();', to: '' },
  }).ended;
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/failed its smoke test at: window\.\n$/) });
});

/** Whether this system lets any user mount a disk, as most of Linux does. */
const canMountDisk = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;

if (canMountDisk)
  test('a start on a full disk opens a window, and a command that needs space reports a full disk', async ({ launcher, guard }, info) => {
    guard.allow(/DISK_FULL|ENOSPC|SQLITE_FULL/);
    const folder = info.outputPath('disk');
    mkdirSync(folder, { recursive: true });
    const program = info.outputPath('node-on-a-full-disk');
    const mount = 'mount -t tmpfs -o size=256k tmpfs "$OREBOOK_DATA"; cat /dev/zero > "$OREBOOK_DATA/full" 2>/dev/null';
    writeFileSync(program, `#!/bin/sh\nexec unshare -rm sh -c '${mount}; exec "$0" "$@"' '${process.execPath}' "$@"\n`);
    chmodSync(program, 0o755);
    const desktop = await launcher.start({ program, env: { OREBOOK_DATA: folder } });
    await desktop.page().getByRole('button', { name: 'Open a copy' }).click();
    await expect(desktop.page().getByRole('alert').filter({ hasText: 'disk is full' })).toBeVisible();
  });

/** Small entries that fail in Electron or in the double with these messages. */
const REFUSED: readonly (readonly [name: string, source: string, message: string])[] = [
  ['a call registered twice', `ipcMain.handle('a', () => 1); ipcMain.handle('a', () => 2);`, `second handler for 'a'`],
  ['a scheme registered too late', 'await_ready(() => protocol.registerSchemesAsPrivileged([]))', 'should be called before app is ready'],
  ['a window before ready', 'new BrowserWindow()', 'Cannot create BrowserWindow before app is ready'],
  ['a member that is not implemented', 'app.getBadgeCount()', 'does not implement app.getBadgeCount'],
  ['an event that is never emitted', `app.on('gpu-process-crashed', () => undefined)`, `does not emit app 'gpu-process-crashed'`],
  ['a dialog without an answer', 'await_ready(() => dialog.showErrorBox("", ""))', 'that no test answers: dialog.showErrorBox'],
  ['crash reports that are uploaded', 'crashReporter.start({ submitURL: "https://example.com" })', 'uploadToServer is not false'],
];

test('the double refuses what Electron refuses and names what it does not implement', async ({ context }, info) => {
  for (const [name, source, message] of REFUSED) {
    const main = info.outputPath('main.mjs');
    writeFileSync(
      main,
      `import { app, BrowserWindow, crashReporter, dialog, ipcMain, protocol } from 'electron';
       const await_ready = (act) => app.whenReady().then(act);
       ${source};`,
    );
    const { code, stderr } = await startDouble({ context, main }).ended;
    expect({ name, code, found: stderr.includes(message) }, stderr).toEqual({ name, code: 1, found: true });
  }
  const main = info.outputPath('main.mjs');
  writeFileSync(main, `import { inAppPurchase } from 'electron'; inAppPurchase.canMakePayments();`);
  expect((await startDouble({ context, main }).ended).stderr).toContain('inAppPurchase');
});

/** Returns a function that lists the members of a class, an interface or a module object in electron.d.ts, with those of its parents. */
const readTypedMembers = (): ((name: string) => ReadonlySet<string>) => {
  const text = readFileSync(join(root, 'node_modules', 'electron', 'electron.d.ts'), 'utf8');
  const members = new Map<string, Set<string>>();
  const parents = new Map<string, string[]>();
  const visit = (node: ts.Node): void => {
    if ((ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) && node.name) {
      const knownMembers = members.get(node.name.text) ?? new Set<string>();
      for (const member of node.members) if (member.name && ts.isIdentifier(member.name)) knownMembers.add(member.name.text);
      members.set(node.name.text, knownMembers);
      const baseNames = (node.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression.getText()));
      parents.set(node.name.text, [...(parents.get(node.name.text) ?? []), ...baseNames]);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('electron.d.ts', text, ts.ScriptTarget.Latest, true));
  const listMembers = (name: string): ReadonlySet<string> =>
    new Set([
      ...(members.get(name) ?? []),
      ...(parents.get(name) ?? []).filter((parent) => parent !== name).flatMap((parent) => [...listMembers(parent)]),
    ]);
  return listMembers;
};

test('the double has only members of Electron’s types', async ({ desktop }) => {
  const implementedMembers = await desktop.evaluate((electron) => {
    const methods = (of: object): string[] => Object.getOwnPropertyNames(of);
    const { app, BrowserWindow, ipcMain, Menu, MenuItem, nativeTheme, screen, session, ...rest } = electron;
    const [window] = BrowserWindow.getAllWindows();
    return {
      App: methods(Object.getPrototypeOf(app)),
      BrowserWindow: [...methods(BrowserWindow.prototype), ...methods(BrowserWindow)],
      WebContents: window ? methods(Object.getPrototypeOf(window.webContents)) : [],
      WebFrameMain: window ? methods(Object.getPrototypeOf(window.webContents.mainFrame)) : [],
      IpcMain: methods(Object.getPrototypeOf(ipcMain)),
      Menu: [...methods(Menu.prototype), ...methods(Menu)],
      MenuItem: methods(MenuItem.prototype),
      NativeTheme: methods(Object.getPrototypeOf(nativeTheme)),
      Screen: methods(Object.getPrototypeOf(screen)),
      Session: methods(Object.getPrototypeOf(session.defaultSession)),
      Protocol: methods(rest.protocol),
      Dialog: methods(rest.dialog),
      Shell: methods(rest.shell),
      Clipboard: methods(rest.clipboard),
      CrashReporter: methods(rest.crashReporter),
      Net: methods(rest.net),
    };
  }, undefined);
  const membersOf = readTypedMembers();
  // members of every class, private members of the double ($) and of Electron (_), and one that Electron has without a type
  const IGNORED_MEMBER = /^(?:constructor|length|name|prototype|getLastWebPreferences|[$_].*)$/;
  for (const [name, members] of Object.entries(implementedMembers)) {
    expect(membersOf(name).size, name).toBeGreaterThan(0);
    expect(members.length, name).toBeGreaterThan(0);
    expect(
      members.filter((member) => !IGNORED_MEMBER.test(member) && !membersOf(name).has(member)),
      name,
    ).toEqual([]);
  }
});
