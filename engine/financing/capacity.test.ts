import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapacityInput, debtCapacity, type Facility, type Financing, financing } from '#engine';
import { FINANCING_VALUATION, loanWith, prepaymentWith, yearly } from '../../tests/helpers/engine/facilities.ts';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const sizeDebt = (facility: Facility, cfads: readonly number[], targets: CapacityInput['targets'], otherService?: readonly number[]) =>
  debtCapacity(facility, { cfads, otherService, valuationMonth: FINANCING_VALUATION, targets });

/** The facility with one draw of its debt, paid from ample cash, so that its schedule can be read. */
const paidInFull = (facility: Facility, debt: number, cfads: readonly number[]): Financing =>
  financing({
    cfads,
    valuationMonth: FINANCING_VALUATION,
    facilities: [{ ...facility, commitment: debt, draws: [{ month: 0, amount: debt }] }],
    openingCash: 1e6,
    minimumCash: 0,
  });

const loanTerms = fc
  .record({
    repayment: fc.constantFrom<Facility['repayment']>(
      { style: 'bullet' },
      { style: 'linear' },
      { style: 'level' },
      { style: 'schedule', shares: [0.1, 0.2, 0.3, 0.4] },
      { style: 'perTonne', usdPerTonne: 0.5 },
      { style: 'shareOfInvoice', share: 0.2 },
      { style: 'sculpted', targetDscr: 1.3 },
    ),
    rate: fc.constantFrom({ fixed: 0 }, { fixed: 0.08 }, { base: [0.02, 0.03, 0.05], margin: [0.03, 0.04] }),
    periodMonths: fc.constantFrom<Facility['periodMonths']>(1, 3, 6, 12),
    gracePeriods: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ gracePeriods, periodMonths, ...terms }) => {
    const firstRepayment = (gracePeriods + 1) * periodMonths;
    const linkedSales = { tonnes: Array<number>(72).fill(3), payments: Array<number>(72).fill(7) };
    return loanWith({ ...terms, periodMonths, firstRepayment, finalMaturity: firstRepayment + 3 * periodMonths, linked: linkedSales });
  });

const positiveCash = fc.array(fc.double({ min: 1, max: 12, noNaN: true }), { minLength: 72, maxLength: 72 });

