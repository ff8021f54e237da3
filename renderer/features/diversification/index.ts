import { lazyPage } from '../../components/lazyPage.ts';

export const DiversificationPage = lazyPage(() => import('./DiversificationPage.tsx'));
export const AllocationPage = lazyPage(() => import('./AllocationPage.tsx'));
export const LimitPage = lazyPage(() => import('./LimitPage.tsx'));
export const WhatIfPage = lazyPage(() => import('./WhatIfPage.tsx'));
