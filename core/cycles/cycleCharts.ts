import { type Market, type Revaluation, scenarioMarket } from '#engine';
import type { LinesChart, WaterfallChart } from '#shared/contract/charts.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { METALS } from '#shared/domain/metal.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { message } from '#shared/messages/text.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { month, share, usd } from '../portfolio/figures.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { shownCauses } from '../scenarios/scenarioFigures.ts';

const MONTHS_A_QUARTER = 3;
/** Margin of the demand axis below the lowest demand. */
const DEMAND_MARGIN = 0.05;
/** Top of the price axis, as a share of the deck, where prices only fall. */
const PATHS_TOP = 1.1;

type LineSeries = LinesChart['series'][number];

/** Sums by whole calendar quarter; incomplete first and last quarters are excluded. */
const byQuarter = (byMonth: readonly number[], first: number, last: number): readonly { x: number; y: number }[] => {
  const points: { x: number; y: number }[] = [];
  for (
    let start = Math.ceil(first / MONTHS_A_QUARTER) * MONTHS_A_QUARTER;
    start + MONTHS_A_QUARTER - 1 <= last;
    start += MONTHS_A_QUARTER
  ) {
    let y = 0;
    for (let at = start; at < start + MONTHS_A_QUARTER; at++) y += byMonth[at - first] ?? 0;
    points.push({ x: start, y });
  }
  return points;
};

/** Net revenue by quarter: at deck prices, in the scenario, and in the scenario without floors and take-or-pay. */
export const revenueChart = (book: Workbook, plan: ValuedPlan, revaluation: Revaluation, scenario: Scenario): LinesChart => {
  const first = book.valuationMonth + 1;
  const name = scenarioLabel(scenario);
  const series = (
    label: Label,
    role: LineSeries['role'],
    style: LineSeries['style'],
    of: readonly number[],
    identity: FigureIdentity,
  ): LineSeries => ({
    label,
    role,
    style,
    points: byQuarter(of, first, book.lastMonth),
    identity,
    endLabel: true,
  });
  const startMonth = book.valuationMonth + scenario.startsAfterMonths;
  return {
    kind: 'lines',
    title: message('cycles.revenue.title'),
    summary: message('cycles.revenue.summary', {
      scenario: name,
      change: usd(revaluation.total.change, { sign: true }),
      year: book.settings.horizonYear,
    }),
    xKind: 'month',
    isQuarterly: true,
    unit: 'usd',
    unitLabel: message('cycles.revenue.unit', { unit: { unitOf: 'usd' } }),
    decimals: 0,
    series: [
      series(
        message('cycles.revenue.deck'),
        'scenario.base',
        'dashed',
        revaluation.base.revenueByMonth,
        identifyInPlan(book, plan, 'netRevenue'),
      ),
      series(
        message('cycles.revenue.withoutClauses'),
        'context',
        'dotted',
        revaluation.withoutClauses.revenueByMonth,
        identifyInPlan(book, plan, 'netRevenueWithoutClauses', { scenario: scenario.id }),
      ),
      series(
        name,
        'scenario.stressed',
        'solid',
        revaluation.scenario.revenueByMonth,
        identifyInPlan(book, plan, 'netRevenue', { scenario: scenario.id }),
      ),
    ],
    marks: [{ axis: 'x', value: startMonth, label: message('cycles.starts', { month: month(startMonth) }), role: 'ink', style: 'dotted' }],
    axis: { min: 0 },
  };
};

/** Net revenue from deck prices to the scenario by cause; the steps sum to the difference. */
export const causesChart = (book: Workbook, plan: ValuedPlan, revaluation: Revaluation, scenario: Scenario): WaterfallChart => {
  const name = scenarioLabel(scenario);
  return {
    kind: 'waterfall',
    title: message('cycles.causes.title'),
    summary: message('cycles.causes.summary', { scenario: name }),
    unit: 'usd',
    decimals: 0,
    lines: [
      {
        label: message('cycles.causes.deck'),
        amount: revaluation.total.base,
        kind: 'start',
        role: 'scenario.base',
        identity: identifyInPlan(book, plan, 'netRevenue'),
      },
      ...shownCauses(revaluation).map(({ key, amount }) => ({
        label: message(`overview.explain.cause.${key}`),
        amount,
        identity: identifyInPlan(book, plan, 'scenarioChange', { scenario: scenario.id, subject: `plan/${key}` }),
        kind: 'step' as const,
        role: amount >= 0 ? ('gain' as const) : ('loss' as const),
      })),
      {
        label: name,
        amount: revaluation.total.scenario,
        kind: 'total',
        role: 'scenario.stressed',
        identity: identifyInPlan(book, plan, 'netRevenue', { scenario: scenario.id }),
      },
    ],
  };
};

