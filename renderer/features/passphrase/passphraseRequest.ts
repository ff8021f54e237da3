import { useSyncExternalStore } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';

/** A request for the passphrase of a file, in this page. */
export type PassphraseRequest = {
  /** The id that the core gave it. */
  readonly pending: string;
  /** The name of the file. */
  readonly name: string;
  /** Whether this computer can remember the passphrase. */
  readonly canRemember: boolean;
  readonly onEnd: (isUnlocked: boolean) => void;
};

let openRequest: PassphraseRequest | undefined;
const listeners = new Set<() => void>();

const setOpenRequest = (next: PassphraseRequest | undefined): void => {
  openRequest = next;
  for (const listener of [...listeners]) listener();
};

/** Returns the open request and rerenders when it changes. */
export const usePassphraseRequest = (): PassphraseRequest | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => openRequest,
  );

/** Ends the open request. */
export const endPassphraseRequest = (isUnlocked: boolean): void => {
  const request = openRequest;
  setOpenRequest(undefined);
  request?.onEnd(isUnlocked);
};

export const isPassphraseNeeded = ({ code }: Pick<OrebookError, 'code'>): boolean => code === 'PASSPHRASE_NEEDED';

/** Asks for the passphrase that an error names. Resolves to true once the file is open, and to false when it is cancelled. */
export const askPassphrase = ({ details }: Pick<OrebookError, 'details'>): Promise<boolean> =>
  new Promise((resolve) => {
    endPassphraseRequest(false);
    setOpenRequest({
      pending: String(details.pending),
      name: String(details.name),
      canRemember: details.canRemember === true,
      onEnd: resolve,
    });
  });

/** Ends the request that an error made, if it is still open. */
export const withdrawPassphraseRequest = ({ details }: Pick<OrebookError, 'details'>): void => {
  if (openRequest?.pending === details.pending) endPassphraseRequest(false);
};

/** Runs `action`; where it needs a passphrase, asks for it and answers whether it was entered. */
export const withPassphrase = async <T>(action: () => Promise<T>): Promise<T | boolean> => {
  try {
    return await action();
  } catch (error) {
    if (error instanceof OrebookError && isPassphraseNeeded(error)) return askPassphrase(error);
    throw error;
  }
};
