import { dirname, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { type BrowserWindow, dialog } from 'electron';
import { createArtefactStore, createIntakeStore, safeFileName } from '#core';
import type { SaveResult } from '#shared/contract/desktop.ts';
import { FILE_KINDS } from '#shared/contract/names.ts';
import { text } from '#shared/messages/text.ts';
import { placeFile } from '../host/placeFile.ts';

/** Files that a user opens and saves through the system's dialogs. The page knows them by token. */
export type Files = {
  /** Opens a dialog for a file of a kind; returns its token, or none when the dialog is cancelled. */
  readonly pickOpen: (window: BrowserWindow, kind: keyof typeof FILE_KINDS) => Promise<{ readonly intake?: string }>;
  /** Opens a dialog for a folder; returns its token, or none when the dialog is cancelled. */
  readonly pickFolder: (window: BrowserWindow) => Promise<{ readonly intake?: string }>;
  /**
   * Opens a save dialog and writes the document atomically; returns the token of the saved file. Throws ARTEFACT_EXPIRED, DISK_FULL,
   * FILE_HELD, CANNOT_SAVE.
   */
  readonly pickSave: (window: BrowserWindow, artefact: string, fileName: string) => Promise<SaveResult>;
  /** Opens a save dialog and writes the page of the window as a PDF, on A4 by its print styles. Throws DISK_FULL, FILE_HELD, CANNOT_SAVE. */
  readonly savePdf: (window: BrowserWindow, fileName: string) => Promise<SaveResult>;
  /** Returns a token for a file on the disk. Throws INTAKE_EXPIRED. */
  readonly register: (path: string) => Promise<{ readonly intake: string }>;
};

/** The folder in which dialogs open. */
export type DialogFolder = {
  readonly get: () => string;
  readonly set: (folder: string) => void;
};

export const createFiles = (tempFolder: string, dialogFolder: DialogFolder): Files => {
  const intake = createIntakeStore(tempFolder);
  const artefacts = createArtefactStore(tempFolder);

  const register = async (path: string): Promise<{ readonly intake: string }> => ({ intake: (await intake.refer(path)).token });

  /** Opens a save dialog; undefined when it is cancelled. */
  const chooseSavePath = async (window: BrowserWindow, fileName: string): Promise<string | undefined> => {
    const name = safeFileName(fileName);
    const extension = extname(name).slice(1);
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title: text('desktop.save'),
      defaultPath: join(dialogFolder.get(), name),
      properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
      ...(extension === '' ? {} : { filters: [{ name: extension.toUpperCase(), extensions: [extension] }] }),
    });
    if (canceled || filePath === '') return undefined;
    dialogFolder.set(dirname(filePath));
    return filePath;
  };

  return {
    register,
    pickOpen: async (window, kind) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: text(`desktop.open.${kind}`),
        defaultPath: dialogFolder.get(),
        properties: ['openFile', 'dontAddToRecent'],
        filters: [
          { name: text(`desktop.files.${kind}`), extensions: [...FILE_KINDS[kind]] },
          { name: text('desktop.allFiles'), extensions: ['*'] },
        ],
      });
      const [path] = filePaths;
      if (canceled || path === undefined) return {};
      dialogFolder.set(dirname(path));
      return register(path);
    },
    pickFolder: async (window) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        title: text('desktop.pickFolder'),
        defaultPath: dialogFolder.get(),
        properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
      });
      const [path] = filePaths;
      return canceled || path === undefined ? {} : { intake: await intake.referFolder(path) };
    },
    pickSave: async (window, artefact, fileName) => {
      const path = await chooseSavePath(window, fileName);
      if (path === undefined) return { isSaved: false };
      const { content } = await artefacts.fetch(artefact);
      await placeFile(content, path);
      return { isSaved: true, ...(await register(path)) };
    },
    savePdf: async (window, fileName) => {
      const path = await chooseSavePath(window, fileName);
      if (path === undefined) return { isSaved: false };
      const page = await window.webContents.printToPDF({ pageSize: 'A4', preferCSSPageSize: true, printBackground: true });
      await placeFile(Readable.from([page]), path);
      return { isSaved: true, ...(await register(path)) };
    },
  };
};
