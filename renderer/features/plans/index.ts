import { lazyPage } from '../../components/lazyPage.ts';

export const PlansPage = lazyPage(() => import('./PlansPage.tsx'));
