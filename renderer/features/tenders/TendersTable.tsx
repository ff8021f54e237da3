import { useMemo } from 'react';
import type { TenderRow } from '#shared/contract/tenders.ts';
import { TenderHead } from '#shared/domain/tender.ts';
import { serial, text } from '#shared/messages/text.ts';
import { call } from '../../api/client.ts';
import { useSendCommand } from '../../api/queries.ts';
import { type DataColumn, DataTable, Missing } from '../../components/DataTable.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { AbsentFigure, type FigureState } from '../../components/Skeleton.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { at, rootOf } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { dateSpec, kdmtAYearSpec, monthSpec, numberSpec, textSpec } from '../../editing/fields/specs.ts';
import { fieldColumn } from '../../editing/sheet/fieldColumn.ts';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { useSheetEdits } from '../../editing/sheet/useSheetEdits.ts';
import { tenderRoute } from './tenderRoutes.ts';

const HEAD = rootOf<TenderHead>();

/** The fields of a tender that the table edits; their columns are named after them. */
const FIELDS = {
  name: () => textSpec('tenders.column.name', { required: true }),
  start: () => monthSpec('tenders.column.start'),
  end: () => monthSpec('tenders.column.end'),
  tonnesPerYear: () => kdmtAYearSpec('tenders.column.tonnes'),
  due: () => dateSpec('tenders.column.due'),
  walkAway: () => numberSpec('tenders.column.walkAway', { unit: 'USD/dmt', decimals: 1, required: false }),
  note: () => textSpec('tenders.column.note'),
} satisfies Partial<Record<keyof TenderHead, () => FieldSpec>>;
type Field = keyof typeof FIELDS;

const column = (field: Field, width: number, extras: Partial<DataColumn<TenderRow>> = {}): DataColumn<TenderRow> =>
  fieldColumn(field, FIELDS[field](), width, ({ head }) => head[field], extras);

type TendersTableProps = {
  readonly label: string;
  readonly rows: readonly TenderRow[];
  readonly onChoose?: ((rows: readonly TenderRow[]) => void) | undefined;
  /** Whether the bids are valued. */
  readonly valuation?: FigureState | undefined;
  /** Whether a row opens its tender. */
  readonly hasRoute?: boolean | undefined;
  readonly visibleRows?: number | undefined;
};

/** Tenders without their bids, edited in place. */
export const TendersTable = ({ label, rows, onChoose, valuation = 'done', hasRoute = false, visibleRows }: TendersTableProps) => {
  const read = useFigureReader();
  const draft = useSheetDraft({ kind: 'bid', id: hasRoute ? 'tenders' : `tender.${rows[0]?.head.id ?? ''}` });
  const save = useSendCommand('tenders.save');
  const onEdit = useSheetEdits<TenderHead>({
    read: async () => new Map((await call('tenders.list', {})).rows.map(({ head, version }) => [head.id, { record: head, version }])),
    fieldOf: (field) => ({ path: at(HEAD, field as Field), spec: FIELDS[field as Field]() }),
    schema: TenderHead,
    save: (records, options) => save({ entries: records.map(({ record: head, version }) => ({ head, version })) }, options),
    savedText: (heads) => text('tenders.edited', { name: heads[0]?.name ?? '', count: heads.length }),
  });
  const columns = useMemo(
    (): readonly DataColumn<TenderRow>[] => [
      column('name', 230, { tone: 'key' }),
      { key: 'product', label: text('tenders.column.product'), width: 160, text: ({ product }) => product },
      column('start', 104),
      column('end', 104),
      column('tonnesPerYear', 92),
      column('due', 124),
      column('walkAway', 90, { term: 'walkAwayPrice' }),
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
        width: 120,
        tone: 'value',
        text: ({ best }) => (best ? read.format(best).text : ''),
        figure: ({ best }) => best,
        cell: ({ best, bids }) =>
          best ? (
            <FigureLink figure={best} as="cell" />
          ) : valuation !== 'done' ? (
            <AbsentFigure state={valuation} />
          ) : (
            <Missing>{text(bids > 0 ? 'tenders.noneAdmissible' : 'common.none')}</Missing>
          ),
        sortValue: ({ best }) => Number(best?.value),
      },
      { key: 'bestBuyer', label: text('tenders.column.bestBuyer'), width: 130, text: ({ bestBuyer }) => bestBuyer ?? '' },
      { key: 'accepted', label: text('tenders.column.accepted'), width: 80, text: ({ accepted }) => accepted.join(serial()) },
      column('note', 180),
    ],
    [read, valuation],
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
      {...(hasRoute ? { rowRoute: ({ head }: TenderRow) => tenderRoute(head.id) } : {})}
      {...(visibleRows === undefined ? {} : { visibleRows })}
    />
  );
};
