import { deriveFileKey, type FileKey, readSalt } from '#db/fileKey.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { NO_SECRETS, type SecretStore } from '../secrets.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

type MemoryFunctions = Pick<WorkspaceSession, 'changePassphrase' | 'passphraseMemory' | 'forgetPassphrase'>;

/**
 * Creates the memory for passphrases that the user asked this computer to remember. A passphrase has the name of its file's salt, which a
 * new passphrase changes, so that the store has no path or name of a workspace.
 */
export const createPassphraseMemory = (secrets: SecretStore = NO_SECRETS) => {
  /** Files that were locked since the start: they open with a passphrase that is entered. */
  const lockedSalts = new Set<string>();
  /** Whether a passphrase is stored, by salt. */
  const storedSalts = new Map<string, boolean>();
  const nameOf = (salt: string): string => `passphrase ${salt}`;

  const read = async (salt: string): Promise<string | undefined> => {
    const passphrase = await secrets.read(nameOf(salt));
    storedSalts.set(salt, passphrase !== undefined);
    return passphrase;
  };
  const remember = async (salt: string, passphrase: string): Promise<void> => {
    storedSalts.set(salt, await secrets.save(nameOf(salt), passphrase));
  };
  const forget = async (salt: string): Promise<void> => {
    await secrets.forget(nameOf(salt));
    storedSalts.set(salt, false);
  };
  const keyOf = async (path: string): Promise<FileKey | undefined> => {
    const salt = readSalt(path);
    if (salt === undefined || lockedSalts.has(salt)) return undefined;
    const passphrase = await read(salt);
    return passphrase === undefined ? undefined : deriveFileKey(passphrase, salt);
  };
  const isStored = async (salt: string): Promise<boolean> => storedSalts.get(salt) ?? (await read(salt)) !== undefined;

  return {
    isAvailable: secrets.isAvailable,
    /** Opens a file with its key, or else with that of its remembered passphrase, unless the file was locked. */
    openWithKey: async <T>(
      path: string,
      key: FileKey | undefined,
      open: (path: string, key: FileKey | undefined) => Promise<T>,
    ): Promise<T> => {
      const rememberedKey = key ?? (await keyOf(path));
      try {
        return await open(path, rememberedKey);
      } catch (error) {
        if (key === rememberedKey || !(error instanceof OrebookError && error.code === 'WRONG_PASSPHRASE')) throw error;
        // the passphrase may be entered instead
        return open(path, key);
      }
    },
    noteLocked: (salt: string) => void lockedSalts.add(salt),
    noteUnlocked: (salt: string) => void lockedSalts.delete(salt),
    remember,
    /** Returns the functions of a session that use the memory. `onChange` is called after a change of it, which has no revision. */
    forSession: (
      requireOpenWorkspace: () => { readonly key: FileKey | undefined },
      changePassphrase: MemoryFunctions['changePassphrase'],
      onChange: () => void,
    ): MemoryFunctions => ({
      changePassphrase: async (change) => {
        const earlierSalt = requireOpenWorkspace().key?.salt;
        await changePassphrase(change);
        if (earlierSalt === undefined || !(await isStored(earlierSalt))) return;
        const nextSalt = requireOpenWorkspace().key?.salt;
        if (nextSalt !== undefined && change.next !== undefined) await remember(nextSalt, change.next);
        await forget(earlierSalt);
      },
      passphraseMemory: async () => {
        const currentSalt = requireOpenWorkspace().key?.salt;
        if (currentSalt === undefined) return undefined;
        if (await isStored(currentSalt)) return 'on';
        return (await secrets.isAvailable()) ? 'off' : 'unavailable';
      },
      forgetPassphrase: async () => {
        const currentSalt = requireOpenWorkspace().key?.salt;
        if (currentSalt === undefined) throw new OrebookError('NOT_ENCRYPTED');
        await forget(currentSalt);
        onChange();
      },
    }),
  };
};
