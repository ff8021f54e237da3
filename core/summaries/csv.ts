import { deliverySchedule, explainNpv, type PortfolioValue } from '#engine';
import type { FinancingCaseFacts, WaterfallPeriod } from '#shared/contract/financing.ts';
import type { SummaryDocument } from '#shared/contract/summaries.ts';
import { isoMonth } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { type CsvCell, formatCsvRows, writeCsv } from '../documents/csv.ts';
import { waterfallPeriods } from '../financing/overview.ts';
import type { PlanFinancing } from '../financing/planFinancing.ts';
import { amountInYear, contractValue } from '../portfolio/contractValues.ts';
import { lineMessage } from '../portfolio/explain.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { ValuedPortfolio } from '../portfolio/valuedPortfolio.ts';
import { deckName } from './recordNames.ts';
import type { Deal } from './subject.ts';
import { termSets } from './termBlocks.ts';

const CSV_LINES = [
  'openingCash',
  'cfads',
  'draws',
  'uses',
  'fees',
  'interestPaid',
  'principalPaid',
  'setOff',
  'sweep',
  'arrears',
  'reserve',
  'distribution',
  'closingCash',
  'closingDebt',
] as const satisfies readonly (keyof WaterfallPeriod)[];
const CSV_RATIOS = ['dscr', 'llcr', 'plcr'] as const;

type Row = readonly CsvCell[];
/** One of the tables of the file. */
type Section = { readonly title: string; readonly head: Row; readonly rows: readonly (() => readonly Row[])[] };

/** Rounds money and tonnes to two decimals, as invoices do. */
const roundToCents = (value: number): number => Math.round(value * 100) / 100 + 0;

const contractHead = (): string => text('summaries.column.contract');

const termsSection = (book: Workbook, deals: readonly Deal[], view: SummaryDocument['view']): Section => ({
  title: text('summaries.csv.terms'),
  head: [contractHead(), text('summaries.csv.month'), text('summaries.column.term'), text('summaries.csv.termValue')],
  rows: deals.map(
    (deal) => () =>
      termSets(book, deal, view === 'internal' ? 'internal' : 'counterparty').flatMap(({ from, rows }) =>
        rows.map(({ term, value }): Row => [deal.contract.code, from, term, value]),
      ),
  ),
});

/** A contract with its valuation in a plan, or alone where `plan`, the name of the plan, is absent. */
export type ValuedDeal = { readonly deal: Deal; readonly valued: ValuedPortfolio; readonly plan: string | undefined };

/** Returns the text of the plan in which contracts are valued, or that each is valued alone. */
export const basisText = (plan: string | undefined): string =>
  plan === undefined ? text('figure.basis.alone') : text('figure.basis.inPlan', { plan });

const withBasis = (title: string, plan: string | undefined): string => text('figure.withBasis', { label: title, basis: basisText(plan) });

const scheduleSection = (book: Workbook, deals: readonly ValuedDeal[], view: SummaryDocument['view']): Section => {
  const hasPrices = view === 'internal';
  return {
    title: text('summaries.csv.schedule'),
    head: [
      contractHead(),
      text('summaries.csv.month'),
      text('summaries.csv.nominal'),
      text('summaries.csv.minimum'),
      text('summaries.csv.maximum'),
      text('summaries.csv.pricingFrom'),
      text('summaries.csv.pricingTo'),
      ...(hasPrices ? [text('summaries.csv.netPrice')] : []),
    ],
    rows: deals.map(({ deal: { contract }, valued }) => () => {
      const months = new Map(contractValue(valued, contract.id)?.months.map((contractMonth) => [contractMonth.month, contractMonth]));
      return deliverySchedule(contract, book.valuationMonth + 1, contract.end).map(({ month, nominal, minimum, maximum, pricing }): Row => {
        const valuedMonth = months.get(month);
        const { from, to } = valuedMonth?.pricing ?? pricing;
        return [
          contract.code,
          isoMonth(month),
          roundToCents(nominal),
          roundToCents(minimum),
          roundToCents(maximum),
          isoMonth(from),
          isoMonth(to),
          ...(hasPrices ? [valuedMonth === undefined ? undefined : roundToCents(valuedMonth.netPrice)] : []),
        ];
      });
    }),
  };
};

const yearsSection = (deals: readonly ValuedDeal[]): Section => ({
  title: withBasis(text('summaries.csv.years'), deals[0]?.plan),
  head: [
    contractHead(),
    text('summaries.column.year'),
    text('summaries.csv.tonnes'),
    text('summaries.csv.revenue'),
    text('summaries.csv.presentValue'),
  ],
  rows: deals.map(({ deal: { contract }, valued }) => () => {
    const value = contractValue(valued, contract.id);
    if (value === undefined) return [];
    const presentValueByYear = new Map(explainNpv(valued.portfolio, valued.value, contract.id).map(({ label, amount }) => [label, amount]));
    return value.years.map(
      (year, i): Row => [
        contract.code,
        year,
        roundToCents(value.tonnes[i] ?? 0),
        roundToCents(value.revenue[i] ?? 0),
        roundToCents(presentValueByYear.get(`year.${year}`) ?? 0),
      ],
    );
  }),
});

