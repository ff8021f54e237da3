import type { Figure, Message } from '#shared/contract/figure.ts';
import type { CashYear, FinancingBreakEven, FinancingCaseFacts, FinancingOverview, SizedLoan } from '#shared/contract/financing.ts';
import type { SimulationTornado } from '#shared/contract/simulation.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { Covenant } from '#shared/domain/financing.ts';
import { isoMonth, type Month } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { figureText, joinUnit, renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { formatMonth } from '#shared/units/format.ts';
import { breakEvenFacts } from '../financing/breakEvenFacts.ts';
import { facilitySubject, identifyInCase } from '../financing/caseIdentity.ts';
import { facilityCosts } from '../financing/facilityCosts.ts';
import { financingVerdict } from '../financing/financingVerdict.ts';
import { caseFacts, overviewOf, proposedTermsOf, scenarioCases } from '../financing/overview.ts';
import { LENDER_CASE, type PlanFinancing } from '../financing/planFinancing.ts';
import { chartMoney, month, ratio, tenor, usd, year as yearFigure } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import {
  column,
  countsOf,
  figureCell,
  heading,
  leadInNote,
  missingCell,
  note,
  numbers,
  sentences,
  table,
  textCell,
  type YieldToOthers,
} from './blockBuilders.ts';
import { debtSensitivityBlocks } from './debtSensitivity.ts';
import { facilityTermBlocks } from './facilityTerms.ts';
import { simulatedTable } from './sensitivity.ts';

const DECIMALS = 2;

/** The case that the tables of the summary show. */
const SHOWN_CASE = 'base';

const money = (amount: number, identity: FigureIdentity): SummaryCell => figureCell(usd(amount + 0, { decimals: 1, identity }));
/** Creates the cell of a payment, shown as a negative amount. */
const deduction = (amount: number, identity: FigureIdentity): SummaryCell => money(-amount, { ...identity, deducted: true });
const ratioCell = (value: number | null): SummaryCell =>
  value === null ? missingCell() : figureCell(ratio(value, { decimals: DECIMALS }));
const cellOf = (figure: Figure | undefined): SummaryCell => (figure === undefined ? missingCell() : figureCell(figure));

/** Returns the table of the facilities of the plan: amount, maturity and cost. */
const facilityBlocks = (facilities: FinancingOverview['facilities'], plan: PlanFinancing, unit: string): readonly SummaryBlock[] =>
  facilities.length === 0
    ? [note('financing.empty')]
    : table(
        [
          column('financing.facility', { weight: 1.8 }),
          column('financing.field.lenderKind', { weight: 1.6 }),
          numbers('financing.amount', unit, 0.8),
          column('financing.field.finalMaturity', { weight: 0.9 }),
          numbers('financing.summary.averageLife', text('summaries.unit.years'), 0.9),
          numbers('financing.allInCost', undefined, 0.9),
          numbers('financing.summary.withPrice', undefined, 0.9),
        ],
        facilities.map(({ facilityId, name, lender, amount, maturity, averageLife, allInCost, withPrice }) => {
          const identify = (measure: FigureMeasure) => identifyInCase(plan, SHOWN_CASE, measure, facilitySubject(facilityId));
          return [
            textCell(name),
            textCell(lender),
            money(amount, identify('commitment')),
            textCell(formatMonth(maturity)),
            averageLife === null ? missingCell() : figureCell(tenor(averageLife, { identity: identify('averageLife') })),
            cellOf(allInCost),
            cellOf(withPrice?.allInCost),
          ];
        }),
      );

/** Returns the binding target with its month, or the reason why a case carries no debt. */
const bindingText = ({ binding, month: at, capacity, reason }: SizedLoan, { settings }: Workbook): string => {
  if (binding === undefined || at === undefined || reason === undefined) return '';
  return Number(capacity?.value) > 0
    ? text('financing.bindsIn', { target: text(`financing.target.${binding}`), month: formatMonth(at) })
    : renderMessage({ key: reason.key.replace('reason', 'bindsShort'), values: reason.figures }, settings);
};

/** Returns the table of debt capacity, lowest coverage and the first broken covenant by case. */
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
        cellOf(loan.capacity),
        textCell(bindingText(loan, book)),
        cellOf(minimumDscr),
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

/** Returns the table of covenants with the month in which each is first broken, by case. */
const covenantBlocks = (
  { facilities: costs }: FinancingOverview,
  cases: readonly FinancingCaseFacts[],
  { facilities }: PlanFinancing,
  book: Workbook,
): readonly SummaryBlock[] => {
  const rows = facilities.flatMap(({ id, covenants }) =>
    Covenant.options.flatMap((covenant) => (covenants[covenant] === undefined ? [] : [{ id, covenant, limit: covenants[covenant]! }])),
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
        const breach = breaches.find((candidate) => candidate.covenant === covenant);
        return textCell(
          breach ? text('financing.summary.brokenIn', { month: formatMonth(breach.month) }) : text('financing.summary.holds'),
        );
      }),
    ]),
  );
};

