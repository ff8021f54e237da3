import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { app, session, shell } from 'electron';
import { z } from 'zod';
import { type CoreSetup, errorFields, openLog } from '#core';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Capabilities } from '#shared/contract/host.ts';
import type { Result } from '#shared/contract/result.ts';
import { LANGUAGES } from '#shared/domain/workspace.ts';
import { startCore } from '../host/coreClient.ts';
import { secondBackupFolder } from '../host/dataFolder.ts';
import { coreEntry, packageFile, pageFolder, preloadFile } from '../host/entries.ts';
import { readPageFiles } from '../host/pageFiles.ts';
import { ignoreTerminalErrors, WINDOW_READY, writeLine } from '../host/terminal.ts';
import { createAppMenu } from './appMenu.ts';
import type { Args } from './args.ts';
import { confirmServer } from './confirmServer.ts';
import { confirmStop } from './confirmStop.ts';
import { createFiles } from './files.ts';
import { watchChildProcesses } from './graphics.ts';
import { restrictAllPages, restrictSession } from './guard.ts';
import { registerIpcHandlers } from './ipc.ts';
import { servePage } from './protocol.ts';
import { createSecretFile } from './secretFile.ts';
import { createShutdown, failStart, quitOnUncaughtErrors, showFatalError } from './shutdown.ts';
import { createSmokeTest } from './smokeTest.ts';
import { createWindowNotifier } from './windowNotifier.ts';
import { THEMES } from './windowState.ts';
import { createWindows } from './windows.ts';

export type DesktopOptions = {
  readonly folder: string;
  /** Stores that the graphics process crashed. */
  readonly graphicsFile: string;
  readonly args: Args;
};

const PackageFile = z.object({ version: z.string() });
/** The data that a second start of the app passes to the first. */
const SecondStart = z.object({ workspace: z.string().optional(), isReadOnly: z.boolean().optional() });

/** Reads and creates what is needed before Electron is ready. Throws when the build is incomplete or the folder can't be written. */
const prepare = (folder: string) => {
  const tempFolder = join(folder, 'desktop', 'files');
  // files of an earlier process; the instance lock makes this process the only one in the folder
  rmSync(tempFolder, { recursive: true, force: true });
  mkdirSync(tempFolder, { recursive: true, mode: 0o700 });
  const { version } = PackageFile.parse(JSON.parse(readFileSync(packageFile, 'utf8')));
  return { tempFolder, version, pages: readPageFiles(pageFolder) };
};

