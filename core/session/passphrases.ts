import { randomBytes } from 'node:crypto';
import { deriveFileKey, type FileKey, isSameKey, readSalt } from '#db/fileKey.ts';
import { OrebookError } from '#shared/contract/errors.ts';

/** A file that can be opened only with its passphrase. */
export type EncryptedFile = {
  readonly path: string;
  /** The name shown to the user. */
  readonly name: string;
  /** Repeats the work that needed the passphrase. */
  readonly retry: (key: FileKey) => Promise<void>;
};

/** Number of requests stored; a page that was closed does not withdraw its own. */
const MAX_REQUESTS = 50;

/** Creates the list of requests that wait for a passphrase. A page gets the id of a request, never a path. */
export const createPassphraseRequests = () => {
  const requests = new Map<string, EncryptedFile>();

  const request = (file: EncryptedFile): OrebookError => {
    const requestId = randomBytes(9).toString('base64url');
    requests.set(requestId, file);
    for (const oldestId of requests.keys()) {
      if (requests.size <= MAX_REQUESTS) break;
      requests.delete(oldestId);
    }
    return new OrebookError('PASSPHRASE_NEEDED', { pending: requestId, name: file.name });
  };

  return {
    /** Returns the error that asks for the passphrase of a file. */
    request,
    /** Runs `work`; where it needs the passphrase of `file`, throws PASSPHRASE_NEEDED with a request. */
    requestFor: async <T>(file: EncryptedFile, work: () => Promise<T>): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        throw error instanceof OrebookError && error.code === 'PASSPHRASE_NEEDED' ? request(file) : error;
      }
    },
    /** Repeats the work of a request with the passphrase of its file. Throws WRONG_PASSPHRASE, NOT_FOUND and what the work throws. */
    unlock: async (requestId: string, passphrase: string): Promise<void> => {
      const file = requests.get(requestId);
      if (!file) throw new OrebookError('NOT_FOUND', { kind: 'passphraseRequest', id: requestId });
      await file.retry(await deriveFileKey(passphrase, readSalt(file.path)));
      requests.delete(requestId);
    },
  };
};

export type PassphraseRequests = ReturnType<typeof createPassphraseRequests>;

/** Throws WRONG_PASSPHRASE unless the key was derived from the passphrase. Without a key no passphrase is needed. */
export const requirePassphrase = async (key: FileKey | undefined, passphrase: string | undefined): Promise<void> => {
  if (key === undefined) return;
  if (!isSameKey(await deriveFileKey(passphrase ?? '', key.salt), key)) throw new OrebookError('WRONG_PASSPHRASE');
};
