import { lazyPage } from '../../components/lazyPage.ts';

export const ChinaPage = lazyPage(() => import('./ChinaPage.tsx'));
