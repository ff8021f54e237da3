import type { BarsView, LinesView, WaterfallView } from '../../contract/chartViews.ts';
import type { Axis } from '../../contract/colour.ts';
import { clamp, removeNoise, sumBy } from '../../math.ts';
import { FLAT, MAX_TICKS, niceStep, roundTicks } from '../../roundTicks.ts';

/** Start, end and ticks of an axis, ascending. */
export type Scale = { readonly min: number; readonly max: number; readonly ticks: readonly number[] };

/** Lists at most `maxTicks` round ticks inside low..high, for an axis that starts and ends with its data. */
const innerTicks = (low: number, high: number, maxTicks = MAX_TICKS): readonly number[] => {
  const countTicks = (step: number) => Math.floor(high / step + FLAT) - Math.ceil(low / step - FLAT) + 1;
  let step = niceStep((high - low) / maxTicks);
  while (countTicks(step) > maxTicks) step = niceStep(step * 1.01);
  const first = Math.ceil(low / step - FLAT);
  return Array.from({ length: countTicks(step) }, (_, index) => removeNoise((first + index) * step));
};

/** Computes the axis of a chart with data from low to high; properties in `axis` take precedence. */
export const axisScale = (axis: Axis, low: number, high: number): Scale => {
  if (axis.ticks && axis.ticks.length > 0) {
    const ticks = axis.ticks.toSorted((a, b) => a - b);
    return {
      min: axis.min ?? Math.min(low, ticks[0] ?? low),
      max: axis.max ?? Math.max(high, ticks.at(-1) ?? high),
      ticks,
    };
  }
  const ticks = roundTicks(axis.min ?? low, axis.max ?? high);
  const min = axis.min ?? ticks[0] ?? low;
  const max = axis.max ?? ticks.at(-1) ?? high;
  return { min, max, ticks: ticks.filter((tick) => tick >= min && tick <= max) };
};

/** The fewest decimals that show each tick exactly. */
export const tickDecimals = (ticks: readonly number[]): number =>
  Math.max(0, ...ticks.map((tick) => (/\.(\d+)/.exec(String(removeNoise(tick)))?.[1] ?? '').length));

/** Space above upright bars for the labels of marks between them, share of the highest end. */
const MARK_LABEL_ROOM = 0.1;

/**
 * Lowest and highest end of the bars, of the lines over them and of the marks on their value axis, zero included. Upright bars have room for
 * the labels of marks above them.
 */
export const barsExtent = (view: BarsView): readonly [low: number, high: number] => {
  const valueAxis = view.horizontal ? 'x' : 'y';
  const ends = view.marks.filter((mark) => mark.axis === valueAxis).map((mark) => mark.value);
  ends.push(...(view.lines ?? []).flatMap((line) => line.values));
  if (view.stacked) {
    for (let index = 0; index < view.categories.length; index += 1) {
      const values = view.series.map((series) => series.values[index] ?? 0);
      ends.push(sumBy(values, (value) => Math.max(0, value)));
      ends.push(sumBy(values, (value) => Math.min(0, value)));
    }
  } else ends.push(...view.series.flatMap((series) => series.values));
  const hasMarkLabels = !view.horizontal && view.marks.some(({ axis, label }) => axis === 'x' && label !== '');
  return [Math.min(0, ...ends), Math.max(0, ...ends) * (hasMarkLabels ? 1 + MARK_LABEL_ROOM : 1)];
};

const rangeOf = (values: readonly number[]): readonly [number, number] =>
  values.length === 0 ? [0, 1] : [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];

/** Lowest and highest y of lines, bands, dots and marks. */
export const linesExtent = (view: LinesView): readonly [low: number, high: number] =>
  rangeOf([
    ...view.series.flatMap((series) => series.points.map((point) => point.y)),
    ...view.bands.flatMap((band) => band.points.flatMap((point) => [point.low, point.high])),
    ...view.dots.map((dot) => dot.y),
    ...view.marks.filter((mark) => mark.axis === 'y').map((mark) => mark.value),
  ]);

