import { describe, expect, it } from 'vitest';
import { takeOrPayShares } from '#engine';
import { month, offtake, terms } from '../../tests/helpers/engine/plans.ts';

/** Months of a year as the valuation delivers them, dmt. */
const months = (from: number, nominal: number, deliveredTonnes: number) =>
  Array.from({ length: 12 }, (_, i) => ({ month: month(from + i), nominal, delivered: deliveredTonnes }));

const shares = (takeOrPayShare: number, ...deliveredTonnes: readonly number[]) => {
  const contract = offtake({ end: month(36), terms: [terms({ quantity: { takeOrPayShare } })] });
  const deliveries = deliveredTonnes.flatMap((tonnes, i) => months(1 + 12 * i, 100, tonnes));
  return takeOrPayShares(contract, deliveries, [2027, 2028, 2029].slice(0, deliveredTonnes.length));
};

describe('the share of tonnes under take-or-pay', () => {
  it('is the share of the terms where the nominal tonnes are delivered', () => {
    expect(shares(0.8, 100)).toEqual([expect.closeTo(0.8, 12)]);
  });

  it('rises as fewer tonnes are delivered, to all of them at most', () => {
    // 0.8 * 100 t of 90 t; of 70 t it would be more than all
    expect(shares(0.8, 90, 70)).toEqual([expect.closeTo(80 / 90, 12), 1]);
  });

  it('of a year without deliveries is that of the year before it, and 0 before any delivery', () => {
    expect(shares(0.8, 0, 100, 0)).toEqual([0, expect.closeTo(0.8, 12), expect.closeTo(0.8, 12)]);
  });

  it('is 0 without take-or-pay', () => {
    expect(shares(0, 100)).toEqual([0]);
  });
});
