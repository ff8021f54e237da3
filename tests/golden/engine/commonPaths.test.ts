import { describe, expect, it } from 'vitest';
import { compareOnCommonPaths, differenceOnCommonPaths, summariseOutcomes } from '#engine';
import { expectGolden, readGolden } from './goldenFile.ts';

type Case = {
  readonly what: string;
  readonly own: number[];
  readonly other: number[];
  readonly expected: Readonly<Record<string, number>>;
};

const { cases, relativeTolerance } = readGolden<Case>('paired');

const quantileIn = ({ difference }: ReturnType<typeof compareOnCommonPaths>, at: number) =>
  difference.quantiles.find(({ probability }) => Math.abs(probability - at) < 1e-12)?.value;

describe('two plans on the same paths agree with exact fractions', () => {
  it.each(cases)('$what', ({ own, other, expected }) => {
    const [x, y] = [Float64Array.from(own), Float64Array.from(other)];
    const comparison = compareOnCommonPaths(x, y, 1);
    const tail = differenceOnCommonPaths(y, x).tailMean;
    const scale = Math.max(...own.map(Math.abs));
    const reportedFigures = {
      ahead: comparison.ahead.value,
      aheadError: comparison.ahead.error,
      level: comparison.level,
      mean: comparison.difference.mean.value,
      meanError: comparison.difference.mean.error,
      median: quantileIn(comparison, 0.5),
      low: quantileIn(comparison, 0.05),
      high: quantileIn(comparison, 0.95),
      // the error with independent paths: sqrt(s_x^2 / n + s_y^2 / n)
      apartError: Math.hypot(summariseOutcomes(x).mean.error, summariseOutcomes(y).mean.error),
      worst: comparison.worst.value,
      worstError: comparison.worst.error,
      tail: tail.value,
      tailError: tail.error,
    };
    expect(Object.keys(reportedFigures).sort()).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(reportedFigures)) expectGolden(value, expected[key]!, relativeTolerance, key, scale);
  });
});
