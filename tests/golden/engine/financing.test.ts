import { describe, expect, it } from 'vitest';
import {
  amortise,
  type DatedFlow,
  debtServiceCoverage,
  internalRates,
  irr,
  type Loan,
  type LoanPeriod,
  loanLifeCoverage,
  npv,
  weightedAverageLife,
  xirr,
  xnpv,
} from '#engine';
import { expectGolden, readGolden } from './goldenFile.ts';

type Case =
  | { kind: 'xnpv'; rate: number; flows: DatedFlow[]; expected: number }
  | { kind: 'xirr'; flows: DatedFlow[]; expected: number }
  | { kind: 'npv'; rate: number; amounts: number[]; expected: number }
  | { kind: 'internalRates'; amounts: number[]; expected: number[] }
  | { kind: 'loan'; loan: Loan; expected: { rows: LoanPeriod[]; weightedAverageLife: number } }
  | { kind: 'coverage'; cashFlows: number[]; service: number[]; rate: number; debt: number; expected: { dscr: number[]; llcr: number } };

const { cases, relativeTolerance: tolerance } = readGolden<Case>('financing');
const casesOf = <K extends Case['kind']>(kind: K) => cases.filter((c): c is Extract<Case, { kind: K }> => c.kind === kind);
const size = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + Math.abs(amount), 0);

describe('cash flows agree with exact arithmetic', () => {
  it.each(casesOf('xnpv'))('xnpv at $rate is $expected', ({ rate, flows, expected }) => {
    expectGolden(xnpv(rate, flows), expected, tolerance, 'xnpv', size(flows.map((f) => f.amount)));
  });
  it.each(casesOf('xirr'))('xirr is $expected', ({ flows, expected }) => {
    // a flow one day later: the last bit of an amount has a 365-fold effect on the rate
    expectGolden(xirr(flows), expected, tolerance, 'xirr', 1);
  });
  it.each(casesOf('npv'))('npv at $rate is $expected', ({ rate, amounts, expected }) => {
    expectGolden(npv(rate, amounts), expected, tolerance, 'npv', size(amounts));
  });
  it.each(casesOf('internalRates'))('the rates of $amounts are $expected', ({ amounts, expected }) => {
    const rates = internalRates(amounts);
    expect(rates).toHaveLength(expected.length);
    expected.forEach((rate, i) => {
      expectGolden(rates[i], rate, tolerance, `root ${i}`, 1);
    });
    if (expected.length === 1) expect(irr(amounts)).toBe(rates[0]);
  });
});

describe('loans agree with exact arithmetic', () => {
  it.each(casesOf('loan'))('$loan.style over $loan.periods periods with $loan.gracePeriods of grace', ({ loan, expected }) => {
    const rows = amortise(loan);
    expect(rows).toHaveLength(expected.rows.length);
    expected.rows.forEach((row, i) => {
      for (const key of ['opening', 'interest', 'principal', 'payment', 'closing'] as const) {
        expectGolden(rows[i]?.[key], row[key], tolerance, `${key} ${i}`, loan.principal);
      }
    });
    const life = weightedAverageLife(
      rows.map((row) => row.principal),
      loan.periodsPerYear,
    );
    expectGolden(life, expected.weightedAverageLife, tolerance, 'weighted average life');
  });
  it.each(casesOf('coverage'))('debt service and loan life coverage', ({ cashFlows, service, rate, debt, expected }) => {
    debtServiceCoverage(cashFlows, service).forEach((ratio, i) => {
      expectGolden(ratio, expected.dscr[i]!, tolerance, `dscr ${i}`);
    });
    expectGolden(loanLifeCoverage(cashFlows, rate, debt), expected.llcr, tolerance, 'llcr');
  });
});
