import { lazyPage } from '../../components/lazyPage.ts';

export const OpenPricingPage = lazyPage(() => import('./OpenPricingPage.tsx'));
