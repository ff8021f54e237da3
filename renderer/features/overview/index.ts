import { lazyPage } from '../../components/lazyPage.ts';

export const OverviewPage = lazyPage(() => import('./OverviewPage.tsx'), { hasFirstTextsOnly: true });
