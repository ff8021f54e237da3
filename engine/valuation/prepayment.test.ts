import { describe, expect, it } from 'vitest';
import { valuePortfolio } from '#engine';
import type { Prepayment } from '#shared/domain/financing.ts';
import { monthOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { entry, market, month, offtake, portfolio, VALUED } from '../../tests/helpers/engine/plans.ts';
import { setOffPrepayment } from './prepayment.ts';

const PREPAYMENT: Prepayment = { amountUsd: 100_000, date: '2026-12-31', annualRate: 0, graceMonths: 0, repayMonths: 4 };

const valuePrepayment = (prepayment: Prepayment, price = 100) => {
  const contract = offtake({ end: month(12) });
  const value = valuePortfolio(portfolio([entry(contract, {}, { prepayment })]), market({ iron: price })).contracts[0]!;
  return { value, setOff: value.flows.filter(({ kind }) => kind === 'prepayment') };
};

describe('a prepayment', () => {
  it('is set off in equal parts and is not revenue', () => {
    const { value, setOff } = valuePrepayment(PREPAYMENT);
    expect(setOff.map(({ month: at, amount }) => [at - VALUED, amount])).toEqual([
      [1, -25_000],
      [2, -25_000],
      [3, -25_000],
      [4, -25_000],
    ]);
    expect(sum(value.revenue)).toBe(1_200_000);
    expect(value.prepaymentLeft).toBe(0);
  });

  it('is cash when received, and repayment starts after the grace period', () => {
    const { setOff } = valuePrepayment({ ...PREPAYMENT, date: '2027-02-10', graceMonths: 2, repayMonths: 2 });
    expect(setOff.map(({ month: at, amount }) => [at - VALUED, amount])).toEqual([
      [2, 100_000],
      [5, -50_000],
      [6, -50_000],
    ]);
  });

  it('of 190 m USD costs 950,000 in 30 days at 6 %, as in a public worked example', () => {
    const [april, may] = [monthOf(2026, 4), monthOf(2026, 5)];
    const cargo = { amountUsd: 190e6, date: '2026-04-15', annualRate: 0.06, graceMonths: 12, repayMonths: 1 };
    const nothingYet = [{ month: may, date: '2026-05-15', kind: 'final' as const, amount: 0 }];
    // 190,000,000 x 6 % x 30/360
    expect(setOffPrepayment(cargo, nothingYet, april).left - 190e6).toBeCloseTo(950_000, 6);
  });

  it('carries interest on actual days over 360', () => {
    const { setOff } = valuePrepayment({ ...PREPAYMENT, amountUsd: 50_000, annualRate: 0.12, repayMonths: 1 });
    // 15 December to 15 January: 31 days
    expect(setOff[0]?.amount).toBeCloseTo(-50_000 * (1 + (0.12 * 31) / 360), 6);
  });

  it('is never set off above the payment of a month; the rest bears interest', () => {
    // 10 USD/dmt: 10,000 a month against 25,000 due
    const { value, setOff } = valuePrepayment(PREPAYMENT, 10);
    expect(setOff.map(({ amount }) => amount)).toEqual(Array(10).fill(-10_000));
    expect(value.prepaymentLeft).toBe(0);
    const short = valuePrepayment({ ...PREPAYMENT, amountUsd: 200_000 }, 10).value;
    expect(short.prepaymentLeft).toBe(80_000);
  });

  it('received before the valuation starts with the amount still to be set off', () => {
    // four of ten months have passed, six are left
    const { setOff } = valuePrepayment({ ...PREPAYMENT, amountUsd: 60_000, date: '2026-08-20', repayMonths: 10 });
    expect(setOff.map(({ month: at, amount }) => [at - VALUED, amount])).toEqual(Array.from({ length: 6 }, (_, i) => [i + 1, -10_000]));
  });
});
