import { describe, expect, it } from 'vitest';
import { type CashFlowForDebtInput, cashFlowForDebt } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

/** Valuation in December 2026: months 1 to 12 are 2027. */
const mine = (changes: Partial<CashFlowForDebtInput> = {}): CashFlowForDebtInput => ({
  netRevenue: Array<number>(12).fill(100),
  operatingCost: Array<number>(12).fill(40),
  fixedCost: { 2027: 120 },
  sustainingCapital: { 2027: 60 },
  closureCost: {},
  depreciation: { 2027: 180 },
  royaltyRate: 0.05,
  taxRate: 0.3,
  openingLosses: 0,
  valuationMonth: 2026 * 12 + 11,
  lastMonth: 12,
  ...changes,
});

describe('cash flow available for debt service', () => {
  it('deducts costs, royalty and tax', () => {
    const { cfads, royalty, tax } = cashFlowForDebt(mine());
    // taxable 12 (100 - 40 - 10 - 5 - 15) = 360, tax 108 in 12 parts; 100 - 40 - 10 - 5 (capital) - 5 (royalty) - 9 = 31
    expect(royalty).toEqual(Array<number>(12).fill(5));
    for (const value of tax) expect(value).toBeCloseTo(9, 12);
    for (const value of cfads) expect(value).toBeCloseTo(31, 12);
  });

  it('uses losses before tax and carries those of a year forward', () => {
    // taxable income of 360 a year: losses of 400 leave no tax in 2027 and shelter 40 of 2028
    const { tax } = cashFlowForDebt(
      mine({
        netRevenue: Array<number>(24).fill(100),
        operatingCost: Array<number>(24).fill(40),
        fixedCost: { 2027: 120, 2028: 120 },
        depreciation: { 2027: 180, 2028: 180 },
        openingLosses: 400,
        lastMonth: 24,
      }),
    );
    expect(tax.slice(0, 12)).toEqual(Array<number>(12).fill(0));
    for (const value of tax.slice(12)) expect(value).toBeCloseTo((0.3 * 320) / 12, 12);
  });

  it('takes no royalty on negative revenue and adds a loss to those carried', () => {
    const { cfads, royalty, tax } = cashFlowForDebt(mine({ netRevenue: [-50], operatingCost: [], lastMonth: 1 }));
    expect(royalty).toEqual([0]);
    expect(tax).toEqual([0]);
    expect(cfads[0]).toBeCloseTo(-50 - 10 - 5, 12);
  });

  it('closure costs run to December of their last year and do not lower tax', () => {
    const before = cashFlowForDebt(mine());
    const { cfads, tax } = cashFlowForDebt(mine({ closureCost: { 2027: 12, 2029: 24 } }));
    expect(cfads).toHaveLength(36);
    expect(tax.slice(0, 12)).toEqual(before.tax);
    expect(cfads[0]).toBeCloseTo(before.cfads[0]! - 1, 12);
    expect(cfads.slice(12, 24)).toEqual(Array<number>(12).fill(0));
    for (const value of cfads.slice(24)) expect(value).toBeCloseTo(-2, 12);
  });

  it('refuses rates outside 0 to 1, negative losses and missing numbers', () => {
    expectRefusal(() => cashFlowForDebt(mine({ taxRate: 1.1 })), 'OUT_OF_RANGE', { field: 'taxRate' });
    expectRefusal(() => cashFlowForDebt(mine({ royaltyRate: -0.1 })), 'OUT_OF_RANGE', { field: 'royaltyRate' });
    expectRefusal(() => cashFlowForDebt(mine({ openingLosses: -1 })), 'OUT_OF_RANGE', { field: 'openingLosses' });
    expectRefusal(() => cashFlowForDebt(mine({ lastMonth: -1 })), 'OUT_OF_RANGE', { field: 'lastMonth' });
    expectRefusal(() => cashFlowForDebt(mine({ fixedCost: { 2027: Number.NaN } })), 'NOT_FINITE', { field: 'fixedCost.2027' });
  });
});
