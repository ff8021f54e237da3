import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { committedEnd, deliverySchedule, productionByMonth, renewedEnd } from '#engine';
import { monthOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { JAN_2027, month, offtake, terms, VALUED } from '../../tests/helpers/engine/plans.ts';

const schedule = (contract = offtake()) => deliverySchedule(contract, contract.start, contract.end);

describe('delivery schedule', () => {
  it('spreads the annual tonnes evenly over the contract year', () => {
    // 12,000 / 12
    expect(schedule().map(({ nominal }) => nominal)).toEqual(Array(24).fill(1000));
  });

  it('has no months before the start, after the end, or outside the range', () => {
    const contract = offtake({ start: month(3), end: month(8) });
    expect(deliverySchedule(contract, month(1), month(20)).map((m) => m.month - VALUED)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(deliverySchedule(contract, month(5), month(6)).map((m) => m.month - VALUED)).toEqual([5, 6]);
    expect(deliverySchedule(contract, month(9), month(20))).toEqual([]);
  });

  it('has a minimum at the take-or-pay share for a buyer with the tolerance, and no range without a holder', () => {
    const band = (toleranceOption: 'none' | 'buyer' | 'seller', takeOrPayShare: number) => {
      const [first] = schedule(offtake({ terms: [terms({ quantity: { tolerance: 0.1, toleranceOption, takeOrPayShare } })] }));
      return [first?.minimum, first?.maximum];
    };
    expect(band('buyer', 0)).toEqual([900, 1100]);
    expect(band('buyer', 0.95)).toEqual([950, 1100]);
    expect(band('seller', 0.95)).toEqual([1000, 1100]);
    expect(band('none', 0)).toEqual([1000, 1000]);
  });

  it('holds the last share of a ramp-up', () => {
    const rampedMonths = schedule(offtake({ end: month(36), terms: [terms({ quantity: { rampUp: [0.5, 0.8] } })] }));
    expect([0, 11, 12, 35].map((i) => rampedMonths[i]?.nominal)).toEqual([500, 500, 800, 800]);
  });

  it('applies month weights to the contract year, not to the calendar year', () => {
    const weights = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const weightedMonths = schedule(offtake({ start: month(4), end: month(15), terms: [terms({ quantity: { monthWeights: weights } })] }));
    // 12,000 x 1/78 in April, the first month, and 12,000 x 12/78 in March
    expect(weightedMonths[0]).toMatchObject({ month: monthOf(2027, 4), contractYear: 0 });
    expect(weightedMonths[0]?.nominal).toBeCloseTo(12_000 / 78, 9);
    expect(weightedMonths[11]?.nominal).toBeCloseTo((12_000 * 12) / 78, 9);
  });

  it('delivers the annual tonnes in every full contract year whatever the weights', () => {
    const weights = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 1e6 }), (monthWeights, tonnesPerYear) => {
        const months = schedule(offtake({ terms: [terms({ quantity: { monthWeights, tonnesPerYear } })] }));
        expect(sum(months.slice(12).map(({ nominal }) => nominal))).toBeCloseTo(tonnesPerYear, 3);
      }),
    );
  });

  it('follows the set of terms in force in each month', () => {
    const sets = [terms(), terms({ from: month(13), quantity: { tonnesPerYear: 24_000 } })];
    const months = schedule(offtake({ terms: sets }));
    expect([11, 12].map((i) => months[i]?.nominal)).toEqual([1000, 2000]);
    expect(months[12]?.terms).toEqual(sets[1]);
  });

  it('prices from the month of arrival and pays the final invoice after the period', () => {
    // 45 days at sea are 1.48 months, so one; M+1 of arrival is two months after shipment, three months long; paid a month later
    const [first] = schedule(
      offtake({
        terms: [
          terms({
            quotation: { alternatives: [{ offset: 1, length: 3, from: 'arrival' }] },
            delivery: { voyageDays: 45 },
            payment: { paymentMonths: 1 },
          }),
        ],
      }),
    );
    expect(first).toMatchObject({
      pricing: { from: JAN_2027 + 2, to: JAN_2027 + 4 },
      provisionalPayment: JAN_2027 + 1,
      finalPayment: JAN_2027 + 5,
    });
  });

  it('has one invoice if the price is known by the delivery month', () => {
    const backwardTerms = terms({
      quotation: { alternatives: [{ offset: -3, length: 3, from: 'shipment' }] },
      payment: { paymentMonths: 2 },
    });
    const [first] = schedule(offtake({ terms: [backwardTerms] }));
    expect(first).toMatchObject({ provisionalPayment: undefined, finalPayment: JAN_2027 + 2 });
  });
});

describe('tenor', () => {
  const end = month(24);

  it('is committed until the first date on which the buyer can leave', () => {
    expect(committedEnd({ end, renewal: { kind: 'none' } }, VALUED)).toBe(end);
    expect(committedEnd({ end, renewal: { kind: 'buyerOption', months: 12, noticeMonths: 3 } }, VALUED)).toBe(end);
    expect(committedEnd({ end, renewal: { kind: 'sellerOption', months: 12, noticeMonths: 3 } }, VALUED)).toBe(end + 12);
    expect(committedEnd({ end, renewal: { kind: 'evergreen', noticeMonths: 6 } }, VALUED)).toBe(end);
    // past its end, an evergreen contract is bound for its notice
    expect(committedEnd({ end: VALUED - 3, renewal: { kind: 'evergreen', noticeMonths: 6 } }, VALUED)).toBe(VALUED + 6);
  });

  it('is never shorter with every renewal than without', () => {
    const renewals = [
      { kind: 'none' },
      { kind: 'evergreen', noticeMonths: 6 },
      { kind: 'buyerOption', months: 12, noticeMonths: 3 },
      { kind: 'sellerOption', months: 12, noticeMonths: 3 },
    ] as const;
    expect(renewals.map((renewal) => renewedEnd({ end, renewal }, month(60)) - VALUED)).toEqual([24, 60, 36, 36]);
  });
});

describe('planned production', () => {
  it('is a twelfth of its calendar year in each month and 0 in a year without an entry', () => {
    const plannedTonnes = productionByMonth(
      [
        { year: 2027, tonnes: 1200 },
        { year: 2029, tonnes: 2400 },
      ],
      monthOf(2027, 12),
      monthOf(2029, 1),
    );
    expect(plannedTonnes).toEqual([100, ...Array(12).fill(0), 200]);
  });
});
