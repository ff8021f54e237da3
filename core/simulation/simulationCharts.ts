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
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { identityOfPart } from '../portfolio/figureIdentity.ts';
import { count, share, usd } from '../portfolio/figures.ts';
import { referenceLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { IdentifyInRun } from './runIdentity.ts';

/** Number of classes of the distribution. */
const CLASSES = 24;

type LineSeries = LinesChart['series'][number];
type Point = { readonly x: number; readonly y: number };

/** Returns a series of a line chart with its label. */
export const lineSeries = (
  label: Label,
  role: LineSeries['role'],
  style: LineSeries['style'],
  points: readonly Point[],
  identity: FigureIdentity,
): LineSeries => ({
  label,
  role,
  style,
  points,
  identity,
  endLabel: true,
});

/** The identity of the value without random draws of a figure over paths. */
export const deterministicIdentity = (identity: FigureIdentity): FigureIdentity => identityOfPart(identity, 'deterministic');

type FanProbability = (typeof FAN_PROBABILITIES)[number];

/**
 * Fan chart of outcomes by year: the 5-95 % and 25-75 % bands, the median, and the deterministic value beside them.
 * `quantiles` holds, by year, the values at `FAN_PROBABILITIES` in base units; `identity` is theirs but for the percentile.
 */
export const fanChart = (
  heading: Pick<LinesChart, 'title' | 'summary' | 'unit' | 'unitLabel'>,
  years: readonly number[],
  quantiles: readonly (readonly number[])[],
  deterministicValues: readonly number[] | undefined,
  identity: FigureIdentity,
  axis: LinesChart['axis'] = { min: 0 },
): LinesChart => {
  const at = (probability: FanProbability, place: number) => quantiles[place]![FAN_PROBABILITIES.indexOf(probability)]!;
  const band = (label: Label, low: FanProbability, high: FanProbability): NonNullable<LinesChart['bands']>[number] => ({
    label,
    role: 'band',
    points: years.map((x, i) => ({ x, low: at(low, i), high: at(high, i) })),
    identity,
    percentiles: { low, high },
  });
  const byYear = (value: (place: number) => number): readonly Point[] => years.map((x, i) => ({ x, y: value(i) }));
  return {
    kind: 'lines',
    ...heading,
    decimals: 0,
    xKind: 'year',
    series: [
      ...(deterministicValues === undefined
        ? []
        : [
            lineSeries(
              message('simulation.without'),
              'scenario.base',
              'dashed',
              byYear((i) => deterministicValues[i] ?? 0),
              deterministicIdentity(identity),
            ),
          ]),
      lineSeries(
        message('simulation.median'),
        'ink',
        'solid',
        byYear((i) => at(0.5, i)),
        { ...identity, percentile: 0.5 },
      ),
    ],
    bands: [band(message('simulation.band.nine'), 0.05, 0.95), band(message('simulation.band.five'), 0.25, 0.75)],
    axis,
  };
};

/** Returns the years with deliveries of the plan; later years have late payments only. */
const planYears = (book: Workbook, result: RunResult): number => result.years.filter((year) => year <= book.settings.horizonYear).length;

export const revenueFan = (
  result: Pick<RunResult, 'years' | 'byYear' | 'paths'>,
  deterministicRevenue: readonly number[],
  identify: IdentifyInRun,
): LinesChart =>
  fanChart(
    {
      title: message('simulation.revenue.title'),
      summary: message('simulation.revenue.summary', { paths: count(result.paths) }),
      unit: 'usd',
    },
    result.years,
    result.byYear.map(({ quantiles }) => FAN_PROBABILITIES.map((p) => quantiles.find(({ probability }) => probability === p)?.value ?? 0)),
    deterministicRevenue,
    identify('netRevenue'),
  );

/** Net revenue less planned production at its unit cost, which moves with exchange rates; undefined if no product has a unit cost. */
export const cashFan = (
  book: Workbook,
  result: RunResult,
  { portfolio, market }: Pick<SimulationRequest, 'portfolio' | 'market'>,
  deterministicCash: readonly number[],
  identify: IdentifyInRun,
): LinesChart | undefined => {
  const years = result.years.slice(0, planYears(book, result));
  const costs = plannedCosts(portfolio, market, years);
  if (costs.every((cost) => cost === 0)) return undefined;
  const cash = years.map((_, y) => {
    const cost = planOutcome(result.outcomes, 'cost', y);
    return result.netRevenue[y]!.map((revenue, i) => revenue - cost[i]!);
  });
  const negativeShare = (y: number): number => cash[y]!.reduce((paths, amount) => paths + (amount < 0 ? 1 : 0), 0) / result.paths;
  const worstYear = years.reduce((at, _, y) => (negativeShare(y) > negativeShare(at) ? y : at), 0);
  return fanChart(
    {
      title: message('simulation.cash.title'),
      summary: message('simulation.cash.summary', {
        paths: count(result.paths),
        year: years[worstYear]!,
        share: share(negativeShare(worstYear)),
      }),
      unit: 'usd',
    },
    years,
    cash.map(fanQuantiles),
    years.map((_, y) => (deterministicCash[y] ?? 0) - costs[y]!),
    identify('cashMargin'),
    {},
  );
};

export const tonnesFan = (
  book: Workbook,
  result: RunResult,
  deterministicTonnes: readonly number[],
  identify: IdentifyInRun,
): LinesChart => {
  const years = planYears(book, result);
  return fanChart(
    {
      title: message('simulation.tonnes.title'),
      summary: message('simulation.tonnes.summary', { paths: count(result.paths) }),
      unit: 'dmt',
    },
    result.years.slice(0, years),
    result.delivered.slice(0, years),
    deterministicTonnes,
    identify('tonnes'),
  );
};

/** Annual mean prices of the simulated references as a fraction of the deck's mean in the same months. */
export const priceFans = (book: Workbook, result: RunResult, identify: IdentifyInRun): LinesChart[] => {
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
      identify('shareOfDeckPrice', { subject: `reference:${reference}` }),
    );
  });
};

