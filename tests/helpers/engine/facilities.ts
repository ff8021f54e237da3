import fc from 'fast-check';
import type { Facility } from '#engine';

/** January 2027. */
export const FINANCING_VALUATION = 24_324;

/** A loan of 100 drawn in month 0 and repaid in three yearly amounts of principal at 10 %, with changes. */
export const loanWith = (changes: Partial<Facility> = {}): Facility => ({
  kind: 'loan',
  rank: 1,
  commitment: 100,
  draws: [{ month: 0, amount: 100 }],
  start: 0,
  upfrontFee: 0,
  commitmentFee: 0,
  otherFees: [],
  rate: { fixed: 0.1 },
  dayCount: '30/360',
  periodMonths: 12,
  firstRepayment: 12,
  finalMaturity: 36,
  graceInterest: 'paid',
  repayment: { style: 'linear' },
  recourse: false,
  mandatory: [],
  sweepShare: 0,
  dsraMonths: 0,
  dsraAtClose: false,
  covenants: {},
  ...changes,
});

/** A prepayment with the terms of `loanWith`, set off against the payments by month. */
export const prepaymentWith = (payments: readonly number[], changes: Partial<Facility> = {}): Facility =>
  loanWith({ kind: 'prepayment', linked: { tonnes: [], payments }, ...changes });

/** The same amount at the end of each year, by month. */
export const yearly = (...amounts: readonly number[]): number[] => amounts.flatMap((amount) => [...Array<number>(11).fill(0), amount]);

const unit = fc.double({ min: 0, max: 1, noNaN: true });

const rate: fc.Arbitrary<Facility['rate']> = fc.oneof(
  fc.constantFrom(0, 0.05, 0.12).map((fixedRate) => ({ fixed: fixedRate })),
  fc.record({
    base: fc.array(fc.double({ min: 0, max: 0.08, noNaN: true }), { minLength: 1, maxLength: 20 }),
    margin: fc.array(fc.double({ min: 0, max: 0.05, noNaN: true }), { minLength: 1, maxLength: 3 }),
    floor: fc.constantFrom(0, 0.03),
  }),
);

/** Cash flow by month, some of it negative. */
export const monthlyCash: fc.Arbitrary<number[]> = fc.array(fc.double({ min: -2, max: 12, noNaN: true }), {
  minLength: 1,
  maxLength: 40,
});

const fixedStyle: fc.Arbitrary<Facility['repayment']> = fc.constantFrom(
  { style: 'bullet' },
  { style: 'linear' },
  { style: 'level' },
  { style: 'perTonne', usdPerTonne: 0.4 },
  { style: 'shareOfInvoice', share: 0.3 },
);

/** Facilities of every kind and style but sculpted, drawn after the valuation or before it. */
export const randomFacility: fc.Arbitrary<Facility> = fc
  .record({
    kind: fc.constantFrom('loan' as const, 'loan' as const, 'prepayment' as const),
    rank: fc.integer({ min: 1, max: 2 }),
    commitment: fc.double({ min: 1, max: 100, noNaN: true }),
    periodMonths: fc.constantFrom(1 as const, 3 as const, 6 as const, 12 as const),
    startMonth: fc.integer({ min: 0, max: 8 }),
    isDrawnBefore: fc.boolean(),
    gracePeriods: fc.integer({ min: 0, max: 3 }),
    repayments: fc.integer({ min: 1, max: 6 }),
    second: unit,
    rate,
    dayCount: fc.constantFrom('30/360' as const, 'actual/360' as const, 'actual/365' as const),
    graceInterest: fc.constantFrom('paid' as const, 'capitalised' as const),
    repayment: fixedStyle,
    recourse: fc.boolean(),
    payments: monthlyCash,
    mandatory: fc.array(fc.record({ month: fc.integer({ min: 1, max: 40 }), share: fc.constantFrom(0.2, 0.3) }), { maxLength: 2 }),
    sweepShare: fc.constantFrom(0, 0, 0.5, 1),
    dsraMonths: fc.constantFrom(0, 3, 6, 10),
    dsraAtClose: fc.boolean(),
    lockUpDscr: fc.constantFrom(undefined, 1.2),
    arrears: fc.constantFrom(0, 2),
    upfrontFee: fc.constantFrom(0, 0.02),
  })
  .map(({ startMonth, isDrawnBefore, gracePeriods, repayments, second, payments, lockUpDscr, arrears, ...terms }) => {
    const { commitment, periodMonths: k } = terms;
    const start = isDrawnBefore ? 1 - k : startMonth;
    const firstRepayment = start + (gracePeriods + 1) * k;
    // the second draw stands at the end of grace
    const draws = [
      { month: start, amount: commitment * (1 - second / 2) },
      { month: firstRepayment - k, amount: (commitment * second) / 2 },
    ];
    return {
      ...terms,
      start,
      draws: isDrawnBefore ? [] : draws,
      opening: isDrawnBefore ? { balance: (commitment * (1 + second)) / 2, reserve: second, arrears } : undefined,
      commitmentFee: 0.01,
      otherFees: [{ month: 4, amount: 0.1 }],
      firstRepayment,
      finalMaturity: firstRepayment + repayments * k,
      linked: { tonnes: payments.map((payment) => Math.max(0, payment)), payments },
      covenants: lockUpDscr === undefined ? {} : { lockUpDscr },
    };
  });
