export { errorText } from './errorText.ts';
export { issueText } from './issueText.ts';
export { moment } from './moment.ts';
export { PastNote } from './PastNote.tsx';
export { RecentChanges } from './RecentChanges.tsx';
export { RecordTimeline, type RecordTimelineProps } from './RecordTimeline.tsx';
export { useAct } from './useAct.ts';
export { useDocument, useSaving } from './useDocument.ts';
export { useUndo } from './useUndo.ts';