/** First and last x of lines, bands, dots and marks. */
export const linesXExtent = (view: LinesView): readonly [low: number, high: number] =>
  rangeOf([
    ...view.series.flatMap((series) => series.points.map((point) => point.x)),
    ...view.bands.flatMap((band) => band.points.map((point) => point.x)),
    ...view.dots.map((dot) => dot.x),
    ...view.marks.filter((mark) => mark.axis === 'x').map((mark) => mark.value),
  ]);

/** The x axis: whole years for months and years (at most `maxYears`), round numbers otherwise; it starts and ends with the data. */
export const linesXScale = (view: LinesView, maxYears = 8): Scale => {
  const [first, last] = linesXExtent(view);
  const min = view.xAxis.min ?? first;
  const max = view.xAxis.max ?? (last > first ? last : first + 1);
  if (view.xAxis.ticks && view.xAxis.ticks.length > 0) return { min, max, ticks: view.xAxis.ticks };
  if (view.xKind === 'number') return { min, max, ticks: innerTicks(min, max) };
  const unitsPerYear = view.xKind === 'month' ? 12 : 1;
  const years = Math.floor(max / unitsPerYear) - Math.ceil(min / unitsPerYear) + 1;
  const yearsPerTick = Math.max(1, Math.ceil(years / maxYears));
  const ticks: number[] = [];
  for (let year = Math.ceil(min / unitsPerYear); year * unitsPerYear <= max; year += yearsPerTick) ticks.push(year * unitsPerYear);
  return { min, max, ticks };
};

/** A bar of a waterfall: its start and end on the value axis. */
export type WaterfallBar = {
  readonly label: string;
  readonly amount: number;
  readonly kind: 'start' | 'step' | 'total';
  readonly from: number;
  readonly to: number;
};

/** Positions of the bars: a start and a total begin at the start of the axis, a step at the sum before it. */
export const waterfallBars = (view: WaterfallView): readonly WaterfallBar[] => {
  const axisStart = view.axisFrom ?? 0;
  let sum = 0;
  return view.lines.map(({ label, amount, kind }) => {
    const from = kind === 'step' ? sum : axisStart;
    sum = kind === 'step' ? sum + amount : amount;
    return { label, amount, kind, from, to: sum };
  });
};

/** Lowest and highest end of a waterfall's bars, including the start of the axis. */
export const waterfallExtent = (view: WaterfallView): readonly [low: number, high: number] =>
  rangeOf([view.axisFrom ?? 0, ...waterfallBars(view).flatMap((bar) => [bar.from, bar.to])]);

/**
 * Spreads labels at least `gap` from one another between `low` and `high`, as close to `preferredPositions` as possible. Their order
 * is kept; if not all fit, the first ones are below `low`.
 */
export const spreadLabels = (preferredPositions: readonly number[], gap: number, low: number, high: number): readonly number[] => {
  const order = preferredPositions.map((at, index) => ({ at: clamp(at, low, high), index })).toSorted((a, b) => a.at - b.at);
  // pool neighbours that are too close and centre each pool on the mean of the preferred positions
  const pools: { indices: number[]; sum: number; first: number }[] = [];
  const place = (pool: { indices: number[]; sum: number }): number => {
    const length = (pool.indices.length - 1) * gap;
    return Math.max(low, Math.min(high - length, pool.sum / pool.indices.length - length / 2));
  };
  for (const { at, index } of order) {
    let pool = { indices: [index], sum: at, first: at };
    let previousPool = pools.at(-1);
    while (previousPool && previousPool.first + previousPool.indices.length * gap > pool.first) {
      pools.pop();
      const mergedPool = { indices: [...previousPool.indices, ...pool.indices], sum: previousPool.sum + pool.sum };
      pool = { ...mergedPool, first: place(mergedPool) };
      previousPool = pools.at(-1);
    }
    pools.push(pool);
  }
  const positions: number[] = preferredPositions.map(() => low);
  for (const pool of pools) {
    pool.indices.forEach((index, step) => {
      positions[index] = pool.first + step * gap;
    });
  }
  return positions;
};
