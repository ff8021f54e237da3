import { lazy } from 'react';

export { PastNote } from './PastNote.tsx';
export { RecentChanges } from './RecentChanges.tsx';
export const RecordTimeline = lazy(async () => ({ default: (await import('./RecordTimeline.tsx')).RecordTimeline }));
