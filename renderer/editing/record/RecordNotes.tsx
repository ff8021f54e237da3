import { text } from '#shared/messages/text.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Page } from '../../components/Page.tsx';
import { useUndo } from '../commands/useUndo.ts';

export type GoneRecordProps = {
  readonly title: string;
  /** The table it would stand in. */
  readonly place: { readonly label: string; readonly route: string };
};

/** The page of a record that is no longer there: undo may bring it back. */
export const GoneRecord = ({ title, place }: GoneRecordProps) => {
  const { undo } = useUndo();
  return (
    <Page title={title}>
      <ErrorNote text={text('records.gone')} action={{ label: text('act.undo'), onAction: () => void undo() }} other={place} />
    </Page>
  );
};

/** Says that a new record is as it was left before, and offers to begin it afresh. */
export const RestoredDraftNote = ({ onAfresh }: { readonly onAfresh: () => void }) => (
  <ErrorNote state="near" text={text('records.kept')} action={{ label: text('records.startAfresh'), onAction: onAfresh }} />
);
