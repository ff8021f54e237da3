import { type ContractMonth, deliverySchedule, explainNetPrice } from '#engine';
import type { BarsView } from '#shared/contract/chartViews.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { termsAt } from '#shared/domain/contract.ts';
import { referencesIn } from '#shared/domain/termReferences.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import { type Month, monthOfYear, type Year, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { message, serial, text } from '#shared/messages/text.ts';
import { figureText, joinUnit } from '#shared/presentation/message.ts';
import { formatDate, formatMonth, formatPrice, parseNumber } from '#shared/units/format.ts';
import { dealSentence } from '../contracts/dealSentence.ts';
import { priceDetail } from '../contracts/priceDetails.ts';
import { contractValue, firstFullYear, pricedMonths } from '../portfolio/contractValues.ts';
import { lineMessage } from '../portfolio/explain.ts';
import { dmt, usd, usdPerDmt } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import {
  type BuiltBlocks,
  buildParts,
  chapter,
  column,
  heading,
  note,
  numbers,
  percent,
  priceTable,
  sentences,
  table,
  textCell,
  tonnesColumn,
  type YieldToOthers,
} from './blockBuilders.ts';
import { deckName } from './recordNames.ts';
import type { Deal } from './subject.ts';
import { termBlocks } from './termBlocks.ts';
import { benchmarksIn } from './usedPrices.ts';

const QUARTERS = [1, 2, 3, 4] as const;

const quarterOf = (month: Month): number => Math.ceil(monthOfYear(month) / 3);

