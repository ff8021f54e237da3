import { lazyPage } from '../../components/lazyPage.ts';

export { ChosenPassphraseFields } from './ChosenPassphraseFields.tsx';
export { NO_PASSPHRASE, passphraseProblem, repetitionProblem } from './choosePassphrase.ts';
export { EncryptionSection } from './EncryptionSection.tsx';
export { askPassphrase, isPassphraseNeeded, usePassphraseRequest, withdrawPassphraseRequest, withPassphrase } from './passphraseRequest.ts';
export { useActivity } from './useActivity.ts';
export { useSecretCommand } from './useSecretCommand.ts';

export const UnlockDialog = lazyPage(async () => ({ default: (await import('./UnlockDialog.tsx')).UnlockDialog }));
