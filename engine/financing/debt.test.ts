import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amortise, debtServiceCoverage, type Loan, loanLifeCoverage, npv, weightedAverageLife } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const loan: fc.Arbitrary<Loan> = fc
  .record({
    principal: fc.double({ min: 1, max: 1e9, noNaN: true }),
    annualRate: fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 0.5, noNaN: true })),
    periodsPerYear: fc.constantFrom(1, 2, 4, 12),
    periods: fc.integer({ min: 1, max: 120 }),
    style: fc.constantFrom('level', 'linear'),
    grace: fc.double({ min: 0, max: 0.99, noNaN: true }),
  })
  .map(({ grace, ...rest }) => ({ ...rest, gracePeriods: Math.floor(grace * rest.periods) }));

describe('amortisation', () => {
  it('repays the whole loan, period by period, and closes at zero', () => {
    fc.assert(
      fc.property(loan, (terms) => {
        const rows = amortise(terms);
        expect(rows).toHaveLength(terms.periods);
        expect(rows.reduce((sum, row) => sum + row.principal, 0) / terms.principal).toBeCloseTo(1, 9);
        expect(rows.at(-1)?.closing).toBe(0);
        rows.forEach((row, i) => {
          if (i > 0) expect(row.opening).toBe(rows[i - 1]?.closing);
          if (i < (terms.gracePeriods ?? 0)) expect(row.principal).toBe(0);
        });
      }),
    );
  });

  it('payments discounted at the loan rate equal the principal', () => {
    fc.assert(
      fc.property(loan, (terms) => {
        const value = npv(terms.annualRate / terms.periodsPerYear, [0, ...amortise(terms).map((row) => row.payment)]);
        expect(value / terms.principal).toBeCloseTo(1, 8);
      }),
    );
  });

  it('after grace, level loans have equal payments and linear loans equal principal', () => {
    const terms = { principal: 1000, annualRate: 0.08, periodsPerYear: 2, periods: 6, gracePeriods: 2 };
    const level = amortise({ ...terms, style: 'level' }).slice(2);
    const linearPeriods = amortise({ ...terms, style: 'linear' }).slice(2);
    for (const row of level) expect(row.payment).toBeCloseTo(level[0]!.payment, 9);
    for (const row of linearPeriods) expect(row.principal).toBeCloseTo(250, 9);
  });

  it('refuses grace over the whole term, fractional periods and negative rates', () => {
    const terms = { principal: 1000, annualRate: 0.08, periodsPerYear: 2, periods: 6, style: 'level' as const };
    expectRefusal(() => amortise({ ...terms, gracePeriods: 6 }), 'OUT_OF_RANGE', { field: 'gracePeriods', max: 5 });
    expectRefusal(() => amortise({ ...terms, periods: 2.5 }), 'OUT_OF_RANGE', { field: 'periods' });
    expectRefusal(() => amortise({ ...terms, annualRate: -0.01 }), 'OUT_OF_RANGE', { field: 'annualRate' });
    expectRefusal(() => amortise({ ...terms, principal: Number.NaN }), 'NOT_FINITE', { field: 'principal' });
  });
});

describe('coverage and life', () => {
  it("a cash flow equal to the debt service gives ratios of 1 in every period and over the loan's life", () => {
    const rows = amortise({ principal: 5e6, annualRate: 0.07, periodsPerYear: 4, periods: 16, style: 'level' });
    const service = rows.map((row) => row.payment);
    expect(debtServiceCoverage(service, service)).toEqual(service.map(() => 1));
    expect(loanLifeCoverage(service, 0.07 / 4, 5e6)).toBeCloseTo(1, 12);
  });

  it('a loan repaid in one amount has an average life equal to its term', () => {
    expect(weightedAverageLife([0, 0, 0, 0, 0, 0, 0, 80], 4)).toBe(2);
    expect(weightedAverageLife([50, 50], 1)).toBe(1.5);
  });

  it('refuses a period without debt service, a debt of zero and repayments of zero', () => {
    expectRefusal(() => debtServiceCoverage([1, 1], [1, 0]), 'OUT_OF_RANGE', { field: 'service.1' });
    expectRefusal(() => debtServiceCoverage([1, 1], [1]), 'BAD_SHAPE', { field: 'service' });
    expectRefusal(() => loanLifeCoverage([1], 0.1, 0), 'OUT_OF_RANGE', { field: 'debt' });
    expectRefusal(() => weightedAverageLife([0, 0], 4), 'EMPTY', { field: 'principalPayments' });
  });
});
