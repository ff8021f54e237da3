import { lazyPage } from '../../components/lazyPage.ts';

export const MarketPage = lazyPage(() => import('./MarketPage.tsx'));
