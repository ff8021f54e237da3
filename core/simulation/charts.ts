import {
  FAN_PROBABILITIES,
  fanQuantiles,
  type OutcomeDistribution,
  plannedCosts,
  planOutcome,
  quantile,
  type RunResult,
  type SimulationRequest,
} from '#engine';
import type { BarsChart, ChartMark, LinesChart } from '#shared/contract/charts.ts';
import type { Label } from '#shared/contract/figure.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { count, share, usd } from '../portfolio/figures.ts';
import { referenceLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** Classes of the distribution. */
const CLASSES = 24;

type LineSeries = LinesChart['series'][number];
type Point = { readonly x: number; readonly y: number };

/** Returns a series of a line chart with its label. */
export const lineSeries = (label: Label, role: LineSeries['role'], style: LineSeries['style'], points: readonly Point[]): LineSeries => ({
  label,
  role,
  style,
  points,
  endLabel: true,
});

type FanProbability = (typeof FAN_PROBABILITIES)[number];

/**
 * Fan chart of outcomes by year: the 5-95 % and 25-75 % bands, the median, and the deterministic value beside them.
 * `quantiles` holds, by year, the values at `FAN_PROBABILITIES` in base units.
 */
export const fanChart = (
  heading: Pick<LinesChart, 'title' | 'summary' | 'unit' | 'unitLabel'>,
  years: readonly number[],
  quantiles: readonly (readonly number[])[],
  deterministic: readonly number[] | undefined,
  axis: LinesChart['axis'] = { min: 0 },
): LinesChart => {
  const at = (probability: FanProbability, place: number) => quantiles[place]![FAN_PROBABILITIES.indexOf(probability)]!;
  const band = (label: Label, low: FanProbability, high: FanProbability): NonNullable<LinesChart['bands']>[number] => ({
    label,
    role: 'band',
    points: years.map((x, i) => ({ x, low: at(low, i), high: at(high, i) })),
  });
  const byYear = (value: (place: number) => number): readonly Point[] => years.map((x, i) => ({ x, y: value(i) }));
  return {
    kind: 'lines',
    ...heading,
    decimals: 0,
    xKind: 'year',
    series: [
      ...(deterministic === undefined
        ? []
        : [
            lineSeries(
              message('simulation.without'),
              'scenario.base',
              'dashed',
              byYear((i) => deterministic[i] ?? 0),
            ),
          ]),
      lineSeries(
        message('simulation.median'),
        'ink',
        'solid',
        byYear((i) => at(0.5, i)),
      ),
    ],
    bands: [band(message('simulation.band.nine'), 0.05, 0.95), band(message('simulation.band.five'), 0.25, 0.75)],
    axis,
  };
};

/** Returns the years with deliveries of the plan; later years have late payments only. */
const planYears = (book: Workbook, result: RunResult): number => result.years.filter((year) => year <= book.settings.horizonYear).length;

export const revenueFan = (result: Pick<RunResult, 'years' | 'byYear' | 'paths'>, deterministic: readonly number[]): LinesChart =>
  fanChart(
    {
      title: message('simulation.revenue.title'),
      summary: message('simulation.revenue.summary', { paths: count(result.paths) }),
      unit: 'usd',
    },
    result.years,
    result.byYear.map(({ quantiles }) => FAN_PROBABILITIES.map((p) => quantiles.find(({ probability }) => probability === p)?.value ?? 0)),
    deterministic,
  );

/** Net revenue less planned production at its unit cost, which moves with exchange rates; undefined if no product has a unit cost. */
export const cashFan = (
  book: Workbook,
  result: RunResult,
  { portfolio, market }: Pick<SimulationRequest, 'portfolio' | 'market'>,
  deterministic: readonly number[],
): LinesChart | undefined => {
  const years = result.years.slice(0, planYears(book, result));
  const costs = plannedCosts(portfolio, market, years);
  if (costs.every((cost) => cost === 0)) return undefined;
  const cash = years.map((_, y) => {
    const cost = planOutcome(result.outcomes, 'cost', y);
    return result.netRevenue[y]!.map((revenue, i) => revenue - cost[i]!);
  });
  const below = (y: number): number => cash[y]!.reduce((paths, amount) => paths + (amount < 0 ? 1 : 0), 0) / result.paths;
  const worst = years.reduce((at, _, y) => (below(y) > below(at) ? y : at), 0);
  return fanChart(
    {
      title: message('simulation.cash.title'),
      summary: message('simulation.cash.summary', { paths: count(result.paths), year: years[worst]!, share: share(below(worst)) }),
      unit: 'usd',
    },
    years,
    cash.map(fanQuantiles),
    years.map((_, y) => (deterministic[y] ?? 0) - costs[y]!),
    {},
  );
};

export const tonnesFan = (book: Workbook, result: RunResult, deterministic: readonly number[]): LinesChart => {
  const years = planYears(book, result);
  return fanChart(
    {
      title: message('simulation.tonnes.title'),
      summary: message('simulation.tonnes.summary', { paths: count(result.paths) }),
      unit: 'dmt',
    },
    result.years.slice(0, years),
    result.delivered.slice(0, years),
    deterministic,
  );
};

/** Annual mean prices of the simulated references as a fraction of the deck's mean in the same months. */
export const priceFans = (book: Workbook, result: RunResult): LinesChart[] => {
  const years = planYears(book, result);
  return result.drivers.map(({ reference, annual }) => {
    const name = referenceLabel(book.references, reference);
    const deck = result.years.slice(0, years).map((year) => {
      const months = Array.from({ length: 12 }, (_, m) => year * 12 + m).filter(
        (month) => month > book.valuationMonth && month <= book.lastMonth,
      );
      const series = book.market.deck[reference];
      return sumBy(months, (month) => series?.[month - book.market.start] ?? 0) / months.length;
    });
    const shares = annual.slice(0, years).map((values, y) => values.map((value) => (deck[y] === 0 ? 0 : value / deck[y]!)));
    return fanChart(
      {
        title: message('simulation.prices.title', { reference: name }),
        summary: message('simulation.prices.summary', { reference: name, paths: count(result.paths) }),
        unit: 'fraction',
        unitLabel: message('simulation.prices.unit'),
      },
      result.years.slice(0, years),
      shares,
      undefined,
    );
  });
};

/** Room for labels to the left of the longest bars, as a share of the whole width; the chart itself leaves some to the right. */
const LABELLED = 0.22;

/** Half of the smallest unit of money that is shown (k USD): a chart of smaller changes would be empty. */
const LEAST_SHOWN_USD = 500;

/** Bars of ranges about zero, USD: both ends in one row, each with its amount at its end; undefined where nothing changes. */
export const rangeBars = (
  series: readonly Pick<BarsChart['series'][number], 'label' | 'role' | 'values'>[],
): Pick<BarsChart, 'unit' | 'decimals' | 'horizontal' | 'stacked' | 'overlaid' | 'series' | 'axis'> | undefined => {
  const ends = series.flatMap(({ values }) => values);
  if (ends.every((end) => Math.abs(end) < LEAST_SHOWN_USD)) return undefined;
  const least = Math.min(0, ...ends);
  const most = Math.max(0, ...ends) || Math.abs(least) / 4;
  return {
    unit: 'usd',
    decimals: 0,
    horizontal: true,
    stacked: false,
    overlaid: true,
    series: series.map((one) => ({
      ...one,
      fill: 'solid',
      labels: one.values.map((value) => (value === 0 ? null : { ...usd(value, { sign: true }), withoutUnit: true })),
    })),
    axis: { min: least < 0 ? least - LABELLED * (most - least) : 0, max: most },
  };
};

/** Rows of a tornado chart. */
const MOST_TORNADO_BARS = 14;

const TORNADO_ENDS = ['held', 'low', 'high'] as const;
const TORNADO_ROLES = { held: 'ink', low: 'scenario.stressed', high: 'context' } as const;

/** A row of a tornado: the change at each of its ends, USD; an absent end changes nothing. */
export type TornadoRow = { readonly label: Label } & { readonly [End in (typeof TORNADO_ENDS)[number]]?: number | undefined };

const tornadoWidth = (row: TornadoRow): number => Math.max(...TORNADO_ENDS.map((end) => Math.abs(row[end] ?? 0)));

/** Returns the rows that change anything as bars, the widest first; undefined if none does. `summary`: of the label of the widest. */
export const tornadoChart = (
  rows: readonly TornadoRow[],
  title: BarsChart['title'],
  summary: (widest: Label) => BarsChart['summary'],
): BarsChart | undefined => {
  const shown = rows
    .filter((row) => tornadoWidth(row) > 0)
    .toSorted((a, b) => tornadoWidth(b) - tornadoWidth(a))
    .slice(0, MOST_TORNADO_BARS);
  // an end that no row has is not in the legend
  const ends = TORNADO_ENDS.filter((end) => shown.some((row) => row[end] !== undefined));
  const bars = rangeBars(
    ends.map((end) => ({
      label: message(`simulation.tornado.${end}`),
      role: TORNADO_ROLES[end],
      values: shown.map((row) => row[end] ?? 0),
    })),
  );
  const [first] = shown;
  return (
    bars && first && { kind: 'bars', title, summary: summary(first.label), ...bars, categories: shown.map(({ label }) => ({ label })) }
  );
};

/** Counts the outcomes of all paths by class; the lowest and the highest 0.5 % are in the outer classes. */
const classes = (
  values: Float64Array,
  { mean, tailMean }: Pick<OutcomeDistribution, 'mean' | 'tailMean'>,
  target: number,
  {
    title,
    summary,
    year,
  }: Pick<BarsChart, 'title'> & {
    readonly summary: 'simulation.distribution.summary' | 'simulation.distribution.ofYear';
    readonly year: number;
  },
): BarsChart => {
  const [low, high] = [quantile(values, 0.005), quantile(values, 0.995)];
  const width = (high - low) / CLASSES || 1;
  const classOf = (value: number): number => Math.min(CLASSES - 1, Math.max(0, Math.floor((value - low) / width)));
  const worst = quantile(values, 0.05);
  const counts = Array.from({ length: CLASSES }, () => 0);
  const tail = Array.from({ length: CLASSES }, () => 0);
  for (const value of values) (value < worst ? tail : counts)[classOf(value)]!++;
  const shareOf = (paths: number): number => paths / values.length;
  const mark = (value: number, label: Label, style: 'solid' | 'dashed'): readonly ChartMark[] =>
    value < low || value > high ? [] : [{ axis: 'x', value: (value - low) / width - 0.5, label, role: 'ink', style }];
  return {
    kind: 'bars',
    title,
    summary: message(summary, { year, mean: usd(mean.value), tail: usd(tailMean.value) }),
    unit: 'fraction',
    unitLabel: message('simulation.distribution.unit', { unit: { unitOf: 'usd' } }),
    decimals: 1,
    horizontal: false,
    stacked: true,
    categories: counts.map((_, i) => ({ label: { ...usd(low + (i + 0.5) * width), withoutUnit: true } })),
    series: [
      { label: message('simulation.distribution.tail'), role: 'scenario.stressed', fill: 'solid', values: tail.map(shareOf) },
      { label: message('simulation.distribution.paths'), role: 'context', fill: 'solid', values: counts.map(shareOf) },
    ],
    marks: [
      ...mark(mean.value, message('simulation.distribution.mean', { amount: usd(mean.value) }), 'solid'),
      ...mark(target, message('simulation.distribution.target', { amount: usd(target) }), 'dashed'),
    ],
    axis: { min: 0 },
  };
};

/** Net revenue over the plan by class. */
export const distribution = (book: Workbook, result: RunResult, target: number): BarsChart =>
  classes(result.netRevenueTotal, result.total, target, {
    title: message('simulation.distribution.title'),
    summary: 'simulation.distribution.summary',
    year: book.settings.horizonYear,
  });

/** Net revenue of each year by class. */
export const yearDistributions = (result: RunResult, targets: readonly number[]): { readonly year: number; readonly view: BarsChart }[] =>
  result.years.map((year, y) => ({
    year,
    view: classes(result.netRevenue[y]!, result.byYear[y]!, targets[y] ?? 0, {
      title: message('simulation.distribution.yearTitle', { year }),
      summary: 'simulation.distribution.ofYear',
      year,
    }),
  }));
