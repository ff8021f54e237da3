import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { ListedNote } from '#shared/contract/notes.ts';
import { text } from '#shared/messages/text.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { authorName, editText } from '#shared/presentation/noteAuthor.ts';

const List = styled('ul')(({ theme }) => ({
  ...theme.typography.body2,
  fontVariantNumeric: 'normal',
  listStyle: 'none',
  margin: '6px 0 0',
  padding: 0,
  maxHeight: 200,
  overflow: 'auto',
  '& li': { padding: '5px 0', borderTop: `1px solid ${theme.vars.palette.divider}` },
  '& p': { margin: 0, color: theme.vars.palette.text.primary, whiteSpace: 'pre-line', overflowWrap: 'anywhere', maxWidth: '80ch' },
  '& small': { display: 'flex', alignItems: 'center', gap: 8, fontSize: '0.6875rem', color: theme.vars.palette.ore.tertiary },
}));

/** The number of notes in words. */
export const notesText = (count: number): string => text('notes.count', { count });

/** The label of the button that opens the notes on something. */
export const notesButtonText = (count: number): string => (count === 0 ? text('notes.add') : notesText(count));

type NoteListProps = {
  readonly notes: readonly ListedNote[];
  /** Buttons of a note. */
  readonly actions?: ((note: ListedNote) => ReactNode) | undefined;
};

/** The notes on something, each with author and date, and who edited it; nothing if there are none. */
export const NoteList = ({ notes, actions }: NoteListProps) =>
  notes.length === 0 ? undefined : (
    <List aria-label={text('place.notes')}>
      {notes.map((note) => (
        <li key={note.id}>
          <p>{note.body}</p>
          <small>
            {[authorName(note.author), formatMoment(note.at), note.edited && editText(note.edited, formatMoment)]
              .filter(Boolean)
              .join(' · ')}
            {actions?.(note)}
          </small>
        </li>
      ))}
    </List>
  );
