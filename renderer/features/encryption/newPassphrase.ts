import { MAX_PASSPHRASE, MIN_PASSPHRASE } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';

/** A new passphrase, entered twice. */
export type NewPassphrase = { readonly passphrase: string; readonly repetition: string };

export const NO_PASSPHRASE: NewPassphrase = { passphrase: '', repetition: '' };

/** Returns the problem of a new passphrase, if it has one. */
export const passphraseProblem = ({ passphrase }: NewPassphrase): string | undefined => {
  if (passphrase.length < MIN_PASSPHRASE) return text('passphrase.tooShort', { min: MIN_PASSPHRASE });
  return passphrase.length > MAX_PASSPHRASE ? text('passphrase.tooLong', { max: MAX_PASSPHRASE }) : undefined;
};

/** Returns the problem of its repetition, if it has one. */
export const repetitionProblem = ({ passphrase, repetition }: NewPassphrase): string | undefined =>
  passphrase === repetition ? undefined : text('passphrase.differs');
