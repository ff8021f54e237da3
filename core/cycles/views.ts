import { type Market, type Revaluation, scenarioMarket } from '#engine';
import { METALS } from '#shared/domain/metal.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { text } from '#shared/messages/text.ts';
import type { LineSeries, LinesView } from '#shared/presentation/charts/lines.ts';
import type { WaterfallView } from '#shared/presentation/charts/waterfall.ts';
import { formatMoney, formatMonth, formatPercent } from '#shared/units/format.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { toldCauses } from '../scenarios/scenarioFigures.ts';

const MONTHS_A_QUARTER = 3;
const DEMAND_MARGIN = 0.05;
/** Per cent of the deck to which a picture of falls reaches. */
const PATHS_TOP = 110;

/** Sums of whole quarters of the calendar; the first and the last may be cut and are left out. */
const byQuarter = (byMonth: readonly number[], first: number, last: number): readonly { x: number; y: number }[] => {
  const points: { x: number; y: number }[] = [];
  for (
    let start = Math.ceil(first / MONTHS_A_QUARTER) * MONTHS_A_QUARTER;
    start + MONTHS_A_QUARTER - 1 <= last;
    start += MONTHS_A_QUARTER
  ) {
    let y = 0;
    for (let month = start; month < start + MONTHS_A_QUARTER; month++) y += byMonth[month - first] ?? 0;
    points.push({ x: start, y });
  }
  return points;
};

/** Net revenue a quarter: at the deck, in the scenario, and in the scenario without floors and take-or-pay. */
export const revenueView = (book: Workbook, revaluation: Revaluation, scenario: Scenario): LinesView => {
  const money = chartMoney(book.settings);
  const first = book.valuationMonth + 1;
  const series = (label: string, role: LineSeries['role'], style: LineSeries['style'], of: readonly number[]): LineSeries => ({
    label,
    role,
    style,
    points: byQuarter(of, first, book.lastMonth).map(({ x, y }) => ({ x, y: y / money.factor })),
    endLabel: true,
  });
  const change = formatMoney(revaluation.total.change, money.scale, money.decimals, true);
  return {
    kind: 'lines',
    title: text('cycles.revenue.title'),
    summary: text('cycles.revenue.summary', {
      scenario: scenario.name,
      change: `${change.text} ${change.unit}`,
      year: book.settings.horizonYear,
    }),
    xKind: 'month',
    xUnit: '',
    xDecimals: 0,
    unit: text('cycles.revenue.unit', { unit: money.unit }),
    decimals: money.decimals,
    series: [
      series(text('cycles.revenue.deck'), 'scenario.base', 'dashed', revaluation.base.revenueByMonth),
      series(text('cycles.revenue.bare'), 'context', 'dotted', revaluation.withoutClauses.revenueByMonth),
      series(scenario.name, 'scenario.stressed', 'solid', revaluation.scenario.revenueByMonth),
    ],
    bands: [],
    marks: [
      {
        axis: 'x',
        value: book.valuationMonth + scenario.startsAfterMonths,
        label: text('cycles.starts', { month: formatMonth(book.valuationMonth + scenario.startsAfterMonths) }),
        role: 'ink',
        style: 'dotted',
      },
    ],
    dots: [],
    xAxis: {},
    axis: { min: 0 },
  };
};

/** From the deck to the scenario by cause; the steps sum to the difference. */
export const causesView = (book: Workbook, revaluation: Revaluation, scenario: Scenario): WaterfallView => {
  const money = chartMoney(book.settings);
  const at = (amount: number): number => amount / money.factor;
  return {
    kind: 'waterfall',
    title: text('cycles.causes.title'),
    summary: text('cycles.causes.summary', { scenario: scenario.name }),
    unit: money.unit,
    decimals: money.decimals,
    lines: [
      { label: text('cycles.causes.deck'), amount: at(revaluation.total.base), kind: 'start', role: 'scenario.base' },
      ...toldCauses(revaluation).map(({ key, amount }) => ({
        label: text(`overview.explain.cause.${key}`),
        amount: at(amount),
        kind: 'step' as const,
        role: amount >= 0 ? ('gain' as const) : ('loss' as const),
      })),
      { label: scenario.name, amount: at(revaluation.total.scenario), kind: 'total', role: 'scenario.stressed' },
    ],
  };
};

