import { describe, expect, it } from 'vitest';
import { oversoldYears, valuePortfolio } from '#engine';
import type { ContractId } from '#shared/domain/ids.ts';
import { sumBy } from '#shared/math.ts';
import { entry, market, month, offtake, portfolio, product, type TermsGiven, terms } from '../../tests/helpers/engine/plans.ts';

const flat = market({ iron: () => 100 });

/** A contract that runs over both years of the plan. */
const sold = (id: string, tonnesPerYear: number, { quantity, ...given }: TermsGiven = {}, entryFields: Parameters<typeof entry>[2] = {}) =>
  entry(
    offtake({ id: id as ContractId, end: month(24), terms: [terms({ ...given, quantity: { ...quantity, tonnesPerYear } })] }),
    {},
    { damagesShare: 0.1, ...entryFields },
  );

const oversoldBy = (entries: readonly ReturnType<typeof entry>[], production = 14_400) => {
  const plan = portfolio(entries, { products: [product({ production: Array.from({ length: 36 }, () => production / 12) })] });
  return oversoldYears(plan, valuePortfolio(plan, flat));
};

describe('oversold years', () => {
  it('are those in which nominal commitments exceed production, with the tonnes short and the damages', () => {
    const oversoldYears = oversoldBy([sold('C-1', 12_000), sold('C-2', 6_000)]);
    expect(oversoldYears.map(({ year }) => year)).toEqual([2027, 2028]);
    const [first] = oversoldYears;
    expect(first).toMatchObject({ planned: expect.closeTo(14_400, 6), nominal: expect.closeTo(18_000, 6), isCertain: true });
    expect(first!.shortage).toBeCloseTo(3_600, 6);
    expect(first!.cut).toBeCloseTo(3_600, 6);
    // 10 % of 100 USD/dmt, as spot equals the contract's price
    expect(first!.damages).toBeCloseTo(36_000, 4);
    expect(first!.contracts.map(({ contractId, cut }) => [contractId, Math.round(cut)])).toEqual([
      ['C-1', 2_400],
      ['C-2', 1_200],
    ]);
  });

  it('are certain only if the minimum commitments exceed production too', () => {
    const flexibleTerms = { quantity: { tolerance: 0.3, toleranceOption: 'buyer' } } as const;
    expect(oversoldBy([sold('C-1', 12_000, flexibleTerms), sold('C-2', 6_000, flexibleTerms)])[0]).toMatchObject({
      isCertain: false,
      minimum: expect.closeTo(12_600, 6),
    });
  });

  it('do not occur when commitments equal production', () => {
    expect(oversoldBy([sold('C-1', 9_600), sold('C-2', 4_800)])).toEqual([]);
    expect(oversoldBy([])).toEqual([]);
  });

  it('count all commitments as short where nothing is produced', () => {
    const [first] = oversoldBy([sold('C-1', 12_000)], 0);
    expect(first).toMatchObject({ planned: 0, shortage: expect.closeTo(12_000, 6), cut: expect.closeTo(12_000, 6), isCertain: true });
    expect(first!.contracts[0]).toMatchObject({ delivered: 0 });
  });

  it('assign damages to the year of delivery, whenever they are paid', () => {
    const lateYears = oversoldBy([sold('C-1', 18_000, { payment: { paymentMonths: 3 } })]);
    expect(lateYears.map(({ damages }) => Math.round(damages))).toEqual([36_000, 36_000]);
    const plan = portfolio([sold('C-1', 18_000, { payment: { paymentMonths: 3 } })]);
    const value = valuePortfolio(plan, flat);
    expect(sumBy(lateYears, ({ damages }) => damages)).toBeCloseTo(-sumBy(value.contracts[0]!.damages, (usd) => usd), 4);
  });

  it('cut the contract with the later priority first', () => {
    const [first] = oversoldBy([sold('C-1', 12_000), sold('C-2', 6_000, {}, { priority: 2 })]);
    expect(first!.contracts.map(({ cut }) => Math.round(cut))).toEqual([0, 3_600]);
  });
});
