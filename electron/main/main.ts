import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, crashReporter } from 'electron';
import { text } from '#shared/messages/text.ts';
import { dataFolder } from '../host/dataFolder.ts';
import { writeLine } from '../host/terminal.ts';
import { readArgs } from './args.ts';
import { startDesktop } from './desktop.ts';
import { chooseGraphics } from './graphics.ts';
import { registerScheme } from './protocol.ts';
import { failStart } from './shutdown.ts';

// both must run before Electron is ready
registerScheme();
app.enableSandbox();

// the identity of the app on Windows, which the installer gives to its shortcuts: `appId` of electron-builder.yml
app.setAppUserModelId('app.orebook.desktop');

const args = readArgs(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd());
// a smoke test uses a temporary folder, so that it opens no workspace of the user
const folder = args.isSmokeTest && !process.env.OREBOOK_DATA ? mkdtempSync(join(tmpdir(), 'orebook-')) : dataFolder();

/** Creates the app's folders and sets them in Electron, which requires that they exist. */
const prepareFolders = (): void => {
  const [desktopFolder, crashes] = [join(folder, 'desktop'), join(folder, 'crashes')] as const;
  for (const path of [desktopFolder, crashes]) mkdirSync(path, { recursive: true, mode: 0o700 });
  accessSync(folder, constants.W_OK);
  // Electron's single-instance lock depends on this path: one process for each data folder
  app.setPath('userData', desktopFolder);
  app.setPath('crashDumps', crashes);
  crashReporter.start({ uploadToServer: false });
};

const start = (): void => {
  try {
    prepareFolders();
  } catch (error) {
    failStart(error, !args.isSmokeTest);
    return;
  }
  // a second start passes its workspace to the running process, which shows its window
  if (!app.requestSingleInstanceLock({ workspace: args.workspace, isReadOnly: args.isReadOnly })) {
    app.exit(0);
    return;
  }
  const graphicsFile = join(folder, 'desktop', 'graphics.json');
  chooseGraphics(graphicsFile, args.resetsGraphics);
  startDesktop({ folder, graphicsFile, args });
};

if (args.asksForHelp) {
  writeLine(1, text('desktop.help'));
  app.exit(0);
} else if (args.lacksFile) {
  writeLine(2, text('desktop.lacksFile'));
  app.exit(2);
} else start();
