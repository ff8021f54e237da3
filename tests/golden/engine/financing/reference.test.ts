import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  allInCostWithPrice,
  type CapacityInput,
  type CashFlowForDebtInput,
  cashFlowForDebt,
  debtCapacity,
  type Facility,
  type FinancingInput,
  financing,
} from '#engine';
import type { ErrorCode } from '#shared/contract/errors.ts';
import { expectRefusal } from '../../../helpers/engine/refusal.ts';
import { expectGolden } from '../goldenFile.ts';

type Expected = number | null | Readonly<Record<string, unknown>>;

type Case = { readonly id: string; readonly name: string; readonly expected: Expected } & (
  | { readonly call: 'cashFlowForDebt'; readonly input: CashFlowForDebtInput }
  | { readonly call: 'financing'; readonly input: FinancingInput }
  | { readonly call: 'debtCapacity'; readonly input: { readonly facility: Facility; readonly input: CapacityInput } }
  | {
      readonly call: 'allInCostWithPrice';
      readonly input: { readonly flows: number[]; readonly concession: number[]; readonly valuationMonth: number };
    }
);

type SculptedCase = {
  readonly file: string;
  readonly annualRate: number;
  readonly periods: number;
  readonly targetDscr: number;
  readonly dsraMonths: number;
  readonly maximumDebtFraction: number | null;
  readonly cfads: number[];
  readonly expected: {
    readonly presentValueOfCfads: number;
    readonly debt: number;
    readonly interest: number[];
    readonly principal: number[];
    readonly closing: number[];
    readonly reserveAtEndOfYear: number[];
    readonly minimumDscr: number;
  };
};

type LevelCase = {
  readonly file: string;
  readonly annualRate: number;
  readonly periods: number;
  readonly principal: number;
  readonly expected: { readonly principal: number[]; readonly closing: number[] };
};

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as T;

const { relativeTolerance, cases } = read<{ relativeTolerance: number; cases: Case[] }>('cases');
const sam = read<{ relativeTolerance: number; sculpted: SculptedCase[]; level: LevelCase[] }>('sam');

const compute = (c: Case): unknown => {
  switch (c.call) {
    case 'cashFlowForDebt':
      return cashFlowForDebt(c.input);
    case 'financing':
      return financing(c.input);
    case 'debtCapacity':
      return debtCapacity(c.input.facility, c.input.input);
    case 'allInCostWithPrice':
      return allInCostWithPrice(c.input.flows, c.input.concession, c.input.valuationMonth);
  }
};

const largest = (value: unknown): number => {
  if (typeof value === 'number') return Math.abs(value);
  return typeof value === 'object' && value !== null ? Math.max(0, ...Object.values(value).map(largest)) : 0;
};

/** Compares every number of a result; keys that the reference does not have are not compared. */
const expectSame = (result: unknown, expectedValue: unknown, what: string, scale: number): void => {
  if (typeof expectedValue === 'number') {
    expectGolden(result as number, expectedValue, relativeTolerance, what, scale);
    return;
  }
  if (typeof expectedValue !== 'object' || expectedValue === null) {
    expect(result, what).toBe(expectedValue);
    return;
  }
  expect(result, what).toBeTypeOf('object');
  if (Array.isArray(expectedValue)) expect(result, what).toHaveLength(expectedValue.length);
  for (const [key, entry] of Object.entries(expectedValue)) {
    expectSame((result as Record<string, unknown>)[key], entry, `${what}.${key}`, scale);
  }
};

describe('the engine agrees with two other implementations', () => {
  it.each(cases)('$id: $name', (c) => {
    const { expected } = c;
    const before = JSON.stringify(c.input);
    if (typeof expected === 'object' && expected !== null && 'error' in expected) {
      const capacity = expect.closeTo(expected.capacity as number, 6);
      expectRefusal(() => compute(c), expected.error as ErrorCode, { capacity });
    } else expectSame(compute(c), expected, c.id, largest(expected));
    expect(JSON.stringify(c.input), 'the input is not changed').toBe(before);
  });
});

const yearlyLoan = (commitment: number, annualRate: number, years: number, repayment: Facility['repayment']): Facility => ({
  kind: 'loan',
  rank: 1,
  commitment,
  draws: [{ month: 0, amount: commitment }],
  start: 0,
  upfrontFee: 0,
  commitmentFee: 0,
  otherFees: [],
  rate: { fixed: annualRate },
  dayCount: '30/360',
  periodMonths: 12,
  firstRepayment: 12,
  finalMaturity: 12 * years,
  graceInterest: 'paid',
  repayment,
  recourse: false,
  mandatory: [],
  sweepShare: 0,
  dsraMonths: 0,
  dsraAtClose: false,
  covenants: {},
});

const VALUATION = 24_311;

describe('the engine agrees with the System Advisor Model', () => {
  it.each(sam.sculpted)('sculpted: $file', ({ annualRate, periods, targetDscr, dsraMonths, maximumDebtFraction, cfads, expected }) => {
    const { debt } = expected;
    const monthlyCfads = cfads.flatMap((amount) => Array<number>(12).fill(amount / 12));
    const dscr = maximumDebtFraction === null ? targetDscr : expected.presentValueOfCfads / debt;
    const loan = { ...yearlyLoan(debt, annualRate, periods, { style: 'sculpted', targetDscr }), dsraMonths, dsraAtClose: true };
    const { capacity } = debtCapacity(loan, { cfads: monthlyCfads, valuationMonth: VALUATION, targets: { dscr } });
    expectGolden(capacity, debt, sam.relativeTolerance, 'capacity');
    const result = financing({ cfads: monthlyCfads, valuationMonth: VALUATION, facilities: [loan], openingCash: 0, minimumCash: 0 });
    const rows = result.facilities[0]!.rows;
    for (const key of ['interest', 'principal', 'closing'] as const) {
      for (const [i, value] of expected[key].entries()) expectGolden(rows[i + 1]![key], value, sam.relativeTolerance, `${key} ${i}`, debt);
    }
    for (const [year, reserve] of expected.reserveAtEndOfYear.entries()) {
      expectGolden(rows[year]!.reserveTarget, reserve, sam.relativeTolerance, `reserve ${year}`, debt);
    }
    expectGolden(result.minimumDscr ?? undefined, expected.minimumDscr, sam.relativeTolerance, 'minimum DSCR');
  });

  it.each(sam.level)('level: $file', ({ annualRate, periods, principal, expected }) => {
    const loan = yearlyLoan(principal, annualRate, periods, { style: 'level' });
    const { facilities } = financing({ cfads: [], valuationMonth: VALUATION, facilities: [loan], openingCash: 0, minimumCash: 0 });
    for (const key of ['principal', 'closing'] as const) {
      for (const [i, value] of expected[key].entries()) {
        expectGolden(facilities[0]!.rows[i + 1]![key], value, sam.relativeTolerance, `${key} ${i}`, principal);
      }
    }
  });
});
