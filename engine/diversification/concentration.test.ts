import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concentration } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const weights = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e6, noNaN: true })), { minLength: 1, maxLength: 30 })
  .filter((tonnages) => tonnages.some((w) => w > 0));

describe('concentration', () => {
  it('is 1 for one buyer and 1/n for n equal buyers', () => {
    expect(concentration([5000])).toMatchObject({ hhi: 1, effectiveNumber: 1, entropy: 0, gini: 0 });
    const evenConcentration = concentration([20, 20, 20, 20]);
    expect(evenConcentration.hhi).toBe(0.25);
    expect(evenConcentration.entropy).toBeCloseTo(Math.log(4), 14);
    expect(evenConcentration.gini).toBe(0);
  });

  it('lies between 1/n and 1, and shares sum to 1', () => {
    fc.assert(
      fc.property(weights, (tonnages) => {
        const { hhi, gini, entropy, topShare } = concentration(tonnages);
        expect(hhi).toBeGreaterThanOrEqual(1 / tonnages.length - 1e-12);
        expect(hhi).toBeLessThanOrEqual(1 + 1e-12);
        expect(gini).toBeGreaterThanOrEqual(0);
        expect(gini).toBeLessThan(1);
        expect(entropy).toBeLessThanOrEqual(Math.log(tonnages.length) + 1e-12);
        expect(topShare(tonnages.length)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('never falls when two members are merged', () => {
    fc.assert(
      fc.property(
        weights.filter((tonnages) => tonnages.length > 1),
        ([a = 0, b = 0, ...otherWeights]) => {
          expect(concentration([a + b, ...otherWeights]).hhi).toBeGreaterThanOrEqual(concentration([a, b, ...otherWeights]).hhi - 1e-12);
        },
      ),
    );
  });

  it('does not depend on unit or order; a member of weight 0 counts for Gini only', () => {
    const base = concentration([3, 1, 2]);
    expect(concentration([2e5, 3e5, 1e5]).hhi).toBeCloseTo(base.hhi, 14);
    const withZero = concentration([3, 1, 2, 0]);
    expect(withZero.hhi).toBe(base.hhi);
    expect(withZero.entropy).toBe(base.entropy);
    expect(withZero.gini).toBeGreaterThan(base.gini);
  });

  it('top shares add the largest members first and end at 1', () => {
    const { topShare } = concentration([10, 50, 40]);
    expect([0, 1, 2, 3, 9].map(topShare)).toEqual([0, 0.5, 0.9, 1, 1]);
  });

  it('refuses an empty list, negative weights and a fractional number of members', () => {
    expectRefusal(() => concentration([]), 'EMPTY', { field: 'weights' });
    expectRefusal(() => concentration([0, 0]), 'EMPTY', { field: 'weights' });
    expectRefusal(() => concentration([1, -1]), 'OUT_OF_RANGE', { min: 0, value: -1 });
    expectRefusal(() => concentration([1, Number.NaN]), 'NOT_FINITE', { field: 'weights.1' });
    expectRefusal(() => concentration([1]).topShare(1.5), 'OUT_OF_RANGE', { field: 'n' });
  });
});
