import { deliverySchedule } from '#engine';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import { dateOfMonth } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import type { WriteCell, WriteSheet } from '../documents/tableFile.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { lineMessage } from '../portfolio/explain.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { createYielder } from '../yielding.ts';
import { basisText, type ValuedDeal } from './csv.ts';
import type { Deal } from './subject.ts';

type Row = readonly (WriteCell | undefined)[];

/** Header and footer of every sheet. */
type Print = NonNullable<WriteSheet['print']>;

const headerCell = (key: MessageKey): WriteCell => ({ value: text(key), look: 'head' });
/** Returns the header of a column of numbers or dates, aligned with them. */
const numberHeader = (key: MessageKey): WriteCell => ({ ...headerCell(key), align: 'right' });
const numberCell = (value: number, decimals: number, formula?: string): WriteCell => ({
  value,
  decimals,
  ...(formula === undefined ? {} : { formula }),
});
const dateCell = (iso: string, format: NonNullable<WriteCell['date']> = 'day'): WriteCell => ({ value: iso, date: format });

const totalCell = (letter: string, first: number, count: number, value: number, decimals: number): WriteCell => ({
  ...numberCell(value, decimals, `SUM(${letter}${first}:${letter}${first + count - 1})`),
  look: 'key',
});

/** Maps each item to several and yields to other requests between items. */
const mapWithYielding = async <T, R>(items: readonly T[], make: (item: T, index: number) => readonly R[]): Promise<readonly R[]> => {
  const yieldToOthers = createYielder();
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    results.push(...make(item, index));
    await yieldToOthers();
  }
  return results;
};

/**
 * Returns the sheet of deliveries by month. If the view shows prices, tonnes and net prices are input cells, and values and totals are
 * formulas.
 */
const deliverySheet = async (book: Workbook, deals: readonly ValuedDeal[], hasPrices: boolean, print: Print): Promise<WriteSheet> => {
  const FIRST = 2;
  const lines = await mapWithYielding(deals, ({ deal: { contract }, valued }) => {
    const months = new Map(contractValue(valued, contract.id)?.months.map((contractMonth) => [contractMonth.month, contractMonth]));
    return deliverySchedule(contract, book.valuationMonth + 1, contract.end).map((monthDelivery) => ({
      code: contract.code,
      scheduled: monthDelivery,
      netPrice: months.get(monthDelivery.month)?.netPrice,
      delivered: months.get(monthDelivery.month)?.delivered,
    }));
  });
  const tonnesOf = ({ scheduled, delivered }: (typeof lines)[number]): number =>
    hasPrices ? (delivered ?? scheduled.nominal) : scheduled.nominal;
  const rows = await mapWithYielding(lines, (line, i): readonly Row[] => {
    const at = FIRST + i;
    const { code, scheduled, netPrice } = line;
    const tonnes = tonnesOf(line);
    const row: Row = [
      { value: code },
      dateCell(dateOfMonth(scheduled.month), 'month'),
      hasPrices ? { ...numberCell(tonnes, 1), look: 'input' } : numberCell(tonnes, 1),
      numberCell(scheduled.minimum, 1),
      numberCell(scheduled.maximum, 1),
      ...(hasPrices && netPrice !== undefined
        ? [{ ...numberCell(netPrice, 2), look: 'input' as const }, numberCell(tonnes * netPrice, 0, `C${at}*F${at}`)]
        : []),
    ];
    return [row];
  });
  const worth = sum(lines.map((line) => (line.netPrice === undefined ? 0 : tonnesOf(line) * line.netPrice)));
  const sums: Row = [
    { value: text('common.total'), look: 'key' },
    undefined,
    totalCell('C', FIRST, rows.length, sum(lines.map(tonnesOf)), 1),
    undefined,
    undefined,
    ...(hasPrices ? [undefined, totalCell('G', FIRST, rows.length, worth, 0)] : []),
  ];
  return {
    name: text('summaries.sheet.deliveries'),
    rows: [
      [
        headerCell('summaries.column.contract'),
        numberHeader('summaries.csv.month'),
        numberHeader(hasPrices ? 'summaries.csv.tonnes' : 'summaries.csv.nominal'),
        numberHeader('summaries.csv.minimum'),
        numberHeader('summaries.csv.maximum'),
        ...(hasPrices ? [numberHeader('summaries.csv.netPrice'), numberHeader('summaries.sheet.worth')] : []),
      ],
      ...rows,
      ...(rows.length > 0 ? [sums] : []),
    ],
    widths: [14, 12, 16, 16, 16, ...(hasPrices ? [18, 18] : [])],
    freeze: { rows: 1, columns: 2 },
    print: { ...print, titleRow: 0 },
  };
};

