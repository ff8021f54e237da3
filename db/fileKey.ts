import { createDecipheriv, createHmac, pbkdf2, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { promisify } from 'node:util';
import type BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { OrebookError } from '#shared/contract/errors.ts';

/**
 * The key of an encrypted file and the salt with which it was derived from a passphrase, both as hex. The salt is the beginning of the file.
 * Copies of a file have its key and salt: the passphrase opens all of them, and pages are encrypted with a random vector each.
 */
export type FileKey = { readonly key: string; readonly salt: string };

/** The scheme of SQLCipher 4 (https://www.zetetic.net/sqlcipher/design/): AES-256-CBC, and an HMAC-SHA512 of each page. */
const SCHEME = { cipher: 'sqlcipher', version: 4, iterations: 256_000, macIterations: 2, digest: 'sha512', cipherName: 'aes-256-cbc' };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** Each byte of the salt, changed by this mask, salts the key of the page's HMAC. */
const MAC_SALT_MASK = 0x3a;
const PAGE_BYTES = 4096;
const MAC_BYTES = 64;
const VECTOR_BYTES = 16;
/** The bytes of a page that are encrypted. */
const BODY_END = PAGE_BYTES - MAC_BYTES - VECTOR_BYTES;

/** The first bytes of a file that is not encrypted (sqlite.org/fileformat2.html, 1.3). */
export const MAGIC = 'SQLite format 3\0';

/** How many pages after a damaged first one are read to verify a key. */
const PAGES_TO_TRY = 64;

const derive = promisify(pbkdf2);

/** Derives the key of a passphrase, which takes about 0.2 s. The same characters are the same passphrase, however they are composed (NFC). */
export const deriveFileKey = async (passphrase: string, salt: string = randomBytes(SALT_BYTES).toString('hex')): Promise<FileKey> => {
  const key = await derive(passphrase.normalize('NFC'), Buffer.from(salt, 'hex'), SCHEME.iterations, KEY_BYTES, SCHEME.digest);
  return { key: key.toString('hex'), salt };
};

export const isSameKey = (a: FileKey | undefined, b: FileKey | undefined): boolean =>
  a?.salt === b?.salt && timingSafeEqual(Buffer.from(a?.key ?? ''), Buffer.from(b?.key ?? ''));

const selectScheme = (database: BetterSqlite3.Database): void => {
  database.pragma(`cipher = '${SCHEME.cipher}'`);
  database.pragma(`legacy = ${SCHEME.version}`);
};

/** The key in SQLCipher's notation, so that it is not derived again. */
const rawKey = ({ key, salt }: FileKey): Buffer => Buffer.from(`x'${key}${salt}'`);

/** Sets the key of a connection to an encrypted file. Call it before anything else. */
export const applyFileKey = (database: BetterSqlite3.Database, key: FileKey | undefined): void => {
  if (key === undefined) return;
  selectScheme(database);
  database.key(rawKey(key));
};

/** Encrypts the file of a connection with another key, or decrypts it; not in write-ahead mode. A process killed meanwhile leaves it useless. */
export const changeFileKey = (database: BetterSqlite3.Database, to: FileKey | undefined): void => {
  if (to !== undefined) selectScheme(database);
  database.rekey(to === undefined ? Buffer.alloc(0) : rawKey(to));
};

const withOpenFile = <T>(path: string, work: (file: number) => T): T => {
  const file = openSync(path, 'r');
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
};

const readPage = (file: number, number: number): Buffer | undefined => {
  const page = Buffer.alloc(PAGE_BYTES);
  return readSync(file, page, 0, PAGE_BYTES, (number - 1) * PAGE_BYTES) === PAGE_BYTES ? page : undefined;
};

/**
 * Returns the salt of an encrypted file, undefined for a plain one and for any other file. An encrypted file has nothing that identifies it:
 * a file of whole pages that does not begin as an SQLite file may be one. Never call it for a file that this process has open.
 */
export const readSalt = (path: string): string | undefined =>
  withOpenFile(path, (file) => {
    const { size } = fstatSync(file);
    const start = Buffer.alloc(SALT_BYTES);
    readSync(file, start, 0, SALT_BYTES, 0);
    const isNotEncrypted = size === 0 || size % PAGE_BYTES !== 0 || start.toString('latin1') === MAGIC || start.every((byte) => byte === 0);
    return isNotEncrypted ? undefined : start.toString('hex');
  });

/**
 * Reads the beginning of an encrypted file, decrypted. Returns undefined if it is damaged but a log beside the file may repair it. Throws
 * WRONG_PASSPHRASE if the key opens no page, and WORKSPACE_DAMAGED if it opens others but not the first.
 */
export const readEncryptedStart = (path: string, { key, salt }: FileKey): Buffer | undefined =>
  withOpenFile(path, (file) => {
    const secret = Buffer.from(key, 'hex');
    const macSalt = Buffer.from(salt, 'hex').map((byte) => byte ^ MAC_SALT_MASK);
    const macKey = pbkdf2Sync(secret, macSalt, SCHEME.macIterations, KEY_BYTES, SCHEME.digest);
    const isIntact = (page: Buffer, number: number): boolean => {
      const counter = Buffer.alloc(4);
      counter.writeUInt32LE(number);
      const mac = createHmac(SCHEME.digest, macKey).update(page.subarray(number === 1 ? SALT_BYTES : 0, PAGE_BYTES - MAC_BYTES));
      return mac
        .update(counter)
        .digest()
        .equals(page.subarray(PAGE_BYTES - MAC_BYTES));
    };
    const first = readPage(file, 1);
    if (first && isIntact(first, 1)) {
      const cipher = createDecipheriv(SCHEME.cipherName, secret, first.subarray(BODY_END, BODY_END + VECTOR_BYTES)).setAutoPadding(false);
      return Buffer.concat([Buffer.from(MAGIC, 'latin1'), cipher.update(first.subarray(SALT_BYTES, BODY_END)), cipher.final()]);
    }
    const isKeyRight = Array.from({ length: PAGES_TO_TRY }, (_, n) => n + 2).some((number) => {
      const page = readPage(file, number);
      return page !== undefined && isIntact(page, number);
    });
    if (!isKeyRight) throw new OrebookError('WRONG_PASSPHRASE');
    if (!existsSync(`${path}-wal`)) throw new OrebookError('WORKSPACE_DAMAGED');
    return undefined;
  });
