import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BrowserWindow, dialog } from 'electron';
import type { Saved } from '#shared/contract/desktop.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { FILE_KINDS } from '#shared/contract/names.ts';
import { text } from '#shared/messages/text.ts';
import { artefactStore, intakeStore, plainName } from '../host/fileStores.ts';

/** Files between a window and the disk: chosen in the system's own dialogs, named by token towards the page. */
export type Files = {
  /** Lets a person choose a file of a kind; answers its token, or nothing when they think better of it. */
  readonly pickOpen: (window: BrowserWindow, kind: keyof typeof FILE_KINDS) => Promise<{ readonly intake?: string }>;
  /** The same for a folder. */
  readonly pickFolder: (window: BrowserWindow) => Promise<{ readonly intake?: string }>;
  /** Lets a person choose a place and puts the document there, whole or not at all; answers the token of what was saved. Throws ARTEFACT_GONE, DISK_FULL, CANNOT_SAVE. */
  readonly pickSave: (window: BrowserWindow, artefact: string, fileName: string) => Promise<Saved>;
  /** The same for the page of the window, on A4 as its print styles say. Throws DISK_FULL, CANNOT_SAVE. */
  readonly savePdf: (window: BrowserWindow, fileName: string) => Promise<Saved>;
  /** A token for a file of this computer. Throws INTAKE_GONE. */
  readonly refer: (path: string) => Promise<{ readonly intake: string }>;
};

const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOSPC';

export const filesOf = (tempFolder: string, documents: () => string): Files => {
  const intake = intakeStore(tempFolder);
  const artefacts = artefactStore(tempFolder);

  const refer = async (path: string): Promise<{ readonly intake: string }> => ({ intake: (await intake.refer(path)).token });

  /** Written beside its place and renamed into it, so that a half document never carries the name. */
  const place = async (content: Readable, path: string): Promise<void> => {
    const draft = join(dirname(path), `.orebook-${randomBytes(6).toString('hex')}`);
    try {
      await pipeline(content, createWriteStream(draft, { flags: 'wx' }));
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new OrebookError(isFull(error) ? 'DISK_FULL' : 'CANNOT_SAVE', {}, { cause: error });
    }
  };

  /** Lets a person choose where a file goes; nothing when they think better of it. */
  const choosePlace = async (window: BrowserWindow, fileName: string): Promise<string | undefined> => {
    const name = plainName(fileName);
    const extension = extname(name).slice(1);
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title: text('desktop.save'),
      defaultPath: join(documents(), name),
      properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
      ...(extension === '' ? {} : { filters: [{ name: extension.toUpperCase(), extensions: [extension] }] }),
    });
    return canceled || filePath === '' ? undefined : filePath;
  };

  return {
    refer,
    pickOpen: async (window, kind) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: text(`desktop.open.${kind}`),
        properties: ['openFile', 'dontAddToRecent'],
        filters: [
          { name: text(`desktop.files.${kind}`), extensions: [...FILE_KINDS[kind]] },
          { name: text('desktop.allFiles'), extensions: ['*'] },
        ],
      });
      const [path] = filePaths;
      return canceled || path === undefined ? {} : refer(path);
    },
    pickFolder: async (window) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: text('desktop.pickFolder'),
        properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
      });
      const [path] = filePaths;
      return canceled || path === undefined ? {} : { intake: await intake.referFolder(path) };
    },
    pickSave: async (window, artefact, fileName) => {
      const path = await choosePlace(window, fileName);
      if (path === undefined) return { saved: false };
      const { content } = await artefacts.fetch(artefact);
      await place(content, path);
      return { saved: true, ...(await refer(path)) };
    },
    savePdf: async (window, fileName) => {
      const path = await choosePlace(window, fileName);
      if (path === undefined) return { saved: false };
      const page = await window.webContents.printToPDF({ pageSize: 'A4', preferCSSPageSize: true, printBackground: true });
      await place(Readable.from([page]), path);
      return { saved: true, ...(await refer(path)) };
    },
  };
};
