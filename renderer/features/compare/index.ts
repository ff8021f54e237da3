import { lazyPage } from '../../components/lazyPage.ts';

export const ComparePage = lazyPage(() => import('./ComparePage.tsx'));