/** Space for labels to the left of the longest bars, as a share of the width of the chart, which has its own space on the right. */
const LABEL_ROOM = 0.22;

/** Half of the smallest displayed unit of money (k USD): a chart of smaller changes would be empty. */
const MIN_VISIBLE_USD = 500;

/** Bars of ranges about zero, USD: both ends in one row, each with its amount at its end; undefined where nothing changes. */
export const rangeBars = (
  series: readonly Pick<BarsChart['series'][number], 'label' | 'role' | 'values' | 'identity'>[],
): Pick<BarsChart, 'unit' | 'decimals' | 'horizontal' | 'stacked' | 'overlaid' | 'series' | 'axis'> | undefined => {
  const ends = series.flatMap(({ values }) => values);
  if (ends.every((end) => Math.abs(end) < MIN_VISIBLE_USD)) return undefined;
  const minimum = Math.min(0, ...ends);
  const maximum = Math.max(0, ...ends) || Math.abs(minimum) / 4;
  return {
    unit: 'usd',
    decimals: 0,
    horizontal: true,
    stacked: false,
    overlaid: true,
    series: series.map((driverRow) => ({
      ...driverRow,
      fill: 'solid',
      labels: driverRow.values.map((value) => (value === 0 ? null : { ...usd(value, { sign: true }), withoutUnit: true })),
    })),
    axis: { min: minimum < 0 ? minimum - LABEL_ROOM * (maximum - minimum) : 0, max: maximum },
  };
};

/** Rows of a tornado chart. */
const MAX_TORNADO_BARS = 14;

const TORNADO_ENDS = ['fixed', 'low', 'high'] as const;
/** Label and role of each end. Stored runs have the keys of the labels, so the keys can't change. */
const TORNADO_BARS = {
  fixed: { label: message('simulation.tornado.held'), role: 'ink' },
  low: { label: message('simulation.tornado.low'), role: 'scenario.stressed' },
  high: { label: message('simulation.tornado.high'), role: 'context' },
} as const;

