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
const { input: goldenInput, relativeTolerance } = golden;

const facilityOf = (terms: Terms, fields: Partial<Facility>): Facility => ({
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
  ...fields,
});

const senior = facilityOf(goldenInput.senior, {
  repayment: { style: 'sculpted', targetDscr: goldenInput.senior.target },
  dsraMonths: goldenInput.senior.reserve,
});
const junior = facilityOf(goldenInput.junior, {
  rank: 2,
  periodMonths: 6,
  dayCount: 'actual/365',
  upfrontFee: goldenInput.junior.upfront,
  covenants: { lockUpDscr: goldenInput.junior.lock, defaultDscr: goldenInput.junior.default },
});
const prepayment = facilityOf(goldenInput.prepayment, {
  kind: 'prepayment',
  periodMonths: 3,
  dayCount: 'actual/360',
  repayment: { style: 'level' },
  recourse: true,
  linked: { tonnes: goldenInput.tonnes, payments: goldenInput.planned },
});

const rows = (values: readonly (readonly number[])[]): Float64Array[] => values.map((row) => Float64Array.from(row));
const defaultYears = Array.from({ length: goldenInput.years }, (_, y) =>
  Float64Array.from(goldenInput.defaultMonth, (month) =>
    month > 0 && Math.floor((goldenInput.valuationMonth + month) / 12) === goldenInput.firstYear + y ? month : 0,
  ),
);
const { costs, targets } = goldenInput;
const input: PathFinancingInput = {
  costs: {
    fixedCost: costs.fixed,
    sustainingCapital: costs.sustaining,
    closureCost: costs.closure,
    depreciation: costs.depreciation,
    royaltyRate: costs.royalty,
    taxRate: costs.tax,
    openingLosses: costs.losses,
    valuationMonth: goldenInput.valuationMonth,
    lastMonth: costs.last,
  },
  firstYear: goldenInput.firstYear,
  years: goldenInput.years,
  paths: goldenInput.paths,
  netRevenue: rows(goldenInput.revenue),
  operatingCost: rows(goldenInput.operating),
  facilities: [senior, junior, prepayment],
  links: [[], [], ['offtake']],
  contracts: new Map([['offtake', { payments: rows(goldenInput.payments), defaultMonth: defaultYears }]]),
  sizingCfads: goldenInput.sizing,
  openingCash: goldenInput.openingCash,
  minimumCash: goldenInput.minimumCash,
  sizedLoan: {
    loan: senior,
    targets: { dscr: targets.dscr, llcr: targets.llcr, plcr: targets.plcr, gearing: { share: targets.share, cost: targets.cost } },
  },
};

const expectEstimate = (estimate: Estimate | undefined, expectedEstimate: Estimate, what: string, scale = 0): void => {
  expectGolden(estimate?.value, expectedEstimate.value, relativeTolerance, what, scale);
  expectGolden(
    estimate?.error,
    expectedEstimate.error,
    relativeTolerance,
    `error of ${what}`,
    Math.max(scale, Math.abs(expectedEstimate.value)),
  );
};

describe('financing on paths agrees with numpy', () => {
  const result: PathFinancing = financingOnPaths(input);

  it.each(golden.years)('in $year', (expectedYear) => {
    const year = result.years.find((resultYear) => resultYear.year === expectedYear.year)!;
    expectEstimate(year.cfads, expectedYear.cfads, 'CFADS');
    expectGolden(year.service, expectedYear.service, relativeTolerance, 'service');
    expectEstimate(year.setOff, expectedYear.setOff, 'set-off', goldenInput.prepayment.amount);
    expectEstimate(year.unpaidMean, expectedYear.unpaidMean, 'unpaid', goldenInput.senior.amount);
    for (const key of ['belowOne', 'lockUp', 'default', 'unpaid'] as const) expect(year[key]?.count, key).toBe(expectedYear[key]);
    expect(year.dscr?.paths).toBe(expectedYear.dscr?.paths);
    if (expectedYear.dscr === undefined) return;
    expectEstimate(year.dscr!.mean, expectedYear.dscr.mean, 'mean DSCR');
    for (const [q, quantile] of expectedYear.dscr.quantiles.entries())
      expectEstimate(year.dscr!.quantiles[q], quantile, `DSCR quantile ${q}`, 1);
  });

  it('in any year, at the end, and in the debt that 90 % of the paths carry', () => {
    for (const key of ['belowOne', 'lockUp', 'default', 'unpaid'] as const) expect(result.anyYear[key]?.count, key).toBe(golden.any[key]);
    expectEstimate(result.unpaidAtEnd, golden.unpaidAtEnd, 'unpaid at the end', goldenInput.senior.amount);
    expect(golden.capacity.carried.value).toBeGreaterThan(0);
    expectEstimate(result.capacity?.carriedDebt, golden.capacity.carried, 'carried');
    for (const key of ['mean', 'median'] as const) expectEstimate(result.capacity?.[key], golden.capacity[key], key);
  });
});
