import { lazyPage } from '../../components/lazyPage.ts';

export const CyclesPage = lazyPage(() => import('./CyclesPage.tsx'));
