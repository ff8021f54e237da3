import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { pipeline as pipe, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toOrebookError } from '#db/storageErrors.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { createDecryption, createEncryption, decryptText, encryptText, fileNameOf, TAG_BYTES } from './tokenCipher.ts';

/** A workspace that arrived: no file of the user's, and on the disk in plain text only where `writeTo` writes it. */
export type IncomingCopy = {
  readonly name: string;
  /** Writes a new file; may be called again, as long as the copy is not discarded. Throws DISK_FULL. */
  readonly writeTo: (path: string) => Promise<void>;
  readonly discard: () => Promise<void>;
};

/** An incoming workspace: a copy, or the user's own file, which is read in place and never moved. */
export type IncomingFile = { readonly path: string } | IncomingCopy;

/** An incoming file that is read into memory. */
export type IncomingContent = {
  readonly name: string;
  readonly bytes: number;
  readonly read: () => Promise<Uint8Array>;
  /** Removes a copy in the temp folder. */
  readonly discard: () => Promise<void>;
};

/** Incoming files. Each token can be used once. */
export type IntakePort = {
  /** Returns the content of a token, which never lies on the disk in plain text. Throws INTAKE_EXPIRED. */
  readonly takeContent: (token: string) => Promise<IncomingContent>;
  /** Returns the file of a token, for a workspace. Throws INTAKE_EXPIRED. */
  readonly take: (token: string) => Promise<IncomingFile>;
  /** Returns the path of the user's own file of a token, not of a copy. Throws INTAKE_EXPIRED. */
  readonly takePath: (token: string) => Promise<string>;
  /** Returns the path of the user's own file of a token, which stays valid; undefined for a copy, and for a token that is not. */
  readonly readPath: (token: string) => Promise<string | undefined>;
  /** Returns the path of a folder that the user chose. Throws INTAKE_EXPIRED. */
  readonly takeFolder: (token: string) => Promise<string>;
};

/** A file that is stored: bytes, a text, or the parts of a long text, which may be made while it is stored. */
export type FileContent = Uint8Array | string | readonly string[] | AsyncIterable<string>;

/** Outgoing documents. */
export type ArtefactPort = {
  /**
   * Stores a document until the host serves it once; returns its token and size. `name` is the file name that the user sees. An error of a
   * content in parts ends it, and nothing stays stored.
   */
  readonly store: (name: string, mediaType: string, content: FileContent) => Promise<{ readonly token: string; readonly bytes: number }>;
};

/** An outgoing document. */
export type OutgoingFile = { readonly name: string; readonly mediaType: string; readonly bytes: number; readonly content: Readable };

/** The largest incoming file, bytes; a workspace of many years has some tens of megabytes. */
export const INTAKE_LIMIT = 256 * 1024 * 1024;

const TOKEN = /^[A-Za-z0-9_-]{32}$/;

const newToken = (): string => randomBytes(24).toString('base64url');

