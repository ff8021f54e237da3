import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { root } from '../../helpers/app.ts';
import { connectBrowser } from '../../helpers/http.ts';
import { startTestHost } from '../../helpers/loopback.ts';
import { type Desktop, expect } from './desktop.ts';

/** Puts a test's answer in the place of the system's dialogs, and keeps what the app asked them. */
type Answers = { readonly asked?: object[] };

/** What the dialogs were asked, oldest first. */
export const listDialogCalls = (desktop: Desktop): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  desktop.evaluate(() => ((globalThis as Answers).asked ?? []) as Record<string, unknown>[], undefined);

export const answerOpen = (desktop: Desktop, path: string | undefined): Promise<void> =>
  desktop.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async (...given) => {
      Object.assign(globalThis, { asked: [...((globalThis as Answers).asked ?? []), given.at(-1) as object] });
      return { canceled: chosen === undefined, filePaths: chosen === undefined ? [] : [chosen] };
    };
  }, path);

export const answerSave = (desktop: Desktop, path: string | undefined): Promise<void> =>
  desktop.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async (...given) => {
      Object.assign(globalThis, { asked: [...((globalThis as Answers).asked ?? []), given.at(-1) as object] });
      return { canceled: chosen === undefined, filePath: chosen ?? '' };
    };
  }, path);

export const answerMessage = (desktop: Desktop, response: number): Promise<void> =>
  desktop.evaluate(({ dialog }, chosen) => {
    dialog.showMessageBox = async (...given) => {
      Object.assign(globalThis, { asked: [...((globalThis as Answers).asked ?? []), given.at(-1) as object] });
      return { response: chosen, checkboxChecked: false };
    };
  }, response);

/** Keeps what the app shows in its folder, in place of the system's own window. */
export const recordRevealedPaths = (desktop: Desktop): Promise<void> =>
  desktop.evaluate(({ shell }) => {
    const revealed: string[] = [];
    Object.assign(globalThis, { revealed });
    shell.showItemInFolder = (path: string) => void revealed.push(path);
  }, undefined);

/** What it showed, oldest first. */
export const listRevealedPaths = (desktop: Desktop): Promise<readonly string[]> =>
  desktop.evaluate(() => (globalThis as unknown as { readonly revealed: readonly string[] }).revealed, undefined);

export const openSample = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Open a copy' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
};

/** The workspace files in a folder with what SQLite keeps beside them. */
export const listWorkspaceFiles = (folder: string): readonly string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => /\.orebook(?:-\w+)?$/.test(name)).sort();

const EXTENSION = '.orebook';
/** As long as Windows takes by itself, with room for what SQLite writes beside the file. */
const PATH_LENGTH = 250;

/** A closed workspace in a folder, under a path that is hard on programs: 250 long, with spaces and an emoji; answers its file. */
export const createClosedWorkspaceFile = async (folder: string): Promise<string> => {
  const { host, dataFolder, close } = await startTestHost(pathToFileURL(join(root, 'dist', 'hosts', 'core.js')));
  await (await connectBrowser(host.url)).call('workspace.openSample', {});
  await host.stop();
  const [made = ''] = listWorkspaceFiles(dataFolder);
  const stem = join(folder, 'Grube Süd ⛏ 2026');
  const file = `${stem.padEnd(PATH_LENGTH - EXTENSION.length, ' x')}${EXTENSION}`;
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(dataFolder, made), file);
  await close();
  return file;
};
