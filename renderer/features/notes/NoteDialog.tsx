import { useState } from 'react';
import type { ListedNote, NoteSubject } from '#shared/contract/notes.ts';
import { text } from '#shared/messages/text.ts';
import { noteSubjectKey } from '#shared/presentation/noteSubjectKey.ts';
import { useCall } from '../../api/queries.ts';
import { QuietEditButton } from '../../components/EditButton.tsx';
import { NoteList } from '../../components/NoteList.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf } from '../../editing/fields/fieldPath.ts';
import { textSpec } from '../../editing/fields/specs.ts';
import { FullWidthRow, RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';

type NoteText = { readonly body: string };

const BODY = at(rootOf<NoteText>(), 'body');
const MAX_NOTE_LENGTH = 2000;
const EMPTY: NoteText = { body: '' };

const isNoteText = (value: unknown): value is NoteText => typeof value === 'object' && value !== null && 'body' in value;

const specOf = () => ({ ...textSpec('notes.body', { required: true, rows: 4 }), maxLength: MAX_NOTE_LENGTH });

/** Shortens the key of a subject to the name of a draft (FNV-1a). */
const draftIdOf = (key: string): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return `new ${(hash >>> 0).toString(16)}`;
};

export type NoteDialogProps = {
  readonly subject: NoteSubject;
  /** What the notes are about, as it is read. */
  readonly about: string;
  /** The note to edit first; absent to add one. */
  readonly first?: ListedNote | undefined;
  readonly onClose: () => void;
};

/** Adds a note on a contract, figure or chart, and edits and deletes those that there are. */
export const NoteDialog = ({ subject, about, first, onClose }: NoteDialogProps) => {
  const [editedNote, setEdited] = useState(first);
  const key = noteSubjectKey(subject);
  const list = useCall('notes.list', {}, { keepLast: true });
  const state = useCall('workspace.state', {}, { keepLast: true });
  const hasName = state.data?.open === true && (state.data.userName ?? '') !== '';
  const others = (list.data?.notes ?? []).filter((note) => note.id !== editedNote?.id && noteSubjectKey(note.subject) === key);
  const doneText = () => text('toast.noteSaved');
  const add = useCommand('notes.add', { doneText, isExclusive: true });
  const edit = useCommand('notes.edit', { doneText, isExclusive: true });
  const remove = useCommand('notes.remove', { doneText: () => text('toast.noteDeleted') });
  return (
    <RecordDialog<NoteText>
      key={editedNote?.id}
      title={text(editedNote ? 'notes.editTitle' : 'notes.title', { about })}
      action={text('notes.save')}
      draft={{ kind: 'note', id: editedNote?.id ?? draftIdOf(key) }}
      record={editedNote ? { body: editedNote.body } : EMPTY}
      isRecord={editedNote ? undefined : isNoteText}
      specOf={specOf}
      isComplete={({ body }) => body.trim() !== ''}
      focus={BODY}
      onSubmit={async ({ body }) =>
        (editedNote ? await edit.run({ id: editedNote.id, body, version: editedNote.version }) : await add.run({ subject, body })) !==
        undefined
      }
      onClose={onClose}
    >
      {() => (
        <>
          <RecordRow path={BODY} />
          <FullWidthRow>
            {hasName ? undefined : <RouteLink route="/settings?field=userName">{text('notes.unsignedNote')}</RouteLink>}
            <NoteList
              notes={others}
              actions={(note) => (
                <>
                  <QuietEditButton onClick={() => setEdited(note)}>{text('notes.edit')}</QuietEditButton>
                  <QuietEditButton onClick={() => void remove.run({ id: note.id })}>{text('notes.delete')}</QuietEditButton>
                </>
              )}
            />
          </FullWidthRow>
        </>
      )}
    </RecordDialog>
  );
};
