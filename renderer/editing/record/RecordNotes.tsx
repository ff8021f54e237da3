import { text } from '#shared/messages/text.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Page } from '../../components/Page.tsx';
import { useUndo } from '../commands/useUndo.ts';

export type DeletedRecordProps = {
  readonly title: string;
  /** The page that lists such records. */
  readonly place: { readonly label: string; readonly route: string };
};

/** The page of a record that was deleted; offers to undo that. */
export const DeletedRecord = ({ title, place }: DeletedRecordProps) => {
  const { undo } = useUndo();
  return (
    <Page title={title}>
      <ErrorNote text={text('records.deleted')} action={{ label: text('action.undo'), onAction: () => void undo() }} secondAction={place} />
    </Page>
  );
};

/** Shows that a form was restored from a draft, and offers to start over. */
export const RestoredDraftNote = ({ onStartOver }: { readonly onStartOver: () => void }) => (
  <ErrorNote state="near" text={text('records.restoredDraft')} action={{ label: text('records.startAfresh'), onAction: onStartOver }} />
);
