import { describe, expect, it } from 'vitest';
import { compareOnCommonPaths, summariseOutcomes } from '#engine';
import { expectRefusal } from '../../../tests/helpers/engine/refusal.ts';

/** Uniforms that are equal on every machine: the fractional parts of multiples of an irrational number. */
const spacedOutcomes = (n: number, by: number) => Float64Array.from({ length: n }, (_, i) => (i * by) % 1);
const GOLDEN = (Math.sqrt(5) - 1) / 2;

describe('two plans on common paths', () => {
  const market = spacedOutcomes(4096, GOLDEN).map((u) => 1e9 * (4 + u));
  const ownOutcomes = market.map((usd, i) => usd + 3e7 * ((i * Math.SQRT2) % 1));

  it('a plan does not differ from itself on any path', () => {
    const comparison = compareOnCommonPaths(market, market, 1);
    expect(comparison.level).toBe(1);
    expect(comparison.ahead).toEqual({ value: 0, error: 0 });
    expect(comparison.difference.quantiles.every(({ value, error }) => value === 0 && error === 0)).toBe(true);
    expect([comparison.difference.mean, comparison.difference.sd]).toEqual(Array(2).fill({ value: 0, error: 0 }));
    expect(comparison.worst).toMatchObject({ value: 0, error: 0 });
  });

  it('after an exchange every difference changes its sign and the shares of paths sum to one', () => {
    const [comparison, reverseComparison] = [compareOnCommonPaths(ownOutcomes, market, 1), compareOnCommonPaths(market, ownOutcomes, 1)];
    expect(reverseComparison.difference.mean.value).toBe(-comparison.difference.mean.value);
    expect(reverseComparison.difference.mean.error).toBe(comparison.difference.mean.error);
    expect(comparison.ahead.value + reverseComparison.ahead.value + comparison.level).toBeCloseTo(1, 12);
    const n = comparison.difference.quantiles.length;
    for (const [i, { value }] of comparison.difference.quantiles.entries()) {
      expect(reverseComparison.difference.quantiles[n - 1 - i]!.value).toBeCloseTo(-value, 3);
    }
  });

  it('the mean of the differences is the difference of the means', () => {
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const meanDifference = mean(ownOutcomes) - mean(market);
    expect(Math.abs(compareOnCommonPaths(ownOutcomes, market, 1).difference.mean.value - meanDifference) / meanDifference).toBeLessThan(
      1e-9,
    );
  });

  it('common paths make the error of the difference smaller than independent paths; uncorrelated outcomes do not', () => {
    const independentError = (plan: Float64Array) => Math.hypot(summariseOutcomes(plan).mean.error, summariseOutcomes(market).mean.error);
    expect(compareOnCommonPaths(ownOutcomes, market, 1).difference.mean.error).toBeLessThan(independentError(ownOutcomes) / 20);
    const otherOutcomes = spacedOutcomes(4096, Math.SQRT2).map((u) => 1e9 * (4 + u));
    expect(compareOnCommonPaths(otherOutcomes, market, 1).difference.mean.error / independentError(otherOutcomes)).toBeCloseTo(1, 1);
  });

  it('a constant added on every path is that constant everywhere without error; differences below the threshold count as equal', () => {
    const comparison = compareOnCommonPaths(
      market.map((usd) => usd + 5e6),
      market,
      1,
    );
    expect(comparison.ahead).toEqual({ value: 1, error: 0 });
    for (const value of [comparison.difference.mean.value, comparison.worst.value]) expect(value / 5e6).toBeCloseTo(1, 9);
    expect(comparison.worst.error).toBeLessThan(1e-3);
    expect(
      compareOnCommonPaths(
        market.map((usd) => usd + 0.5),
        market,
        1,
      ),
    ).toMatchObject({ level: 1, ahead: { value: 0 } });
  });

  it('the error of the worst-5-% average is its spread over runs with other random draws', () => {
    const [runs, n] = [150, 1000];
    // Park and Miller 1988
    let state = 20260531;
    const uniform = () => {
      state = (state * 16807) % 2147483647;
      return state / 2147483647;
    };
    const estimates = Array.from({ length: runs }, () => {
      const otherOutcomes = Float64Array.from({ length: n }, () => uniform() ** 2);
      return compareOnCommonPaths(
        otherOutcomes.map((y) => 0.6 * y + 0.3 * uniform()),
        otherOutcomes,
        0,
      ).worst;
    });
    const mean = estimates.reduce((sum, { value }) => sum + value, 0) / runs;
    const sd = Math.sqrt(estimates.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (runs - 1));
    const reportedError = estimates.reduce((sum, { error }) => sum + error, 0) / runs;
    // the standard deviation of 150 runs has an error of 6 %
    expect(Math.abs(reportedError / sd - 1)).toBeLessThan(0.25);
  });

  it('refuses unmatched paths, empty lists and values that are not finite', () => {
    expectRefusal(() => compareOnCommonPaths(market, market.subarray(1), 1), 'BAD_SHAPE');
    expectRefusal(() => compareOnCommonPaths(new Float64Array(0), new Float64Array(0), 1), 'EMPTY');
    expectRefusal(() => compareOnCommonPaths(Float64Array.of(Number.NaN), Float64Array.of(1), 1), 'NOT_FINITE');
  });
});
