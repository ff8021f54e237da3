import { describe, expect, it } from 'vitest';
import { compareWithSpot, priceConcession, receivablesAfter, valuePortfolio } from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { sum, sumBy } from '#shared/math.ts';
import { entry, market, offtake, portfolio, type TermsGiven, terms } from '../../tests/helpers/engine/plans.ts';

const COPPER = 'copper' as ReferenceCode;

const concessionOf = (fields: TermsGiven) => {
  const plan = portfolio([entry(offtake({ terms: [terms(fields)] }))]);
  const value = valuePortfolio(plan, market()).contracts[0]!;
  return { value, concession: priceConcession(plan, value, market()), years: compareWithSpot(plan, value, market()).years };
};

describe('the price concession of a contract', () => {
  it('is nothing where the contract sells on spot terms', () => {
    for (const amount of concessionOf({}).concession) expect(amount).toBeCloseTo(0, 9);
  });

  it('is the gap of a collar to spot on all paid tonnes, in the months in which they are paid', () => {
    const fields: TermsGiven = { collar: { level: 'reference', cap: 70 } };
    const quotation = { alternatives: [{ offset: 1, length: 1, from: 'shipment' as const }] };
    const { value, concession, years } = concessionOf({ ...fields, quotation, payment: { paymentMonths: 2 } });
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

  it('against another deal is the difference of their net prices on the tonnes paid, and nothing against the same terms', () => {
    const ownContract = offtake({ terms: [terms({ price: { basis: 'refined', reference: COPPER, premium: 10 } })] });
    const otherContract = offtake({ terms: [terms({ price: { basis: 'refined', reference: COPPER, premium: 45 } })] });
    const plan = portfolio([entry(ownContract)]);
    const value = valuePortfolio(plan, market()).contracts[0]!;
    const tonnes = sumBy(value.months, ({ delivered, makeUp }) => delivered - makeUp);
    expect(sum(priceConcession(plan, value, market(), { alternative: otherContract }))).toBeCloseTo(35 * tonnes, 4);
    expect(sum(priceConcession(plan, value, market(), { alternative: ownContract }))).toBeCloseTo(0, 9);
  });

  it('until a month counts the tonnes delivered by it, and what is owed then are their later payments', () => {
    const plan = portfolio([
      entry(offtake({ terms: [terms({ collar: { level: 'reference', cap: 70 }, payment: { paymentMonths: 2 } })] })),
    ]);
    const value = valuePortfolio(plan, market()).contracts[0]!;
    const [, , third] = value.months;
    const allConcessions = priceConcession(plan, value, market());
    const earlyConcessions = priceConcession(plan, value, market(), { until: third!.month });
    expect(sum(earlyConcessions)).toBeLessThan(sum(allConcessions));
    expect(earlyConcessions.slice(0, 2)).toEqual(allConcessions.slice(0, 2));
    const receivables = receivablesAfter(plan, value, third!.month);
    const at = third!.month - plan.valuationMonth - 1;
    expect(sum(receivables.slice(0, at + 1))).toBe(0);
    expect(sum(receivables)).toBeGreaterThan(0);
    expect(sum(receivables)).toBeLessThanOrEqual(sumBy(value.months.slice(0, 3), ({ delivered, netPrice }) => delivered * netPrice) + 1e-6);
  });
});
