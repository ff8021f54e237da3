import { FAN_PROBABILITIES, type OutcomeDistribution, type Portfolio, plannedCosts, quantile, type SimulationResult } from '#engine';
import { text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import type { LineSeries, LinesView } from '#shared/presentation/charts/lines.ts';
import { formatMoney, formatNumber, formatPercent } from '#shared/units/format.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { referenceName } from '../portfolio/told.ts';

/** Classes of the distribution. */
const CLASSES = 24;

type Point = { readonly x: number; readonly y: number };

export const line = (label: string, role: LineSeries['role'], style: LineSeries['style'], points: readonly Point[]): LineSeries => ({
  label,
  role,
  style,
  points,
  endLabel: true,
});

/** Quantiles of outcomes by year, at the probabilities of `FAN`, as bands, median and a line beside them. */
const fan = (
  of: Pick<LinesView, 'title' | 'summary' | 'unit' | 'decimals'>,
  years: readonly number[],
  quantiles: readonly (readonly number[])[],
  beside: readonly number[] | undefined,
  factor: number,
  axis: LinesView['axis'] = { min: 0 },
): LinesView => {
  const at = (probability: (typeof FAN_PROBABILITIES)[number], place: number) =>
    quantiles[place]![FAN_PROBABILITIES.indexOf(probability)]! / factor;
  const band = (
    label: string,
    low: (typeof FAN_PROBABILITIES)[number],
    high: (typeof FAN_PROBABILITIES)[number],
  ): LinesView['bands'][number] => ({
    label,
    role: 'band',
    points: years.map((x, i) => ({ x, low: at(low, i), high: at(high, i) })),
  });
  return {
    kind: 'lines',
    ...of,
    xKind: 'year',
    xUnit: '',
    xDecimals: 0,
    series: [
      ...(beside === undefined
        ? []
        : [
            line(
              text('simulation.without'),
              'scenario.base',
              'dashed',
              years.map((x, i) => ({ x, y: (beside[i] ?? 0) / factor })),
            ),
          ]),
      line(
        text('simulation.median'),
        'ink',
        'solid',
        years.map((x, i) => ({ x, y: at(0.5, i) })),
      ),
    ],
    bands: [band(text('simulation.band.nine'), 0.05, 0.95), band(text('simulation.band.five'), 0.25, 0.75)],
    marks: [],
    dots: [],
    xAxis: {},
    axis,
  };
};

/** Years in which something of the plan is still delivered: what comes after is what was paid late. */
const planYears = (book: Workbook, result: SimulationResult): number =>
  result.years.filter((year) => year <= book.settings.horizonYear).length;

export const revenueFan = (
  book: Workbook,
  result: Pick<SimulationResult, 'years' | 'byYear' | 'paths'>,
  deterministic: readonly number[],
): LinesView => {
  const money = chartMoney(book.settings);
  return fan(
    {
      title: text('simulation.revenue.title'),
      summary: text('simulation.revenue.summary', { paths: formatNumber(result.paths, { decimals: 0 }) }),
      unit: money.unit,
      decimals: money.decimals,
    },
    result.years,
    result.byYear.map(({ quantiles }) => FAN_PROBABILITIES.map((p) => quantiles.find(({ probability }) => probability === p)?.value ?? 0)),
    deterministic,
    money.factor,
  );
};

/** Net revenue less planned production at its unit cost, which no path moves; undefined where no product has a unit cost. */
export const cashFan = (
  book: Workbook,
  result: SimulationResult,
  portfolio: Portfolio,
  deterministic: readonly number[],
): LinesView | undefined => {
  const years = result.years.slice(0, planYears(book, result));
  const costs = plannedCosts(portfolio, years);
  if (costs.every((cost) => cost === 0)) return undefined;
  const money = chartMoney(book.settings);
  const below = (y: number): number => result.netRevenue[y]!.reduce((count, usd) => count + (usd < costs[y]! ? 1 : 0), 0) / result.paths;
  const worst = years.reduce((at, _, y) => (below(y) > below(at) ? y : at), 0);
  return fan(
    {
      title: text('simulation.cash.title'),
      summary: text('simulation.cash.summary', {
        paths: formatNumber(result.paths, { decimals: 0 }),
        year: years[worst]!,
        share: formatPercent(below(worst), { decimals: 1 }),
      }),
      unit: money.unit,
      decimals: money.decimals,
    },
    years,
    years.map((_, y) =>
      FAN_PROBABILITIES.map((p) => (result.byYear[y]!.quantiles.find(({ probability }) => probability === p)?.value ?? 0) - costs[y]!),
    ),
    years.map((_, y) => (deterministic[y] ?? 0) - costs[y]!),
    money.factor,
    {},
  );
};

export const tonnesFan = (book: Workbook, result: SimulationResult, deterministic: readonly number[]): LinesView => {
  const years = planYears(book, result);
  return fan(
    {
      title: text('simulation.tonnes.title'),
      summary: text('simulation.tonnes.summary', { paths: formatNumber(result.paths, { decimals: 0 }) }),
      unit: 'kdmt',
      decimals: 0,
    },
    result.years.slice(0, years),
    result.delivered.slice(0, years),
    deterministic,
    1000,
  );
};

/** Annual mean prices of the driven references, per cent of the deck's mean in the same months. */
export const priceFans = (book: Workbook, result: SimulationResult): LinesView[] => {
  const years = planYears(book, result);
  return result.drivers.map(({ reference, annual }) => {
    const name = referenceName(book.references, reference);
    const deck = result.years.slice(0, years).map((year) => {
      const months = Array.from({ length: 12 }, (_, m) => year * 12 + m).filter(
        (month) => month > book.valuationMonth && month <= book.lastMonth,
      );
      const series = book.market.deck[reference];
      return months.reduce((sum, month) => sum + (series?.[month - book.market.start] ?? 0), 0) / months.length;
    });
    const shares = annual.slice(0, years).map((values, y) => values.map((value) => (deck[y] === 0 ? 0 : (100 * value) / deck[y]!)));
    return fan(
      {
        title: text('simulation.prices.title', { reference: name }),
        summary: text('simulation.prices.summary', { reference: name, paths: formatNumber(result.paths, { decimals: 0 }) }),
        unit: text('simulation.prices.unit'),
        decimals: 0,
      },
      result.years.slice(0, years),
      shares,
      undefined,
      1,
    );
  });
};

/** Room for labels left of the longest bars, as a share of the whole width; the picture itself has some at the right. */
const LABELLED = 0.22;

/** Whether any of some values can be told from naught at these decimals: a picture of none would be an empty one. */
export const isAnyShown = (values: readonly number[], decimals: number): boolean =>
  values.some((value) => Math.abs(value) >= 0.5 * 10 ** -decimals);

/** Ends of ranges that lie about zero: bars in one place, each with its figure at its end. */
export const rangeBars = (
  series: readonly Pick<BarsView['series'][number], 'label' | 'role' | 'values'>[],
  decimals: number,
): Pick<BarsView, 'horizontal' | 'stacked' | 'overlaid' | 'series' | 'axis'> => {
  const ends = series.flatMap(({ values }) => values);
  const least = Math.min(0, ...ends);
  const most = Math.max(0, ...ends) || Math.abs(least) / 4 || 1;
  return {
    horizontal: true,
    stacked: false,
    overlaid: true,
    series: series.map((one) => ({
      ...one,
      fill: 'solid',
      labels: one.values.map((value) => (value === 0 ? '' : formatNumber(value, { decimals, sign: true }))),
    })),
    axis: { min: least < 0 ? least - LABELLED * (most - least) : 0, max: most },
  };
};

/** Outcomes of all paths by class: the lowest and the highest half per cent share the outer classes. */
const classes = (
  book: Workbook,
  values: Float64Array,
  { mean, tailMean }: Pick<OutcomeDistribution, 'mean' | 'tailMean'>,
  target: number,
  said: {
    readonly title: string;
    readonly summary: 'simulation.distribution.summary' | 'simulation.distribution.ofYear';
    readonly year: number;
  },
): BarsView => {
  const money = chartMoney(book.settings);
  const [low, high] = [quantile(values, 0.005), quantile(values, 0.995)];
  const width = (high - low) / CLASSES || 1;
  const classOf = (value: number): number => Math.min(CLASSES - 1, Math.max(0, Math.floor((value - low) / width)));
  const worst = quantile(values, 0.05);
  const counts = Array.from({ length: CLASSES }, () => 0);
  const tail = Array.from({ length: CLASSES }, () => 0);
  for (const value of values) (value < worst ? tail : counts)[classOf(value)]!++;
  const amount = (value: number) => {
    const { text: figure, unit } = formatMoney(value, money.scale, money.decimals);
    return `${figure} ${unit}`;
  };
  const share = (count: number): number => (100 * count) / values.length;
  const mark = (value: number, label: string, style: 'solid' | 'dashed'): BarsView['marks'] =>
    value < low || value > high ? [] : [{ axis: 'x', value: (value - low) / width - 0.5, label, role: 'ink', style }];
  return {
    kind: 'bars',
    title: said.title,
    summary: text(said.summary, { year: said.year, mean: amount(mean.value), tail: amount(tailMean.value) }),
    unit: text('simulation.distribution.unit', { unit: money.unit }),
    decimals: 1,
    horizontal: false,
    stacked: true,
    categories: counts.map((_, i) => ({ label: formatNumber((low + (i + 0.5) * width) / money.factor, { decimals: money.decimals }) })),
    series: [
      { label: text('simulation.distribution.tail'), role: 'scenario.stressed', fill: 'solid', values: tail.map(share) },
      { label: text('simulation.distribution.paths'), role: 'context', fill: 'solid', values: counts.map(share) },
    ],
    marks: [
      ...mark(mean.value, text('simulation.distribution.mean', { amount: amount(mean.value) }), 'solid'),
      ...mark(target, text('simulation.distribution.target', { amount: amount(target) }), 'dashed'),
    ],
    axis: { min: 0 },
  };
};

/** Net revenue over the plan by class. */
export const distribution = (book: Workbook, result: SimulationResult, target: number): BarsView =>
  classes(book, result.netRevenueTotal, result.total, target, {
    title: text('simulation.distribution.title'),
    summary: 'simulation.distribution.summary',
    year: book.settings.horizonYear,
  });

/** Net revenue of each year by class. */
export const yearDistributions = (
  book: Workbook,
  result: SimulationResult,
  targets: readonly number[],
): { readonly year: number; readonly view: BarsView }[] =>
  result.years.map((year, y) => ({
    year,
    view: classes(book, result.netRevenue[y]!, result.byYear[y]!, targets[y] ?? 0, {
      title: text('simulation.distribution.yearTitle', { year }),
      summary: 'simulation.distribution.ofYear',
      year,
    }),
  }));
