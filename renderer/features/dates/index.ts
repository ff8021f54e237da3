import { lazyPage } from '../../components/lazyPage.ts';

export const DatesPage = lazyPage(() => import('./DatesPage.tsx'));
