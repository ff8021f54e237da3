import { text } from '#shared/messages/text.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { moment } from './moment.ts';
import { useAct } from './useAct.ts';

/** While one looks back: which moment is shown, and the way to now. */
export const PastNote = ({ at }: { readonly at: string }) => {
  const back = useAct('history.lookAtNow', { undoable: false });
  return (
    <ErrorNote
      state="near"
      text={text('past.note', { at: moment(at) })}
      act={{ label: text('past.now'), onAct: () => void back.run({}) }}
    />
  );
};
