import { lazyPage } from '../../components/lazyPage.ts';

export { correlationRows, repairText } from './correlationRows.ts';
export { IndexEndDialog } from './IndexEndDialog.tsx';
export const MarketPage = lazyPage(() => import('./MarketPage.tsx'));
