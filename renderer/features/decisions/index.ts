import { lazyPage } from '../../components/lazyPage.ts';

export const DecisionsPage = lazyPage(() => import('./DecisionsPage.tsx'));
