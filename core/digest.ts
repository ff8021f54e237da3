import { createHash } from 'node:crypto';

/** Returns the SHA-256 digest of a value that JSON can hold. */
export const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Returns the first characters of a digest, enough to tell variants of a plan apart. */
export const shortDigestOf = (value: unknown): string => digestOf(value).slice(0, 12);
