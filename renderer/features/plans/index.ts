import { lazyPage } from '../../components/lazyPage.ts';

export const PlansPage = lazyPage(() => import('./PlansPage.tsx'));
export { PlanDialog } from './PlanDialog.tsx';
