import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, crashReporter } from 'electron';
import { text } from '#shared/messages/text.ts';
import { dataFolder } from '../host/dataFolder.ts';
import { writeLine } from '../host/terminal.ts';
import { readArgs } from './args.ts';
import { startDesktop } from './desktop.ts';
import { failStart } from './fatalError.ts';
import { registerScheme } from './protocol.ts';

// before Electron is ready, and therefore before anything is waited for
registerScheme();
app.enableSandbox();

const args = readArgs(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd());
// a smoke test leaves nobody's workspaces open and nothing behind
const folder = args.smokeTest && !process.env.OREBOOK_DATA ? mkdtempSync(join(tmpdir(), 'orebook-')) : dataFolder();

/** Makes the app's own folders and tells Electron of them, which takes none that is not there. */
const takeFolders = (): void => {
  const [own, crashes] = [join(folder, 'desktop'), join(folder, 'crashes')] as const;
  for (const path of [own, crashes]) mkdirSync(path, { recursive: true, mode: 0o700 });
  accessSync(folder, constants.W_OK);
  // one process a data folder: Electron's lock goes by this path
  app.setPath('userData', own);
  app.setPath('crashDumps', crashes);
  crashReporter.start({ uploadToServer: false });
};

const start = (): void => {
  try {
    takeFolders();
  } catch (error) {
    failStart(error, !args.smokeTest);
    return;
  }
  // the one that runs already shows its window and opens what this start was given
  if (app.requestSingleInstanceLock({ workspace: args.workspace })) startDesktop({ folder, args });
  else app.exit(0);
};

if (args.help) {
  writeLine(1, text('desktop.help'));
  app.exit(0);
} else if (args.lacksFile) {
  writeLine(2, text('desktop.lacksFile'));
  app.exit(2);
} else start();
