import { lazyPage } from '../../components/lazyPage.ts';

export { bidRoute, tenderRoute } from './tenderRoutes.ts';

export const TendersPage = lazyPage(() => import('./TendersPage.tsx'));
export const TenderPage = lazyPage(() => import('./TenderPage.tsx'));