const slumpSection = (deals: readonly Deal[], { scenario, base, scenarioValue: slump, plan }: NonNullable<CsvSpec['slump']>): Section => ({
  title: withBasis(text('summaries.csv.years'), plan),
  head: [
    contractHead(),
    text('summaries.column.year'),
    text('summaries.csv.tonnes'),
    text('summaries.csv.revenue'),
    ...(slump ? [text('summaries.csv.slump', { scenario })] : []),
  ],
  rows: deals.map(({ contract }) => () => {
    const value = contractValue({ value: base }, contract.id);
    const slumpValue = slump && contractValue({ value: slump }, contract.id);
    if (value === undefined) return [];
    return value.years.map(
      (year, i): Row => [
        contract.code,
        year,
        roundToCents(value.tonnes[i] ?? 0),
        roundToCents(value.revenue[i] ?? 0),
        ...(slump && slumpValue ? [roundToCents(amountInYear(slump, slumpValue.revenue, year))] : []),
      ],
    );
  }),
});

const flowsSection = (deals: readonly ValuedDeal[]): Section => ({
  title: withBasis(text('summaries.csv.flows'), deals[0]?.plan),
  head: [contractHead(), text('summaries.csv.date'), text('summaries.csv.kind'), text('summaries.csv.amount')],
  rows: deals.map(
    ({ deal: { contract }, valued }) =>
      () =>
        (contractValue(valued, contract.id)?.flows ?? []).map(
          ({ date, kind, amount }): Row => [contract.code, date, renderMessage(lineMessage(kind)), roundToCents(amount)],
        ),
  ),
});

/** Debt capacity by case, the waterfall of the base case by period, and its calendar years; USD. */
const financingSections = (plan: PlanFinancing, cases: readonly FinancingCaseFacts[], { settings }: Workbook): readonly Section[] => {
  if (plan.facilities.length === 0) return [];
  const number = (value: number | null | undefined): CsvCell =>
    value === null || value === undefined ? undefined : Math.round(value * 1000) / 1000 + 0;
  return [
    {
      title: text('financing.capacity.title'),
      head: [text('financing.case'), text('financing.loan'), text('financing.csv.capacity'), text('financing.minimumDscr')],
      rows: cases.map(
        ({ label, loans, minimumDscr }) =>
          () =>
            loans.map(
              ({ name, capacity }): Row => [
                renderLabel(label, settings),
                renderLabel(name, settings),
                capacity && roundToCents(Number(capacity.value)),
                number(minimumDscr && Number(minimumDscr.value)),
              ],
            ),
      ),
    },
    {
      title: text('financing.csv.waterfall'),
      head: [
        text('summaries.csv.month'),
        ...CSV_LINES.map((key) => text(`financing.line.of.${key}`)),
        ...CSV_RATIOS.map((key) => text(`financing.ratio.${key}`)),
      ],
      rows: waterfallPeriods(plan, 'base').map((period) => () => [
        [isoMonth(period.to), ...CSV_LINES.map((key) => roundToCents(period[key])), ...CSV_RATIOS.map((key) => number(period[key]))],
      ]),
    },
  ];
};

export type CsvSpec = {
  readonly book: Workbook;
  readonly view: SummaryDocument['view'];
  readonly title: string;
  readonly deals: readonly ValuedDeal[];
  /** The debt of a plan, for a lender view. */
  readonly financing?: { readonly plan: PlanFinancing; readonly cases: readonly FinancingCaseFacts[] } | undefined;
  /** The slump scenario of a lender view. */
  readonly slump?: {
    readonly scenario: string;
    readonly base: PortfolioValue;
    readonly scenarioValue: PortfolioValue | undefined;
    /** Name of the plan; absent where each contract is valued alone. */
    readonly plan: string | undefined;
  };
};

/**
 * Writes a summary as one CSV with several tables: terms, schedule by month and, if the view shows them, revenue by year and payments; of
 * a plan for lenders also debt capacity by case and the waterfall. Figures stand below the valuation date and the price deck.
 * Tonnes in dmt, money in USD, months as 2027-08; names can't run as formulas. The text comes in parts, one for each contract of a table,
 * since that of a plan with contracts of fifty years has 335 MB. `reportAndYield` is called after each; it may throw to stop the file.
 */
export async function* summaryCsv(
  { book, view, title, deals, slump, financing }: CsvSpec,
  reportAndYield: (writtenCount: number, totalCount: number) => Promise<void>,
): AsyncGenerator<string> {
  const contracts = deals.map(({ deal }) => deal);
  const sections = [
    termsSection(book, contracts, view),
    scheduleSection(book, deals, view),
    ...(view === 'internal' ? [yearsSection(deals), flowsSection(deals)] : []),
    ...(slump ? [slumpSection(contracts, slump)] : []),
    ...(financing ? financingSections(financing.plan, financing.cases, book) : []),
  ];
  // the file for a counterparty has no prices
  const basis =
    view === 'counterparty'
      ? []
      : [
          [text('summaries.assume.valuation'), book.settings.valuationDate],
          [text('summaries.assume.deck'), deckName(book)],
        ];
  const totalCount = sumBy(sections, ({ rows }) => rows.length);
  let writtenCount = 0;
  yield writeCsv([[title], ...basis]);
  for (const { title: name, head, rows } of sections) {
    yield formatCsvRows([[], [name], head]);
    for (const rowsOf of rows) {
      yield formatCsvRows(rowsOf());
      await reportAndYield(++writtenCount, totalCount);
    }
  }
}
