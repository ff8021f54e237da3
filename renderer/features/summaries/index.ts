import { lazyPage } from '../../components/lazyPage.ts';

export const SummariesPage = lazyPage(() => import('./SummariesPage.tsx'));
export { BUNDLE_ROUTE, summaryRoute } from './subject.ts';
