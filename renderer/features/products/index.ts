import { lazyPage } from '../../components/lazyPage.ts';

export const ProductPage = lazyPage(() => import('./ProductPage.tsx'));
