import { styled } from '@mui/material/styles';
import { Fragment, useMemo } from 'react';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { BidRow } from '#shared/contract/tenders.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId, TenderId } from '#shared/domain/ids.ts';
import { Incoterm } from '#shared/domain/terms.ts';
import { serial, text } from '#shared/messages/text.ts';
import { call } from '../../api/client.ts';
import { useSendCommand } from '../../api/queries.ts';
import { type DataColumn, DataTable, Missing } from '../../components/DataTable.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { LimitLink } from '../../components/LimitLink.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { type FigureReader, useFigureReader, usePresentation } from '../../components/settings.tsx';
import { at, type Edit, editAt, type FieldPath, rootOf } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { choiceSpec, kdmtAYearSpec, monthsSpec, textSpec } from '../../editing/fields/specs.ts';
import { fieldColumn } from '../../editing/sheet/fieldColumn.ts';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { useSheetEdits } from '../../editing/sheet/useSheetEdits.ts';
import { bidRoute } from './tenderRoutes.ts';

/** Rows that show without scrolling. */
export const MAX_VISIBLE_ROWS = 10;

const DEAL = rootOf<OfftakeContract>();
const TERMS = at(DEAL, 'terms', 0);

type Buyers = ContractOptions['buyers'];

/** The editable columns: the field of the first terms, which stands for that of all, and its spec. */
const FIELDS = {
  buyer: {
    path: at(DEAL, 'buyerId'),
    spec: (buyers: Buyers) =>
      choiceSpec(
        'tenders.bid.buyer',
        buyers.map(({ id: value, name }) => ({ value, label: name })),
      ),
  },
  tonnes: { path: at(TERMS, 'quantity', 'tonnesPerYear'), spec: () => kdmtAYearSpec('tenders.bid.tonnes') },
  incoterm: {
    path: at(TERMS, 'delivery', 'incoterm'),
    spec: () =>
      choiceSpec(
        'tenders.bid.incoterm',
        Incoterm.options.map((value) => ({ value, label: value })),
      ),
  },
  payment: { path: at(TERMS, 'payment', 'paymentMonths'), spec: () => monthsSpec('tenders.bid.payment') },
  letterOfCredit: {
    path: at(TERMS, 'payment', 'letterOfCredit'),
    spec: () =>
      choiceSpec('tenders.bid.letterOfCredit', [
        { value: 'true', label: text('tenders.secured.yes') },
        { value: 'false', label: text('tenders.secured.no') },
      ]),
  },
  note: { path: at(DEAL, 'note'), spec: () => textSpec('tenders.bid.note') },
} satisfies Record<string, { readonly path: FieldPath; readonly spec: (buyers: Buyers) => FieldSpec }>;
type Field = keyof typeof FIELDS;

const FIRST_TERMS = /^terms\.0\./;

/** An edit of the first terms is one of all terms. */
const expandBidEdit = ({ terms }: OfftakeContract, { path, value }: Edit): readonly Edit[] => {
  const storedValue = path === FIELDS.letterOfCredit.path ? value === 'true' : value;
  return FIRST_TERMS.test(path)
    ? terms.map((_, index) => editAt(path.replace(FIRST_TERMS, `terms.${index}.`), storedValue))
    : [editAt(path, storedValue)];
};

const limitTexts = ({ objections, curedLimits }: BidRow, format: (figure: Figure) => string): readonly string[] => [
  ...objections.map(({ kind, direction, name, value, before, level, year }) =>
    text(`tenders.bid.${kind}.${direction}`, { limit: name, value: format(value), before: format(before), level: format(level), year }),
  ),
  ...curedLimits.map((name) => text('tenders.bid.cures', { limit: name })),
];

