import { lazyPage } from '../../components/lazyPage.ts';

export const VersionsPage = lazyPage(() => import('./VersionsPage.tsx'));