const DAYS_A_YEAR = 365;

/** Returns the formula of a present value at the workbook's rate: amount / (1 + rate)^(days / 365), as in the valuation. */
const presentValue = (amount: number, iso: string, valuationText: string, rate: number): number =>
  amount / (1 + rate) ** ((Date.parse(iso) - Date.parse(valuationText)) / 86_400_000 / DAYS_A_YEAR);

/** Returns the sheet of payments. The rate is an input cell; present values and their sum are formulas. */
const paymentSheet = async (book: Workbook, deals: readonly ValuedDeal[], print: Print): Promise<WriteSheet> => {
  const FIRST = 5;
  const { discountRate, valuationDate } = book.settings;
  const flows = await mapWithYielding(deals, ({ deal: { contract }, valued }) =>
    (contractValue(valued, contract.id)?.flows ?? []).map((flow) => ({ code: contract.code, ...flow })),
  );
  const worth = flows.map(({ amount, date: iso }) => presentValue(amount, iso, valuationDate, discountRate));
  const rows = await mapWithYielding(flows, ({ code, date: iso, kind, amount }, i): readonly Row[] => [
    [
      { value: code },
      dateCell(iso),
      { value: renderMessage(lineMessage(kind)), align: 'indent' },
      { ...numberCell(amount, 0), look: 'input' },
      numberCell(worth[i]!, 0, `D${FIRST + i}/(1+$B$1)^((B${FIRST + i}-$B$2)/${DAYS_A_YEAR})`),
    ],
  ]);
  return {
    name: text('summaries.sheet.payments'),
    rows: [
      [
        { value: text('summaries.sheet.rate') },
        { value: discountRate, isPercent: true, look: 'input' },
        { value: text('summaries.sheet.rateNote'), look: 'note', align: 'indent', across: { columns: 3, lines: 1 } },
      ],
      [{ value: text('summaries.sheet.valued') }, dateCell(valuationDate)],
      [{ value: text('summaries.sheet.basis') }, { value: basisText(deals[0]?.plan), look: 'note', across: { columns: 4, lines: 1 } }],
      [
        headerCell('summaries.column.contract'),
        numberHeader('summaries.csv.date'),
        { ...headerCell('summaries.csv.kind'), align: 'indent' },
        numberHeader('summaries.csv.amount'),
        numberHeader('summaries.csv.presentValue'),
      ],
      ...rows,
      ...(rows.length > 0
        ? [
            [
              { value: text('common.total'), look: 'key' as const },
              undefined,
              undefined,
              totalCell('D', FIRST, rows.length, sum(flows.map(({ amount }) => amount)), 0),
              totalCell('E', FIRST, rows.length, sum(worth), 0),
            ],
          ]
        : []),
    ],
    widths: [18, 12, 26, 18, 20],
    freeze: { rows: FIRST - 1, columns: 2 },
    print: { ...print, titleRow: FIRST - 2 },
  };
};

/** The most deliveries by month in a workbook. Of twice as many the cells fill the memory of the thread that writes them. */
export const MAX_DELIVERY_MONTHS = 60_000;

/** Counts the deliveries by month of contracts after the valuation date, by default to their ends. */
export const countDeliveryMonths = ({ valuationMonth }: Workbook, deals: readonly Deal[], last = Number.POSITIVE_INFINITY): number =>
  sumBy(deals, ({ contract: { start, end } }) => Math.max(Math.min(end, last) - Math.max(valuationMonth + 1, start) + 1, 0));

/**
 * Returns sheets with input cells and formulas: deliveries, and payments if the view shows the value of a contract. Deliveries past
 * `maxMonths` are stated in place of both.
 */
export const formulaSheets = async (
  book: Workbook,
  view: SummaryRequest['view'],
  deals: readonly ValuedDeal[],
  print: Print,
  maxMonths = MAX_DELIVERY_MONTHS,
): Promise<readonly WriteSheet[]> => {
  const hasPrices = view === 'internal';
  const count = countDeliveryMonths(
    book,
    deals.map(({ deal }) => deal),
  );
  if (count > maxMonths) {
    const note: WriteCell = { value: text('summaries.page.noDeliveries', { count, limit: maxMonths }), look: 'note' };
    return [{ name: text('summaries.sheet.deliveries'), rows: [[note]], widths: [90], print }];
  }
  return [await deliverySheet(book, deals, hasPrices, print), ...(hasPrices ? [await paymentSheet(book, deals, print)] : [])];
};