/** The change at an end of a row, USD. */
type TornadoEnd = { readonly value: number; readonly identity: FigureIdentity | undefined };

/** A row of a tornado: the change at each of its ends; an absent end changes nothing. */
type TornadoRow = { readonly label: Label } & { readonly [End in (typeof TORNADO_ENDS)[number]]?: TornadoEnd | undefined };

const tornadoWidth = (row: TornadoRow): number => Math.max(...TORNADO_ENDS.map((end) => Math.abs(row[end]?.value ?? 0)));

/** Returns the rows with a change as bars, the widest first; undefined without any. `summary` receives the label of the widest. */
export const tornadoChart = (
  rows: readonly TornadoRow[],
  title: BarsChart['title'],
  summary: (widestLabel: Label) => BarsChart['summary'],
): BarsChart | undefined => {
  const visibleRows = rows
    .filter((row) => tornadoWidth(row) > 0)
    .toSorted((a, b) => tornadoWidth(b) - tornadoWidth(a))
    .slice(0, MAX_TORNADO_BARS);
  // the legend has only the ends that some row has
  const ends = TORNADO_ENDS.filter((end) => visibleRows.some((row) => row[end] !== undefined));
  const bars = rangeBars(
    ends.map((end) => ({
      ...TORNADO_BARS[end],
      values: visibleRows.map((row) => row[end]?.value ?? 0),
      identity: visibleRows.map((row) => row[end]?.identity ?? null),
    })),
  );
  const [widestRow] = visibleRows;
  return (
    bars &&
    widestRow && {
      kind: 'bars',
      title,
      summary: summary(widestRow.label),
      ...bars,
      categories: visibleRows.map(({ label }) => ({ label })),
    }
  );
};

const CLASS_SHARES = { identity: { none: 'classes' } } as const;

/** Counts the outcomes of all paths by class; the lowest and the highest 0.5 % are in the outer classes. */
const distributionChart = (
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
  const tailBound = quantile(values, 0.05);
  const counts = Array.from({ length: CLASSES }, () => 0);
  const tailCounts = Array.from({ length: CLASSES }, () => 0);
  for (const value of values) (value < tailBound ? tailCounts : counts)[classOf(value)]!++;
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
      {
        label: message('simulation.distribution.tail'),
        role: 'scenario.stressed',
        fill: 'solid',
        values: tailCounts.map(shareOf),
        ...CLASS_SHARES,
      },
      { label: message('simulation.distribution.paths'), role: 'context', fill: 'solid', values: counts.map(shareOf), ...CLASS_SHARES },
    ],
    marks: [
      ...mark(mean.value, message('simulation.distribution.mean', { amount: usd(mean.value) }), 'solid'),
      ...mark(target, message('simulation.distribution.target', { amount: usd(target) }), 'dashed'),
    ],
    axis: { min: 0 },
  };
};

/** Net revenue over the plan by class. */
export const planDistribution = (book: Workbook, result: RunResult, target: number): BarsChart =>
  distributionChart(result.netRevenueTotal, result.total, target, {
    title: message('simulation.distribution.title'),
    summary: 'simulation.distribution.summary',
    year: book.settings.horizonYear,
  });

/** Net revenue of each year by class. */
export function* yearDistributionsInSteps(
  result: RunResult,
  targets: readonly number[],
): Steps<{ readonly year: number; readonly view: BarsChart }[]> {
  const distributions = [];
  for (const [y, year] of result.years.entries()) {
    const view = distributionChart(result.netRevenue[y]!, result.byYear[y]!, targets[y] ?? 0, {
      title: message('simulation.distribution.yearTitle', { year }),
      summary: 'simulation.distribution.ofYear',
      year,
    });
    distributions.push({ year, view });
    yield;
  }
  return distributions;
}
