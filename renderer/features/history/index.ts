export { PastNote } from './PastNote.tsx';
export { RecentChanges } from './RecentChanges.tsx';
export { RecordTimeline } from './RecordTimeline.tsx';
