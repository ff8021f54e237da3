import { MAX_PASSPHRASE, MIN_PASSPHRASE } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';

/** A passphrase that is chosen, typed twice. */
export type ChosenPassphrase = { readonly next: string; readonly again: string };

export const NO_PASSPHRASE: ChosenPassphrase = { next: '', again: '' };

/** The problem of a chosen passphrase. */
export const passphraseProblem = ({ next }: ChosenPassphrase): string | undefined => {
  if (next.length < MIN_PASSPHRASE) return text('passphrase.tooShort', { min: MIN_PASSPHRASE });
  return next.length > MAX_PASSPHRASE ? text('passphrase.tooLong', { max: MAX_PASSPHRASE }) : undefined;
};

/** The problem of its repetition. */
export const repetitionProblem = ({ next, again }: ChosenPassphrase): string | undefined =>
  next === again ? undefined : text('passphrase.differs');
