import { lazyPage } from '../../components/lazyPage.ts';

export const HealthPage = lazyPage(() => import('./HealthPage.tsx'));