/** The price path of each metal of the plan, as a share of the deck. */
const metalSeries = (book: Workbook, plan: ValuedPlan, shocked: Market): readonly LineSeries[] =>
  METALS.flatMap((metal): LineSeries[] => {
    if (![...book.products.values()].some((product) => product.metal === metal)) return [];
    const reference = [...book.references.values()].find(
      (one) => one.metal === metal && one.kind === 'price' && shocked.prices[one.code] !== undefined,
    );
    const prices = reference && shocked.prices[reference.code];
    const deck = reference && shocked.deck[reference.code];
    if (prices === undefined || deck === undefined) return [];
    const points: { x: number; y: number }[] = [];
    for (let month = plan.portfolio.valuationMonth; month <= book.lastMonth; month++) {
      const i = month - shocked.start;
      const ratio = (prices[i] ?? Number.NaN) / (deck[i] ?? Number.NaN);
      if (Number.isFinite(ratio)) points.push({ x: month, y: ratio * 100 });
    }
    return points.length > 0 ? [{ label: text(`metal.${metal}`), role: `metal.${metal}`, style: 'solid', points, endLabel: true }] : [];
  });

/** Prices of the scenario by metal. */
export const pathsView = (book: Workbook, plan: ValuedPlan, scenario: Scenario): LinesView => {
  const series = metalSeries(book, plan, scenarioMarket(book.market, scenario, plan.portfolio));
  const highest = series.reduce((top, { points }) => points.reduce((most, { y }) => Math.max(most, y), top), 0);
  return {
    kind: 'lines',
    title: text('cycles.paths.title'),
    summary: text('cycles.paths.summary', { scenario: scenario.name }),
    xKind: 'month',
    xUnit: '',
    xDecimals: 0,
    unit: text('cycles.paths.unit'),
    decimals: 0,
    series,
    bands: [],
    marks: [],
    dots: [],
    xAxis: {},
    axis: highest > PATHS_TOP ? { min: 0 } : { min: 0, max: PATHS_TOP, ticks: [0, 25, 50, 75, 100] },
  };
};

/** Demand of the scenario by zone; zones that stay at their plateau are one line. */
export const demandView = (book: Workbook, plan: ValuedPlan, scenario: Scenario): LinesView => {
  const shocked = scenarioMarket(book.market, scenario, plan.portfolio);
  const path = (zone: (typeof ZONES)[number]) => {
    const points: { x: number; y: number }[] = [];
    for (let month = book.valuationMonth; month <= book.lastMonth; month++)
      points.push({ x: month, y: (shocked.demand[zone][month - shocked.start] ?? 1) * 100 });
    return points;
  };
  const moved = new Set(scenario.demand.map((shock) => shock.zone));
  const still = ZONES.find((zone) => !moved.has(zone));
  const lowest = Math.min(1, ...scenario.demand.flatMap((shock) => shock.knots.map((knot) => knot.value)));
  return {
    kind: 'lines',
    title: text('cycles.demand.title'),
    summary: text('cycles.demand.summary', { lowest: formatPercent(lowest) }),
    xKind: 'month',
    xUnit: '',
    xDecimals: 0,
    unit: text('cycles.demand.unit'),
    decimals: 0,
    series: [
      ...(still
        ? [
            {
              label: text('cycles.demand.others'),
              role: 'context' as const,
              style: 'context' as const,
              points: path(still),
              endLabel: true,
            },
          ]
        : []),
      ...ZONES.filter((zone) => moved.has(zone)).map((zone) => ({
        label: text(`zone.${zone}`),
        role: `zone.${zone}` as const,
        style: 'solid' as const,
        points: path(zone),
        endLabel: true,
      })),
    ],
    bands: [],
    marks: [],
    dots: [],
    xAxis: {},
    axis: { min: Math.floor((lowest - DEMAND_MARGIN) * 20) * 5, max: 105 },
  };
};
