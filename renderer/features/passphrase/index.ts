import { lazyPage } from '../../components/lazyPage.ts';

export { askPassphrase, isPassphraseNeeded, passphraseRequest, withdrawPassphraseRequest, withPassphrase } from './passphraseRequest.ts';
export { useActivity } from './useActivity.ts';

export const UnlockDialog = lazyPage(async () => ({ default: (await import('./UnlockDialog.tsx')).UnlockDialog }));