/** The price path of each metal of the plan, as a share of the deck. */
const metalSeries = (book: Workbook, plan: ValuedPlan, shocked: Market, scenario: ScenarioId): readonly LineSeries[] =>
  METALS.flatMap((metal): LineSeries[] => {
    if (![...book.products.values()].some((product) => product.metal === metal)) return [];
    const reference = [...book.references.values()].find(
      (reference) => reference.metal === metal && reference.kind === 'price' && shocked.prices[reference.code] !== undefined,
    );
    const prices = reference && shocked.prices[reference.code];
    const deck = reference && shocked.deck[reference.code];
    if (prices === undefined || deck === undefined) return [];
    const points: { x: number; y: number }[] = [];
    for (let at = plan.portfolio.valuationMonth; at <= book.lastMonth; at++) {
      const i = at - shocked.start;
      const ratio = (prices[i] ?? Number.NaN) / (deck[i] ?? Number.NaN);
      if (Number.isFinite(ratio)) points.push({ x: at, y: ratio });
    }
    const identity = identifyInPlan(book, plan, 'shareOfDeckPrice', { scenario, subject: `reference:${reference?.code}` });
    return points.length > 0
      ? [{ label: message(`metal.${metal}`), role: `metal.${metal}`, style: 'solid', points, identity, endLabel: true }]
      : [];
  });

/** Prices of the scenario by metal, as shares of the deck. */
export const pathsChart = (book: Workbook, plan: ValuedPlan, scenario: Scenario): LinesChart => {
  const series = metalSeries(book, plan, scenarioMarket(book.market, scenario, plan.portfolio), scenario.id);
  const highestValue = series.reduce((top, { points }) => points.reduce((highestY, { y }) => Math.max(highestY, y), top), 0);
  return {
    kind: 'lines',
    title: message('cycles.paths.title'),
    summary: message('cycles.paths.summary', { scenario: scenarioLabel(scenario) }),
    xKind: 'month',
    unit: 'fraction',
    unitLabel: message('cycles.paths.unit'),
    decimals: 0,
    series,
    axis: highestValue > PATHS_TOP ? { min: 0 } : { min: 0, max: PATHS_TOP, ticks: [0, 0.25, 0.5, 0.75, 1] },
  };
};

/** Demand of the scenario by zone, as a share of current demand; zones without a shock are one line. */
export const demandChart = (book: Workbook, plan: ValuedPlan, scenario: Scenario): LinesChart => {
  const shocked = scenarioMarket(book.market, scenario, plan.portfolio);
  const path = (zone: (typeof ZONES)[number]) => {
    const points: { x: number; y: number }[] = [];
    for (let at = book.valuationMonth; at <= book.lastMonth; at++) points.push({ x: at, y: shocked.demand[zone][at - shocked.start] ?? 1 });
    return points;
  };
  const identify = (zone: (typeof ZONES)[number]) =>
    identifyInPlan(book, plan, 'demandShare', { scenario: scenario.id, subject: `zone:${zone}` });
  const shockedZones = new Set(scenario.demand.map((shock) => shock.zone));
  const unshockedZone = ZONES.find((zone) => !shockedZones.has(zone));
  const lowestFactor = Math.min(1, ...scenario.demand.flatMap((shock) => shock.knots.map((knot) => knot.value)));
  return {
    kind: 'lines',
    title: message('cycles.demand.title'),
    summary: message('cycles.demand.summary', { lowest: share(lowestFactor, { decimals: 0 }) }),
    xKind: 'month',
    unit: 'fraction',
    unitLabel: message('cycles.demand.unit'),
    decimals: 0,
    series: [
      ...(unshockedZone
        ? [
            {
              label: message('cycles.demand.others'),
              role: 'context' as const,
              style: 'context' as const,
              points: path(unshockedZone),
              identity: identify(unshockedZone),
              endLabel: true,
            },
          ]
        : []),
      ...ZONES.filter((zone) => shockedZones.has(zone)).map((zone) => ({
        label: message(`zone.${zone}`),
        role: `zone.${zone}` as const,
        style: 'solid' as const,
        points: path(zone),
        identity: identify(zone),
        endLabel: true,
      })),
    ],
    axis: { min: Math.floor((lowestFactor - DEMAND_MARGIN) * 20) / 20, max: 1.05 },
  };
};
