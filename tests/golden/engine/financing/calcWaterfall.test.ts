import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Facility, type FinancingPeriod, financing } from '#engine';
import { expectGolden } from '../goldenFile.ts';

type Golden = {
  readonly relativeTolerance: number;
  readonly input: {
    readonly valuationMonth: number;
    readonly periods: number;
    readonly openingCash: number;
    readonly minimumCash: number;
    readonly cfads: number[];
    readonly payments: number[];
    readonly loan: {
      readonly commitment: number;
      readonly draws: { readonly month: number; readonly amount: number }[];
      readonly rate: number;
      readonly upfront: number;
      readonly commitmentFee: number;
      readonly first: number;
      readonly maturity: number;
      readonly sweep: number;
      readonly reserveMonths: number;
      readonly lockUp: number;
    };
    readonly prepayment: {
      readonly amount: number;
      readonly rate: number;
      readonly first: number;
      readonly maturity: number;
      readonly share: number;
    };
  };
  /** Cells of the spreadsheet by name and period; 0 where a ratio is undefined. */
  readonly periods: Readonly<Record<string, number[]>>;
  readonly allInCost: { readonly loan: number; readonly prepayment: number };
};

const golden = JSON.parse(readFileSync(new URL('./calcWaterfall.json', import.meta.url), 'utf8')) as Golden;
const { input, periods, relativeTolerance } = golden;

const commonFields = {
  start: 0,
  otherFees: [],
  periodMonths: 6,
  recourse: false,
  mandatory: [],
  dsraAtClose: false,
} as const satisfies Partial<Facility>;

const loan: Facility = {
  ...commonFields,
  kind: 'loan',
  rank: 1,
  commitment: input.loan.commitment,
  draws: input.loan.draws,
  upfrontFee: input.loan.upfront,
  commitmentFee: input.loan.commitmentFee,
  rate: { fixed: input.loan.rate },
  dayCount: 'actual/365',
  firstRepayment: input.loan.first,
  finalMaturity: input.loan.maturity,
  graceInterest: 'paid',
  repayment: { style: 'level' },
  sweepShare: input.loan.sweep,
  dsraMonths: input.loan.reserveMonths,
  covenants: { lockUpDscr: input.loan.lockUp },
};

const prepayment: Facility = {
  ...commonFields,
  kind: 'prepayment',
  rank: 1,
  commitment: input.prepayment.amount,
  draws: [{ month: 0, amount: input.prepayment.amount }],
  upfrontFee: 0,
  commitmentFee: 0,
  rate: { fixed: input.prepayment.rate },
  dayCount: 'actual/360',
  firstRepayment: input.prepayment.first,
  finalMaturity: input.prepayment.maturity,
  graceInterest: 'capitalised',
  repayment: { style: 'shareOfInvoice', share: input.prepayment.share },
  linked: { tonnes: [], payments: input.payments },
  sweepShare: 0,
  dsraMonths: 0,
  covenants: {},
};

const result = financing({
  cfads: input.cfads,
  valuationMonth: input.valuationMonth,
  facilities: [prepayment, loan],
  openingCash: input.openingCash,
  minimumCash: input.minimumCash,
});

const SCALE = input.loan.commitment;
const AMOUNTS = [
  'openingCash',
  'cfads',
  'draws',
  'uses',
  'fees',
  'setOff',
  'interestPaid',
  'principalPaid',
  'sweep',
  'arrears',
  'reserve',
  'reserveTarget',
  'distribution',
  'closingCash',
  'openingDebt',
  'closingDebt',
] as const satisfies readonly (keyof FinancingPeriod)[];
const ROWS = [
  [1, 'interest', 'loanInterest'],
  [1, 'interestOnArrears', 'interestOnArrears'],
  [1, 'principal', 'loanPrincipal'],
  [1, 'closing', 'loanClosing'],
  [0, 'interest', 'prepaymentInterest'],
  [0, 'closing', 'prepaymentClosing'],
  [0, 'lapsed', 'lapsed'],
] as const;

describe('the waterfall agrees with a spreadsheet of live formulas', () => {
  it('covers a drawn reserve, arrears, a lock-up, a sweep, a distribution and a lapsed balance', () => {
    for (const name of ['arrears', 'lockedUp', 'sweep', 'distribution', 'lapsed', 'interestOnArrears'])
      expect(Math.max(...periods[name]!), name).toBeGreaterThan(0);
    expect(periods.reserve!.some((reserve, p) => p > 0 && reserve < periods.reserve![p - 1]!)).toBe(true);
  });

  it.each(AMOUNTS)('%s', (name) => {
    expect(result.periods).toHaveLength(input.periods + 1);
    for (const [p, period] of result.periods.entries())
      expectGolden(period[name], periods[name]![p]!, relativeTolerance, `period ${p}`, SCALE);
  });

  it.each(ROWS)('facility %i: %s', (facility, key, name) => {
    for (const [p, row] of result.facilities[facility]!.rows.entries())
      expectGolden(row[key], periods[name]![p]!, relativeTolerance, `period ${p}`, SCALE);
  });

  it.each(['rate', 'dscr', 'llcr', 'plcr'] as const)('%s', (name) => {
    for (const [p, period] of result.periods.entries()) {
      if (periods[name]![p] === 0) expect(period[name], `period ${p}`).toBeNull();
      else expectGolden(period[name] ?? undefined, periods[name]![p]!, relativeTolerance, `period ${p}`);
    }
  });

  it('locks up distributions in the same periods', () => {
    expect(result.periods.map(({ lockedUp }) => Number(lockedUp))).toEqual(periods.lockedUp);
  });

  it('has the all-in costs that XIRR finds', () => {
    expectGolden(result.facilities[1]!.allInCost ?? undefined, golden.allInCost.loan, relativeTolerance, 'loan');
    expectGolden(result.facilities[0]!.allInCost ?? undefined, golden.allInCost.prepayment, relativeTolerance, 'prepayment', 1);
  });
});
