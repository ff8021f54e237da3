import { lazyPage } from '../../components/lazyPage.ts';

export const SummariesPage = lazyPage(() => import('./SummariesPage.tsx'));
export { summaryRoute } from './subject.ts';
export { useSummaryExport } from './useSummaryExport.ts';
