import { lazyPage } from '../../components/lazyPage.ts';

export { FirstMinute } from './FirstMinute.tsx';
export { ResetDialog } from './ResetDialog.tsx';
export { RollButton, RollDialog } from './RollDialog.tsx';
export { useOpenFile } from './useOpenFile.ts';

export const SettingsPage = lazyPage(() => import('./SettingsPage.tsx'));
export const StartPage = lazyPage(() => import('./StartPage.tsx'));
