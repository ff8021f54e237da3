import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Facility, financingOnPaths, type PathFinancing, type PathFinancingInput } from '#engine';
import { expectGolden } from '../goldenFile.ts';

type Estimate = { readonly value: number; readonly error: number };
type Terms = {
  readonly start: number;
  readonly first: number;
  readonly last: number;
  readonly amount: number;
  readonly rate: number;
};
type ByYear = Readonly<Record<string, number>>;
type Golden = {
  readonly relativeTolerance: number;
  readonly input: {
    readonly valuationMonth: number;
    readonly firstYear: number;
    readonly years: number;
    readonly paths: number;
    readonly planned: number[];
    readonly tonnes: number[];
    readonly sizing: number[];
    readonly payments: number[][];
    readonly defaultMonth: number[];
    readonly revenue: number[][];
    readonly operating: number[][];
    readonly costs: {
      readonly fixed: ByYear;
      readonly sustaining: ByYear;
      readonly closure: ByYear;
      readonly depreciation: ByYear;
      readonly royalty: number;
      readonly tax: number;
      readonly losses: number;
      readonly last: number;
    };
    readonly senior: Terms & { readonly target: number; readonly reserve: number };
    readonly junior: Terms & { readonly lock: number; readonly default: number; readonly upfront: number };
    readonly prepayment: Terms;
    readonly targets: {
      readonly dscr: number;
      readonly llcr: number;
      readonly plcr: number;
      readonly share: number;
      readonly cost: number;
    };
    readonly openingCash: number;
    readonly minimumCash: number;
  };
  readonly years: readonly {
    readonly year: number;
    readonly cfads: Estimate;
    readonly service: number;
    readonly setOff: Estimate;
    readonly belowOne: number;
    readonly lockUp?: number;
    readonly default?: number;
    readonly unpaid: number;
    readonly unpaidMean: Estimate;
    readonly dscr?: { readonly paths: number; readonly mean: Estimate; readonly quantiles: readonly Estimate[] };
  }[];
  readonly any: Readonly<Record<'belowOne' | 'lockUp' | 'default' | 'unpaid', number>>;
  readonly unpaidAtEnd: Estimate;
  readonly capacity: Readonly<Record<'carried' | 'mean' | 'median', Estimate>>;
};

const golden = JSON.parse(readFileSync(new URL('./onPaths.json', import.meta.url), 'utf8')) as Golden;
const { input: given, relativeTolerance } = golden;

const facilityOf = (terms: Terms, more: Partial<Facility>): Facility => ({
  kind: 'loan',
  rank: 1,
  commitment: terms.amount,
  draws: [{ month: terms.start, amount: terms.amount }],
  start: terms.start,
  upfrontFee: 0,
  commitmentFee: 0,
  otherFees: [],
  rate: { fixed: terms.rate },
  dayCount: '30/360',
  periodMonths: 12,
  firstRepayment: terms.first,
  finalMaturity: terms.last,
  graceInterest: 'paid',
  repayment: { style: 'linear' },
  recourse: false,
  mandatory: [],
  sweepShare: 0,
  dsraMonths: 0,
  dsraAtClose: false,
  covenants: {},
  ...more,
});

const senior = facilityOf(given.senior, {
  repayment: { style: 'sculpted', targetDscr: given.senior.target },
  dsraMonths: given.senior.reserve,
});
const junior = facilityOf(given.junior, {
  rank: 2,
  periodMonths: 6,
  dayCount: 'actual/365',
  upfrontFee: given.junior.upfront,
  covenants: { lockUpDscr: given.junior.lock, defaultDscr: given.junior.default },
});
const prepayment = facilityOf(given.prepayment, {
  kind: 'prepayment',
  periodMonths: 3,
  dayCount: 'actual/360',
  repayment: { style: 'level' },
  recourse: true,
  linked: { tonnes: given.tonnes, payments: given.planned },
});

const rows = (values: readonly (readonly number[])[]): Float64Array[] => values.map((row) => Float64Array.from(row));
const defaultYears = Array.from({ length: given.years }, (_, y) =>
  Float64Array.from(given.defaultMonth, (month) =>
    month > 0 && Math.floor((given.valuationMonth + month) / 12) === given.firstYear + y ? month : 0,
  ),
);
const { costs, targets } = given;
const input: PathFinancingInput = {
  costs: {
    fixedCost: costs.fixed,
    sustainingCapital: costs.sustaining,
    closureCost: costs.closure,
    depreciation: costs.depreciation,
    royaltyRate: costs.royalty,
    taxRate: costs.tax,
    openingLosses: costs.losses,
    valuationMonth: given.valuationMonth,
    lastMonth: costs.last,
  },
  firstYear: given.firstYear,
  years: given.years,
  paths: given.paths,
  netRevenue: rows(given.revenue),
  operatingCost: rows(given.operating),
  facilities: [senior, junior, prepayment],
  links: [[], [], ['offtake']],
  contracts: new Map([['offtake', { payments: rows(given.payments), defaultMonth: defaultYears }]]),
  sizingCfads: given.sizing,
  openingCash: given.openingCash,
  minimumCash: given.minimumCash,
  sizedLoan: {
    loan: senior,
    targets: { dscr: targets.dscr, llcr: targets.llcr, plcr: targets.plcr, gearing: { share: targets.share, cost: targets.cost } },
  },
};

const expectEstimate = (found: Estimate | undefined, expected: Estimate, what: string, scale = 0): void => {
  expectGolden(found?.value, expected.value, relativeTolerance, what, scale);
  expectGolden(found?.error, expected.error, relativeTolerance, `error of ${what}`, Math.max(scale, Math.abs(expected.value)));
};

describe('financing on paths agrees with numpy', () => {
  const result: PathFinancing = financingOnPaths(input);

  it.each(golden.years)('in $year', (expected) => {
    const year = result.years.find((one) => one.year === expected.year)!;
    expectEstimate(year.cfads, expected.cfads, 'CFADS');
    expectGolden(year.service, expected.service, relativeTolerance, 'service');
    expectEstimate(year.setOff, expected.setOff, 'set-off', given.prepayment.amount);
    expectEstimate(year.unpaidMean, expected.unpaidMean, 'unpaid', given.senior.amount);
    for (const key of ['belowOne', 'lockUp', 'default', 'unpaid'] as const) expect(year[key]?.count, key).toBe(expected[key]);
    expect(year.dscr?.paths).toBe(expected.dscr?.paths);
    if (expected.dscr === undefined) return;
    expectEstimate(year.dscr!.mean, expected.dscr.mean, 'mean DSCR');
    for (const [q, quantile] of expected.dscr.quantiles.entries())
      expectEstimate(year.dscr!.quantiles[q], quantile, `DSCR quantile ${q}`, 1);
  });

  it('in any year, at the end, and in the debt that 90 % of the paths carry', () => {
    for (const key of ['belowOne', 'lockUp', 'default', 'unpaid'] as const) expect(result.anyYear[key]?.count, key).toBe(golden.any[key]);
    expectEstimate(result.unpaidAtEnd, golden.unpaidAtEnd, 'unpaid at the end', given.senior.amount);
    expect(golden.capacity.carried.value).toBeGreaterThan(0);
    expectEstimate(result.capacity?.carriedDebt, golden.capacity.carried, 'carried');
    for (const key of ['mean', 'median'] as const) expectEstimate(result.capacity?.[key], golden.capacity[key], key);
  });
});
