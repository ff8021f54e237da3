import { randomBytes } from 'node:crypto';
import { deriveFileKey, type FileKey, isSameKey, readSalt } from '#db/fileKey.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { SecretStore } from '../secrets.ts';
import { createPassphraseMemory } from './passphraseMemory.ts';

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
export const createPassphraseRequests = (secrets: SecretStore | undefined) => {
  const memory = createPassphraseMemory(secrets);
  const requests = new Map<string, Pick<EncryptedFile, 'retry'> & { readonly salt: string | undefined }>();

  const request = async ({ path, name, retry }: EncryptedFile): Promise<OrebookError> => {
    const requestId = randomBytes(9).toString('base64url');
    requests.set(requestId, { retry, salt: readSalt(path) });
    for (const oldestId of requests.keys()) {
      if (requests.size <= MAX_REQUESTS) break;
      requests.delete(oldestId);
    }
    return new OrebookError('PASSPHRASE_NEEDED', { pending: requestId, name, canRemember: await memory.isAvailable() });
  };

  /** Runs `work`; where it needs the passphrase of `file`, throws PASSPHRASE_NEEDED with a request. */
  const requestFor = async <T>(file: EncryptedFile, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof OrebookError && error.code === 'PASSPHRASE_NEEDED' ? await request(file) : error;
    }
  };

  /**
   * Repeats the work of a request with the passphrase of its file, and stores the passphrase if asked to. Throws WRONG_PASSPHRASE, NOT_FOUND
   * and what the work throws.
   */
  const unlock = async (requestId: string, passphrase: string, shouldRemember: boolean): Promise<void> => {
    const passphraseRequest = requests.get(requestId);
    if (!passphraseRequest) throw new OrebookError('NOT_FOUND', { kind: 'passphraseRequest', id: requestId });
    const key = await deriveFileKey(passphrase, passphraseRequest.salt);
    await passphraseRequest.retry(key);
    requests.delete(requestId);
    memory.noteUnlocked(key.salt);
    if (shouldRemember) await memory.remember(key.salt, passphrase);
  };

  return {
    /** Returns the functions of a session about its passphrase. */
    forSession: (...parts: Parameters<typeof memory.forSession>) => ({ ...memory.forSession(...parts), unlock }),
    /** Returns the error that asks for the passphrase of a file that was locked: a remembered one does not open it. */
    requestAfterLock: (key: FileKey, file: EncryptedFile): Promise<OrebookError> => {
      memory.noteLocked(key.salt);
      return request(file);
    },
    /** Opens a file with its key, or else with that of its remembered passphrase. Throws PASSPHRASE_NEEDED with a request. */
    open: <T>(file: EncryptedFile, key: FileKey | undefined, open: (path: string, key: FileKey | undefined) => Promise<T>): Promise<T> =>
      requestFor(file, () => memory.openWithKey(file.path, key, open)),
    requestFor,
  };
};

export type PassphraseRequests = ReturnType<typeof createPassphraseRequests>;

/** Throws WRONG_PASSPHRASE unless the key was derived from the passphrase. Without a key no passphrase is needed. */
export const requirePassphrase = async (key: FileKey | undefined, passphrase: string | undefined): Promise<void> => {
  if (key === undefined) return;
  if (!isSameKey(await deriveFileKey(passphrase ?? '', key.salt), key)) throw new OrebookError('WRONG_PASSPHRASE');
};
