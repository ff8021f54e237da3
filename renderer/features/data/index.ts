import { lazyPage } from '../../components/lazyPage.ts';

export { bringActs, bringRoutes } from './bringRoutes.ts';
export { useRowsBeyond } from './pendingPaste.ts';

export const DataPage = lazyPage(() => import('./DataPage.tsx'));
