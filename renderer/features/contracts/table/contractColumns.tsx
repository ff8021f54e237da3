import type { ContractRow } from '#shared/contract/contracts.ts';
import type { TableIdentities } from '#shared/contract/figure.ts';
import { ratingRank } from '#shared/domain/buyer.ts';
import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { text } from '#shared/messages/text.ts';
import { joinUnit, renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { formatDate, formatMonth, formatNumber, formatPlainNumber, formatPrice } from '#shared/units/format.ts';
import { type DataColumn, Missing } from '../../../components/DataTable.tsx';
import { widthFor } from '../../../components/dataTable/columnWidth.ts';
import { MetalSwatch } from '../../../components/MetalName.tsx';
import { StateMark } from '../../../components/StateMark.tsx';
import type { FigureReader } from '../../../components/settings.tsx';
import { tableFigure } from '../../../components/tableFigure.ts';
import { kdmtAYearSpec } from '../../../editing/fields/specs.ts';
import { cellEditing, fieldColumn } from '../../../editing/sheet/fieldColumn.ts';
import { INCOTERMS } from '../fields/choiceLabels.ts';
import { endField, probabilityField, statusField } from '../fields/dealFields.ts';
import { type ContractTotals, decimalsFor } from './contractTotals.ts';

type Column = DataColumn<ContractRow>;

type Context = {
  readonly rows: readonly ContractRow[];
  readonly identities: TableIdentities;
  readonly totals: ContractTotals;
  readonly read: FigureReader;
  /** The year that revenue and price are of. */
  readonly year: number;
  /** Name of the chosen plan. */
  readonly plan: string;
};

/** Months within which a contract's end is near, as in the verdict. */
const NEAR_END_MONTHS = 12;

const missingCell = (word: string) => <Missing>{word}</Missing>;
const noneText = () => text('common.none');

const column = (key: string, label: MessageKey, width: number, of: Column['text'], extras: Partial<Column> = {}): Column => ({
  key,
  label: text(label),
  width,
  text: of,
  ...extras,
});

const numeric = (sortValue: (row: ContractRow) => number | undefined, extras: Partial<Column> = {}): Partial<Column> => ({
  align: 'right',
  sortsHighestFirst: true,
  sortValue,
  ...extras,
});

/** A number, or "none" where the row has no value. */
const textOrNone = (
  value: (row: ContractRow) => number | undefined,
  format: (value: number, row: ContractRow) => string,
): Column['text'] => {
  return (row) => {
    const amount = value(row);
    return amount === undefined ? noneText() : format(amount, row);
  };
};

const cellOrNone =
  (of: Column['text']): NonNullable<Column['cell']> =>
  (row) => {
    const content = of(row);
    return content === noneText() ? missingCell(content) : content;
  };

// with these widths a column ends at the edge of the window: the eleventh at 1280 px, the sixteenth at 1920 px
const partyColumns = ({ rows, totals }: Context): readonly Column[] => [
  column('buyer', 'contracts.table.buyer', 210, ({ buyer }) => buyer, {
    tone: 'key',
    cell: ({ metal, buyer }) => (
      <>
        <MetalSwatch metal={metal} />
        {buyer}
      </>
    ),
    total: text('contracts.table.total', { count: totals.count, number: formatPlainNumber(totals.count, { decimals: 0 }) }),
  }),
  column(
    'code',
    'contracts.table.code',
    widthFor(
      rows.map(({ code }) => code),
      64,
      5,
    ),
    ({ code }) => code,
    { tone: 'context' },
  ),
  column('metal', 'contracts.table.metal', 54, ({ metal }) => METAL_SYMBOL[metal]),
  column('product', 'contracts.table.product', 170, ({ product }) => product, { tone: 'context' }),
  column('destination', 'contracts.table.destination', 104, ({ destination }) => renderLabel(destination), {
    cell: ({ zone, destination }) => (zone === 'unknown' ? missingCell(renderLabel(destination)) : renderLabel(destination)),
  }),
];

const economicsColumns = ({ rows, identities, totals, read, year, plan }: Context): readonly Column[] => {
  const kdmt = decimalsFor(
    rows.map(({ tonnesPerYear }) => tonnesPerYear / 1000),
    1,
    3,
  );
  const largestQuantity = rows.reduce((tonnage, { tonnesPerYear }) => Math.max(tonnage, tonnesPerYear), 0);
  const tonnes = (dmt: number): string => formatNumber(dmt / 1000, { decimals: kdmt });
  const money = (value: number) => read.inColumn({ value, unit: 'usd', decimals: 1 });
  const share = (value: number): string => formatPlainNumber(value * 100, { decimals: 1 });
  const netPrice = textOrNone(
    (row) => row.netPrice,
    (value) => formatNumber(value, { decimals: 1 }),
  );
  const revenue = textOrNone(
    (row) => row.revenue,
    (value) => money(value).text,
  );
  const shareOfPlan = textOrNone((row) => row.share, share);
  return [
    fieldColumn(
      'quantity',
      { ...kdmtAYearSpec('contracts.table.quantity'), decimals: kdmt, maxDecimals: kdmt },
      widthFor([tonnes(largestQuantity)], 86, 7),
      ({ tonnesPerYear }) => tonnesPerYear,
      {
        unit: text('contracts.table.kdmtAYear'),
        sortsHighestFirst: true,
        total: totals.tonnesPerYear === 'mixed' ? missingCell(text('common.mixed')) : totals.tonnesPerYear && tonnes(totals.tonnesPerYear),
      },
    ),
    column(
      'netPrice',
      'contracts.table.netPrice',
      86,
      netPrice,
      numeric((row) => row.netPrice, {
        unit: text('contracts.table.usdPerDmt'),
        figure: tableFigure(identities.rows, 'netPrice', 'usdPerDmt'),
        cell: cellOrNone(netPrice),
        origin: ({ netPriceOrigin }) => netPriceOrigin,
        error: ({ problem }) => problem && renderMessage(problem),
      }),
    ),
    column(
      'revenue',
      'contracts.table.revenue',
      140,
      revenue,
      numeric((row) => row.revenue, {
        label: text('contracts.table.revenue', { year }),
        figure: tableFigure(identities.rows, 'revenue', 'usd'),
        unit: money(0).unit,
        tone: 'value',
        cell: cellOrNone(revenue),
        note: (row) => {
          if (row.revenue === undefined) return undefined;
          return row.isIncluded ? text('contracts.table.inYear', { year }) : text('contracts.table.aloneInYear', { plan, year });
        },
        total: totals.revenue === undefined ? undefined : money(totals.revenue).text,
      }),
    ),
    column(
      'share',
      'contracts.table.share',
      68,
      shareOfPlan,
      numeric((row) => row.share, {
        figure: tableFigure(identities.rows, 'share', 'fraction'),
        unit: text('contracts.table.percent'),
        tone: 'context',
        cell: cellOrNone(shareOfPlan),
        total: totals.share === undefined ? undefined : share(totals.share),
      }),
    ),
  ];
};

const tenorColumns = ({ totals }: Context): readonly Column[] => [
  fieldColumn<ContractRow>('ends', endField(), 96, ({ end }) => end, {
    label: text('contracts.table.ends'),
    total: totals.monthsLeft === undefined ? undefined : missingCell(text('contracts.table.mean')),
  }),
  column(
    'left',
    'contracts.table.left',
    76,
    ({ monthsLeft }) => formatPlainNumber(monthsLeft, { decimals: 0 }),
    numeric(({ monthsLeft }) => monthsLeft, {
      unit: text('contracts.table.months'),
      sortsHighestFirst: false,
      cell: ({ status, monthsLeft }) => {
        const months = formatPlainNumber(monthsLeft, { decimals: 0 });
        if (status === 'ended') return missingCell(months);
        return monthsLeft <= NEAR_END_MONTHS ? <StateMark state="near">{months}</StateMark> : months;
      },
      total: totals.monthsLeft === undefined ? undefined : formatPlainNumber(totals.monthsLeft, { decimals: 0 }),
    }),
  ),
];

const collarText = (of: (row: ContractRow) => number | undefined): Column['text'] =>
  textOrNone(of, (price, { collarUnit = 'USD/dmt' as PriceUnit }) => joinUnit(formatPrice(price, collarUnit)));

const collarColumn = (key: 'floor' | 'cap', width: number): Column => {
  const levelText = collarText((row) => row[key]);
  return column(
    key,
    `contracts.table.${key}`,
    width,
    levelText,
    numeric((row) => row[key], { cell: cellOrNone(levelText) }),
  );
};

/** Formats the shares of a column in per cent, with the decimals that the most precise needs. */
const percentText = (rows: readonly ContractRow[], of: (row: ContractRow) => number): ((row: ContractRow) => string) => {
  const decimals = decimalsFor(
    rows.map((row) => of(row) * 100),
    0,
    1,
  );
  return (row) => formatPlainNumber(of(row) * 100, { decimals });
};

const isOpen = ({ status }: ContractRow): boolean => status === 'prospect' || status === 'negotiating';

const nextText = ({ next }: ContractRow): string =>
  next === undefined
    ? noneText()
    : text('contracts.table.nextDate', { kind: renderMessage({ key: `dates.kind.${next.kind}` }), date: formatDate(next.date) });

const termsColumns = ({ rows }: Context): readonly Column[] => {
  const takeOrPay = percentText(rows, (row) => row.takeOrPayShare);
  const tolerance = percentText(rows, (row) => row.tolerance);
  const probability = percentText(rows, (row) => row.probability);
  const takeOrPayText: Column['text'] = (row) => (row.takeOrPayShare === 0 ? noneText() : takeOrPay(row));
  return [
    collarColumn('floor', 136),
    column(
      'takeOrPay',
      'contracts.table.takeOrPay',
      104,
      takeOrPayText,
      numeric((row) => row.takeOrPayShare, { unit: text('contracts.table.percent'), cell: cellOrNone(takeOrPayText) }),
    ),
    column(
      'tolerance',
      'contracts.table.tolerance',
      92,
      tolerance,
      numeric((row) => row.tolerance, { unit: text('contracts.table.tolerancePercent'), tone: 'context' }),
    ),
    column('rating', 'contracts.table.rating', 80, ({ rating }) => ratingText(rating), {
      sortValue: ({ rating }) => ratingRank(rating),
    }),
    column('next', 'contracts.table.next', 228, nextText, {
      tone: 'context',
      sortValue: ({ next }) => next?.date,
      cell: cellOrNone(nextText),
    }),
    fieldColumn<ContractRow>('status', statusField(), 104, ({ status }) => status, { label: text('contracts.table.status') }),
    column(
      'probability',
      'contracts.table.probability',
      92,
      (row) => (isOpen(row) ? probability(row) : ''),
      numeric((row) => (isOpen(row) ? row.probability : undefined), {
        unit: text('contracts.table.percent'),
        edit: cellEditing(probabilityField()),
        isEditable: isOpen,
      }),
    ),
    column('start', 'contracts.table.start', 90, ({ start }) => formatMonth(start), { sortValue: ({ start }) => start }),
    collarColumn('cap', 136),
    column('incoterm', 'contracts.table.incoterm', 90, ({ incoterm }) => incoterm, {
      tone: 'context',
      note: ({ incoterm }) => (Object.hasOwn(INCOTERMS, incoterm) ? text(INCOTERMS[incoterm as keyof typeof INCOTERMS]) : undefined),
    }),
  ];
};

/** Returns the columns of the contracts table; the buyer is frozen, and quantity, end, status and probability are editable. */
export const contractColumns = (context: Context): readonly Column[] => [
  ...partyColumns(context),
  ...economicsColumns(context),
  ...tenorColumns(context),
  ...termsColumns(context),
];
