import { describe, expect, it } from 'vitest';
import { compareWithSpot, priceConcession, valuePortfolio } from '#engine';
import { sum, sumBy } from '#shared/math.ts';
import { entry, market, offtake, portfolio, type TermsGiven, terms } from '../../tests/helpers/engine/plans.ts';

const concessionOf = (given: TermsGiven) => {
  const plan = portfolio([entry(offtake({ terms: [terms(given)] }))]);
  const value = valuePortfolio(plan, market()).contracts[0]!;
  return { value, concession: priceConcession(plan, value, market()), years: compareWithSpot(plan, value, market()).years };
};

describe('the price concession of a contract', () => {
  it('is nothing where the contract sells on spot terms', () => {
    for (const amount of concessionOf({}).concession) expect(amount).toBeCloseTo(0, 9);
  });

  it('is the gap of a collar to spot on all paid tonnes, in the months in which they are paid', () => {
    const given: TermsGiven = { collar: { level: 'reference', cap: 70 } };
    const quotation = { alternatives: [{ offset: 1, length: 1, from: 'shipment' as const }] };
    const { value, concession, years } = concessionOf({ ...given, quotation, payment: { paymentMonths: 2 } });
    const gap = sumBy(years, ({ spot, invoiced, tonnes }) => (spot - invoiced) * tonnes);
    expect(gap).not.toBeCloseTo(0, 2);
    expect(sum(concession)).toBeCloseTo(gap, 6);
    const [first, second] = value.months;
    const ofFirst = years[0]!.spot - first!.netPrice;
    // 90 % is paid two months after delivery, the rest two months after the month of pricing
    expect(concession[0]).toBe(0);
    expect(concession[2]).toBeCloseTo(0.9 * first!.delivered * ofFirst, 6);
    expect(concession[3]).toBeCloseTo((0.1 * first!.delivered + 0.9 * second!.delivered) * ofFirst, 6);
  });
});