const cashBlocks = ({ years, identities }: FinancingOverview, unit: string): readonly SummaryBlock[] => {
  const identify = (key: keyof CashYear, year: number) => ({ ...(identities?.years?.columns[key] as FigureIdentity), period: year });
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
      money(row.revenue, identify('revenue', row.year)),
      ...costs.map((key) => deduction(row[key], identify(key, row.year))),
      money(row.cfads, identify('cfads', row.year)),
    ]),
  );
};

const OUTFLOWS: ReadonlySet<string> = new Set(['uses', 'fees', 'interestPaid', 'principalPaid', 'distribution']);

const waterfallBlocks = ({ periods, identities }: FinancingOverview, unit: string): readonly SummaryBlock[] => {
  const lines = [
    'cfads',
    'draws',
    'uses',
    'fees',
    'interestPaid',
    'principalPaid',
    'distribution',
    'closingCash',
    'reserve',
    'arrears',
    'closingDebt',
  ] as const;
  const identify = (key: string, month: Month) => ({ ...(identities?.periods?.columns[key] as FigureIdentity), period: isoMonth(month) });
  const last = periods.findLastIndex(({ closingDebt }) => closingDebt > 0);
  const shownPeriods = periods.slice(0, Math.max(1, last + 2));
  const usedLines = lines.filter((key) => shownPeriods.some((period) => period[key] !== 0));
  const [lastShown, lastPeriod] = [shownPeriods.at(-1)!, periods.at(-1)!];
  return [
    ...table(
      [
        column('financing.period', { weight: 1 }),
        ...usedLines.map((key) => numbers(`financing.line.of.${key}`, unit)),
        numbers('financing.ratio.dscr', undefined, 0.7),
      ],
      shownPeriods.map((period) => [
        figureCell(month(period.to)),
        ...usedLines.map((key) => (OUTFLOWS.has(key) ? deduction : money)(period[key], identify(key, period.to))),
        ratioCell(period.dscr),
      ]),
    ),
    ...(lastShown.to === lastPeriod.to
      ? []
      : [note('financing.waterfall.shownTo', { month: formatMonth(lastShown.to), last: formatMonth(lastPeriod.to) })]),
  ];
};

const breakEvenBlocks = (breakEven: FinancingBreakEven | undefined, book: Workbook): readonly SummaryBlock[] => {
  if (breakEven === undefined) return [];
  const unit = text('summaries.unit.usdPerDmt');
  const [service] = breakEven.joint;
  return [
    heading('financing.breakEven'),
    ...(service?.factor
      ? [leadInNote('financing.breakEven.service', { factor: joinUnit(figureText(service.factor, book.settings.moneyScale)) })]
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
        cellOf(price),
        factor ? cellOf(factor) : textCell(text(state === 'never' ? 'financing.breakEven.noPrice' : 'financing.breakEven.anyPrice')),
        cellOf(netPrice),
        cellOf(floor),
        cellOf(cashCost),
        cellOf(debtService),
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
      figureCell(value),
      textCell(threshold ? `${text(`financing.check.${direction}`)} ${joinUnit(figureText(threshold, book.settings.moneyScale))}` : ''),
      textCell(renderMessage(evidence)),
      textCell(remedy ? renderMessage(remedy) : ''),
    ]),
  );

