import { describe, expect, it } from 'vitest';
import { chanceOf, countBelow, estimateQuantile, estimateTailMean } from '#engine';
import { QUESTION_PERCENTILES } from '#shared/contract/simulationQuestion.ts';
import { expectGolden, readGolden } from './goldenFile.ts';

type Case = {
  values: number[];
  threshold: number;
  own: number;
  expected: {
    below: number;
    chance: number;
    error: number;
    low: number;
    high: number;
    percentiles: number[];
    ownPercentile: number;
    tailMean: number;
  };
};

const { cases, relativeTolerance: tolerance } = readGolden<Case>('chances');

describe('chances and percentiles agree with numpy', () => {
  it.each(cases)('below $threshold, percentile $own', ({ values, threshold, own, expected }) => {
    const sortedValues = Float64Array.from(values).sort();
    const belowCount = countBelow(sortedValues, threshold);
    expect(belowCount).toBe(expected.below);
    const chance = chanceOf(belowCount, values.length);
    for (const key of ['error', 'low', 'high'] as const) expectGolden(chance[key], expected[key], tolerance, key, 1);
    expectGolden(chance.value, expected.chance, tolerance, 'chance', 1);
    QUESTION_PERCENTILES.forEach((p, k) => {
      expectGolden(estimateQuantile(sortedValues, p).value, expected.percentiles[k]!, tolerance, `percentile ${p}`, 1);
    });
    expectGolden(estimateQuantile(sortedValues, own).value, expected.ownPercentile, tolerance, 'own percentile', 1);
    expectGolden(estimateTailMean(sortedValues, 0.95).value, expected.tailMean, tolerance, 'tail mean', 1);
  });

  it('chances below and at or above a threshold sum to 1, and their intervals mirror each other', () => {
    for (const { values, threshold } of cases) {
      const belowCount = countBelow(Float64Array.from(values).sort(), threshold);
      const [chanceBelow, chanceAbove] = [chanceOf(belowCount, values.length), chanceOf(values.length - belowCount, values.length)];
      expect(chanceBelow.value + chanceAbove.value).toBeCloseTo(1, 15);
      expect(chanceBelow.low).toBeCloseTo(1 - chanceAbove.high, 12);
      expect(chanceBelow.error).toBeCloseTo(chanceAbove.error, 15);
    }
  });

  it('the chance below a percentile is its share, to one path, where no outcomes are equal', () => {
    const sortedValues = Float64Array.from(cases[0]!.values).sort();
    for (const p of [0.01, 0.05, 0.123, 0.5, 0.77, 0.99]) {
      const belowCount = countBelow(sortedValues, estimateQuantile(sortedValues, p).value);
      expect(Math.abs(belowCount / sortedValues.length - p)).toBeLessThanOrEqual(1 / sortedValues.length);
    }
  });
});
