import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allInCostWithPrice, debtCapacity, type Facility, type Financing, type FinancingInput, financing } from '#engine';
import {
  FINANCING_VALUATION,
  loanWith,
  monthlyCash,
  prepaymentWith,
  randomFacility,
  yearly,
} from '../../tests/helpers/engine/facilities.ts';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const plan = (facilities: readonly Facility[], cfads: readonly number[], changes: Partial<FinancingInput> = {}): Financing =>
  financing({ cfads, facilities, valuationMonth: FINANCING_VALUATION, openingCash: 0, minimumCash: 0, ...changes });

const sumOf = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((total, item) => total + of(item), 0);

const randomPlan: fc.Arbitrary<FinancingInput> = fc.record({
  cfads: monthlyCash,
  uses: fc.option(fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { maxLength: 12 }), { nil: undefined }),
  valuationMonth: fc.constant(FINANCING_VALUATION),
  facilities: fc.array(randomFacility, { maxLength: 3 }),
  openingCash: fc.double({ min: 0, max: 10, noNaN: true }),
  minimumCash: fc.constantFrom(0, 1),
});

describe('the waterfall by hand', () => {
  it('pays interest and principal of a linear loan and distributes the rest', () => {
    const { periods, facilities, minimumDscr, averageDscr, firstBreach } = plan([loanWith()], yearly(60, 60, 60));
    expect(periods.map(({ month }) => month)).toEqual([0, 12, 24, 36]);
    const interest = [10, 20 / 3, 10 / 3];
    for (const [i, amount] of interest.entries()) {
      expect(periods[i + 1]!.interestPaid).toBeCloseTo(amount, 12);
      expect(periods[i + 1]!.principalPaid).toBeCloseTo(100 / 3, 12);
      expect(periods[i + 1]!.distribution).toBeCloseTo(60 - 100 / 3 - amount, 12);
    }
    expect(periods[0]).toMatchObject({ draws: 100, uses: 100, closingCash: 0, dscr: null, rate: null });
    expect(periods[1]!.dscr).toBeCloseTo(60 / (100 / 3 + 10), 12);
    // the rate of the loan is the discount rate: 60 (1 / 1.1 + 1 / 1.21 + 1 / 1.331) / 100
    expect(periods[1]!.llcr).toBeCloseTo(0.6 * (1 / 1.1 + 1 / 1.21 + 1 / 1.331), 12);
    expect(minimumDscr).toBe(periods[1]!.dscr);
    expect(averageDscr).toBeCloseTo(sumOf(periods.slice(1), ({ dscr }) => dscr ?? 0) / 3, 12);
    expect(firstBreach).toEqual({});
    expect(facilities[0]!.averageLife).toBeCloseTo(2, 12);
    // one payment a year: the all-in cost is the rate but for leap years
    expect(facilities[0]!.allInCost).toBeCloseTo(0.1, 3);
    expect(facilities[0]!.rows.at(-1)!.closing).toBe(0);
  });

  it('unpaid service becomes arrears, bears interest and is paid before new dues', () => {
    const { periods, facilities, firstBreach } = plan(
      [loanWith({ repayment: { style: 'bullet' }, covenants: { defaultDscr: 1.05 } })],
      yearly(4, 20, 200),
    );
    // due 10, paid 4: arrears of 6 bear 0.6; year 2 pays 6 + 0.6 + 10 of 20
    expect(facilities[0]!.rows[1]).toMatchObject({ interest: 10, paid: 4, arrears: 6 });
    expect(facilities[0]!.rows[2]!.interestOnArrears).toBeCloseTo(0.6, 12);
    expect(facilities[0]!.rows[2]!.paid).toBeCloseTo(16.6, 12);
    expect(facilities[0]!.rows[2]!.arrears).toBe(0);
    expect(periods[2]!.dscr).toBeCloseTo(2, 12);
    expect(firstBreach).toEqual({ defaultDscr: 1 });
    expect(periods[1]).toMatchObject({ lockedUp: true, distribution: 0 });
  });

  it('the lower rank is paid from what the higher leaves', () => {
    const { facilities } = plan([loanWith({ rank: 2 }), loanWith({ rank: 1 })], yearly(50, 0, 0));
    expect(facilities[1]!.rows[1]!.paid).toBeCloseTo(100 / 3 + 10, 12);
    expect(facilities[0]!.rows[1]!.paid).toBeCloseTo(50 - 100 / 3 - 10, 12);
  });

  it('a reserve at close pays a bad year and is released when it is not needed', () => {
    const { periods } = plan([loanWith({ repayment: { style: 'bullet' }, dsraMonths: 12, dsraAtClose: true })], yearly(0, 10, 200));
    expect(periods[0]).toMatchObject({ draws: 100, uses: 90, reserve: 10 });
    expect(periods[1]).toMatchObject({ interestPaid: 10, reserve: 0, arrears: 0 });
    // the target is then the maturity's service, which no cash fills
    expect(periods[2]!.reserveTarget).toBeCloseTo(110, 12);
    expect(periods[3]).toMatchObject({ reserve: 0, closingDebt: 0 });
  });

  it('a sweep shortens the loan from its end', () => {
    const { facilities, periods } = plan([loanWith({ sweepShare: 1 })], yearly(90, 100, 100));
    // year 1: 90 - 43.33 swept leaves 20, less than the instalment of year 2
    expect(periods[1]!.sweep).toBeCloseTo(90 - 100 / 3 - 10, 12);
    expect(facilities[0]!.rows[2]!.principal).toBeCloseTo(20, 12);
    expect(facilities[0]!.rows[3]).toMatchObject({ opening: 0, principal: 0, closing: 0 });
  });

  it('a prepayment is paid from linked payments only; what is left lapses or is due from cash', () => {
    const payments = yearly(30, 30, 30);
    const lapsingPlan = plan([prepaymentWith(payments)], yearly(50, 50, 50));
    // interest 10, 8, 5.8; principal 20, 22, 24.2
    expect(lapsingPlan.facilities[0]!.rows.map(({ setOff }) => setOff)).toEqual([0, 30, 30, 30]);
    expect(lapsingPlan.facilities[0]!.rows[3]!.lapsed).toBeCloseTo(100 - 20 - 22 - 24.2, 10);
    expect(lapsingPlan.facilities[0]!.rows[3]!.recourse).toBe(0);
    const recoursePlan = plan([prepaymentWith(payments, { recourse: true })], yearly(50, 50, 50));
    expect(recoursePlan.facilities[0]!.rows[3]!.recourse).toBeCloseTo(33.8, 10);
    expect(recoursePlan.facilities[0]!.rows[3]!.arrears).toBeCloseTo(33.8 - 20, 10);
  });

  it('construction keeps cash until the first repayment when costs are still to come', () => {
    const uses = [100, ...yearly(5, 5, 0)];
    const buildingPlan = plan([loanWith({ firstRepayment: 36, finalMaturity: 48 })], yearly(30, 30, 80, 80), { uses });
    expect(buildingPlan.periods.map(({ distribution }) => distribution > 0)).toEqual([false, false, true, true, true]);
  });
});

