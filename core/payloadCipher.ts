import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { OrebookError } from '#shared/contract/errors.ts';

/**
 * How the contents of a team's log or of a bundle are encrypted, as they are stored with it. The key is derived with scrypt (RFC 7914): Node offers it in both
 * hosts, while Argon2 needs an OpenSSL that Electron does not have. 2^17 rounds of 8 blocks take 128 MiB and about half a second for each
 * guess, the first choice for scrypt in OWASP's Password Storage Cheat Sheet.
 */
export const CipherSettings = z.strictObject({
  kdf: z.literal('scrypt'),
  cipher: z.literal('aes-256-gcm'),
  /** Names the key in what it encrypts. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /** Base64. */
  salt: z.string().max(64),
  // limits of what a server may ask of a desk
  cost: z
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 20)
    .refine((cost) => Number.isInteger(Math.log2(cost)), 'notAPowerOfTwo'),
  blockSize: z.literal(8),
  parallelization: z.literal(1),
  /** A constant that the key encrypted: it tells a wrong passphrase from damaged contents. */
  check: z.string().max(200),
});
export type CipherSettings = z.infer<typeof CipherSettings>;

const COST = 2 ** 17;
const BLOCK_SIZE = 8;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** A random nonce of 96 bits: one key may encrypt 2^32 values (NIST SP 800-38D, 8.3). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CHECK_TEXT = 'orebook team log'; // stays, because stored logs have it

/** Encrypts and decrypts contents. `place` says where they stand: elsewhere they can't be decrypted. */
export type PayloadCipher = {
  readonly seal: (content: Uint8Array, place: readonly (string | number)[]) => Uint8Array;
  /** Throws TEAM_CONTENT_DAMAGED for contents that this key did not encrypt for this place. */
  readonly open: (sealedBytes: Uint8Array, place: readonly (string | number)[]) => Uint8Array;
};

const deriveKey = (passphrase: string, { salt, cost, blockSize, parallelization }: CipherSettings): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(
      passphrase.normalize('NFC'),
      Buffer.from(salt, 'base64'),
      KEY_BYTES,
      // scrypt takes 128 bytes for each block of each round, and a little for itself
      { N: cost, r: blockSize, p: parallelization, maxmem: 2 * 128 * blockSize * cost },
      (error, key) => (error ? reject(error) : resolve(key)),
    ),
  );

const createCipher = (key: Buffer, keyId: string): PayloadCipher => {
  const boundTo = (place: readonly (string | number)[]): Buffer => Buffer.from(JSON.stringify([keyId, ...place]));
  return {
    seal: (content, place) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(place));
      return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
    },
    open: (sealedBytes, place) => {
      try {
        const tagStart = sealedBytes.length - TAG_BYTES;
        const decipher = createDecipheriv('aes-256-gcm', key, sealedBytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
          .setAAD(boundTo(place))
          .setAuthTag(sealedBytes.subarray(tagStart));
        return Buffer.concat([decipher.update(sealedBytes.subarray(NONCE_BYTES, tagStart)), decipher.final()]);
      } catch (error) {
        throw new OrebookError('TEAM_CONTENT_DAMAGED', {}, { cause: error });
      }
    },
  };
};

/** Creates a new key from a passphrase. */
export const createPayloadCipher = async (
  passphrase: string,
): Promise<{ readonly settings: CipherSettings; readonly cipher: PayloadCipher }> => {
  const unchecked: CipherSettings = {
    kdf: 'scrypt',
    cipher: 'aes-256-gcm',
    keyId: randomBytes(8).toString('hex'),
    salt: randomBytes(SALT_BYTES).toString('base64'),
    cost: COST,
    blockSize: BLOCK_SIZE,
    parallelization: 1,
    check: '',
  };
  const cipher = createCipher(await deriveKey(passphrase, unchecked), unchecked.keyId);
  const check = Buffer.from(cipher.seal(Buffer.from(CHECK_TEXT), ['check'])).toString('base64');
  return { settings: { ...unchecked, check }, cipher };
};

/** Parses settings as they are stored. Throws TEAM_CONTENT_DAMAGED for settings that Orebook did not write. */
export const parseCipherSettings = (json: string): CipherSettings => {
  try {
    return CipherSettings.parse(JSON.parse(json));
  } catch (error) {
    throw new OrebookError('TEAM_CONTENT_DAMAGED', {}, { cause: error });
  }
};

/** Derives the key again. Throws TEAM_PASSPHRASE_WRONG. */
export const openPayloadCipher = async (passphrase: string, settings: CipherSettings): Promise<PayloadCipher> => {
  const cipher = createCipher(await deriveKey(passphrase, settings), settings.keyId);
  try {
    cipher.open(Buffer.from(settings.check, 'base64'), ['check']);
  } catch (error) {
    throw new OrebookError('TEAM_PASSPHRASE_WRONG', {}, { cause: error });
  }
  return cipher;
};
