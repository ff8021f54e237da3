import { useMemo } from 'react';
import type { Input } from '#shared/contract/contract.ts';
import type { TenderRow } from '#shared/contract/tenders.ts';
import { serial, text } from '#shared/messages/text.ts';
import { formatDate, formatMonth, formatNumber, parseDate, parseMonth, parseNumber } from '#shared/units/format.ts';
import { useCommandMutation } from '../../api/queries.ts';
import { type CellEdit, type DataColumn, DataTable, Missing } from '../../components/DataTable.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { useSheetEdits } from '../../editing/sheet/useSheetEdits.ts';
import { tenderRoute } from './tenderRoutes.ts';

type Entry = Input<'tenders.save'>['entries'][number];

const KDMT = 1000;

/** Applies a typed cell to a tender; returns the message if it is refused. */
const applyCellEdit = ({ head, version }: Entry, { column, text: typed }: CellEdit): Entry | string => {
  const blank = typed.trim() === '';
  const withFields = (fields: Partial<Entry['head']>): Entry => ({ head: { ...head, ...fields }, version });
  switch (column) {
    case 'name':
      return blank ? text('issue.required') : withFields({ name: typed.trim() });
    case 'start':
    case 'end': {
      const month = parseMonth(typed);
      return month === undefined ? text('issue.wrongType') : withFields({ [column]: month });
    }
    case 'tonnes': {
      const tonnes = parseNumber(typed);
      return tonnes === undefined || tonnes < 0
        ? text('issue.wrongType')
        : withFields({ tonnesPerYear: Number((tonnes * KDMT).toPrecision(15)) });
    }
    case 'due': {
      const due = parseDate(typed);
      return due === undefined ? text('issue.noSuchDate') : withFields({ due });
    }
    case 'walkAway': {
      if (blank) {
        const { walkAway: _line, ...rest } = head;
        return { head: rest, version };
      }
      const walkAway = parseNumber(typed);
      return walkAway === undefined ? text('issue.wrongType') : withFields({ walkAway });
    }
    default:
      return withFields({ note: typed });
  }
};

type TendersTableProps = {
  readonly label: string;
  readonly rows: readonly TenderRow[];
  readonly onChoose?: ((rows: readonly TenderRow[]) => void) | undefined;
  /** Whether a row opens its tender. */
  readonly route?: boolean | undefined;
  readonly visibleRows?: number | undefined;
};

/** Tenders without their bids, edited in place. */
export const TendersTable = ({ label, rows, onChoose, route = false, visibleRows }: TendersTableProps) => {
  const read = useFigureReader();
  const draft = useSheetDraft({ kind: 'bid', id: route ? 'tenders' : `tender.${rows[0]?.head.id ?? ''}` });
  const { mutateAsync } = useCommandMutation('tenders.save');
  const onEdit = useSheetEdits<Entry>({
    findRecord: async (key) => {
      const row = rows.find(({ head }) => head.id === key);
      return row && { head: row.head, version: row.version };
    },
    applyCell: applyCellEdit,
    save: (entries) => mutateAsync({ entries: [...entries] }),
    savedText: (entries) => text('tenders.edited', { name: entries[0]?.head.name ?? '', count: entries.length }),
  });
  const columns = useMemo(
    (): readonly DataColumn<TenderRow>[] => [
      { key: 'name', label: text('tenders.column.name'), width: 230, tone: 'key', text: ({ head }) => head.name, edit: { kind: 'text' } },
      { key: 'product', label: text('tenders.column.product'), width: 160, text: ({ product }) => product },
      {
        key: 'start',
        label: text('tenders.column.start'),
        width: 104,
        text: ({ head }) => formatMonth(head.start),
        sortValue: ({ head }) => head.start,
        edit: { kind: 'month' },
      },
      {
        key: 'end',
        label: text('tenders.column.end'),
        width: 104,
        text: ({ head }) => formatMonth(head.end),
        sortValue: ({ head }) => head.end,
        edit: { kind: 'month' },
      },
      {
        key: 'tonnes',
        label: text('tenders.column.tonnes'),
        unit: text('formUnit.kdmtAYear'),
        align: 'right',
        width: 92,
        text: ({ head }) => formatNumber(head.tonnesPerYear / KDMT, { decimals: 1 }),
        sortValue: ({ head }) => head.tonnesPerYear,
        edit: { kind: 'number' },
      },
      {
        key: 'due',
        label: text('tenders.column.due'),
        width: 124,
        text: ({ head }) => formatDate(head.due),
        sortValue: ({ head }) => head.due,
        edit: { kind: 'date' },
      },
      {
        key: 'walkAway',
        label: text('tenders.column.walkAway'),
        term: 'walkAwayPrice',
        unit: 'USD/dmt',
        align: 'right',
        width: 90,
        text: ({ head }) => (head.walkAway === undefined ? '' : formatNumber(head.walkAway, { decimals: 1 })),
        sortValue: ({ head }) => head.walkAway,
        edit: { kind: 'number' },
      },
      {
        key: 'bids',
        label: text('tenders.column.bids'),
        align: 'right',
        width: 60,
        text: ({ bids }) => String(bids),
        sortValue: ({ bids }) => bids,
      },
      {
        key: 'best',
        label: text('tenders.column.best'),
        term: 'netback',
        unit: 'USD/dmt',
        align: 'right',
        width: 100,
        tone: 'value',
        text: ({ best }) => (best ? read.format(best).text : ''),
        cell: ({ best }) => (best ? <FigureLink figure={best} as="cell" /> : <Missing>{text('common.none')}</Missing>),
        sortValue: ({ best }) => Number(best?.value),
      },
      { key: 'bestBuyer', label: text('tenders.column.bestBuyer'), width: 130, text: ({ bestBuyer }) => bestBuyer ?? '' },
      { key: 'accepted', label: text('tenders.column.accepted'), width: 80, text: ({ accepted }) => accepted.join(serial()) },
      { key: 'note', label: text('tenders.column.note'), width: 180, text: ({ head }) => head.note, edit: { kind: 'text' } },
    ],
    [read],
  );
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={rows}
      rowKey={({ head }) => head.id}
      onEdit={onEdit}
      draft={draft}
      {...(onChoose ? { onChoose } : {})}
      {...(route ? { rowRoute: ({ head }: TenderRow) => tenderRoute(head.id) } : {})}
      {...(visibleRows === undefined ? {} : { visibleRows })}
    />
  );
};