const OneLine = styled('span')({ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' });

const Limits = ({ row, format }: { readonly row: BidRow; readonly format: (figure: Figure) => string }) => {
  if (row.riskAdjusted === undefined) return <Missing>{text('common.none')}</Missing>;
  if (row.objections.length === 0) return <StateMark state="holds">{text('tenders.bid.admissible')}</StateMark>;
  return (
    <StateMark state="breached">
      <OneLine>
        {row.objections.map(({ id, direction, name, value, level }, i) => (
          <Fragment key={id}>
            {i === 0 ? undefined : serial()}
            <LimitLink id={id}>
              {text(`tenders.bid.short.${direction}`, { limit: name, value: format(value), level: format(level) })}
            </LimitLink>
          </Fragment>
        ))}
      </OneLine>
    </StateMark>
  );
};

/** Columns that only a workspace with facilities has. */
const FINANCING = ['debtCapacity', 'minimumDscr', 'allInCost'] as const;
type FinancingKey = (typeof FINANCING)[number];

type FigureKey = 'riskAdjusted' | 'netback' | 'price' | 'timing' | 'credit' | 'clauses' | 'aboveLine' | 'chinaShare' | FinancingKey;

const FINANCING_UNIT: Readonly<Record<FinancingKey, (read: FigureReader) => string>> = {
  debtCapacity: (read) => read.format({ value: 0, unit: 'usd' }).unit,
  minimumDscr: () => text('tenders.bid.lenderCase'),
  allInCost: () => text('tenders.bid.aYear'),
};

type BidsTableProps = {
  readonly id: TenderId;
  readonly bids: readonly BidRow[];
  /** Whether the bids are valued; a page without values says why. */
  readonly isValued: boolean;
  readonly options: ContractOptions;
  readonly onChoose: (rows: readonly BidRow[]) => void;
};

/** The bids of a tender, the highest risk-adjusted netback first, edited in place; a row opens all terms of its bid. */
export const BidsTable = ({ id, bids, isValued, options, onChoose }: BidsTableProps) => {
  const read = useFigureReader();
  const { label: labelText, message } = usePresentation();
  const draft = useSheetDraft({ kind: 'bid', id: `table.${id}` });
  const save = useSendCommand('tenders.saveBids');
  const onEdit = useSheetEdits<OfftakeContract>({
    read: async (keys) => {
      const storedBids = new Map<string, { readonly record: OfftakeContract; readonly version: number }>();
      for (const key of keys) {
        try {
          const { deal } = await call('tenders.bid', { tenderId: id, id: key as ContractId });
          storedBids.set(deal.id, { record: deal, version: 0 });
        } catch (error) {
          // one that was deleted meanwhile is left out
          if (!(error instanceof OrebookError) || error.code !== 'NOT_FOUND') throw error;
        }
      }
      return storedBids;
    },
    fieldOf: (column) => {
      const { path, spec } = FIELDS[column as Field];
      return { path, spec: spec(options.buyers) };
    },
    expand: expandBidEdit,
    schema: OfftakeContract,
    save: (records, send) => save({ tenderId: id, deals: records.map(({ record }) => record) }, send),
    savedText: (deals) => text('tenders.bidsEdited', { count: deals.length }),
  });
  const { buyers } = options;
  const columns = useMemo((): readonly DataColumn<BidRow>[] => {
    const field = (key: Field, width: number, value: (row: BidRow) => unknown, extras: Partial<DataColumn<BidRow>> = {}) =>
      fieldColumn(key, FIELDS[key].spec(buyers), width, value, extras);
    const withUnit = (figure: Figure) => [read.format(figure).text, read.format(figure).unit].filter(Boolean).join(' ');
    const limits = (row: BidRow) => limitTexts(row, withUnit);
    const figure = (
      key: FigureKey,
      label: string,
      width: number,
      unit: string,
      extras: Pick<DataColumn<BidRow>, 'tone' | 'term'> = {},
    ): DataColumn<BidRow> => ({
      key,
      label,
      ...extras,
      unit,
      align: 'right',
      width,
      text: (row) => (row[key] ? read.format(row[key]).text : ''),
      figure: (row) => row[key],
      cell: (row) =>
        row[key] ? (
          <FigureLink figure={row[key]} as="cell" />
        ) : isValued ? (
          <Missing>{text(key === 'riskAdjusted' ? 'tenders.unpriced' : 'common.none')}</Missing>
        ) : undefined,
      sortValue: (row) => Number(row[key]?.value),
      error: ({ problem }) => (problem && key === 'riskAdjusted' ? message(problem) : undefined),
    });
    return [
      field('buyer', 170, () => undefined, { tone: 'key', text: ({ buyer }) => buyer }),
      {
        key: 'rank',
        label: text('tenders.bid.rank'),
        align: 'right',
        width: 54,
        text: ({ rank }) => (rank === undefined ? '' : String(rank)),
        sortValue: ({ rank }) => rank,
      },
      figure('riskAdjusted', text('tenders.bid.riskAdjusted'), 104, 'USD/dmt', { tone: 'value' }),
      {
        key: 'limits',
        label: text('tenders.bid.limits'),
        width: 260,
        text: (row) => limits(row).join(serial()),
        cell: (row) => (isValued ? <Limits row={row} format={withUnit} /> : undefined),
        note: (row) => limits(row).join(serial()) || undefined,
      },
      figure('aboveLine', text('tenders.bid.aboveLine'), 118, 'USD/dmt', { term: 'walkAwayPrice' }),
      ...FINANCING.filter((key) => bids.some((bid) => bid[key] !== undefined)).map((key) =>
        figure(key, text(`tenders.bid.${key}`), 100, FINANCING_UNIT[key](read)),
      ),
      figure('netback', text('tenders.bid.netback'), 84, 'USD/dmt', { term: 'netback' }),
      figure('clauses', text('tenders.bid.clauses'), 74, 'USD/dmt', { term: 'clauseValue' }),
      figure('credit', text('tenders.bid.credit'), 74, 'USD/dmt'),
      figure('price', text('tenders.bid.price'), 84, 'USD/dmt', { term: 'netPrice' }),
      figure('timing', text('tenders.bid.timing'), 74, 'USD/dmt'),
      figure('chinaShare', text('tenders.bid.china'), 74, text('tenders.points')),
      field('tonnes', 92, ({ tonnesPerYear }) => tonnesPerYear),
      field('incoterm', 84, ({ incoterm }) => incoterm, { term: 'incoterm' }),
      field('payment', 80, ({ paymentMonths }) => paymentMonths),
      field('letterOfCredit', 120, ({ letterOfCredit }) => String(letterOfCredit)),
      { key: 'basis', label: text('tenders.bid.basis'), width: 170, text: ({ basis }) => labelText(basis) },
      { key: 'quotation', label: text('tenders.bid.quotation'), term: 'qp', width: 190, text: ({ quotation }) => labelText(quotation) },
      { key: 'accepted', label: text('tenders.bid.accepted'), width: 80, text: ({ accepted }) => accepted?.code ?? '' },
      field('note', 220, ({ note }) => note),
    ];
  }, [buyers, bids, isValued, read, labelText, message]);
  return (
    <DataTable
      label={text('tenders.bidsTable')}
      columns={columns}
      rows={bids}
      rowKey={(row) => row.id}
      rowRoute={(row) => bidRoute(id, row.id)}
      onEdit={onEdit}
      draft={draft}
      onChoose={onChoose}
      visibleRows={Math.min(MAX_VISIBLE_ROWS, bids.length)}
    />
  );
};
