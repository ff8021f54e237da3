import { lazy } from 'react';
import { lazyPage } from '../../components/lazyPage.ts';

export const PlansPage = lazyPage(() => import('./PlansPage.tsx'));
export const PlanDialog = lazy(async () => ({ default: (await import('./PlanDialog.tsx')).PlanDialog }));
