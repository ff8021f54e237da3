import { lazy } from 'react';
import { lazyPage } from '../../components/lazyPage.ts';

export { correlationRows, repairText } from './correlationRows.ts';
export const IndexEndDialog = lazy(async () => ({ default: (await import('./IndexEndDialog.tsx')).IndexEndDialog }));
export const MarketPage = lazyPage(() => import('./MarketPage.tsx'));
