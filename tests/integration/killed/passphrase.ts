const PASSPHRASES = [undefined, 'first passphrase', 'second passphrase'] as const;

/** The passphrase of a workspace after `n` changes. */
export const passphraseOf = (n: number): string | undefined => PASSPHRASES[n % PASSPHRASES.length];
