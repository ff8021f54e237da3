import { lazy } from 'react';
import { lazyPage } from '../../components/lazyPage.ts';

export const ConflictsPage = lazyPage(() => import('./ConflictsPage.tsx'));
// the first page opens the dialog: the code of both is loaded when it is needed
export const SharingDialog = lazy(async () => ({ default: (await import('./SharingDialog.tsx')).SharingDialog }));
// only a workspace with conflicts needs it
export const ConflictStrip = lazy(async () => ({ default: (await import('./ConflictStrip.tsx')).ConflictStrip }));
export const SharingSection = lazy(async () => ({ default: (await import('./SharingSection.tsx')).SharingSection }));
