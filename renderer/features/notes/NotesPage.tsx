import { useState } from 'react';
import type { ListedNote } from '#shared/contract/notes.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { figureText, joinUnit } from '#shared/presentation/message.ts';
import { authorsText } from '#shared/presentation/noteAuthor.ts';
import { useCall } from '../../api/queries.ts';
import { QuietEditButton } from '../../components/EditButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { type Presentation, usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { WrappingText } from '../../components/WrappingText.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { NoteDialog } from './NoteDialog.tsx';

const valueText = ({ subject }: ListedNote): string =>
  subject.kind === 'figure' ? joinUnit(figureText({ decimals: 0, ...subject.amount }, 'auto')) : '';

type RowActions = { readonly edit: (note: ListedNote) => void; readonly remove: (note: ListedNote) => void };

const columnsOf = ({ label }: Presentation, { edit, remove }: RowActions): readonly SimpleColumn<ListedNote>[] => [
  {
    key: 'about',
    label: text('notes.about'),
    tone: 'key',
    width: '24%',
    cell: ({ about, route, subject }) => (
      <WrappingText>
        <RouteLink route={route}>{label(about)}</RouteLink> {text(`notes.kind.${subject.kind}`)}
      </WrappingText>
    ),
  },
  { key: 'value', label: text('notes.value'), align: 'right', cell: valueText },
  {
    key: 'body',
    label: text('notes.body'),
    width: '40%',
    cell: ({ body }) => <WrappingText style={{ whiteSpace: 'pre-line' }}>{body}</WrappingText>,
  },
  {
    key: 'author',
    label: text('notes.author'),
    tone: 'context',
    cell: (note) => <WrappingText>{authorsText(note, formatMoment)}</WrappingText>,
  },
  { key: 'at', label: text('notes.at'), tone: 'context', cell: ({ at }) => formatMoment(at) },
  {
    key: 'actions',
    label: text('common.actions'),
    isLabelHidden: true,
    align: 'right',
    cell: (note) => (
      <>
        <QuietEditButton onClick={() => edit(note)}>{text('notes.edit')}</QuietEditButton>
        <QuietEditButton onClick={() => remove(note)}>{text('notes.delete')}</QuietEditButton>
      </>
    ),
  },
];

/** All notes of the workspace with author and date, latest first. */
export default function NotesPage() {
  const presentation = usePresentation();
  const list = useCall('notes.list', {}, { keepLast: true });
  const [query, setQuery] = useState('');
  const [editedNote, setEdited] = useState<ListedNote>();
  const remove = useCommand('notes.remove', { doneText: () => text('toast.noteDeleted') });
  const title = text('place.notes');
  if (!list.data) {
    return <WaitingPage title={title} error={list.error ? errorText(list.error) : undefined} onRetry={() => void list.refetch()} />;
  }
  const { notes } = list.data;
  const searchText = query.trim().toLocaleLowerCase();
  const rows = notes.filter((note) =>
    [note.body, note.author, note.edited?.author ?? '', presentation.label(note.about)].some((part) =>
      part.toLocaleLowerCase().includes(searchText),
    ),
  );
  if (notes.length === 0) {
    return (
      <Page title={title}>
        <EmptyState what={text('notes.none')} actions={[{ label: text('notes.openContracts'), route: '/contracts' }]} />
      </Page>
    );
  }
  const count = { value: notes.length, unit: 'count' as const, decimals: 0 };
  return (
    <Page
      title={title}
      actions={<SearchField label={text('notes.search')} value={query} onChange={setQuery} />}
      verdict={<Verdict sentences={[{ key: 'notes.verdict', figures: { count } }]} />}
    >
      <Section title={title}>
        <SimpleTable<ListedNote>
          label={title}
          columns={columnsOf(presentation, { edit: setEdited, remove: ({ id }) => void remove.run({ id }) })}
          rows={rows}
          rowKey={({ id }) => id}
          {...(rows.length === 0 ? { foot: text('notes.noMatch', { query }) } : {})}
        />
      </Section>
      {editedNote ? (
        <NoteDialog
          subject={editedNote.subject}
          about={presentation.label(editedNote.about)}
          first={editedNote}
          onClose={() => setEdited(undefined)}
        />
      ) : undefined}
    </Page>
  );
}
