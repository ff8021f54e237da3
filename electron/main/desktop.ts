import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { app, session, shell } from 'electron';
import { z } from 'zod';
import type { CoreSetup } from '#core';
import { errorFields, openLog } from '#core';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Capabilities } from '#shared/contract/host.ts';
import type { Result } from '#shared/contract/result.ts';
import { LANGUAGES } from '#shared/domain/workspace.ts';
import { startCore } from '../host/coreClient.ts';
import { secondBackups } from '../host/dataFolder.ts';
import { coreEntry, packageFile, pageFolder, preloadFile } from '../host/entries.ts';
import { readPageFiles } from '../host/pageFiles.ts';
import { outliveTerminal, say } from '../host/terminal.ts';
import { WINDOW_READY } from '../host/windowReady.ts';
import { createAppMenu } from './appMenu.ts';
import type { Args } from './args.ts';
import { filesOf } from './files.ts';
import { guardEveryPage, guardSession } from './guard.ts';
import { registerIpcHandlers } from './ipc.ts';
import { createLife, stopOnMistakes } from './life.ts';
import { servePage } from './protocol.ts';
import { createSmokeTest } from './smokeTest.ts';
import { createTelling } from './telling.ts';
import { giveUpStart, tellWhy } from './tellWhy.ts';
import { THEMES } from './windowState.ts';
import { createWindows } from './windows.ts';

export type DesktopOptions = {
  readonly folder: string;
  readonly args: Args;
};

const PackageFile = z.object({ version: z.string() });
/** What a second start hands over. */
const SecondStart = z.object({ workspace: z.string().optional() });

/** What can be read and made before Electron is ready; without it there is nothing to show. */
const prepare = (folder: string) => {
  const tempFolder = join(folder, 'desktop', 'files');
  // what an earlier process left: this one is alone here
  rmSync(tempFolder, { recursive: true, force: true });
  mkdirSync(tempFolder, { recursive: true, mode: 0o700 });
  const { version } = PackageFile.parse(JSON.parse(readFileSync(packageFile, 'utf8')));
  return { tempFolder, version, pages: readPageFiles(pageFolder) };
};

/** The desktop app: its windows, the door, and the core behind it. Called before Electron is ready. */
export const startDesktop = ({ folder, args }: DesktopOptions): void => {
  outliveTerminal();
  const log = openLog(join(folder, 'logs'), () => new Date());
  let prepared: ReturnType<typeof prepare>;
  try {
    prepared = prepare(folder);
  } catch (error) {
    log.write({ event: 'notStarted', ...errorFields(error) });
    giveUpStart(error, !args.smokeTest);
    return;
  }
  const { tempFolder, version, pages } = prepared;

  const capabilities: Capabilities = {
    host: 'electron',
    version,
    pickFiles: true,
    pickFolders: true,
    saveDialog: true,
    reveal: true,
    print: true,
  };
  const open: CoreSetup['open'] =
    args.workspace !== undefined ? { kind: 'file', path: args.workspace } : { kind: args.smokeTest ? 'none' : 'last' };
  const core = startCore({
    entry: coreEntry,
    setup: {
      dataFolder: folder,
      tempFolder,
      ...secondBackups(),
      capabilities,
      checkOutput: process.env.OREBOOK_CHECK_ANSWERS === '1',
      open,
    },
    log,
    reveal: (path) => shell.showItemInFolder(path),
  });
  const life = createLife(core, log, () => rmSync(tempFolder, { recursive: true, force: true }));
  stopOnMistakes(log, life, (words) => tellWhy(words, !args.smokeTest));
  guardEveryPage(log);
  core.listen((event) => {
    const path = event.kind === 'workspace' ? core.holds() : undefined;
    if (path !== undefined) app.addRecentDocument(path);
  });

  const telling = createTelling(core);
  const files = filesOf(tempFolder, () => app.getPath('documents'));
  const smokeTest = args.smokeTest ? createSmokeTest({ core, version, end: life.leave }) : undefined;
  let announced = false;
  const windows = createWindows({
    preload: preloadFile,
    stateFile: join(folder, 'desktop', 'window.json'),
    log,
    visible: !args.smokeTest,
    onShown: (window) => {
      smokeTest?.shown(window);
      if (!announced && !args.smokeTest) say(1, WINDOW_READY);
      announced = true;
    },
  });

  const menu = createAppMenu({ version, log, newWindow: windows.open, tell: telling.tell });

  /** Opens a file that came from outside a window: double-clicked, or given to a second start. What goes wrong is said in a window. */
  const openFile = async (path: string): Promise<void> => {
    await Promise.all([app.whenReady(), core.ready]);
    windows.show();
    try {
      const result = JSON.parse(await core.call('workspace.open', JSON.stringify(await files.refer(path)))) as Result<unknown>;
      if (!result.ok) telling.say({ kind: 'notice', code: result.error.code, details: { ...result.error.details, id: result.error.id } });
    } catch (error) {
      if (!(error instanceof OrebookError)) throw error;
      telling.say({ kind: 'notice', code: 'WORKSPACE_MISSING', details: {} });
    }
  };

  app.on('open-file', (event, path) => {
    event.preventDefault();
    void openFile(path);
  });
  app.on('second-instance', (_event, _argv, _folder, handed) => {
    const { workspace } = SecondStart.catch({}).parse(handed);
    if (workspace === undefined) windows.show();
    else void openFile(workspace);
  });
  app.on('activate', () => windows.show());

  void app.whenReady().then(async () => {
    guardSession(session.defaultSession, log);
    servePage(pages, log);
    registerIpcHandlers({
      core,
      log,
      takeDropped: files.refer,
      desktop: {
        'window.listen': (_input, window) => {
          telling.listen(window);
          smokeTest?.listened();
          return { done: true };
        },
        'window.offer': ({ acts }, window) => {
          const language = LANGUAGES.find((one) => acts.some(({ act, checked }) => act === `language.${one}` && checked));
          if (language) windows.setLanguage(language);
          menu.offer(window, acts);
          const theme = THEMES.find((one) => acts.some(({ act, checked }) => act === `theme.${one}` && checked));
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
    log.write({ event: 'started', version });
  });
};
