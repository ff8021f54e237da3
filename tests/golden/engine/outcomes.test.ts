import { describe, expect, it } from 'vitest';
import { cashFlowAtRisk, componentShortfall, concentration, expectedShortfall, quantile, tailMean } from '#engine';
import { expectGolden, readGolden } from './goldenFile.ts';

type Case =
  | { kind: 'quantile'; values: number[]; p: number; expected: number }
  | {
      kind: 'tail';
      values: number[];
      confidence: number;
      expected: { tailMean: number; expectedShortfall: number; cashFlowAtRisk: number };
    }
  | { kind: 'components'; components: number[][]; confidence: number; expected: number[] }
  | {
      kind: 'concentration';
      weights: number[];
      expected: { hhi: number; effectiveNumber: number; top: [number, number, number]; entropy: number; gini: number };
    };

const { cases, relativeTolerance: tolerance } = readGolden<Case>('outcomes');
const casesOf = <K extends Case['kind']>(kind: K) => cases.filter((c): c is Extract<Case, { kind: K }> => c.kind === kind);
const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));

describe('quantiles and tails agree with exact fractions', () => {
  it.each(casesOf('quantile'))('quantile $p is $expected', ({ values, p, expected }) => {
    expectGolden(quantile(values, p), expected, tolerance, 'quantile', largest(values));
  });
  it.each(casesOf('tail'))('tail at $confidence: $expected', ({ values, confidence, expected }) => {
    expectGolden(tailMean(values, confidence), expected.tailMean, tolerance, 'tail mean', largest(values));
    expectGolden(expectedShortfall(values, confidence), expected.expectedShortfall, tolerance, 'shortfall', largest(values));
    expectGolden(cashFlowAtRisk(values, confidence), expected.cashFlowAtRisk, tolerance, 'at risk', largest(values));
  });
  it.each(casesOf('components'))('components at $confidence: $expected', ({ components, confidence, expected }) => {
    const parts = componentShortfall(components, confidence);
    expect(parts).toHaveLength(expected.length);
    expected.forEach((part, k) => {
      expectGolden(parts[k], part, tolerance, `component ${k}`, largest(components[k]!));
    });
  });
});

describe('concentration agrees with exact fractions', () => {
  it.each(casesOf('concentration'))('$weights', ({ weights, expected }) => {
    const measuredConcentration = concentration(weights);
    expectGolden(measuredConcentration.hhi, expected.hhi, tolerance, 'hhi');
    expectGolden(measuredConcentration.effectiveNumber, expected.effectiveNumber, tolerance, 'effective number');
    [1, 3, 5].forEach((n, k) => {
      expectGolden(measuredConcentration.topShare(n), expected.top[k]!, tolerance, `top ${n}`);
    });
    expectGolden(measuredConcentration.entropy, expected.entropy, tolerance, 'entropy', 1);
    expectGolden(measuredConcentration.gini, expected.gini, tolerance, 'gini', 1);
  });
});
