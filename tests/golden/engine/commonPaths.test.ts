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
    const found = compareOnCommonPaths(x, y, 1);
    const tail = differenceOnCommonPaths(y, x).tailMean;
    const scale = Math.max(...own.map(Math.abs));
    const reported = {
      ahead: found.ahead.value,
      aheadError: found.ahead.error,
      level: found.level,
      mean: found.difference.mean.value,
      meanError: found.difference.mean.error,
      median: quantileIn(found, 0.5),
      low: quantileIn(found, 0.05),
      high: quantileIn(found, 0.95),
      // the error with independent paths: sqrt(s_x^2 / n + s_y^2 / n)
      apartError: Math.hypot(summariseOutcomes(x).mean.error, summariseOutcomes(y).mean.error),
      worst: found.worst.value,
      worstError: found.worst.error,
      tail: tail.value,
      tailError: tail.error,
    };
    expect(Object.keys(reported).sort()).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(reported)) expectGolden(value, expected[key]!, relativeTolerance, key, scale);
  });
});
