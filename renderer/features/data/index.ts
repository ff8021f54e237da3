import { lazyPage } from '../../components/lazyPage.ts';

export { deckPasteRoute, importActions, importRoutes } from './importRoutes.ts';
export { usePasteOfMoreRows } from './pendingPaste.ts';

export const DataPage = lazyPage(() => import('./DataPage.tsx'));