/** Returns the last part of a path as a safe file name: no separators, no control characters, at most 200 characters. */
export const safeFileName = (name: string): string => {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are removed
  const cleanName = last.replace(/[\u0000-\u001f\u007f<>:"|?*\u202a-\u202e\u2066-\u2069]/g, '').trim();
  return Array.from(cleanName).slice(0, 200).join('') || 'file';
};

/** The bytes, or the code units of a text, that are encrypted at a time. */
const CHUNK_LENGTH = 1024 * 1024;

const isHighSurrogate = (codeUnit: number): boolean => codeUnit >= 0xd800 && codeUnit < 0xdc00;

const chunksOf = async function* (content: FileContent): AsyncIterable<Buffer> {
  if (content instanceof Uint8Array) {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    for (let from = 0; from < bytes.length; from += CHUNK_LENGTH) yield bytes.subarray(from, from + CHUNK_LENGTH);
    return;
  }
  let text = '';
  for await (const part of typeof content === 'string' ? [content] : content) {
    text += part;
    while (text.length > CHUNK_LENGTH) {
      const length = isHighSurrogate(text.charCodeAt(CHUNK_LENGTH - 1)) ? CHUNK_LENGTH - 1 : CHUNK_LENGTH;
      yield Buffer.from(text.slice(0, length));
      text = text.slice(length);
    }
  }
  yield Buffer.from(text);
};

/** Collects a stream of at most `length` bytes; copied when all have come, those of a large file would hold the thread for 30 ms. */
const collect = async (stream: AsyncIterable<Buffer>, length: number): Promise<Buffer> => {
  const collectedBytes = Buffer.allocUnsafeSlow(length);
  let end = 0;
  for await (const chunk of stream) end += chunk.copy(collectedBytes, end);
  return collectedBytes.subarray(0, end);
};

/**
 * Creates a store of files by token in the private temp folder. Each file has a note with its name beside it. Both are encrypted with a key
 * of the token, which lies in no file. Host and core run in one process and use the same folder, so the files survive a restart of the core.
 */
const createTokenFolder = (folder: string) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (token: string) => join(folder, fileNameOf(token));
  const noteOf = (token: string) => `${pathOf(token)}.json`;
  return {
    pathOf,
    drop: async (token: string): Promise<void> => {
      await rm(pathOf(token), { force: true });
      await rm(noteOf(token), { force: true });
    },
    note: (token: string, note: Record<string, unknown>) =>
      writeFile(noteOf(token), encryptText(token, JSON.stringify(note)), { mode: 0o600 }),
    /** Takes the note of a token; of two callers only one receives it. */
    claim: async (token: string): Promise<Record<string, unknown> | undefined> => {
      if (!TOKEN.test(token)) return undefined;
      const claimedPath = `${pathOf(token)}.${newToken()}`;
      try {
        await rename(noteOf(token), claimedPath);
        return JSON.parse(decryptText(token, await readFile(claimedPath)));
      } catch {
        return undefined;
      } finally {
        await rm(claimedPath, { force: true });
      }
    },
    /** Reads the note of a token, which stays valid. */
    readNote: async (token: string): Promise<Record<string, unknown> | undefined> => {
      if (!TOKEN.test(token)) return undefined;
      try {
        return JSON.parse(decryptText(token, await readFile(noteOf(token))));
      } catch {
        return undefined;
      }
    },
    /** Reads the content of a token; it is removed when the stream closes, unless `isKept`. */
    openContent: async (token: string, isKept = false): Promise<{ readonly content: Readable; readonly bytes: number }> => {
      const path = pathOf(token);
      const file = await open(path);
      const bytes = (await file.stat()).size - TAG_BYTES;
      const { buffer: tag } = await file.read(Buffer.alloc(TAG_BYTES), 0, TAG_BYTES, bytes);
      const encryptedBytes = bytes === 0 ? [] : file.createReadStream({ start: 0, end: bytes - 1, autoClose: false });
      const content = createDecryption(token, tag);
      pipe(encryptedBytes, content, () => void file.close().finally(() => (isKept ? undefined : rm(path, { force: true }))));
      return { content, bytes };
    },
  };
};

/** Creates the store of incoming files: the host accepts a stream, the core takes the file. */
export const createIntakeStore = (
  tempFolder: string,
): IntakePort & {
  /** Writes a stream to disk. Throws TOO_LARGE past `limit` bytes, and DISK_FULL; removes what was written. */
  readonly accept: (
    content: AsyncIterable<Buffer>,
    name: string,
    limit?: number,
  ) => Promise<{ readonly token: string; readonly bytes: number }>;
  /** Creates a token for a file that the user chose; the file is not copied. Throws INTAKE_EXPIRED if the path is not a file. */
  readonly refer: (path: string) => Promise<{ readonly token: string; readonly bytes: number }>;
  /** Creates a token for a folder. Throws INTAKE_EXPIRED if the path is not a folder. */
  readonly referFolder: (path: string) => Promise<string>;
} => {
  const files = createTokenFolder(join(tempFolder, 'intake'));
  const claimFile = async (token: string) => {
    const note = await files.claim(token);
    if (!note || 'folder' in note) throw new OrebookError('INTAKE_EXPIRED');
    return { name: String(note.name), bytes: Number(note.bytes), path: typeof note.path === 'string' ? note.path : undefined };
  };
  return {
    accept: async (content, name, limit = INTAKE_LIMIT) => {
      const token = newToken();
      const path = files.pathOf(token);
      let bytes = 0;
      const countBytes = async function* (source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          bytes += chunk.length;
          if (bytes > limit) throw new OrebookError('TOO_LARGE', { limit });
          yield chunk;
        }
      };
      try {
        await pipeline(content, countBytes, createEncryption(token), createWriteStream(path, { mode: 0o600, flags: 'wx' }));
        await files.note(token, { name: safeFileName(name), bytes });
      } catch (error) {
        await files.drop(token);
        throw toOrebookError(error);
      }
      return { token, bytes };
    },
    refer: async (path) => {
      const fileStats = isAbsolute(path) ? await stat(path).catch(() => undefined) : undefined;
      if (!fileStats?.isFile()) throw new OrebookError('INTAKE_EXPIRED');
      const token = newToken();
      await files.note(token, { name: safeFileName(path), bytes: fileStats.size, path });
      return { token, bytes: fileStats.size };
    },
    referFolder: async (path) => {
      const fileStats = isAbsolute(path) ? await stat(path).catch(() => undefined) : undefined;
      if (!fileStats?.isDirectory()) throw new OrebookError('INTAKE_EXPIRED');
      const token = newToken();
      await files.note(token, { folder: path });
      return token;
    },
    takeFolder: async (token) => {
      const note = await files.claim(token);
      if (typeof note?.folder !== 'string') throw new OrebookError('INTAKE_EXPIRED');
      return note.folder;
    },
    readPath: async (token) => {
      const note = await files.readNote(token);
      return typeof note?.path === 'string' ? note.path : undefined;
    },
    takePath: async (token) => {
      const { path } = await claimFile(token);
      if (path !== undefined) return path;
      await files.drop(token);
      throw new OrebookError('INTAKE_EXPIRED');
    },
    takeContent: async (token) => {
      const { name, bytes, path } = await claimFile(token);
      if (path !== undefined) {
        const fileStats = await stat(path).catch(() => undefined);
        if (!fileStats?.isFile()) throw new OrebookError('INTAKE_EXPIRED');
        return { name, bytes: fileStats.size, read: () => readFile(path), discard: async () => {} };
      }
      return { name, bytes, read: async () => collect((await files.openContent(token)).content, bytes), discard: () => files.drop(token) };
    },
    take: async (token) => {
      const { name, path } = await claimFile(token);
      if (path !== undefined) return { path };
      return {
        name,
        writeTo: async (target) => {
          try {
            const { content } = await files.openContent(token, true);
            await pipeline(content, createWriteStream(target, { mode: 0o600, flags: 'wx' }));
          } catch (error) {
            await rm(target, { force: true });
            throw toOrebookError(error);
          }
        },
        discard: () => files.drop(token),
      };
    },
  };
};

/** Creates the store of outgoing documents: the core stores a document, the host fetches it once. */
export const createArtefactStore = (tempFolder: string): ArtefactPort & { readonly fetch: (token: string) => Promise<OutgoingFile> } => {
  const files = createTokenFolder(join(tempFolder, 'artefacts'));
  return {
    store: async (name, mediaType, content) => {
      const token = newToken();
      try {
        await pipeline(chunksOf(content), createEncryption(token), createWriteStream(files.pathOf(token), { mode: 0o600, flags: 'wx' }));
        await files.note(token, { name: safeFileName(name), mediaType });
      } catch (error) {
        // a full disk may hold part of the document or of its note
        await files.drop(token);
        throw toOrebookError(error);
      }
      return { token, bytes: (await stat(files.pathOf(token))).size - TAG_BYTES };
    },
    fetch: async (token) => {
      const note = await files.claim(token);
      if (!note) throw new OrebookError('ARTEFACT_EXPIRED');
      const { content, bytes } = await files.openContent(token);
      return { name: String(note.name), mediaType: String(note.mediaType), bytes, content };
    },
  };
};
