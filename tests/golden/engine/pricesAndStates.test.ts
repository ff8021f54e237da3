import { describe, expect, it } from 'vitest';
import {
  type AveragePriceInput,
  averagePriceOption,
  type BlackInput,
  blackOption,
  calibrateSchwartz,
  distributionAfter,
  expectedDuration,
  expectedLogPrice,
  expectedPrice,
  logPriceVariance,
  logReturnCorrelation,
  priceQuantile,
  type Schwartz,
  stationaryDistribution,
} from '#engine';
import { normalDistribution, normalQuantile } from '../../../engine/statistics/normal.ts';
import { expectGolden, readGolden } from './goldenFile.ts';

type Fit = { meanReversion: number; longRunLogPrice: number; volatility: number };
type Case =
  | { kind: 'normal'; x: number; expected: number }
  | { kind: 'black'; option: BlackInput; expected: number }
  | { kind: 'average'; option: AveragePriceInput; expected: number }
  | { kind: 'schwartz'; process: Schwartz; years: number; expected: { logMean: number; logVariance: number; mean: number; median: number } }
  | {
      kind: 'calibrate';
      prices: number[];
      stepYears: number;
      expected: Fit & { halfLifeYears: number; standardErrors: Fit; dickeyFuller: number };
    }
  | { kind: 'correlation'; prices: number[][]; expected: number }
  | {
      kind: 'regimes';
      transition: number[][];
      start: number[];
      steps: number;
      expected: { stationary: number[]; after: number[]; durations: number[] };
    };

const { cases, relativeTolerance: tolerance } = readGolden<Case>('pricesAndStates');
const casesOf = <K extends Case['kind']>(kind: K) => cases.filter((c): c is Extract<Case, { kind: K }> => c.kind === kind);

describe('the normal distribution agrees with 60-digit arithmetic', () => {
  it.each(casesOf('normal'))('P(Z <= $x) is $expected', ({ x, expected }) => {
    // the rounding of x / sqrt 2 has an x^2-fold effect in the tail
    expectGolden(normalDistribution(x), expected, 1e-15 + 2 ** -53 * x * x, 'distribution');
    // the right tail has fewer digits than its argument: 1 - 1e-12 is one of few doubles
    if (x < 4) expectGolden(normalQuantile(expected), x, 1e-14, 'inverse', 0.1);
  });
});

describe('options agree with 60-digit arithmetic', () => {
  it.each(casesOf('black'))('$option.kind at $option.strike on $option.forward', ({ option, expected }) => {
    expectGolden(blackOption(option), expected, tolerance, 'value', 1e-3 * option.forward);
  });
  it.each(casesOf('average'))('$option.kind on an average at $option.strike with $option.fixed known', ({ option, expected }) => {
    expectGolden(averagePriceOption(option), expected, tolerance, 'value', 1e-3 * option.strike);
  });
});

describe('the price process agrees with 60-digit arithmetic', () => {
  it.each(casesOf('schwartz'))('after $years years', ({ process, years, expected }) => {
    expectGolden(expectedLogPrice(process, years), expected.logMean, tolerance, 'log mean');
    expectGolden(logPriceVariance(process, years), expected.logVariance, tolerance, 'log variance');
    expectGolden(expectedPrice(process, years), expected.mean, tolerance, 'mean');
    expectGolden(priceQuantile(process, years, 0.5), expected.median, tolerance, 'median');
  });
  it.each(casesOf('calibrate'))('fitted to prices', ({ prices, stepYears, expected }) => {
    const fit = calibrateSchwartz(prices, stepYears);
    for (const key of ['meanReversion', 'longRunLogPrice', 'volatility'] as const) {
      expectGolden(fit[key], expected[key], tolerance, key);
      expectGolden(fit.standardErrors[key], expected.standardErrors[key], tolerance, `error of ${key}`);
    }
    expectGolden(fit.halfLifeYears, expected.halfLifeYears, tolerance, 'half-life');
    // 5 % point for 17 pairs, MacKinnon 2010: -3.054
    expect(fit.isSignificant).toBe(expected.dickeyFuller < -3.054);
  });
  it.each(casesOf('correlation'))('log returns correlate at $expected', ({ prices, expected }) => {
    const matrix = logReturnCorrelation(prices);
    expectGolden(matrix[0]?.[1], expected, tolerance, 'correlation');
    expect(matrix[1]?.[0]).toBe(matrix[0]?.[1]);
    expect([matrix[0]?.[0], matrix[1]?.[1]]).toEqual([1, 1]);
  });
});

describe('Markov chains agree with exact fractions', () => {
  it.each(casesOf('regimes'))('$transition', ({ transition, start, steps, expected }) => {
    const shares = stationaryDistribution(transition);
    const after = distributionAfter(transition, start, steps);
    transition.forEach((_, i) => {
      expectGolden(shares[i], expected.stationary[i]!, tolerance, `share ${i}`);
      expectGolden(after[i], expected.after[i]!, tolerance, `after ${i}`);
      expectGolden(expectedDuration(transition, i), expected.durations[i]!, tolerance, `duration ${i}`);
    });
  });
});