/**
 * Returns the blocks of a plan's debt for a credit committee: facilities and their terms, capacity, cash flow, covenants, waterfall,
 * break-even, sensitivities, checks. `simulated`: the sensitivities of a current simulation run, if there is one.
 */
export const financingBlocks = async (
  plan: PlanFinancing,
  book: Workbook,
  yieldToOthers: YieldToOthers,
  tornado: SimulationTornado | undefined,
): Promise<readonly SummaryBlock[]> => {
  const { unit } = chartMoney(book.settings);
  const overview = await overviewOf(plan, SHOWN_CASE, yieldToOthers);
  const decks = overview.cases;
  const scenarios = await scenarioCases(plan, countsOf(yieldToOthers, 'scenarios'));
  const breakEven = await breakEvenFacts(plan, SHOWN_CASE, countsOf(yieldToOthers, 'breakEven'), ['service']);
  const sensitivity = await debtSensitivityBlocks(plan, book, countsOf(yieldToOthers, 'sensitivity'));
  const hasDebt = overview.facilities.length > 0;
  const covenants = covenantBlocks(overview, decks, plan, book);
  return [
    heading('summaries.head.financing'),
    sentences(overview.verdict),
    ...facilityBlocks(overview.facilities, plan, unit),
    ...facilityTermBlocks(plan, book),
    heading('financing.capacity.title'),
    ...capacityBlocks([...decks, ...scenarios], overview.proposedTerms, book, unit),
    heading('financing.cash.title'),
    { kind: 'bars', view: presentChart(overview.service, book.settings) },
    ...cashBlocks(overview, unit),
    note('financing.project.taxNote'),
    ...(covenants.length === 0
      ? []
      : [
          heading('financing.group.covenants'),
          ...covenants,
          ...(overview.ratios ? [{ kind: 'lines' as const, view: presentChart(overview.ratios, book.settings) }] : []),
        ]),
    ...(hasDebt ? [heading('financing.waterfall.title'), ...waterfallBlocks(overview, unit)] : []),
    ...breakEvenBlocks(breakEven, book),
    ...sensitivity,
    ...(tornado ? [heading('assumptions.simulated'), ...simulatedTable(book, tornado)] : []),
    heading('financing.checks'),
    ...checkBlocks(overview, book),
  ];
};

/**
 * Returns the section of a board pack on a plan's debt: capacity and lowest coverage on the decks and in the lender case, and the cost of
 * each facility; empty without facilities.
 */
export const shortFinancingBlocks = async (
  plan: PlanFinancing,
  book: Workbook,
  yieldToOthers: YieldToOthers,
): Promise<readonly SummaryBlock[]> => {
  if (plan.facilities.length === 0) return [];
  const { unit } = chartMoney(book.settings);
  const cases: FinancingCaseFacts[] = [];
  for (const id of [SHOWN_CASE, 'low', LENDER_CASE]) {
    await plan.prepareCase(id);
    cases.push(caseFacts(plan, id));
    await yieldToOthers();
  }
  const costs = facilityCosts(plan, SHOWN_CASE);
  return [
    heading('summaries.head.financing'),
    sentences(financingVerdict(plan, { cases, costs, caseId: SHOWN_CASE })),
    ...capacityBlocks(cases, proposedTermsOf(plan, SHOWN_CASE), book, unit),
    ...facilityBlocks(costs, plan, unit),
  ];
};
