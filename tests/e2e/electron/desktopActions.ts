import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { root } from '../../helpers/app.ts';
import { connectBrowser } from '../../helpers/http.ts';
import { startTestHost } from '../../helpers/loopback.ts';
import { type Desktop, expect } from './desktop.ts';

/** The answers of the test that replace the system's dialogs, and the calls that the app made to them. */
type Answers = { readonly dialogCalls?: object[] };

/** Options of the dialogs that the app opened, oldest first. */
export const listDialogCalls = (desktop: Desktop): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  desktop.evaluate(() => ((globalThis as Answers).dialogCalls ?? []) as Record<string, unknown>[], undefined);

export const answerOpen = (desktop: Desktop, path: string | undefined): Promise<void> =>
  desktop.evaluate(({ dialog }, chosenPath) => {
    dialog.showOpenDialog = async (...parameters) => {
      Object.assign(globalThis, { dialogCalls: [...((globalThis as Answers).dialogCalls ?? []), parameters.at(-1) as object] });
      return { canceled: chosenPath === undefined, filePaths: chosenPath === undefined ? [] : [chosenPath] };
    };
  }, path);

export const answerSave = (desktop: Desktop, path: string | undefined): Promise<void> =>
  desktop.evaluate(({ dialog }, chosenPath) => {
    dialog.showSaveDialog = async (...parameters) => {
      Object.assign(globalThis, { dialogCalls: [...((globalThis as Answers).dialogCalls ?? []), parameters.at(-1) as object] });
      return { canceled: chosenPath === undefined, filePath: chosenPath ?? '' };
    };
  }, path);

export const answerMessage = (desktop: Desktop, response: number): Promise<void> =>
  desktop.evaluate(({ dialog }, chosenButton) => {
    dialog.showMessageBox = async (...parameters) => {
      Object.assign(globalThis, { dialogCalls: [...((globalThis as Answers).dialogCalls ?? []), parameters.at(-1) as object] });
      return { response: chosenButton, checkboxChecked: false };
    };
  }, response);

/** Records the files that the app shows in their folder, in place of the system's own window. */
export const recordRevealedPaths = (desktop: Desktop): Promise<void> =>
  desktop.evaluate(({ shell }) => {
    const revealedPaths: string[] = [];
    Object.assign(globalThis, { revealed: revealedPaths });
    shell.showItemInFolder = (path: string) => void revealedPaths.push(path);
  }, undefined);

/** Paths that the app showed in their folder, oldest first. */
export const listRevealedPaths = (desktop: Desktop): Promise<readonly string[]> =>
  desktop.evaluate(() => (globalThis as unknown as { readonly revealed: readonly string[] }).revealed, undefined);

export const openSample = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Open a copy' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
};

/** Ends the session as Windows does: the process is gone as soon as the app has handled the event. */
export const endWindowsSession = async (desktop: Desktop): Promise<void> => {
  await desktop
    .evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.emit('session-end');
      process.kill(process.pid, 'SIGKILL');
    }, undefined)
    .catch(() => undefined);
  await desktop.ended;
};

/** The workspace files in a folder, with the side files of SQLite. */
export const listWorkspaceFiles = (folder: string): readonly string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => /\.orebook(?:-\w+)?$/.test(name)).sort();

const EXTENSION = '.orebook';
/** The longest path of Windows without settings, less the room for SQLite's side files. */
const PATH_LENGTH = 250;

/** Creates a closed workspace under a difficult path: 250 characters long, with spaces and an emoji. Returns its file. */
export const createClosedWorkspaceFile = async (folder: string): Promise<string> => {
  const { host, dataFolder, close } = await startTestHost(pathToFileURL(join(root, 'dist', 'hosts', 'core.js')));
  await (await connectBrowser(host.url)).call('workspace.openSample', {});
  await host.stop();
  const [workspaceFile = ''] = listWorkspaceFiles(dataFolder);
  const stem = join(folder, 'Grube Süd ⛏ 2026');
  const file = `${stem.padEnd(PATH_LENGTH - EXTENSION.length, ' x')}${EXTENSION}`;
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(dataFolder, workspaceFile), file);
  await close();
  return file;
};
