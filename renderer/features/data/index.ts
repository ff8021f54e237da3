import { lazyPage } from '../../components/lazyPage.ts';

export { importActs, importRoutes } from './importRoutes.ts';
export { useRowsBeyond } from './pendingPaste.ts';

export const DataPage = lazyPage(() => import('./DataPage.tsx'));
