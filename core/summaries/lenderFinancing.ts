import type { Message } from '#shared/contract/figure.ts';
import type { FinancingBreakEven, FinancingCaseFacts, FinancingOverview, SizedLoan } from '#shared/contract/financing.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { Covenants } from '#shared/domain/financing.ts';
import { text } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { figureText, joinUnit, renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { formatMonth, formatNumber, formatPercent } from '#shared/units/format.ts';
import { breakEvenFacts } from '../financing/breakEvenFacts.ts';
import { overviewOf, scenarioCases } from '../financing/overview.ts';
import type { PlanFinancing } from '../financing/planFinancing.ts';
import { chartMoney, month, year as yearFigure } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import {
  column,
  figureCell,
  heading,
  missingCell,
  note,
  numbers,
  sentences,
  table,
  textCell,
  type YieldToOthers,
} from './blockBuilders.ts';

const DECIMALS = 2;
const COVENANTS = ['lockUpDscr', 'defaultDscr', 'minLlcr', 'minPlcr'] as const satisfies readonly (keyof Covenants)[];

const money = (amount: number, { settings }: Workbook): SummaryCell =>
  textCell(formatNumber(amount / chartMoney(settings).factor + 0, { decimals: 1 }));
const ratioCell = (value: number | null): SummaryCell =>
  value === null ? missingCell() : textCell(formatNumber(value, { decimals: DECIMALS }));
const rateCell = (value: number | null | undefined): SummaryCell =>
  typeof value === 'number' ? textCell(formatPercent(value, { decimals: 1 })) : missingCell();

/** The facilities of the plan: amount, maturity and cost. */
const facilityBlocks = ({ facilities }: FinancingOverview, book: Workbook, unit: string): readonly SummaryBlock[] =>
  facilities.length === 0
    ? [note('financing.empty')]
    : table(
        [
          column('financing.facility', { weight: 1.8 }),
          column('financing.field.lender', { weight: 1.6 }),
          numbers('financing.amount', unit, 0.8),
          column('financing.field.finalMaturity', { weight: 0.9 }),
          numbers('financing.summary.averageLife', text('summaries.unit.years'), 0.9),
          numbers('financing.allInCost', undefined, 0.9),
          numbers('financing.summary.withPrice', undefined, 0.9),
        ],
        facilities.map(({ name, lender, amount, maturity, averageLife, allInCost, withPrice }) => [
          textCell(name),
          textCell(lender),
          money(amount, book),
          textCell(formatMonth(maturity)),
          averageLife === null ? missingCell() : textCell(formatNumber(averageLife, { decimals: 1 })),
          rateCell(allInCost),
          rateCell(withPrice?.allInCost),
        ]),
      );

/** What binds; in a case that carries nothing, why. */
const bindingText = ({ binding, month: at, capacity, reason }: SizedLoan, { settings }: Workbook): string => {
  if (binding === undefined || at === undefined || reason === undefined) return '';
  return Number(capacity?.value) > 0
    ? text('financing.bindsIn', { target: text(`financing.target.${binding}`), month: formatMonth(at) })
    : renderMessage({ key: reason.key, values: reason.figures }, settings);
};

/** Debt capacity, lowest coverage and the first broken covenant by case. */
const capacityBlocks = (
  cases: readonly FinancingCaseFacts[],
  terms: Message | undefined,
  book: Workbook,
  unit: string,
): readonly SummaryBlock[] => [
  ...table(
    [
      column('financing.case', { weight: 2.4 }),
      column('financing.loan', { weight: 1.6 }),
      numbers('financing.capacity', unit, 0.9),
      column('financing.binding', { weight: 1.3 }),
      numbers('financing.minimumDscr', undefined, 0.8),
      column('financing.firstBreach', { weight: 1.7 }),
    ],
    cases.flatMap(({ label, loans, minimumDscr, breaches }) => {
      const [first] = breaches.toSorted((a, b) => a.month - b.month);
      return loans.map((loan) => [
        textCell(renderLabel(label, book.settings)),
        textCell(renderLabel(loan.name, book.settings)),
        loan.capacity ? figureCell(loan.capacity) : missingCell(),
        textCell(bindingText(loan, book)),
        ratioCell(minimumDscr),
        textCell(
          first
            ? text('financing.summary.breach', { covenant: text(`financing.covenant.${first.covenant}`), month: formatMonth(first.month) })
            : '',
        ),
      ]);
    }),
  ),
  note('financing.capacity.note.summary'),
  ...(terms ? [{ kind: 'note' as const, text: terms }] : []),
];

/** The covenants of the facilities, and where each is first broken in the cases of the decks. */
const covenantBlocks = (
  { facilities: costs }: FinancingOverview,
  cases: readonly FinancingCaseFacts[],
  { facilities }: PlanFinancing,
  book: Workbook,
): readonly SummaryBlock[] => {
  const rows = facilities.flatMap(({ id, covenants }) =>
    COVENANTS.flatMap((covenant) => (covenants[covenant] === undefined ? [] : [{ id, covenant, limit: covenants[covenant]! }])),
  );
  return table(
    [
      column('financing.facility', { weight: 1.6 }),
      column('financing.group.covenants', { weight: 1.4 }),
      numbers('financing.check.threshold', undefined, 0.8),
      ...cases.map(({ label }) => column('line.member', { weight: 1.5 }, { name: renderLabel(label, book.settings) })),
    ],
    rows.map(({ id, covenant, limit }) => [
      textCell(costs.find(({ facilityId }) => facilityId === id)?.name ?? ''),
      textCell(text(`financing.covenant.${covenant}`)),
      ratioCell(limit),
      ...cases.map(({ breaches }) => {
        const found = breaches.find((one) => one.covenant === covenant);
        return textCell(found ? text('financing.summary.brokenIn', { month: formatMonth(found.month) }) : text('financing.summary.holds'));
      }),
    ]),
  );
};

const cashBlocks = ({ years }: FinancingOverview, book: Workbook, unit: string): readonly SummaryBlock[] => {
  const costs = (['operatingCost', 'fixedCost', 'sustainingCapital', 'closureCost', 'royalty', 'tax'] as const).filter((key) =>
    years.some((row) => row[key] !== 0),
  );
  return table(
    [
      column('financing.cash.year', { weight: 0.7 }),
      numbers('financing.cash.revenue', unit),
      ...costs.map((key) => numbers(`financing.cash.${key}`, unit)),
      numbers('financing.cash.cfads', unit),
    ],
    years.map((row) => [
      figureCell(yearFigure(row.year)),
      money(row.revenue, book),
      ...costs.map((key) => money(-row[key], book)),
      money(row.cfads, book),
    ]),
  );
};

const waterfallBlocks = ({ periods }: FinancingOverview, book: Workbook, unit: string): readonly SummaryBlock[] => {
  const lines = [
    ['cfads', 1],
    ['draws', 1],
    ['uses', -1],
    ['fees', -1],
    ['interestPaid', -1],
    ['principalPaid', -1],
    ['distribution', -1],
    ['closingCash', 1],
    ['reserve', 1],
    ['closingDebt', 1],
  ] as const;
  const last = periods.findLastIndex(({ closingDebt }) => closingDebt > 0);
  const shown = periods.slice(0, Math.max(1, last + 2));
  const used = lines.filter(([key]) => shown.some((period) => period[key] !== 0));
  return table(
    [
      column('financing.period', { weight: 1 }),
      ...used.map(([key]) => numbers(`financing.line.of.${key}`, unit)),
      numbers('financing.ratio.dscr', undefined, 0.7),
    ],
    shown.map((period) => [
      figureCell(month(period.to)),
      ...used.map(([key, sign]) => money(sign * period[key], book)),
      ratioCell(period.dscr),
    ]),
  );
};

const breakEvenBlocks = (breakEven: FinancingBreakEven | undefined, book: Workbook): readonly SummaryBlock[] => {
  if (breakEven === undefined) return [];
  const unit = text('summaries.unit.usdPerDmt');
  const written = (figure: Parameters<typeof figureText>[0] | undefined): SummaryCell =>
    figure === undefined
      ? missingCell()
      : textCell(
          figure.unit === 'usdPerDmt' || figure.unit === 'fraction'
            ? figureText(figure, book.settings.moneyScale).text
            : joinUnit(figureText(figure, book.settings.moneyScale)),
        );
  const [service] = breakEven.joint;
  return [
    heading('financing.breakEven'),
    ...(service?.factor
      ? [note('financing.breakEven.service', { factor: joinUnit(figureText(service.factor, book.settings.moneyScale)) })]
      : []),
    ...table(
      [
        column('financing.breakEven.product', { weight: 1.8 }),
        numbers('financing.breakEven.reference.price', undefined, 1.3),
        numbers('financing.breakEven.factor', text('financing.breakEven.ofDeck'), 1),
        numbers('financing.breakEven.netPrice', unit),
        numbers('financing.breakEven.floor', unit),
        numbers('financing.breakEven.cashCost', unit),
        numbers('financing.breakEven.debtService', unit),
      ],
      breakEven.products.map(({ name, price, factor, state, netPrice, floor, cashCost, debtService }) => [
        textCell(name),
        written(price),
        factor ? written(factor) : textCell(text(state === 'never' ? 'financing.breakEven.noPrice' : 'financing.breakEven.anyPrice')),
        written(netPrice),
        written(floor),
        written(cashCost),
        written(debtService),
      ]),
    ),
    note('financing.breakEven.rule'),
  ];
};

const checkBlocks = ({ checks }: FinancingOverview, book: Workbook): readonly SummaryBlock[] =>
  table(
    [
      column('financing.check', { weight: 1.7 }),
      column('financing.check.state', { weight: 0.7 }),
      numbers('financing.check.value', undefined, 0.7),
      column('financing.check.threshold', { weight: 1 }),
      column('financing.check.evidence', { weight: 2.6 }),
      column('financing.check.remedy', { weight: 2 }),
    ],
    checks.map(({ label, state, value, threshold, direction, evidence, remedy }) => [
      textCell(renderMessage(label)),
      textCell(text(`financing.check.state.${state}`)),
      textCell(joinUnit(figureText(value, book.settings.moneyScale))),
      textCell(threshold ? `${text(`financing.check.${direction}`)} ${joinUnit(figureText(threshold, book.settings.moneyScale))}` : ''),
      textCell(renderMessage(evidence)),
      textCell(remedy ? renderMessage(remedy) : ''),
    ]),
  );

/** What a credit committee reads of a plan's debt: facilities, capacity by case, cash flow, covenants, waterfall, break-even and checks. */
export const financingBlocks = async (
  plan: PlanFinancing,
  book: Workbook,
  yieldToOthers: YieldToOthers,
): Promise<readonly SummaryBlock[]> => {
  const { unit } = chartMoney(book.settings);
  const overview = await overviewOf(plan, 'base', yieldToOthers);
  const decks = overview.cases;
  const scenarios = await scenarioCases(plan, yieldToOthers);
  const breakEven = await breakEvenFacts(plan, 'base', yieldToOthers);
  const hasDebt = overview.facilities.length > 0;
  const covenants = covenantBlocks(overview, decks, plan, book);
  return [
    heading('summaries.head.financing'),
    sentences(overview.verdict),
    ...facilityBlocks(overview, book, unit),
    heading('financing.capacity.title'),
    ...capacityBlocks([...decks, ...scenarios], overview.proposedTerms, book, unit),
    heading('financing.cash.title'),
    { kind: 'bars', view: presentChart(overview.service, book.settings) },
    ...cashBlocks(overview, book, unit),
    note('financing.project.taxNote'),
    ...(covenants.length === 0
      ? []
      : [
          heading('financing.group.covenants'),
          ...covenants,
          ...(overview.ratios ? [{ kind: 'lines' as const, view: presentChart(overview.ratios, book.settings) }] : []),
        ]),
    ...(hasDebt ? [heading('financing.waterfall.title'), ...waterfallBlocks(overview, book, unit)] : []),
    ...breakEvenBlocks(breakEven, book),
    heading('financing.checks'),
    ...checkBlocks(overview, book),
  ];
};
