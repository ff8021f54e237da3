import { lazyPage } from '../../components/lazyPage.ts';

export { matrixOf, repairWords } from './correlationWords.ts';
export const MarketPage = lazyPage(() => import('./MarketPage.tsx'));
