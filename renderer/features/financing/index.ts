import { lazy } from 'react';
import { lazyPage } from '../../components/lazyPage.ts';

export const FinancingPage = lazyPage(() => import('./FinancingPage.tsx'));
/** Loaded when it is opened: a static export would put the whole form into the first load. */
export const FacilityDialog = lazy(async () => ({ default: (await import('./FacilityDialog.tsx')).FacilityDialog }));
export const WorkbenchPage = lazyPage(() => import('./WorkbenchPage.tsx'));
