import { styled } from '@mui/material/styles';
import { useCallback, useMemo, useState } from 'react';
import type { Input } from '#shared/contract/contract.ts';
import type { VersionRow } from '#shared/contract/versions.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { VersionKind, VersionSide } from '#shared/domain/version.ts';
import { serial, text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { call } from '../../api/client.ts';
import { useSendCommand } from '../../api/queries.ts';
import { type DataColumn, DataTable, Missing } from '../../components/DataTable.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { choiceSpec, dateSpec, textSpec } from '../../editing/fields/specs.ts';
import { fieldColumn } from '../../editing/sheet/fieldColumn.ts';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { useSheetEdits } from '../../editing/sheet/useSheetEdits.ts';

type Entry = Input<'versions.saveMany'>['entries'][number];

const ENTRY = rootOf<Entry>();

/** The fields of a version that the table edits; their columns are named after them. */
const FIELDS = {
  date: () => dateSpec('versions.column.date'),
  kind: () =>
    choiceSpec(
      'versions.column.kind',
      VersionKind.options.map((value) => ({ value, label: text(`versions.kind.${value}`) })),
    ),
  side: () =>
    choiceSpec(
      'versions.column.side',
      VersionSide.options.map((value) => ({ value, label: text(`versions.side.${value}`) })),
    ),
  by: () => textSpec('versions.column.by'),
  note: () => textSpec('versions.column.note'),
} satisfies Partial<Record<keyof Entry, () => FieldSpec>>;
type Field = keyof typeof FIELDS;

const column = (field: Field, width: number, options: Partial<DataColumn<VersionRow>> = {}): DataColumn<VersionRow> =>
  fieldColumn(field, FIELDS[field](), width, (row) => row[field], options);

const entryOf = ({ id, version, kind, side, by, date, note }: VersionRow): Entry => ({ id, version, kind, side, by, date, note });

const partsText = ({ changedParts }: VersionRow): string => changedParts.map((part) => text(`versions.part.${part}`)).join(serial());

const Actions = styled('div')({ display: 'flex', gap: 8, margin: '8px 0 20px' });

/** Rows shown without scrolling. */
const MAX_VISIBLE_ROWS = 8;

type VersionsTableProps = { readonly contractId: ContractId; readonly rows: readonly VersionRow[]; readonly code: string };

/** Lists the versions with their changes and values; date, kind, side, person and note are edited in the cells. */
export const VersionsTable = ({ contractId, rows, code }: VersionsTableProps) => {
  const read = useFigureReader();
  const draft = useSheetDraft({ kind: 'contract', id: `versions.${code}` });
  const save = useSendCommand('versions.saveMany');
  const onEdit = useSheetEdits<Entry>({
    read: async () => {
      const { rows } = await call('versions.list', { contractId });
      return new Map(rows.map((row) => [row.id, { record: entryOf(row), version: row.version }]));
    },
    fieldOf: (field) => ({ path: at(ENTRY, field as Field), spec: FIELDS[field as Field]() }),
    save: (records, options) => save({ entries: records.map(({ record, version }) => ({ ...record, version })) }, options),
    savedText: (entries) => text('versions.edited', { count: entries.length }),
  });
  const [selection, select] = useState<readonly VersionRow[]>([]);
  const restore = useCommand('versions.restore', { doneText: () => text('versions.takenUp', { code }) });
  const remove = useCommand('versions.remove', { doneText: (_output, { ids }) => text('versions.deleted', { count: ids.length }) });
  const columns = useMemo((): readonly DataColumn<VersionRow>[] => {
    const number = (key: 'npv' | 'netPrice' | 'clauses' | 'change', width: number): DataColumn<VersionRow> => ({
      key,
      label: text(`versions.column.${key}`),
      unit: read.format(
        rows.find((row) => row[key])?.[key] ?? {
          value: 0,
          unit: key === 'netPrice' || key === 'clauses' ? 'usdPerDmt' : 'usd',
          decimals: 0,
        },
      ).unit,
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
      column('date', 132, { tone: 'key' }),
      column('kind', 84),
      column('side', 96),
      column('by', 116),
      number('npv', 76),
      number('change', 82),
      number('netPrice', 90),
      { ...number('clauses', 90), term: 'clauseValue' },
      { key: 'changedParts', label: text('versions.column.moved'), width: 180, tone: 'context', text: partsText },
      column('note', 200),
    ];
  }, [rows, read]);
  const singleVersion = selection.length === 1 ? selection[0] : undefined;
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
        <EditButton disabled={!singleVersion} onClick={() => singleVersion && void restore.run({ id: singleVersion.id })}>
          {text('versions.applyTerms')}
        </EditButton>
        <EditButton disabled={selection.length === 0} onClick={() => void remove.run({ ids: selection.map(({ id }) => id) })}>
          {text('versions.delete')}
        </EditButton>
      </Actions>
    </>
  );
};