describe('relations of the waterfall', () => {
  it('money is conserved in every period and in total', () => {
    fc.assert(
      fc.property(randomPlan, (input) => {
        const { periods } = financing(input);
        let cash = input.openingCash;
        let reserve = sumOf(input.facilities, ({ opening }) => opening?.reserve ?? 0);
        const inflow = (p: Financing['periods'][number]) => p.cfads + p.draws;
        const outflow = (p: Financing['periods'][number]) => p.uses + p.fees + p.interestPaid + p.principalPaid + p.distribution;
        const size = 1 + cash + reserve + sumOf(periods, (p) => Math.abs(p.cfads) + p.draws + outflow(p));
        for (const p of periods) {
          expect(p.openingCash).toBe(cash);
          expect(Math.abs(cash + reserve + inflow(p) - outflow(p) - p.closingCash - p.reserve)).toBeLessThan(1e-9 * size);
          cash = p.closingCash;
          reserve = p.reserve;
        }
        const start = input.openingCash + sumOf(input.facilities, ({ opening }) => opening?.reserve ?? 0);
        expect(Math.abs(start + sumOf(periods, inflow) - sumOf(periods, outflow) - cash - reserve)).toBeLessThan(1e-9 * size);
      }),
      { numRuns: 150 },
    );
  });

  it('balances, reserves, arrears and payments are never negative, and every balance ends at 0', () => {
    fc.assert(
      fc.property(randomPlan, (input) => {
        for (const { rows, flows } of financing(input).facilities) {
          let balance: number | undefined;
          for (const row of rows) {
            const { arrears, paid, sweep, setOff, reserve } = row;
            const smallestAmount = Math.min(row.opening, row.closing, reserve, arrears, paid, sweep, setOff, row.principal, row.recourse);
            expect(smallestAmount, `smallest amount in month ${row.month}`).toBeGreaterThanOrEqual(0);
            if (balance !== undefined) expect(row.opening).toBe(balance);
            const { opening, draw, capitalised, principal, recourse, lapsed, closing } = row;
            const change = draw + capitalised - principal - sweep - recourse - lapsed;
            expect(Math.abs(opening + change - closing)).toBeLessThan(1e-9 * (1 + opening + draw + capitalised));
            balance = closing;
          }
          expect(balance).toBe(0);
          expect(flows).toHaveLength(rows.at(-1)!.month + 1);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("the lender's flows are what the rows say was paid less what was drawn", () => {
    fc.assert(
      fc.property(randomPlan, (input) => {
        for (const [i, { rows, flows }] of financing(input).facilities.entries()) {
          if (input.facilities[i]!.opening !== undefined) continue;
          const total = sumOf(rows, ({ paid, fees, draw }) => paid + fees - draw);
          expect(Math.abs(sumOf(flows, (flow) => flow) - total)).toBeLessThan(1e-9 * (1 + sumOf(flows, Math.abs)));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('without facilities all cash above the minimum is distributed', () => {
    fc.assert(
      fc.property(monthlyCash, (cfads) => {
        const { periods, minimumDscr, averageDscr, firstBreach } = plan([], cfads, { openingCash: 3, minimumCash: 1 });
        expect([minimumDscr, averageDscr, firstBreach]).toEqual([null, null, {}]);
        const total = 3 + sumOf(cfads, (cash) => cash);
        expect(sumOf(periods, ({ distribution }) => distribution) + periods.at(-1)!.closingCash).toBeCloseTo(total, 9);
        for (const { distribution, closingCash } of periods) if (distribution > 0) expect(closingCash).toBeCloseTo(1, 12);
      }),
    );
  });

  it('a sculpted loan at its capacity ends at 0 and has the target ratio in every year', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 10, max: 60, noNaN: true }), { minLength: 3, maxLength: 3 }), (cash) => {
        const cfads = yearly(...cash);
        const terms = loanWith({ repayment: { style: 'sculpted', targetDscr: 1.3 } });
        const { capacity } = debtCapacity(terms, { cfads, valuationMonth: FINANCING_VALUATION, targets: { dscr: 1.3 } });
        const loan = { ...terms, commitment: capacity, draws: [{ month: 0, amount: capacity }] };
        const { facilities, minimumDscr } = plan([loan], cfads);
        expect(facilities[0]!.rows.at(-1)!.closing).toBe(0);
        expect(sumOf(facilities[0]!.rows, ({ principal }) => principal)).toBeCloseTo(capacity, 9);
        expect(minimumDscr).toBeGreaterThan(1.3 * (1 - 1e-12));
        expect(facilities[0]!.targetDscr).toBeCloseTo(1.3, 12);
      }),
    );
  });

  it('more cash flow in a month never lowers what lenders were paid by then', () => {
    const loans = [loanWith({ commitment: 40, draws: [{ month: 0, amount: 40 }] }), loanWith({ rank: 2, dsraMonths: 6 })];
    const cash = fc.array(fc.double({ min: 0, max: 8, noNaN: true }), { minLength: 36, maxLength: 36 });
    fc.assert(
      fc.property(cash, fc.nat({ max: 35 }), fc.double({ min: 0, max: 50, noNaN: true }), (cfads, month, increase) => {
        const unpaid = (series: readonly number[]) => plan(loans, series).periods.map(({ arrears }) => arrears);
        const arrearsWithMore = unpaid(cfads.map((amount, i) => (i === month ? amount + increase : amount)));
        for (const [i, arrears] of unpaid(cfads).entries()) expect(arrearsWithMore[i]!).toBeLessThanOrEqual(arrears + 1e-9);
      }),
    );
  });
});

describe('cost', () => {
  it('a price concession makes a prepayment dearer by what it costs', () => {
    const { flows, allInCost } = plan([prepaymentWith(yearly(60, 60, 60))], yearly(60, 60, 60)).facilities[0]!;
    expect(allInCostWithPrice(flows, [], FINANCING_VALUATION)).toBe(allInCost);
    expect(allInCostWithPrice(flows, yearly(1, 1, 1), FINANCING_VALUATION)).toBeGreaterThan(allInCost!);
    // 100 now for 110 and a concession of 11 after one year of 365 days
    expect(allInCostWithPrice([-100, ...yearly(110)], yearly(11), FINANCING_VALUATION)).toBeCloseTo(0.21, 12);
  });

  it('of several rates the one nearest 0 is taken, and none gives null', () => {
    // 1.1 and 1.3 solve it in years of 365 days; 2028 has one more
    expect(allInCostWithPrice([-100, ...yearly(240, -143)], [], FINANCING_VALUATION)).toBeCloseTo(0.1, 2);
    expect(allInCostWithPrice([-100], [], FINANCING_VALUATION)).toBeNull();
    expectRefusal(() => allInCostWithPrice([Number.NaN], [], FINANCING_VALUATION), 'NOT_FINITE', { field: 'flows.0' });
  });
});

describe('terms that cannot be computed', () => {
  const refused = (changes: Partial<Facility>, code: 'OUT_OF_RANGE' | 'EMPTY' | 'BAD_SHAPE' | 'NOT_FINITE', field: string) => {
    expectRefusal(() => plan([loanWith(changes)], [1]), code, { field: `facilities.0.${field}` });
  };

  it('dates: grace beyond maturity, months off the grid, draws after repayment begins', () => {
    refused({ firstRepayment: 48 }, 'OUT_OF_RANGE', 'firstRepayment');
    refused({ firstRepayment: 0 }, 'OUT_OF_RANGE', 'firstRepayment');
    refused({ finalMaturity: 35 }, 'OUT_OF_RANGE', 'finalMaturity');
    refused({ start: -12 }, 'OUT_OF_RANGE', 'draws.0.month');
    refused(
      {
        draws: [
          { month: 0, amount: 50 },
          { month: 1, amount: 50 },
        ],
      },
      'OUT_OF_RANGE',
      'draws.1.month',
    );
  });

  it('amounts: draws above the commitment, shares that do not sum to 1, shares above 1', () => {
    refused({ commitment: 99 }, 'OUT_OF_RANGE', 'draws.0.amount');
    const draws = [40, 40, 40].map((amount) => ({ month: 0, amount }));
    refused({ draws }, 'OUT_OF_RANGE', 'draws.2.amount');
    refused({ repayment: { style: 'schedule', shares: [0.3, 0.3, 0.3] } }, 'OUT_OF_RANGE', 'repayment.shares');
    refused({ repayment: { style: 'schedule', shares: [0.5, 0.5] } }, 'BAD_SHAPE', 'repayment.shares');
    refused({ sweepShare: 1.2 }, 'OUT_OF_RANGE', 'sweepShare');
    refused({ commitment: Number.NaN }, 'NOT_FINITE', 'commitment');
    const mandatoryInstalments = [
      { month: 14, share: 0.7 },
      { month: 20, share: 0.4 },
    ];
    refused({ mandatory: mandatoryInstalments }, 'OUT_OF_RANGE', 'mandatory.1.share');
  });

  it('a covenant without debt, a prepayment without a contract, no base rate, a sculpted prepayment', () => {
    refused({ draws: [], covenants: { lockUpDscr: 1.2 } }, 'EMPTY', 'draws');
    refused({ kind: 'prepayment' }, 'EMPTY', 'linked');
    refused({ kind: 'prepayment', linked: { tonnes: [], payments: [] } }, 'EMPTY', 'linked.payments');
    refused({ repayment: { style: 'perTonne', usdPerTonne: 1 } }, 'EMPTY', 'linked');
    refused({ rate: { base: [], margin: 0.02 } }, 'EMPTY', 'rate.base');
    refused({ kind: 'prepayment', repayment: { style: 'sculpted', targetDscr: 1.3 } }, 'BAD_SHAPE', 'repayment.style');
  });

  it('a sculpted loan above its capacity is refused with the capacity, also when no year has cash', () => {
    const loan = loanWith({ repayment: { style: 'sculpted', targetDscr: 1.3 } });
    const capacity = expect.closeTo(100 / 1.1 + 50 / 1.21 + 10 / 1.331, 9) as unknown;
    expectRefusal(
      () => plan([{ ...loan, commitment: 200, draws: [{ month: 0, amount: 200 }] }], yearly(130, 65, 13)),
      'DEBT_ABOVE_CAPACITY',
      {
        capacity,
      },
    );
    expectRefusal(() => plan([loan], yearly(-1, -1, -1)), 'DEBT_ABOVE_CAPACITY', { capacity: 0 });
  });

  it('a base rate that ends early holds its last value to the maturity', () => {
    const rate = (...base: number[]) => plan([loanWith({ rate: { base, margin: 0.02 } })], yearly(90, 90, 90)).facilities[0]!.flows;
    expect(rate(0.04, 0.05)).toEqual(rate(0.04, ...Array<number>(36).fill(0.05)));
  });

  it('cash flow that is negative in every year leaves all service unpaid, and no dollar is lost', () => {
    const { periods, facilities, minimumDscr, firstBreach } = plan([loanWith({ covenants: { defaultDscr: 1.1 } })], yearly(-5, -6, -7));
    expect(minimumDscr).toBeLessThan(0);
    expect(firstBreach.defaultDscr).toBe(1);
    for (const { principalPaid, interestPaid, distribution } of periods)
      expect([principalPaid, interestPaid, distribution]).toEqual([0, 0, 0]);
    expect(periods.at(-1)!.closingCash).toBeCloseTo(-18, 9);
    expect(facilities[0]!.rows.at(-1)!.arrears).toBeGreaterThan(100);
    expect(facilities[0]!.allInCost).toBeNull();
  });

  it('a facility that ended by the valuation is refused', () => {
    const opening = { balance: 0, reserve: 0, arrears: 1 };
    const maturedLoan = loanWith({ start: -36, draws: [], opening, firstRepayment: -24, finalMaturity: 0 });
    expectRefusal(() => plan([maturedLoan], [1]), 'MATURED', { field: 'facilities.0.finalMaturity' });
  });
});
