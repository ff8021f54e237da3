import { lazyPage } from '../../components/lazyPage.ts';

export const FinancingPage = lazyPage(() => import('./FinancingPage.tsx'));
export { FacilityDialog } from './FacilityDialog.tsx';
export const WorkbenchPage = lazyPage(() => import('./WorkbenchPage.tsx'));
