import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cashFlowAtRisk, componentShortfall, expectedShortfall, quantile, tailMean } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const outcomes = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
const confidence = fc.double({ min: 0, max: 0.99, noNaN: true });
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v / values.length, 0);

describe('tail mean', () => {
  it('weights the boundary outcome with its fraction: the worst 1.5 of 5', () => {
    expect(tailMean([10, 20, 30, 40, 50], 0.7)).toBeCloseTo((10 + 0.5 * 20) / 1.5, 12);
  });

  it('is never above the mean or the quantile, nor below the worst outcome', () => {
    fc.assert(
      fc.property(outcomes, confidence, (values, c) => {
        const tail = tailMean(values, c);
        expect(tail).toBeLessThanOrEqual(mean(values) + 1e-6);
        expect(tail).toBeLessThanOrEqual(quantile(values, 1 - c) + 1e-6);
        expect(tail).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
      }),
    );
  });

  it('equals the mean at confidence 0 and falls as confidence rises', () => {
    fc.assert(
      fc.property(outcomes, confidence, confidence, (values, a, b) => {
        expect(tailMean(values, 0)).toBeCloseTo(mean(values), 5);
        expect(tailMean(values, Math.max(a, b))).toBeLessThanOrEqual(tailMean(values, Math.min(a, b)) + 1e-6);
      }),
    );
  });

  it('does not depend on the order of outcomes', () => {
    fc.assert(
      fc.property(outcomes, confidence, (values, c) => {
        expect(tailMean([...values].reverse(), c)).toBeCloseTo(tailMean(values, c), 5);
      }),
    );
  });
});

describe('shortfalls against the mean', () => {
  it('are zero without risk, and expected shortfall is at least cash flow at risk', () => {
    expect(cashFlowAtRisk([5, 5, 5], 0.95)).toBe(0);
    expect(expectedShortfall([5, 5, 5], 0.95)).toBe(0);
    fc.assert(fc.property(outcomes, confidence, (values, c) => expectedShortfall(values, c) >= cashFlowAtRisk(values, c) - 1e-6));
  });

  it('scale with the outcomes and do not change with a certain income', () => {
    fc.assert(
      fc.property(outcomes, confidence, fc.double({ min: 0, max: 100, noNaN: true }), (values, c, k) => {
        const scaledShortfall = expectedShortfall(
          values.map((v) => k * v + 1000),
          c,
        );
        expect(scaledShortfall).toBeCloseTo(k * expectedShortfall(values, c), 3);
      }),
    );
  });
});

describe('component shortfalls', () => {
  it('add up to the shortfall of the sum', () => {
    const scenario = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: -20, max: 20 })));
    fc.assert(
      fc.property(fc.array(scenario, { minLength: 1, maxLength: 40 }), confidence, (rows, c) => {
        const parts = [0, 1, 2].map((k) => rows.map((row) => row[k] ?? Number.NaN));
        const total = rows.map((row) => row.reduce((sum, v) => sum + v, 0));
        const sum = componentShortfall(parts, c).reduce((total, part) => total + part, 0);
        expect(sum).toBeCloseTo(expectedShortfall(total, c), 9);
      }),
    );
  });

  it('ties of the sum share the tail equally, so the order of scenarios does not matter', () => {
    const a = [1, 4, 9, 9];
    const b = [4, 1, 9, 9];
    const [ofA, ofB] = componentShortfall([a, b], 0.75);
    expect(ofA).toBeCloseTo(ofB!, 12);
    expect(ofA).toBeCloseTo(5.75 - 2.5, 12);
  });

  it('a component that gains in the tail lowers the shortfall', () => {
    const [, hedge] = componentShortfall(
      [
        [0, 10, 10, 10],
        [6, 1, 1, 0],
      ],
      0.75,
    );
    expect(hedge).toBeLessThan(0);
  });
});

it('refuses a confidence of 1, an empty list, and components of different length', () => {
  expectRefusal(() => tailMean([1, 2], 1), 'OUT_OF_RANGE', { field: 'confidence', value: 1 });
  expectRefusal(() => expectedShortfall([], 0.9), 'EMPTY', { field: 'outcomes' });
  expectRefusal(() => cashFlowAtRisk([1, Number.NEGATIVE_INFINITY], 0.9), 'NOT_FINITE', { field: 'outcomes.1' });
  expectRefusal(() => componentShortfall([[1, 2], [1]], 0.9), 'BAD_SHAPE', { field: 'components.1' });
  expectRefusal(() => componentShortfall([], 0.9), 'EMPTY', { field: 'components' });
});
