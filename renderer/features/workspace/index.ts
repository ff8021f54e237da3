import { lazyPage } from '../../components/lazyPage.ts';

export { FirstMinute } from './FirstMinute.tsx';
export { MoveValuationDateButton, MoveValuationDateDialog } from './MoveValuationDateDialog.tsx';
export { ReadOnlyNote } from './ReadOnlyNote.tsx';
export { ResetDialog } from './ResetDialog.tsx';
export { useOpenFile } from './useOpenFile.ts';

export const SettingsPage = lazyPage(() => import('./SettingsPage.tsx'));
export const StartPage = lazyPage(() => import('./StartPage.tsx'));
