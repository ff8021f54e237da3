import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOnCommonPaths } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import { summariseOutcomes } from './outcomeDistribution.ts';

const outcomes = (count: number) => fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: count, maxLength: count });

describe('the effect of a change on common paths', () => {
  it('is the difference of the two distributions, figure by figure', () => {
    fc.assert(
      fc.property(outcomes(60), outcomes(60), (a, b) => {
        const [before, after] = [Float64Array.from(a), Float64Array.from(b)];
        const [was, is, change] = [summariseOutcomes(before), summariseOutcomes(after), differenceOnCommonPaths(before, after)];
        const expectNear = (value: number, expectedValue: number) => expect(Math.abs(value - expectedValue)).toBeLessThanOrEqual(1e-6);
        expectNear(change.mean.value, is.mean.value - was.mean.value);
        expectNear(change.tailMean.value, is.tailMean.value - was.tailMean.value);
        expectNear(change.shortfall.value, is.shortfall.value - was.shortfall.value);
      }),
    );
  });

  it('shifts the mean and not the shortfall, without error, if every path moves by the same amount', () => {
    const before = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i) * 100);
    const change = differenceOnCommonPaths(
      before,
      before.map((value) => value + 7),
    );
    expect(change.mean.value).toBeCloseTo(7, 12);
    expect(change.mean.error).toBeCloseTo(0, 12);
    expect(change.shortfall.value).toBeCloseTo(0, 12);
    expect(change.shortfall.error).toBeCloseTo(0, 12);
  });

  it('has the errors of the outcomes themselves if outcomes are doubled', () => {
    const before = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i * 1.7) * 100 + Math.cos(i * 0.3) * 40);
    const distribution = summariseOutcomes(before);
    const change = differenceOnCommonPaths(
      before,
      before.map((value) => 2 * value),
    );
    expect(change.mean.error / distribution.mean.error).toBeCloseTo(1, 9);
    expect(change.shortfall.value / distribution.shortfall.value).toBeCloseTo(1, 9);
    expect(change.shortfall.error / distribution.shortfall.error).toBeCloseTo(1, 9);
  });

  it('refuses different numbers of paths, and none at all', () => {
    expect(() => differenceOnCommonPaths(new Float64Array(3), new Float64Array(4))).toThrow(OrebookError);
    expect(() => differenceOnCommonPaths(new Float64Array(0), new Float64Array(0))).toThrow(OrebookError);
  });
});
