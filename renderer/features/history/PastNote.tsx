import { text } from '#shared/messages/text.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

/** Shows which past moment is open, with an action that returns to now. */
export const PastNote = ({ at }: { readonly at: string }) => {
  const closeSnapshot = useCommand('history.closeSnapshot', { isUndoable: false });
  return (
    <ErrorNote
      state="near"
      text={text('past.note', { at: formatMoment(at) })}
      action={{ label: text('past.now'), onAction: () => void closeSnapshot.run({}) }}
    />
  );
};
