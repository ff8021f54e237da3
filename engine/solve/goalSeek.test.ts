import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumBy } from '#shared/math.ts';
import { type GoalSeekProblem, type GoalSeekResult, goalSeek } from './goalSeek.ts';

type Figure = (x: number) => number | undefined;

type Answer = GoalSeekResult & {
  /** The number of values asked for. */
  readonly asked: number;
  /** The bounds on the number of values after the scan, and that number. */
  readonly bounds: readonly number[];
  readonly askedAfterScan: number;
};

const seek = (figure: Figure, problem: GoalSeekProblem, roomAt?: (x: number) => number): Answer => {
  const search = goalSeek(problem);
  let evaluationCount = 0;
  const bounds: number[] = [];
  let step = search.next();
  while (!step.done) {
    const { x, stepLimit } = step.value;
    evaluationCount += 1;
    if (stepLimit !== undefined) bounds.push(stepLimit);
    step = search.next({ value: figure(x), room: roomAt?.(x) ?? Number.POSITIVE_INFINITY });
  }
  return { ...step.value, asked: evaluationCount, bounds: [...new Set(bounds)], askedAfterScan: bounds.length };
};

describe('a goal seek', () => {
  it('finds a value that gives the target when it is put back, on lines and curves', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.boolean(),
        (level, slope, share, isFalling) => {
          const figure = (x: number) => level + (isFalling ? -1 : 1) * (slope * x + Math.exp(x / 4));
          const target = figure(10 * share);
          const { state, solutions } = seek(figure, { low: 0, high: 10, target });
          expect(state).toBe('solved');
          expect(solutions).toHaveLength(1);
          expect(Math.abs(figure(solutions[0]!.x) - target)).toBeLessThanOrEqual(1e-7 * Math.abs(figure(10) - figure(0)));
        },
      ),
    );
  });

  it('finds the value as exactly where the figure changes little as where it changes much', () => {
    const { solutions } = seek((x) => x ** 3, { low: 0, high: 10, target: 0.001 });
    expect(solutions).toEqual([expect.objectContaining({ x: expect.closeTo(0.1, 8) })]);
  });

  it('needs the scan and a dozen values on a line', () => {
    const { asked: evaluationCount } = seek((x) => 3 * x - 7, { low: 0, high: 100, target: 123.4, steps: 24 });
    expect(evaluationCount).toBeLessThanOrEqual(25 + 12);
  });

  it('needs no more values after the scan than the limit that it reports', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (weights, target, edge) => {
          const figure = (x: number) =>
            sumBy([...weights.entries()], ([i, weight]) => weight * Math.sin((i + 1) * x) + weight * Math.floor(x));
          const { bounds, askedAfterScan } = seek(figure, { low: 0, high: 10, target }, (x) => edge - x);
          expect(bounds.length).toBeLessThanOrEqual(1);
          expect(askedAfterScan).toBeLessThanOrEqual(bounds[0] ?? 0);
        },
      ),
    );
    // one crossing between two of 25 points: the steps of a bisection to a ten-billionth of the range, and one
    expect(seek((x) => x ** 3, { low: 0, high: 10, target: 3 }).bounds).toEqual([Math.ceil(Math.log2(1e10 / 24)) + 1]);
  });

  it('lists every solution that the scan separates', () => {
    const { state, solutions } = seek((x) => (x - 2) * (x - 5) * (x - 8), { low: 0, high: 10, target: 0.5 });
    expect(state).toBe('solved');
    expect(solutions).toHaveLength(3);
  });

  it('finds an extreme that touches the target between two scanned points', () => {
    const { state, solutions } = seek((x) => 7 - (x - 4.3) ** 2, { low: 0, high: 10, target: 7 });
    expect(state).toBe('solved');
    expect(solutions[0]!.x).toBeCloseTo(4.3, 3);
  });

  it('finds both solutions around an extreme between two scanned points', () => {
    const { solutions } = seek((x) => 7 - (x - 4.3) ** 2, { low: 0, high: 10, target: 6.999 });
    expect(solutions.map(({ x }) => Number(x.toFixed(3)))).toEqual([4.268, 4.332]);
  });

  it('returns the interval on which a floor out of the money leaves the figure at the target', () => {
    const { state, solutions } = seek((x) => Math.max(x, 60), { low: 0, high: 100, target: 60, steps: 10 });
    expect(state).toBe('solved');
    expect(solutions).toEqual([expect.objectContaining({ x: 0, to: 60 })]);
  });

  it('returns the nearest value where none reaches the target', () => {
    const { state, nearest, solutions } = seek((x) => 10 - x, { low: 0, high: 5, target: 12 });
    expect(state).toBe('unreachable');
    expect(solutions).toEqual([]);
    expect(nearest).toMatchObject({ x: 0, value: 10 });
  });

  it('reports that a figure does not depend on the driver, also where sums round', () => {
    expect(seek(() => 42, { low: 0, high: 5, target: 12 }).state).toBe('independent');
    expect(seek((x) => 1e9 + x * 1e-7, { low: 0, high: 1, target: 2e9 }).state).toBe('independent');
  });

  it('returns the jump of a figure that leaps over the target, with both sides', () => {
    const { state, jumps } = seek((x) => (x < 3.7 ? 1 : 9), { low: 0, high: 10, target: 5 });
    expect(state).toBe('jump');
    expect(jumps).toEqual([{ x: expect.closeTo(3.7, 6), below: 1, above: 9 }]);
  });

  it('ignores values at which there is no figure', () => {
    const figure = (x: number) => (x < 5 ? undefined : x);
    expect(seek(figure, { low: 0, high: 10, target: 7.5 })).toMatchObject({ state: 'solved', solutions: [{ x: expect.closeTo(7.5, 6) }] });
    expect(seek(() => undefined, { low: 0, high: 10, target: 7.5 }).state).toBe('undefined');
  });

  it('marks solutions that breach a limit and prefers none of them', () => {
    const parabola = (x: number) => (x - 5) ** 2;
    const { state, solutions } = seek(parabola, { low: 0, high: 10, target: 4 }, (x) => 4 - x);
    expect(state).toBe('solved');
    expect(solutions.map(({ x, isWithinLimits }) => [Math.round(x), isWithinLimits])).toEqual([
      [3, true],
      [7, false],
    ]);
  });

  it('returns the value at the edge of a limit that keeps the target out of reach', () => {
    const { state, nearestWithinLimits } = seek(
      (x) => 2 * x,
      { low: 0, high: 10, target: 16 },
      (x) => 6.2 - x,
    );
    expect(state).toBe('limited');
    expect(nearestWithinLimits).toMatchObject({ x: expect.closeTo(6.2, 6), value: expect.closeTo(12.4, 6) });
  });

  it('returns no value within limits that hold nowhere', () => {
    const { state, nearestWithinLimits } = seek(
      (x) => x,
      { low: 0, high: 10, target: 5 },
      () => -1,
    );
    expect(state).toBe('limited');
    expect(nearestWithinLimits).toBeUndefined();
  });

  it('takes small jumps of an estimate as the target within its accuracy, and needs few values', () => {
    // on paths an event more or less moves a mean by a step
    const estimate = (x: number) => Math.round((x + 0.3 * Math.sin(x)) * 40) / 40;
    const { state } = seek(estimate, { low: 0, high: 10, target: 5.01 });
    expect(state).toBe('jump');
    const { state: withinAccuracy, solutions, asked } = seek(estimate, { low: 0, high: 10, target: 5.01, steps: 8, accuracy: 0.03 });
    expect(withinAccuracy).toBe('solved');
    expect(Math.abs(solutions[0]!.value - 5.01)).toBeLessThanOrEqual(0.03);
    expect(asked).toBeLessThanOrEqual(9 + 6);
  });

  it('refuses bounds the wrong way', () => {
    expect(() => seek((x) => x, { low: 5, high: 5, target: 1 })).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
  });
});
