import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { Transform } from 'node:stream';

// Files in the temp folder are encrypted with AES-256-GCM and a key that is derived from their token, 24 random bytes. The token is in
// memory only: files that remain after a crash can't be read. Each key encrypts one content and one note, with a nonce each.

const CIPHER = 'aes-256-gcm';
export const TAG_BYTES = 16;

const derive = (token: string, purpose: 'key' | 'name'): Buffer => createHash('sha256').update(`${purpose} ${token}`).digest();
const nonceOf = (part: 'content' | 'note'): Buffer => Buffer.alloc(12, part === 'content' ? 1 : 2);

/** The name of the file of a token, which does not tell the token. */
export const fileNameOf = (token: string): string => derive(token, 'name').subarray(0, 24).toString('base64url');

/** Creates a stream that encrypts a content; its tag follows at the end. */
export const createEncryption = (token: string): Transform => {
  const cipher = createCipheriv(CIPHER, derive(token, 'key'), nonceOf('content'));
  return new Transform({
    transform: (chunk: Buffer, _encoding, callback) => callback(null, cipher.update(chunk)),
    flush: (callback) => callback(null, Buffer.concat([cipher.final(), cipher.getAuthTag()])),
  });
};

/** Creates a stream that decrypts a content without its tag. It fails at the end if the content was changed. */
export const createDecryption = (token: string, tag: Buffer): Transform =>
  createDecipheriv(CIPHER, derive(token, 'key'), nonceOf('content'), { authTagLength: TAG_BYTES }).setAuthTag(tag);

export const encryptText = (token: string, text: string): Buffer => {
  const cipher = createCipheriv(CIPHER, derive(token, 'key'), nonceOf('note'));
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
};

/** Throws for a text that was changed. */
export const decryptText = (token: string, encryptedBytes: Buffer): string => {
  const tagStart = encryptedBytes.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, derive(token, 'key'), nonceOf('note'), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(encryptedBytes.subarray(tagStart));
  return Buffer.concat([decipher.update(encryptedBytes.subarray(0, tagStart)), decipher.final()]).toString('utf8');
};