/** Returns a chart of deliveries by year; none for a single year. */
const schedulePicture = (
  { product }: Deal,
  unit: string,
  nominal: readonly { readonly year: Year; readonly tonnes: string }[],
): readonly SummaryBlock[] => {
  const [first, last] = [nominal[0], nominal.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const title = text('summaries.chart.schedule');
  const values = nominal.map(({ tonnes }) => parseNumber(tonnes) ?? 0);
  const view: BarsView = {
    kind: 'bars',
    title,
    summary: text('summaries.chart.scheduleSummary', { product: product.name, from: String(first.year), to: String(last.year) }),
    unit,
    decimals: 1,
    horizontal: false,
    stacked: true,
    categories: nominal.map(({ year }) => ({ label: String(year) })),
    series: [{ label: title, role: `metal.${product.metal}`, fill: 'solid', values, identity: { none: 'entered' } }],
    barLabels: nominal.map(({ tonnes }) => tonnes),
    marks: [],
    axis: {},
  };
  return [{ kind: 'bars', view }];
};

/** Returns tonnes by quarter from the month after the valuation date to the end of the contract, also beyond the plan's horizon. */
const scheduleBlocks = (book: Workbook, deal: Deal): readonly SummaryBlock[] => {
  const { contract } = deal;
  const months = deliverySchedule(contract, book.valuationMonth + 1, contract.end);
  const years = Map.groupBy(months, ({ month }): Year => yearOf(month));
  if (years.size === 0)
    return [heading('summaries.head.schedule'), note('summaries.schedule.none', { date: formatDate(book.settings.valuationDate) })];
  const tonnes = tonnesColumn([...years.values()].map((monthsOfYear) => sumBy(monthsOfYear, ({ nominal }) => nominal)));
  return [
    heading('summaries.head.schedule'),
    ...table(
      [
        column('summaries.column.year'),
        ...QUARTERS.map((quarter) => numbers('summaries.column.quarter', tonnes.unit, 1, { quarter })),
        numbers('summaries.column.whole', tonnes.unit),
        numbers('summaries.column.minimum', tonnes.unit),
        numbers('summaries.column.maximum', tonnes.unit),
      ],
      [...years].map(([year, monthsOfYear]) => [
        textCell(String(year)),
        ...QUARTERS.map((quarter) =>
          tonnes.cell(
            sumBy(
              monthsOfYear.filter(({ month }) => quarterOf(month) === quarter),
              ({ nominal }) => nominal,
            ),
          ),
        ),
        tonnes.cell(sumBy(monthsOfYear, ({ nominal }) => nominal)),
        tonnes.cell(sumBy(monthsOfYear, ({ minimum }) => minimum)),
        tonnes.cell(sumBy(monthsOfYear, ({ maximum }) => maximum)),
      ]),
    ),
    note('summaries.schedule.note'),
    ...schedulePicture(
      deal,
      tonnes.unit,
      [...years].map(([year, monthsOfYear]) => ({ year, tonnes: tonnes.text(sumBy(monthsOfYear, ({ nominal }) => nominal)) })),
    ),
  ];
};

const meanOf = (book: Workbook, code: string, from: Month, to: Month): number | undefined => {
  const points = (book.deck.get(code) ?? []).filter(({ month }) => month >= from && month <= to);
  return points.length === 0 ? undefined : points.reduce((sum, { price }) => sum + price, 0) / points.length;
};

const monthsText = (from: Month, to: Month): string => (from === to ? formatMonth(from) : `${formatMonth(from)} – ${formatMonth(to)}`);

/** Returns the prices that a delivery is priced on. */
const referenceRows = (book: Workbook, price: PriceBasis, { month, pricing }: ContractMonth) => {
  const benchmarks = benchmarksIn(price);
  return [...new Set(referencesIn(price))].flatMap((code) => {
    const reference = book.references.get(code);
    const { from, to } = benchmarks.has(code) ? { from: month, to: month } : pricing;
    const mean = meanOf(book, code, from, to);
    if (reference === undefined || mean === undefined) return [];
    const { text: priceText, unit } = formatPrice(mean, reference.unit);
    return [[textCell(shippedText(reference.name)), textCell(monthsText(from, to)), textCell(priceText), textCell(unit)]];
  });
};

const SELLER_LINES: ReadonlySet<string> = new Set(['freight', 'otherCosts']);

/** Returns the delivery of the example, and its price lines without the seller's own costs. */
const exampleOf = (book: Workbook, { contract }: Deal) => {
  const { portfolio, value } = book.alone(contract);
  const valueOfContract = contractValue({ value }, contract.id);
  const month = valueOfContract && pricedMonths(valueOfContract, firstFullYear(valueOfContract, book.year))[0];
  if (month === undefined) return undefined;
  const lines = explainNetPrice(portfolio, contract.id, book.market, month.month)
    .slice(0, -1)
    .filter(({ label }) => !SELLER_LINES.has(label));
  return { month, lines, total: lines.reduce((sum, { amount }) => sum + amount, 0) };
};

/** Returns an example of how a delivery is priced and paid. */
const exampleBlocks = (book: Workbook, deal: Deal): readonly SummaryBlock[] => {
  const example = exampleOf(book, deal);
  if (example === undefined) return [note('summaries.example.none')];
  const { month, lines, total } = example;
  const { price, payment } = termsAt(deal.contract, month.month);
  const references = referenceRows(book, price, month);
  const formatUnit = (figure: Parameters<typeof figureText>[0]) => joinUnit(figureText(figure, book.settings.moneyScale));
  const { paymentMonths, provisionalShare } = payment;
  const paymentTerm = paymentMonths === 0 ? text('summaries.paid.inMonth') : text('summaries.paid.after', { count: paymentMonths });
  return [
    heading('summaries.head.example', { month: formatMonth(month.month) }),
    ...table(
      [
        column('summaries.column.reference', { weight: 2.4 }),
        column('summaries.column.average', { weight: 1.6 }),
        numbers('summaries.column.price', undefined),
        column('summaries.column.unit'),
      ],
      references,
    ),
    ...priceTable(
      lines.map((line) => ({ label: lineMessage(line.label), amount: line.amount, detail: priceDetail(book, line) })),
      { label: message('summaries.example.total'), amount: total },
    ),
    note('summaries.example.invoice', {
      tonnes: formatUnit(dmt(month.delivered, { decimals: 1 })),
      price: formatUnit(usdPerDmt(total)),
      amount: formatUnit(usd(total * month.delivered, { decimals: 1 })),
    }),
    month.hasProvisionalInvoice
      ? note('summaries.example.provisional', { share: percent(provisionalShare), paid: paymentTerm, after: paymentTerm })
      : note('summaries.example.whole', { after: paymentTerm }),
    note('summaries.example.note', { deck: deckName(book) }),
  ];
};

const dealBlocks = (book: Workbook, deal: Deal): readonly SummaryBlock[] => [
  sentences(dealSentence(book, deal.contract)),
  ...termBlocks(book, deal, 'counterparty'),
  ...scheduleBlocks(book, deal),
  ...exampleBlocks(book, deal),
];

/** Returns the blocks of a counterparty view: terms, schedule and pricing, without any value to the seller. */
export const counterpartyBlocks = async (
  book: Workbook,
  deals: readonly Deal[],
  title: string,
  yieldToOthers: YieldToOthers,
): Promise<BuiltBlocks> => {
  const subtitle = message('summaries.subtitle.counterparty', {
    workspace: book.settings.name,
    buyer: deals[0]?.buyer.name ?? '',
    codes: deals.map(({ contract }) => contract.code).join(serial()),
    date: formatDate(book.settings.valuationDate),
  });
  return buildParts(yieldToOthers, [
    () => [{ kind: 'title', title, subtitle }],
    ...deals.map((deal) => () => {
      const blocks = dealBlocks(book, deal);
      return deals.length > 1 ? chapter({ code: deal.contract.code, name: deal.product.name }, blocks) : blocks;
    }),
  ]);
};
