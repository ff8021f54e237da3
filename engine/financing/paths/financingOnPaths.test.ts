import { describe, expect, it } from 'vitest';
import { monthOf, yearOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { loanWith } from '../../../tests/helpers/engine/facilities.ts';
import { componentShortfall, expectedShortfall } from '../../risk/shortfall.ts';
import { debtCapacity } from '../capacity.ts';
import { cashFlowForDebt } from '../cashFlowForDebt.ts';
import type { Facility } from '../facility.ts';
import { financing } from '../financing.ts';
import { financingOnPaths, type PathFinancingInput } from './financingOnPaths.ts';
import { waterfallOnPaths } from './waterfallOnPaths.ts';
import { scheduleByYear } from './yearlySchedule.ts';

/** The valuation is in December: years of the plan are calendar years. */
const VALUATION = monthOf(2026, 12);
const FIRST = 2027;
const YEARS = 6;
const MONTHS = 12 * YEARS;
const PATHS = 400;

const annualLoan = loanWith({
  upfrontFee: 0.01,
  rate: { fixed: 0.08 },
  finalMaturity: 60,
  dsraMonths: 6,
  dsraAtClose: true,
  covenants: { lockUpDscr: 1.2, defaultDscr: 1.05 },
});
const payments = Array.from({ length: MONTHS }, (_, m) => (m < 48 ? 1.2 + 0.1 * (m % 4) : 0));
const prepayment: Facility = {
  ...annualLoan,
  kind: 'prepayment',
  commitment: 30,
  draws: [{ month: 0, amount: 30 }],
  periodMonths: 3,
  firstRepayment: 9,
  finalMaturity: 36,
  dayCount: 'actual/360',
  repayment: { style: 'level' },
  linked: { tonnes: payments.map(() => 1), payments },
  upfrontFee: 0,
  dsraMonths: 0,
  covenants: {},
};
const revenue = Array.from({ length: MONTHS }, (_, m) => 6 + (m % 12) * 0.1 - (m >= 24 && m < 36 ? 2.6 : 0));
const operatingCost = revenue.map(() => 2.1);
const byYear = (series: readonly number[]): number[] =>
  Array.from({ length: YEARS }, (_, y) => sum(series.filter((_, m) => yearOf(VALUATION + 1 + m) === FIRST + y)));
const flat = (amounts: readonly number[]): Float64Array[] => amounts.map((amount) => new Float64Array(PATHS).fill(amount));
/** The same amounts times random factors around 1, the same on every run. */
const scattered = (amounts: readonly number[], width: number, from = 1): Float64Array[] =>
  amounts.map((amount, y) =>
    Float64Array.from({ length: PATHS }, (_, i) => amount * (1 + width * Math.sin((from + y) * 12.9898 + i * 78.233) ** 3)),
  );

const costs = {
  fixedCost: Object.fromEntries(Array.from({ length: YEARS }, (_, y) => [FIRST + y, 8])),
  sustainingCapital: { [FIRST + 1]: 3 },
  closureCost: { [FIRST + 5]: 2 },
  depreciation: { [FIRST]: 30, [FIRST + 1]: 20 },
  royaltyRate: 0.03,
  taxRate: 0.25,
  openingLosses: 5,
  valuationMonth: VALUATION,
  lastMonth: MONTHS,
};
const deterministicCfads = cashFlowForDebt({ ...costs, netRevenue: revenue, operatingCost: operatingCost }).cfads;

const inputOf = (raisedValues: Partial<PathFinancingInput> = {}): PathFinancingInput => ({
  costs,
  firstYear: FIRST,
  years: YEARS,
  paths: PATHS,
  netRevenue: flat(byYear(revenue)),
  operatingCost: flat(byYear(operatingCost)),
  facilities: [prepayment, annualLoan],
  links: [['a'], []],
  contracts: new Map([['a', { payments: flat(byYear(payments)), defaultMonth: flat(byYear([])) }]]),
  sizingCfads: deterministicCfads,
  openingCash: 2,
  minimumCash: 1,
  sizedLoan: { loan: annualLoan, targets: { dscr: 1.3 } },
  ...raisedValues,
});
const randomInput = (covenants: Facility['covenants'] = annualLoan.covenants) =>
  inputOf({
    facilities: [prepayment, { ...annualLoan, covenants }],
    netRevenue: scattered(byYear(revenue), 0.5),
    contracts: new Map([['a', { payments: scattered(byYear(payments), 0.7, 5), defaultMonth: flat(byYear([])) }]]),
  });

describe('without volatility', () => {
  const result = financingOnPaths(inputOf());

  it('the cash flow of a year is that of the months', () => {
    for (const [y, amount] of byYear(deterministicCfads).entries()) expect(result.years[y]!.cfads.value).toBeCloseTo(amount, 9);
  });

  it('a prepayment sets off what it does in the waterfall', () => {
    const { rows } = financing({ ...inputOf(), cfads: deterministicCfads, valuationMonth: VALUATION, facilities: [prepayment] })
      .facilities[0]!;
    const expectedTotals = Array<number>(YEARS).fill(0);
    for (const { month, setOff } of rows) if (month > 0) expectedTotals[yearOf(VALUATION + month) - FIRST]! += setOff;
    expect(sum(expectedTotals)).toBeGreaterThan(30);
    for (const [y, amount] of expectedTotals.entries()) expect(result.years[y]!.setOff.value).toBeCloseTo(amount, 9);
  });

  it('every quantile of the DSCR is its mean, without error, and every chance is 0 or 1', () => {
    for (const { dscr, belowOne, unpaid } of result.years) {
      for (const { value, error } of dscr?.quantiles ?? []) {
        expect(value).toBeCloseTo(dscr!.mean.value, 12);
        expect(error).toBe(0);
      }
      for (const { value } of [belowOne, unpaid]) expect([0, 1]).toContain(value);
    }
  });

  it('the annual waterfall of annual loans is the waterfall', () => {
    const facilities = [annualLoan];
    const input = { cfads: deterministicCfads, valuationMonth: VALUATION, facilities, openingCash: 2, minimumCash: 1 };
    const { periods } = financing(input);
    const zero = flat(byYear([]));
    const waterfall = waterfallOnPaths({
      ...inputOf(),
      facilities,
      cfads: flat(byYear(deterministicCfads)),
      setOff: zero,
      remainder: zero,
      schedule: scheduleByYear({ facilities, sizingCfads: deterministicCfads, valuationMonth: VALUATION, firstYear: FIRST, years: YEARS }),
      openingReserve: 0,
      openingArrears: 0,
      commitments: 100,
    } as Parameters<typeof waterfallOnPaths>[0]);
    expect(periods.some(({ lockedUp }) => lockedUp)).toBe(true);
    for (const [y, period] of periods.slice(1).entries()) {
      expect(waterfall.closingCash[y]![0], `cash ${y}`).toBeCloseTo(period.closingCash, 9);
      expect(waterfall.closingReserve[y]![0], `reserve ${y}`).toBeCloseTo(period.reserve, 9);
      expect(waterfall.unpaid[y]![0], `arrears ${y}`).toBeCloseTo(period.arrears, 9);
      expect(waterfall.distribution[y]![0], `distribution ${y}`).toBeCloseTo(period.distribution, 9);
      if (period.dscr !== null) expect(waterfall.dscr[y]![0], `dscr ${y}`).toBeCloseTo(period.dscr, 9);
    }
  });

  it.each(['linear', 'level', 'sculpted'] as const)('the debt that 90 %% of the paths carry is the capacity (%s)', (style) => {
    const loan: Facility = { ...annualLoan, repayment: style === 'sculpted' ? { style, targetDscr: 1.3 } : { style } };
    const targets = { dscr: 1.3, llcr: 1.6, plcr: 1.9 };
    const { capacity } = financingOnPaths(inputOf({ facilities: [], links: [], sizedLoan: { loan, targets } }));
    const expectedCapacity = debtCapacity(loan, { cfads: deterministicCfads, valuationMonth: VALUATION, targets }).capacity;
    expect(expectedCapacity).toBeGreaterThan(0);
    expect(capacity!.carriedDebt.value).toBeCloseTo(expectedCapacity, 9);
  });
});

it('a loan that is paid in January is paid from the months of its period, not from those of January alone', () => {
  const december = Math.floor((VALUATION + 24) / 12) * 12 + 11 - VALUATION;
  const start = december + 1;
  const loan: Facility = {
    ...annualLoan,
    start,
    draws: [{ month: start, amount: annualLoan.commitment }],
    periodMonths: 6,
    dayCount: '30/360',
    firstRepayment: start + 6,
    finalMaturity: start + 36,
    repayment: { style: 'level' },
  };
  const targets = { dscr: 1.3 };
  const { capacity } = financingOnPaths(inputOf({ facilities: [], links: [], sizedLoan: { loan, targets } }));
  // the year's cash in equal months
  const monthsByYear = new Map<number, number[]>();
  for (const [i, amount] of deterministicCfads.entries())
    monthsByYear.set(yearOf(VALUATION + 1 + i), [...(monthsByYear.get(yearOf(VALUATION + 1 + i)) ?? []), amount]);
  const evenCashFlow = deterministicCfads.map((_, i) => {
    const months = monthsByYear.get(yearOf(VALUATION + 1 + i))!;
    return months.reduce((total, amount) => total + amount, 0) / months.length;
  });
  const expectedCapacity = debtCapacity(loan, { cfads: evenCashFlow, valuationMonth: VALUATION, targets }).capacity;
  expect(capacity!.carriedDebt.value).toBeGreaterThanOrEqual(expectedCapacity * (1 - 1e-9));
  // two half-years may balance each other within a year, a single payment in January may not
  expect(capacity!.carriedDebt.value).toBeLessThan(expectedCapacity * 1.5);
});

describe('on random paths', () => {
  it('money is conserved in every year on every path', () => {
    const input = randomInput();
    const { cfads } = financingOnPaths(input);
    const schedule = scheduleByYear({
      facilities: input.facilities,
      sizingCfads: deterministicCfads,
      valuationMonth: VALUATION,
      firstYear: FIRST,
      years: YEARS,
    });
    const setOff = scattered([3, 9, 8, 7, 0, 0], 0.4);
    const remainder = flat([0, 0, 2, 0, 0, 0]);
    const waterfall = waterfallOnPaths({
      ...input,
      cfads,
      setOff,
      remainder,
      schedule,
      openingReserve: 4,
      openingArrears: 1,
      commitments: 130,
    });
    let [pathsPaid, unpaidAmount] = [0, 0];
    for (let i = 0; i < PATHS; i++) {
      let [cash, reserve] = [input.openingCash, 4];
      for (let y = 0; y < YEARS; y++) {
        const sources = cash + reserve + cfads[y]![i]! + schedule.draws[y]!;
        [cash, reserve] = [waterfall.closingCash[y]![i]!, waterfall.closingReserve[y]![i]!];
        const uses = schedule.uses[y]! + schedule.fees[y]! + setOff[y]![i]! + waterfall.paid[y]![i]! + waterfall.distribution[y]![i]!;
        expect(Math.abs(sources - uses - cash - reserve)).toBeLessThan(1e-9 * 100);
        expect(Math.min(reserve, waterfall.unpaid[y]![i]!, waterfall.distribution[y]![i]!)).toBeGreaterThanOrEqual(0);
        if (waterfall.unpaid[y]![i]! > 0) unpaidAmount += 1;
        else pathsPaid += 1;
      }
    }
    expect(Math.min(pathsPaid, unpaidAmount)).toBeGreaterThan(0);
  });

  it('a higher covenant is broken no less often, and in any year at least as often as in one', () => {
    let before = 0;
    for (const lockUpDscr of [1.05, 1.2, 1.5, 2.5]) {
      const { anyYear, years } = financingOnPaths(randomInput({ lockUpDscr }));
      expect(anyYear.lockUp!.count).toBeGreaterThanOrEqual(before);
      before = anyYear.lockUp!.count;
      for (const year of years) expect(anyYear.lockUp!.count).toBeGreaterThanOrEqual(year.lockUp?.count ?? 0);
    }
    expect(before).toBeGreaterThan(0);
  });

  it('without facilities nothing is due, and the sized loan still has a capacity', () => {
    const { years, anyYear, capacity } = financingOnPaths(
      inputOf({ facilities: [], links: [], netRevenue: scattered(byYear(revenue), 0.3) }),
    );
    expect(years.every(({ dscr }) => dscr === undefined)).toBe(true);
    expect(anyYear.unpaid.count).toBe(0);
    expect(capacity!.carriedDebt.value).toBeLessThan(capacity!.median.value);
  });

  it('the capacity of no path falls when its cash flow rises', () => {
    const baseValues = financingOnPaths(randomInput()).capacity!.values;
    const input = randomInput();
    const raisedValues = financingOnPaths({ ...input, netRevenue: input.netRevenue.map((row) => row.map((amount) => amount * 1.05)) })
      .capacity!.values;
    for (const [i, amount] of raisedValues.entries()) expect(amount).toBeGreaterThanOrEqual(baseValues[i]! - 1e-9);
  });

  it('revenue by buyer and costs are components that sum to the shortfall of the cash flow', () => {
    const input = randomInput();
    const { cfads } = financingOnPaths(input);
    const y = 2;
    const first = input.netRevenue[y]!.map((amount, i) => amount * (0.3 + 0.1 * Math.sin(i)));
    const second = input.netRevenue[y]!.map((amount, i) => amount - first[i]!);
    const costsAndTax = cfads[y]!.map((amount, i) => amount - input.netRevenue[y]![i]!);
    expect(sum(componentShortfall([first, second, costsAndTax], 0.95))).toBeCloseTo(expectedShortfall(cfads[y]!, 0.95), 9);
  });

  it('nets the whole balance of a prepayment against what a defaulted buyer still pays', () => {
    const defaultPayments = flat(byYear([]));
    defaultPayments[0]!.fill(6);
    const paidAmounts = flat(byYear(payments));
    const fullResult = financingOnPaths(inputOf());
    const contracts = new Map([
      ['a', { payments: paidAmounts.map((row, y) => (y === 0 ? row : new Float64Array(PATHS))), defaultMonth: defaultPayments }],
    ]);
    const nettedResult = financingOnPaths(inputOf({ contracts }));
    expect(nettedResult.years[0]!.setOff.value).toBeGreaterThan(fullResult.years[0]!.setOff.value);
    expect(nettedResult.years[0]!.setOff.value).toBeLessThanOrEqual(byYear(payments)[0]!);
    expect(nettedResult.years[1]!.setOff.value).toBe(0);
  });
});
