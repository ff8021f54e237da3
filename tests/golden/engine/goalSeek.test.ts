import { describe, expect, it } from 'vitest';
import { goalSeek } from '#engine';
import { sumBy } from '#shared/math.ts';
import { expectGolden, readGolden } from './goldenFile.ts';

type Case = { readonly name: string; readonly low: number; readonly high: number; readonly target: number; readonly roots: number[] };

const YEARS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const FLOORED = [5200, 6100, 7400, 8800];

/** The figures of the generator. */
const FIGURES: Readonly<Record<string, (x: number) => number>> = {
  annuity: (x) => sumBy(YEARS.slice(0, 5), (t) => (50_000 * (900 - x)) / 1.08 ** t),
  kinked: (x) => sumBy([...FLOORED.entries()], ([i, price]) => (12 * Math.max(x, price)) / 1.08 ** (i + 1)),
  loanRate: (x) => 100 - sumBy(YEARS, (t) => 16 / (1 + x) ** t),
  share: (x) => (0.8 * x + 30) / (x + 90),
  cubic: (x) => x ** 3 - 6 * x ** 2 + 11 * x,
  wave: (x) => Math.sin(x) + 0.1 * x,
};

const { cases, relativeTolerance } = readGolden<Case>('goalSeek');

describe('a goal seek finds every root that Brent’s method of scipy finds', () => {
  it.each(cases)('$name', ({ name, low, high, target, roots }) => {
    const search = goalSeek({ low, high, target });
    let step = search.next();
    while (!step.done) step = search.next({ value: FIGURES[name]!(step.value.x), room: Number.POSITIVE_INFINITY });
    const { state, solutions } = step.value;
    expect(state).toBe('solved');
    expect(solutions).toHaveLength(roots.length);
    for (const [i, root] of roots.entries()) expectGolden(solutions[i]!.x, root, relativeTolerance, name);
  });
});
