import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useCallback, useMemo, useState } from 'react';
import type { Input } from '#shared/contract/contract.ts';
import type { VersionRow } from '#shared/contract/versions.ts';
import { VersionKind, VersionSide } from '#shared/domain/version.ts';
import { serial, text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatDate, parseDate } from '#shared/units/format.ts';
import { useCommandMutation } from '../../api/queries.ts';
import { type CellEdit, type DataColumn, DataTable, Missing } from '../../components/DataTable.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { useSheetEdits } from '../../editing/sheet/useSheetEdits.ts';

type Entry = Input<'versions.saveMany'>['entries'][number];

const KINDS = VersionKind.options.map((value) => ({ value, label: text(`versions.kind.${value}`) }));
const SIDES = VersionSide.options.map((value) => ({ value, label: text(`versions.side.${value}`) }));

const choiceOf = <V extends string>(choices: readonly { readonly value: V; readonly label: string }[], typed: string): V | undefined =>
  choices.find(({ value, label }) => value === typed || label.toLocaleLowerCase('en') === typed.trim().toLocaleLowerCase('en'))?.value;

/** Applies a typed cell to its version; returns a message where the text is invalid. */
const applyCellEdit = (entry: Entry, { column, text: typed }: CellEdit): Entry | string => {
  switch (column) {
    case 'date': {
      const date = parseDate(typed);
      return date === undefined ? text('issue.noSuchDate') : { ...entry, date };
    }
    case 'kind': {
      const kind = choiceOf(KINDS, typed);
      return kind === undefined ? text('issue.notOffered') : { ...entry, kind };
    }
    case 'side': {
      const side = choiceOf(SIDES, typed);
      return side === undefined ? text('issue.notOffered') : { ...entry, side };
    }
    case 'by':
      return { ...entry, by: typed };
    default:
      return { ...entry, note: typed };
  }
};

const entryOf = ({ id, version, kind, side, by, date, note }: VersionRow): Entry => ({ id, version, kind, side, by, date, note });

const partsText = ({ changedParts }: VersionRow): string => changedParts.map((part) => text(`versions.part.${part}`)).join(serial());

const Actions = styled('div')({ display: 'flex', gap: 8, margin: '8px 0 20px' });

/** Rows shown without scrolling. */
const MAX_VISIBLE_ROWS = 8;

/** Lists the versions with their changes and values; date, kind, side, person and note are edited in the cells. */
export const VersionsTable = ({ rows, code }: { readonly rows: readonly VersionRow[]; readonly code: string }) => {
  const read = useFigureReader();
  const draft = useSheetDraft({ kind: 'contract', id: `versions.${code}` });
  const { mutateAsync } = useCommandMutation('versions.saveMany');
  const onEdit = useSheetEdits<Entry>({
    findRecord: async (key) => {
      const row = rows.find(({ id }) => id === key);
      return row && entryOf(row);
    },
    applyCell: applyCellEdit,
    save: (entries) => mutateAsync({ entries: [...entries] }),
    savedText: (entries) => text('versions.edited', { count: entries.length }),
  });
  const [selection, select] = useState<readonly VersionRow[]>([]);
  const restore = useCommand('versions.restore', { done: () => text('versions.takenUp', { code }) });
  const remove = useCommand('versions.remove', { done: (_output, { ids }) => text('versions.deleted', { count: ids.length }) });
  const columns = useMemo((): readonly DataColumn<VersionRow>[] => {
    const number = (key: 'npv' | 'netPrice' | 'change', width: number): DataColumn<VersionRow> => ({
      key,
      label: text(`versions.column.${key}`),
      unit: read.format(rows.find((row) => row[key])?.[key] ?? { value: 0, unit: key === 'netPrice' ? 'usdPerDmt' : 'usd', decimals: 0 })
        .unit,
      align: 'right',
      width,
      tone: key === 'npv' ? 'value' : undefined,
      text: (row) => (row[key] ? read.format(row[key]).text : ''),
      cell: (row) =>
        row[key] ? (
          <FigureLink figure={row[key]} as="cell" />
        ) : (
          <Missing>{text(row.problem && key === 'npv' ? 'versions.unpriced' : 'common.none')}</Missing>
        ),
      sortValue: (row) => Number(row[key]?.value),
      error: (row) => (row.problem && key === 'npv' ? renderMessage(row.problem) : undefined),
    });
    return [
      {
        key: 'date',
        label: text('versions.column.date'),
        width: 132,
        tone: 'key',
        text: ({ date }) => formatDate(date),
        sortValue: ({ date }) => date,
        edit: { kind: 'date' },
      },
      {
        key: 'kind',
        label: text('versions.column.kind'),
        width: 84,
        text: ({ kind }) => text(`versions.kind.${kind}`),
        edit: { kind: 'select', choices: KINDS },
      },
      {
        key: 'side',
        label: text('versions.column.side'),
        width: 96,
        text: ({ side }) => text(`versions.side.${side}`),
        edit: { kind: 'select', choices: SIDES },
      },
      { key: 'by', label: text('versions.column.by'), width: 116, text: ({ by }) => by, edit: { kind: 'text' } },
      number('npv', 76),
      number('change', 82),
      number('netPrice', 90),
      { key: 'changedParts', label: text('versions.column.moved'), width: 180, tone: 'context', text: partsText },
      { key: 'note', label: text('versions.column.note'), width: 200, text: ({ note }) => note, edit: { kind: 'text' } },
    ];
  }, [rows, read]);
  const only = selection.length === 1 ? selection[0] : undefined;
  const onChoose = useCallback((rows: readonly VersionRow[]) => select(rows), []);
  return (
    <>
      <DataTable
        label={text('versions.table')}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        onEdit={onEdit}
        draft={draft}
        onChoose={onChoose}
        visibleRows={Math.min(MAX_VISIBLE_ROWS, rows.length)}
      />
      <Actions>
        <Button disabled={!only} onClick={() => only && void restore.run({ id: only.id })}>
          {text('versions.applyTerms')}
        </Button>
        <Button disabled={selection.length === 0} onClick={() => void remove.run({ ids: selection.map(({ id }) => id) })}>
          {text('versions.delete')}
        </Button>
      </Actions>
    </>
  );
};