/** Starts the desktop app: windows, IPC handlers and the core. Call it before Electron is ready. */
export const startDesktop = ({ folder, graphicsFile, args }: DesktopOptions): void => {
  ignoreTerminalErrors();
  const log = openLog(join(folder, 'logs'), () => new Date());
  let preparation: ReturnType<typeof prepare>;
  try {
    preparation = prepare(folder);
  } catch (error) {
    log.write({ event: 'notStarted', ...errorFields(error) });
    failStart(error, !args.isSmokeTest);
    return;
  }
  const { tempFolder, version, pages } = preparation;

  const capabilities: Capabilities = {
    host: 'electron',
    version,
    canPickFiles: true,
    canPickFolders: true,
    hasSaveDialog: true,
    canReveal: true,
    canPrint: true,
  };
  const open: CoreSetup['open'] =
    args.workspace !== undefined
      ? { kind: 'file', path: args.workspace, isReadOnly: args.isReadOnly }
      : { kind: args.isSmokeTest ? 'none' : 'last' };
  const core = startCore({
    entry: coreEntry,
    setup: {
      dataFolder: folder,
      tempFolder,
      ...secondBackupFolder(),
      capabilities,
      checksOutput: process.env.OREBOOK_CHECK_ANSWERS === '1',
      open,
    },
    log,
    reveal: (path) => shell.showItemInFolder(path),
    secrets: createSecretFile(join(folder, 'desktop', 'secrets.json'), log),
    confirmServer,
  });
  const shutdown = createShutdown(core, log, () => rmSync(tempFolder, { recursive: true, force: true }));
  quitOnUncaughtErrors(log, shutdown, (message) => showFatalError(message, !args.isSmokeTest));
  restrictAllPages(log);
  watchChildProcesses({ file: graphicsFile, log, isInteractive: !args.isSmokeTest, quit: shutdown.quit });
  core.listen((event) => {
    const path = event.kind === 'workspace' ? core.openFile()?.path : undefined;
    if (path !== undefined) app.addRecentDocument(path);
  });

  const notifier = createWindowNotifier(core);
  const smokeTest = args.isSmokeTest
    ? createSmokeTest({ core, version, folder: tempFolder, register: (path) => files.register(path), end: shutdown.quit })
    : undefined;
  let isAnnounced = false;
  const windows = createWindows({
    preload: preloadFile,
    stateFile: join(folder, 'desktop', 'window.json'),
    log,
    isInteractive: !args.isSmokeTest,
    onShown: (window) => {
      smokeTest?.onShown(window);
      if (!isAnnounced && !args.isSmokeTest) writeLine(1, WINDOW_READY);
      isAnnounced = true;
    },
  });

  const files = createFiles(tempFolder, {
    get: () => windows.dialogFolder() ?? app.getPath('documents'),
    set: windows.setDialogFolder,
  });
  const menu = createAppMenu({ version, log, newWindow: windows.open, notify: notifier.notify });

  /** Whether a file is open for editing: opened again, it stays open and its jobs continue. */
  const isOpenForEditing = (path: string): boolean => {
    const file = core.openFile();
    return file !== undefined && !file.isReadOnly && existsSync(path) && realpathSync(path) === file.path;
  };

  /** Opens a file from outside a window: double-clicked, or passed by a second start. Shows errors in a window. */
  const openFile = async (path: string, isReadOnly: boolean): Promise<void> => {
    await Promise.all([app.whenReady(), core.ready]);
    windows.showLast();
    if ((isReadOnly || !isOpenForEditing(path)) && !(await confirmStop(core, 'close'))) return;
    try {
      const result = JSON.parse(
        await core.call('workspace.open', JSON.stringify({ ...(await files.register(path)), isReadOnly })),
      ) as Result<unknown>;
      if (!result.ok)
        notifier.notifyOnce({ kind: 'notice', code: result.error.code, details: { ...result.error.details, id: result.error.id } });
    } catch (error) {
      if (!(error instanceof OrebookError)) throw error;
      notifier.notifyOnce({ kind: 'notice', code: 'WORKSPACE_MISSING', details: {} });
    }
  };

  app.on('open-file', (event, path) => {
    event.preventDefault();
    void openFile(path, false);
  });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const { workspace, isReadOnly = false } = SecondStart.catch({}).parse(data);
    if (workspace === undefined) windows.showLast();
    else void openFile(workspace, isReadOnly);
  });
  app.on('activate', () => windows.showLast());

  void app.whenReady().then(async () => {
    restrictSession(session.defaultSession, log);
    servePage(pages, log);
    registerIpcHandlers({
      core,
      log,
      takeDropped: files.register,
      desktop: {
        'window.listen': (_input, window) => {
          notifier.addWindow(window);
          smokeTest?.onListen();
          return { done: true };
        },
        'window.setActions': ({ actions }, window) => {
          const language = LANGUAGES.find((candidate) =>
            actions.some(({ action, checked }) => action === `language.${candidate}` && checked),
          );
          if (language) windows.setLanguage(language);
          menu.setActions(window, actions);
          const theme = THEMES.find((candidate) => actions.some(({ action, checked }) => action === `theme.${candidate}` && checked));
          if (theme) windows.setTheme(theme);
          return { done: true };
        },
        'files.pickOpen': ({ kind }, window) => files.pickOpen(window, kind),
        'files.pickFolder': (_input, window) => files.pickFolder(window),
        'files.pickSave': ({ artefact, fileName }, window) => files.pickSave(window, artefact, fileName),
        'window.savePdf': ({ fileName }, window) => files.savePdf(window, fileName),
      },
    });
    menu.start();
    windows.start();
    const isSandboxed = !app.commandLine.hasSwitch('no-sandbox');
    log.write({ event: 'started', version, accelerated: app.isHardwareAccelerationEnabled(), sandboxed: isSandboxed });
  });
};
