import { OrebookError } from '#shared/contract/errors.ts';
import { createOpenRequest } from '../../editing/commands/openRequest.ts';

/** A request for the passphrase of a file, in this page. */
export type PassphraseRequest = {
  /** The id that the core gave it. */
  readonly pending: string;
  /** The name of the file. */
  readonly name: string;
  /** Whether this computer can remember the passphrase. */
  readonly canRemember: boolean;
};

export const passphraseRequest = createOpenRequest<PassphraseRequest>();

export const isPassphraseNeeded = ({ code }: Pick<OrebookError, 'code'>): boolean => code === 'PASSPHRASE_NEEDED';

/** Asks for the passphrase that an error names. Resolves to true once the file is open, and to false when it is cancelled. */
export const askPassphrase = ({ details }: Pick<OrebookError, 'details'>): Promise<boolean> =>
  passphraseRequest.ask({
    pending: String(details.pending),
    name: String(details.name),
    canRemember: details.canRemember === true,
  });

/** Ends the request that an error made, if it is still open. */
export const withdrawPassphraseRequest = ({ details }: Pick<OrebookError, 'details'>): void => {
  if (passphraseRequest.get()?.pending === details.pending) passphraseRequest.end(false);
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
