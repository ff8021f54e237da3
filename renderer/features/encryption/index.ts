// Separate from the feature `passphrase`, which the first page loads: these forms are loaded with the pages that show them.

export { Body } from './dialogBody.ts';
export { EncryptionSection } from './EncryptionSection.tsx';
export { NewPassphraseFields } from './NewPassphraseFields.tsx';
export { NO_PASSPHRASE, passphraseProblem, repetitionProblem } from './newPassphrase.ts';
export { PassphraseField } from './PassphraseField.tsx';
export { useSecretCommand } from './useSecretCommand.ts';
