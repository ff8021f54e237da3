import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, type ReadStream } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OrebookError } from '#shared/contract/errors.ts';

/** A file that came in from outside and waits under its token. */
export type IncomingFile = {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  /** True for a file that stands where its owner keeps it: it is used there, never moved. Otherwise it is a copy in the temp folder. */
  readonly inPlace: boolean;
};

/** Files coming in. A token is good once. */
export type IntakePort = {
  /** Hands over the file of a token; the taker reads it, or moves what is a copy. Throws INTAKE_GONE. */
  readonly take: (token: string) => Promise<IncomingFile>;
  /** The path of a folder that a person chose. Throws INTAKE_GONE. */
  readonly takeFolder: (token: string) => Promise<string>;
};

/** Documents going out. */
export type ArtefactPort = {
  /** Keeps a document until the host serves it once; answers its token and size. `name` is the file name that a person will see. */
  readonly keep: (
    name: string,
    mediaType: string,
    content: Uint8Array | string,
  ) => Promise<{ readonly token: string; readonly bytes: number }>;
};

/** A document on its way out. */
export type OutgoingFile = { readonly name: string; readonly mediaType: string; readonly bytes: number; readonly content: ReadStream };

/** The largest file that may come in: a workspace of many years is some tens of megabytes. */
export const INTAKE_LIMIT = 256 * 1024 * 1024;

const TOKEN = /^[A-Za-z0-9_-]{32}$/;
const newToken = (): string => randomBytes(24).toString('base64url');

/** The last part of a path as a plain file name: no separators, no control characters, at most 200 characters. */
export const plainName = (name: string): string => {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what goes
  const clean = last.replace(/[\u0000-\u001f\u007f<>:"|?*\u202a-\u202e\u2066-\u2069]/g, '').trim();
  return Array.from(clean).slice(0, 200).join('') || 'file';
};

/**
 * Files that wait under a token in the private temp folder, each beside a note of its name. Host and core run in one process and see the
 * same folder, so a core that restarts finds what was waiting.
 */
const store = (folder: string) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const noteOf = (token: string) => join(folder, `${token}.json`);
  return {
    pathOf: (token: string) => join(folder, token),
    drop: async (token: string): Promise<void> => {
      await rm(join(folder, token), { force: true });
      await rm(noteOf(token), { force: true });
    },
    note: (token: string, note: Record<string, unknown>) => writeFile(noteOf(token), JSON.stringify(note), { mode: 0o600 }),
    /** Claims the note: of two askers only one gets it. */
    claim: async (token: string): Promise<Record<string, unknown> | undefined> => {
      if (!TOKEN.test(token)) return undefined;
      const claimed = join(folder, `${token}.${newToken()}`);
      try {
        await rename(noteOf(token), claimed);
        return JSON.parse(await readFile(claimed, 'utf8'));
      } catch {
        return undefined;
      } finally {
        await rm(claimed, { force: true });
      }
    },
  };
};

/** Incoming files: the host accepts a stream, the core takes the file. */
export const intakeStore = (
  tempFolder: string,
): IntakePort & {
  /** Writes the stream to disk as it comes. Throws TOO_LARGE past `limit` bytes; what was written by then is removed. */
  readonly accept: (content: Readable, name: string, limit?: number) => Promise<{ readonly token: string; readonly bytes: number }>;
  /** Names a file of this computer that its owner chose; it stays where it is. Throws INTAKE_GONE for what is not a file. */
  readonly refer: (path: string) => Promise<{ readonly token: string; readonly bytes: number }>;
  /** The same for a folder. Throws INTAKE_GONE for what is none. */
  readonly referFolder: (path: string) => Promise<string>;
} => {
  const files = store(join(tempFolder, 'intake'));
  return {
    accept: async (content, name, limit = INTAKE_LIMIT) => {
      const token = newToken();
      const path = files.pathOf(token);
      let bytes = 0;
      const counted = async function* (source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          bytes += chunk.length;
          if (bytes > limit) throw new OrebookError('TOO_LARGE', { limit });
          yield chunk;
        }
      };
      try {
        await pipeline(content, counted, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      await files.note(token, { name: plainName(name), bytes });
      return { token, bytes };
    },
    refer: async (path) => {
      const found = isAbsolute(path) ? await stat(path).catch(() => undefined) : undefined;
      if (!found?.isFile()) throw new OrebookError('INTAKE_GONE');
      const token = newToken();
      await files.note(token, { name: plainName(path), bytes: found.size, path });
      return { token, bytes: found.size };
    },
    referFolder: async (path) => {
      const found = isAbsolute(path) ? await stat(path).catch(() => undefined) : undefined;
      if (!found?.isDirectory()) throw new OrebookError('INTAKE_GONE');
      const token = newToken();
      await files.note(token, { folder: path });
      return token;
    },
    takeFolder: async (token) => {
      const note = await files.claim(token);
      if (typeof note?.folder !== 'string') throw new OrebookError('INTAKE_GONE');
      return note.folder;
    },
    take: async (token) => {
      const note = await files.claim(token);
      if (!note || 'folder' in note) throw new OrebookError('INTAKE_GONE');
      const inPlace = typeof note.path === 'string';
      const path = typeof note.path === 'string' ? note.path : files.pathOf(token);
      return { path, name: String(note.name), bytes: Number(note.bytes), inPlace } satisfies IncomingFile;
    },
  };
};

/** Outgoing documents: the core keeps one, the host fetches it once. */
export const artefactStore = (tempFolder: string): ArtefactPort & { readonly fetch: (token: string) => Promise<OutgoingFile> } => {
  const files = store(join(tempFolder, 'artefacts'));
  return {
    keep: async (name, mediaType, content) => {
      const token = newToken();
      try {
        await writeFile(files.pathOf(token), content, { mode: 0o600, flag: 'wx' });
        await files.note(token, { name: plainName(name), mediaType });
      } catch (error) {
        // a disk that is full keeps no half of it, and no half of its note
        await files.drop(token);
        if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw new OrebookError('DISK_FULL', {}, { cause: error });
        throw error;
      }
      const { size } = await stat(files.pathOf(token));
      return { token, bytes: size };
    },
    fetch: async (token) => {
      const note = await files.claim(token);
      if (!note) throw new OrebookError('ARTEFACT_GONE');
      const path = files.pathOf(token);
      const { size } = await stat(path);
      const content = createReadStream(path);
      content.once('close', () => void rm(path, { force: true }));
      return { name: String(note.name), mediaType: String(note.mediaType), bytes: size, content };
    },
  };
};
