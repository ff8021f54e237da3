import { lazyPage } from '../../components/lazyPage.ts';

export const BuyersPage = lazyPage(() => import('./BuyersPage.tsx'));
export const BuyerPage = lazyPage(() => import('./BuyerPage.tsx'));
export const BuyerGroupPage = lazyPage(() => import('./BuyerGroupPage.tsx'));
