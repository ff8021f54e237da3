import { createHash } from 'node:crypto';
import { OrebookError } from '#shared/contract/errors.ts';
import { createPayloadCipher, openPayloadCipher, parseCipherSettings } from '../payloadCipher.ts';

/**
 * A bundle with a passphrase: a line with the mark, the version and the digest of the next line, a line with the settings of the cipher as
 * JSON, and the encrypted archive. The digest tells a damaged head from a wrong passphrase.
 */
const MARK = 'orebundle-encrypted';
const VERSION = 1;
const HEAD = /^orebundle-encrypted (\d{1,6}) ([0-9a-f]{64})\n([^\n]{1,700})\n/;
/** The most bytes before the archive. */
export const HEAD_BYTES = 1024;
/** The cost of the key in version 1: a bundle of a stranger can't ask for more memory. */
const MAX_COST = 2 ** 17;

const place = [MARK, VERSION] as const;
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const badFile = (fault: 'damaged' | 'bundleNewer', cause?: unknown): OrebookError => new OrebookError('BAD_FILE', { fault }, { cause });

/** Encrypts the file of a bundle with a passphrase of its own. */
export const sealBundle = async (file: Uint8Array, passphrase: string): Promise<Uint8Array> => {
  const { settings, cipher } = await createPayloadCipher(passphrase);
  const settingsLine = JSON.stringify(settings);
  return Buffer.concat([Buffer.from(`${MARK} ${VERSION} ${digestOf(settingsLine)}\n${settingsLine}\n`), cipher.seal(file, place)]);
};

/** Whether a file begins as a bundle with a passphrase. */
export const isSealedBundle = (file: Uint8Array): boolean => Buffer.from(file.subarray(0, MARK.length)).toString('latin1') === MARK;

/** Decrypts the file of a bundle. Throws WRONG_PASSPHRASE, and BAD_FILE if the file is damaged or of a newer version. */
export const openSealedBundle = async (file: Uint8Array, passphrase: string): Promise<Uint8Array> => {
  const head = HEAD.exec(Buffer.from(file.subarray(0, HEAD_BYTES)).toString('latin1'));
  if (!head) throw badFile('damaged');
  const [headText, version, digest, settingsLine = ''] = head;
  if (Number(version) > VERSION) throw badFile('bundleNewer');
  if (digestOf(settingsLine) !== digest) throw badFile('damaged');
  try {
    const settings = parseCipherSettings(settingsLine);
    if (settings.cost > MAX_COST) throw badFile('damaged');
    return (await openPayloadCipher(passphrase, settings)).open(file.subarray(headText.length), place);
  } catch (error) {
    const isWrong = error instanceof OrebookError && error.code === 'TEAM_PASSPHRASE_WRONG';
    throw isWrong ? new OrebookError('WRONG_PASSPHRASE') : badFile('damaged', error);
  }
};
