import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BarsView, LinesView, WaterfallView } from '../../contract/chartViews.ts';
import { MAX_TICKS, roundTicks } from '../../roundTicks.ts';
import { axisScale, barsExtent, linesXScale, spreadLabels, tickDecimals, waterfallBars, waterfallExtent } from './scale.ts';

describe('ticks', () => {
  it('are round and cover the data', () => {
    expect(roundTicks(0, 425)).toEqual([0, 150, 300, 450]);
    expect(roundTicks(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(roundTicks(-3.4, 28.1)).toEqual([-10, 0, 10, 20, 30]);
    expect(roundTicks(0.1, 0.3)).toEqual([0.1, 0.15, 0.2, 0.25, 0.3]);
  });

  it('are five at most, ascending, evenly spaced, and enclose the data', () => {
    const end = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(end, end, (firstEnd, secondEnd) => {
        const ticks = roundTicks(firstEnd, secondEnd);
        expect(ticks.length).toBeLessThanOrEqual(MAX_TICKS);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        const slack = 1e-6 * Math.max(1, Math.abs(firstEnd), Math.abs(secondEnd));
        expect(ticks[0]).toBeLessThanOrEqual(Math.min(firstEnd, secondEnd) + slack);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(firstEnd, secondEnd) - slack);
        const steps = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0));
        for (const step of steps) expect(step / (steps[0] ?? 1)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('of a flat line still have a range', () => {
    expect(roundTicks(0, 0).length).toBeGreaterThan(1);
    expect(roundTicks(5, 5).length).toBeGreaterThan(1);
  });

  it('of values that are not finite are refused', () => {
    expect(() => roundTicks(0, Number.NaN)).toThrow('NOT_FINITE');
  });

  it('show as many decimals as distinguish them', () => {
    expect(tickDecimals([0, 0.25, 0.5])).toBe(2);
    expect(tickDecimals([0, 200, 400])).toBe(0);
  });
});

it('an axis given by the view overrides the data', () => {
  expect(axisScale({ max: 112, ticks: [0, 25, 50, 75, 100] }, 0, 91)).toEqual({ min: 0, max: 112, ticks: [0, 25, 50, 75, 100] });
  expect(axisScale({ min: 1000, max: 5000 }, 1400, 5100)).toEqual({ min: 1000, max: 5000, ticks: [1000, 2000, 3000, 4000, 5000] });
});

const lines = (xKind: LinesView['xKind'], xs: readonly number[]): LinesView => ({
  kind: 'lines',
  title: '',
  summary: '',
  xKind,
  xUnit: '',
  xDecimals: 0,
  unit: '',
  decimals: 0,
  series: [{ label: 'A', role: 'ink', style: 'solid', endLabel: false, points: xs.map((x) => ({ x, y: 1 })) }],
  bands: [],
  marks: [],
  dots: [],
  xAxis: {},
  axis: {},
});

it('months have ticks at whole years', () => {
  const from = 2026 * 12 + 6;
  const { min, max, ticks } = linesXScale(lines('month', [from, from + 62]));
  expect([min, max]).toEqual([from, from + 62]);
  expect(ticks).toEqual([2027, 2028, 2029, 2030, 2031].map((year) => year * 12));
});

it('numbers have at most five ticks, all inside the data', () => {
  expect(linesXScale(lines('number', [4900, 22_000])).ticks).toEqual([8000, 12_000, 16_000, 20_000]);
  expect(linesXScale(lines('number', [5000, 19_000])).ticks).toEqual([6000, 9000, 12_000, 15_000, 18_000]);
});

it('many years have ticks with gaps', () => {
  expect(linesXScale(lines('year', [2012, 2032])).ticks.length).toBeLessThanOrEqual(8);
});

const waterfall: WaterfallView = {
  kind: 'waterfall',
  title: 'Net price',
  summary: '',
  unit: 'USD/dmt',
  decimals: 1,
  axisFrom: 3300,
  lines: [
    { label: 'Copper payable', amount: 3447, kind: 'start', role: 'metal.copper' },
    { label: 'Gold', amount: 155.7, kind: 'step', role: 'gain' },
    { label: 'Freight', amount: -52.6, kind: 'step', role: 'loss' },
    { label: 'Net price', amount: 3550.1, kind: 'total', role: 'ink' },
  ],
};

const bars = (fields: Partial<BarsView> = {}): BarsView =>
  ({ horizontal: false, stacked: false, series: [{ values: [4, 11.4, 2] }], marks: [], ...fields }) as unknown as BarsView;

it('upright bars leave room for the labels of marks between them, and for those only', () => {
  const mark = { axis: 'x', value: 1.2, label: 'Average 23,557', role: 'ink', style: 'solid' } as const;
  expect(barsExtent(bars())).toEqual([0, 11.4]);
  expect(barsExtent(bars({ marks: [{ ...mark, label: '' }] }))).toEqual([0, 11.4]);
  expect(barsExtent(bars({ horizontal: true, marks: [mark] }))).toEqual([0, 11.4]);
  const [low, high] = barsExtent(bars({ marks: [mark] }));
  expect(low).toBe(0);
  // a line of 14 px in a chart of 190 px is 7 % of its height
  expect(axisScale({}, low, high).max).toBeGreaterThan(11.4 * 1.07);
});

describe('a waterfall', () => {
  it('starts each step at the sum before it and its totals at the cut axis', () => {
    const bars = waterfallBars(waterfall);
    expect(bars.map(({ from }) => from)).toEqual([3300, 3447, 3602.7, 3300]);
    expect(bars.map(({ to }) => to)).toEqual([3447, 3602.7, expect.closeTo(3550.1, 9), 3550.1]);
  });

  it('ends at its total when the steps sum to it', () => {
    const [last, total] = waterfallBars(waterfall).slice(-2);
    expect(last?.to).toBeCloseTo(total?.to ?? 0, 9);
  });

  it('reaches from its base to its highest sum', () => {
    expect(waterfallExtent(waterfall)).toEqual([3300, 3602.7]);
  });
});

describe('labels at line ends', () => {
  it('stay in place while there is room', () => {
    expect(spreadLabels([10, 50, 90], 15, 0, 100)).toEqual([10, 50, 90]);
  });

  it('move apart evenly where they would overlap', () => {
    expect(spreadLabels([50, 50], 15, 0, 100)).toEqual([42.5, 57.5]);
  });

  it('keep their distance, their order and the area', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 12 }), (targets) => {
        const placedLabels = spreadLabels(targets, 15, 0, 200);
        const order = targets.map((at, index) => ({ at, index })).toSorted((a, b) => a.at - b.at);
        const sortedPlaces = order.map(({ index }) => placedLabels[index] ?? 0);
        for (const [index, at] of sortedPlaces.entries()) {
          expect(at).toBeGreaterThanOrEqual(-1e-9);
          expect(at).toBeLessThanOrEqual(200 + 1e-9);
          if (index > 0) expect(at - (sortedPlaces[index - 1] ?? 0)).toBeGreaterThanOrEqual(15 - 1e-9);
        }
      }),
    );
  });
});
