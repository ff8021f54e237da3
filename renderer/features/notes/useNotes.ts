import { useMemo } from 'react';
import type { ListedNote } from '#shared/contract/notes.ts';
import { noteSubjectKey } from '#shared/presentation/noteSubjectKey.ts';
import { useCall } from '../../api/queries.ts';
import type { NotesOfWorkspace } from '../../components/settings.tsx';

const NO_NOTES: readonly ListedNote[] = [];

/** Returns the notes of the workspace for figures, charts and contracts on the page `route`. */
export const useNotes = (route: string, open: NotesOfWorkspace['open']): NotesOfWorkspace => {
  const notes = useCall('notes.list', {}, { keepLast: true }).data?.notes ?? NO_NOTES;
  return useMemo(() => {
    const bySubject = Map.groupBy(notes, ({ subject }) => noteSubjectKey(subject));
    return {
      of: (key) => bySubject.get(key) ?? NO_NOTES,
      hasFigureNotes: notes.some(({ subject }) => subject.kind === 'figure'),
      route,
      open,
    };
  }, [notes, route, open]);
};
