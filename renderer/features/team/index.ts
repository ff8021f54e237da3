import { lazy } from 'react';
import { lazyPage } from '../../components/lazyPage.ts';

export const ConflictsPage = lazyPage(() => import('./ConflictsPage.tsx'));
// the first page opens it: its code is loaded when it is needed
export const SharingDialog = lazy(async () => ({ default: (await import('./SharingDialog.tsx')).SharingDialog }));
export { SharingSection } from './SharingSection.tsx';
