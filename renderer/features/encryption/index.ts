// Separate from the feature `passphrase`, which the first page loads: these forms are loaded with the pages that show them.
export { ChosenPassphraseFields } from './ChosenPassphraseFields.tsx';
export { NO_PASSPHRASE, passphraseProblem, repetitionProblem } from './choosePassphrase.ts';
export { Body } from './dialogBody.ts';
export { EncryptionSection } from './EncryptionSection.tsx';
export { PassphraseField } from './PassphraseField.tsx';
export { useSecretCommand } from './useSecretCommand.ts';