describe('debt capacity', () => {
  it('a sculpted loan carries the present value of cash flow over the target', () => {
    const result = sizeDebt(loanWith({ repayment: { style: 'sculpted', targetDscr: 2 } }), yearly(130, 130, 130), { dscr: 1.3 });
    // 100 / 1.1 + 100 / 1.21 + 100 / 1.331
    expect(result.capacity).toBeCloseTo(100 / 1.1 + 100 / 1.21 + 100 / 1.331, 10);
    expect(result.draw).toBe(result.capacity);
    expect(result).toMatchObject({ binding: 'dscr', bindingPeriod: 3 });
  });

  it('a weak year limits a sculpted loan to what its service pays in interest', () => {
    const result = sizeDebt(loanWith({ repayment: { style: 'sculpted', targetDscr: 1 } }), yearly(100, 5, 1000), { dscr: 1 });
    // at most 5 / 0.1 = 50 after year 2: (50 + 5) / 1.1 = 50 before it, (50 + 100) / 1.1 at the start
    expect(result.capacity).toBeCloseTo(150 / 1.1, 10);
    expect(result.bindingPeriod).toBe(2);
  });

  it('a linear loan is limited by its first year when cash flow is level', () => {
    const result = sizeDebt(loanWith(), yearly(130, 130, 130), { dscr: 1.3 }, yearly(10, 0, 0));
    // 130 / 1.3 - 10 = 90 carries B / 3 + B / 10
    expect(result.capacity).toBeCloseTo(90 / (1 / 3 + 0.1), 10);
    expect(result.bindingPeriod).toBe(1);
  });

  it('a bullet with interest paid is limited by its maturity', () => {
    const result = sizeDebt(loanWith({ repayment: { style: 'bullet' } }), yearly(66, 66, 66), { dscr: 1 });
    expect(result.capacity).toBeCloseTo(60, 10);
    expect(result.bindingPeriod).toBe(3);
  });

  it('capitalised grace makes the draw smaller than the balance at repayment', () => {
    const loan = loanWith({ graceInterest: 'capitalised', firstRepayment: 36, finalMaturity: 36 });
    const result = sizeDebt(loan, yearly(0, 0, 121), { dscr: 1 });
    expect(result.capacity).toBeCloseTo(110, 10);
    expect(result.draw).toBeCloseTo(110 / 1.21, 10);
  });

  it('ties name the first of DSCR, LLCR, PLCR and gearing', () => {
    const loan = loanWith({ repayment: { style: 'sculpted', targetDscr: 1.3 } });
    const cash = yearly(130, 130, 130);
    const { capacity } = sizeDebt(loan, cash, { dscr: 1.3 });
    expect(sizeDebt(loan, cash, { dscr: 1.3, llcr: 1.3, plcr: 1.3, gearing: { share: 1, cost: capacity } }).binding).toBe('dscr');
    expect(sizeDebt(loan, cash, { dscr: 1, llcr: 1.3, plcr: 1.3 }).binding).toBe('llcr');
    expect(sizeDebt(loan, cash, { dscr: 1, gearing: { share: 0.5, cost: capacity } })).toMatchObject({
      binding: 'gearing',
      bindingPeriod: 1,
    });
  });

  it('negative cash flow in every year carries no debt, and the first repayment binds', () => {
    for (const style of ['linear', 'level', 'bullet'] as const) {
      expect(sizeDebt(loanWith({ repayment: { style } }), yearly(-1, -1, -1), { dscr: 1.2, plcr: 1.5 })).toMatchObject({
        capacity: 0,
        draw: 0,
        binding: 'dscr',
        bindingPeriod: 1,
      });
    }
    const sculptedLoan = loanWith({ repayment: { style: 'sculpted', targetDscr: 1.2 } });
    expect(sizeDebt(sculptedLoan, yearly(-1, -1, -1), { dscr: 1.2 })).toMatchObject({ capacity: 0, binding: 'dscr', bindingPeriod: 1 });
  });

  it('is the largest debt at which the DSCR holds in every repayment period: a little more breaks the named period', () => {
    fc.assert(
      fc.property(loanTerms, positiveCash, (loan, cfads) => {
        const { capacity, bindingPeriod } = sizeDebt(loan, cfads, { dscr: 1.3 });
        const headroom = (debt: number) => {
          const { periods } = paidInFull(loan, debt, cfads);
          return periods.slice(loan.firstRepayment / loan.periodMonths).map(({ period, cfads: cash, interest, principal }) => ({
            period,
            left: cash - 1.3 * (interest + principal),
          }));
        };
        for (const { left } of headroom(capacity)) expect(left).toBeGreaterThan(-1e-8 * capacity);
        if (loan.repayment.style === 'sculpted') {
          expectRefusal(() => headroom(capacity * 1.0001), 'DEBT_ABOVE_CAPACITY', { capacity });
        } else {
          // another period within 0.01 % may break too, so only the named one is looked at
          const bindingRow = headroom(capacity * 1.0001).find(({ period }) => period === bindingPeriod);
          expect(bindingRow?.left).toBeLessThan(-1e-8 * capacity);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('one dollar more than an LLCR or PLCR target allows breaks that ratio when repayment begins', () => {
    for (const target of ['llcr', 'plcr'] as const) {
      const cfads = Array<number>(60).fill(3e6);
      const loan = loanWith({ repayment: { style: 'level' }, firstRepayment: 24, finalMaturity: 48 });
      const { capacity, binding } = sizeDebt(loan, cfads, { dscr: 0.5, [target]: 1.4 });
      expect(binding).toBe(target);
      expect(paidInFull(loan, capacity, cfads).periods[2]![target]).toBeCloseTo(1.4, 10);
      expect(paidInFull(loan, capacity + 1, cfads).periods[2]![target]).toBeLessThan(1.4 - 1e-9);
    }
  });

  it('a prepayment of one dollar more than its linked payments repay does not end at 0', () => {
    const payments = Array<number>(36).fill(1e6);
    const prepayment = prepaymentWith(payments, { periodMonths: 3, firstRepayment: 3, repayment: { style: 'shareOfInvoice', share: 1 } });
    const { capacity, binding } = sizeDebt(prepayment, Array<number>(36).fill(1e7), { dscr: 1 });
    expect(binding).toBe('setOff');
    const lapsed = (debt: number) => paidInFull(prepayment, debt, []).facilities[0]!.rows.at(-1)!.lapsed;
    expect(lapsed(capacity)).toBeLessThan(1e-6);
    expect(lapsed(capacity + 1)).toBeGreaterThan(1);
  });

  it('does not fall when cash flow rises in any months', () => {
    const rises = fc.array(fc.constantFrom(0, 0, 1, 6), { minLength: 72, maxLength: 72 });
    fc.assert(
      fc.property(loanTerms, positiveCash, rises, (loan, cfads, rise) => {
        const raisedCfads = cfads.map((cash, i) => cash + rise[i]!);
        for (const targets of [{ dscr: 1.3 }, { dscr: 1.1, llcr: 1.5 }]) {
          expect(sizeDebt(loan, raisedCfads, targets).capacity).toBeGreaterThanOrEqual(
            sizeDebt(loan, cfads, targets).capacity * (1 - 1e-12),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a matured facility, targets of zero and an empty cash flow', () => {
    const maturedLoan = loanWith({
      start: -36,
      firstRepayment: -24,
      finalMaturity: 0,
      draws: [],
      opening: { balance: 0, reserve: 0, arrears: 1 },
    });
    expectRefusal(() => sizeDebt(maturedLoan, [1], { dscr: 1.2 }), 'MATURED', { field: 'facility.finalMaturity' });
    expectRefusal(() => sizeDebt(loanWith(), [1], { dscr: 0 }), 'OUT_OF_RANGE', { field: 'targets.dscr' });
    expectRefusal(() => sizeDebt(loanWith(), [], { dscr: 1.2 }), 'EMPTY', { field: 'cfads' });
    expectRefusal(() => sizeDebt(loanWith(), [1], { dscr: 1.2 }, [Number.NaN]), 'NOT_FINITE', { field: 'otherService.0' });
  });
});
