import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Market, type PortfolioContract, type PortfolioProduct, valuePortfolio } from '#engine';
import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { sum } from '#shared/math.ts';
import { entry, market, month, offtake, portfolio, product, terms } from '../../tests/helpers/engine/plans.ts';

const flat = market();
const REVENUE_TIE = 1e-9;

type Row = {
  readonly zone: Zone;
  readonly from: number;
  readonly to: number;
  readonly openShare: number;
  readonly discount?: number;
  readonly freight?: number;
};

const withRows = (rows: readonly Row[]): Market => ({
  ...flat,
  channels: rows.map(({ zone, from, to, openShare, discount = 0, freight = 0 }) => ({
    zone,
    from: month(from),
    to: month(to),
    openShare,
    discount,
    freightUsdPerWmt: freight,
    excused: true,
  })),
});

/** Contracts of equal size with these destinations, 12,000 dmt a year in all, at a flat price equal to spot. */
const planTo = (destinations: readonly Zone[], production = 1200) =>
  portfolio(
    destinations.map(
      (zone, i): PortfolioContract =>
        entry(offtake({ id: `C-${i}` as ContractId, terms: [terms({ quantity: { tonnesPerYear: 12_000 / destinations.length } })] }), {
          id: `B-${i}` as BuyerId,
          destination: [{ zone, share: 1 }],
        }),
    ),
    { products: [product({ production: Array(36).fill(production), spotZone: 'china' })] },
  );

const revenueOf = (of: ReturnType<typeof planTo>, on: Market): number => sum(valuePortfolio(of, on).revenue);

describe('at a flat price equal to spot', () => {
  const closure = fc.record({
    zone: fc.constantFrom(...ZONES),
    from: fc.integer({ min: 1, max: 20 }),
    months: fc.integer({ min: 1, max: 14 }),
    openShare: fc.double({ min: 0, max: 1, noNaN: true }),
    discount: fc.double({ min: 0, max: 0.3, noNaN: true }),
    freight: fc.double({ min: 0, max: 20, noNaN: true }),
  });

  it('a larger or longer closure of one zone never raises revenue: a full ban costs at least as much as a partial one', () => {
    const destinations = fc.array(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        destinations,
        closure,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (zones, closureFields, share, extraMonths) => {
          const of = planTo(zones);
          const row = { ...closureFields, to: closureFields.from + closureFields.months - 1 };
          const at = (openShare: number, to: number) => revenueOf(of, withRows([{ ...row, openShare, to }]));
          const partialValue = at(closureFields.openShare, row.to);
          const bound = partialValue * (1 + REVENUE_TIE);
          expect(at(closureFields.openShare * share, row.to)).toBeLessThanOrEqual(bound);
          expect(at(closureFields.openShare, row.to + extraMonths)).toBeLessThanOrEqual(bound);
          expect(at(0, row.to)).toBeLessThanOrEqual(bound);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('with the tonnes in two equal destinations instead of one, losing one of them never costs more', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.constantFrom(...ZONES), closure, (first, second, closureFields) => {
        const row = { ...closureFields, zone: first, openShare: 0, to: closureFields.from + closureFields.months - 1 };
        const cost = (zones: readonly Zone[]) => revenueOf(planTo(zones), flat) - revenueOf(planTo(zones), withRows([row]));
        expect(cost([first, second])).toBeLessThanOrEqual(cost([first]) + 1);
      }),
      { numRuns: 80 },
    );
  });

  it('the cost of a ban falls with the tonnes that it displaces', () => {
    const ban = withRows([{ zone: 'china', from: 6, to: 17, openShare: 0 }]);
    const cost = (zones: readonly Zone[]) => revenueOf(planTo(zones), flat) - revenueOf(planTo(zones), ban);
    const [chinaCost, half, europeCost] = [cost(['china']), cost(['china', 'europe']), cost(['europe'])];
    expect(chinaCost).toBeGreaterThan(2 * half);
    expect(half).toBeGreaterThan(europeCost);
    // a full ban of China displaced 12,000 dmt at 3 % before market depth
    expect(chinaCost).toBeGreaterThan(12_000 * 3);
  });
});

it('selling everything on spot costs more the thinner the market is', () => {
  const at = (depthShare: number) =>
    revenueOf({ ...planTo([]), products: [product({ depthShare, spotPrice: terms().price, spotZone: 'china' })] }, flat);
  const [deepRevenue, usualRevenue, thinRevenue, zeroRevenue] = [at(2), at(1), at(0.3), at(0)];
  expect(deepRevenue).toBe(36 * 1200 * 100);
  expect(usualRevenue).toBeCloseTo(deepRevenue, 6);
  // X / depth = 1 / 0.3
  expect(thinRevenue).toBeCloseTo(deepRevenue * (1 - 0.05 * (1 / 0.3 - 1)), 3);
  // all waits for the last month, when it is sold at the cap; what queued bears 3 % more
  expect(zeroRevenue).toBeCloseTo(1200 * 75 + 35 * 1200 * 72, 3);
});

it('priority decides who is cut, and damages are charged by contract', () => {
  const contract = (id: string, priority: number, damagesShare: number): PortfolioContract => ({
    ...entry(offtake({ id: id as ContractId, terms: [terms({ payment: { paymentMonths: 1 } })] }), { id: `B-${id}` as BuyerId }),
    priority,
    damagesShare,
  });
  const of = portfolio([contract('A', 2, 0.2), contract('B', 1, 0.1)], { products: [product({ production: Array(36).fill(1500) })] });
  const { contracts } = valuePortfolio(of, flat);
  const [a, b] = contracts.map(({ months, flows }) => ({
    cut: months[0]!.cut,
    damages: flows.filter(({ kind }) => kind === 'damages').slice(0, 1),
  }));
  // 1,000 to B, 500 to A; spot equals the contract: 500 x 0.2 x 100 a month later
  expect(b).toEqual({ cut: 0, damages: [] });
  expect(a).toMatchObject({ cut: 500, damages: [{ month: month(2), amount: -10_000 }] });
});

describe('a spot zone of several zones', () => {
  const spotAt = (
    spotDestination: PortfolioProduct['spotDestination'],
    rows: Market['channels'],
    fields: Partial<PortfolioProduct> = {},
  ) => {
    const products = [product({ depthShare: 10, spotPrice: terms().price, moisture: 0, spotDestination, ...fields })];
    return valuePortfolio(portfolio([], { products }), { ...flat, channels: rows }).products[0]!.months[0]!.spotPrice;
  };
  const china = withRows([{ zone: 'china', from: 1, to: 36, openShare: 0.5, discount: 0.2, freight: 4 }]).channels;
  const half = [
    { zone: 'china', share: 0.5 },
    { zone: 'europe', share: 0.5 },
  ] as const;

  it('bears discount and freight by its share of the zone once', () => {
    // half to a zone half closed at 20 % and 4 USD: 5 % and 1 USD of 100
    expect(spotAt(half, china)).toBeCloseTo(94, 9);
    expect(spotAt([{ zone: 'china', share: 1 }], china)).toBeCloseTo(88, 9);
    expect(spotAt([{ zone: 'europe', share: 1 }], china)).toBe(100);
    // an unknown destination takes the weights of the reference's demand, here all of it in China
    const referenceWeights = { iron: { china: 1, restOfAsia: 0, europe: 0, americas: 0, restOfWorld: 0 } };
    const products = [product({ depthShare: 10, spotPrice: terms().price, moisture: 0, spotDestination: [] })];
    const unknownZoneValue = valuePortfolio(portfolio([], { products, referenceWeights }), { ...flat, channels: china });
    expect(unknownZoneValue.products[0]!.months[0]!.spotPrice).toBeCloseTo(88, 9);
  });

  it('is not closed by a row on a buyer, nor by a row on another origin', () => {
    const [row] = china;
    expect(spotAt(half, [{ ...row!, zone: undefined, buyerId: 'B-1' as BuyerId, openShare: 0 }])).toBe(100);
    expect(spotAt(half, [{ ...row!, countryOfOrigin: 'PE' }], { countryOfOrigin: 'CL' })).toBe(100);
    expect(spotAt(half, [{ ...row!, countryOfOrigin: 'PE' }])).toBe(100);
    expect(spotAt(half, [{ ...row!, countryOfOrigin: 'PE' }], { countryOfOrigin: 'PE' })).toBeCloseTo(94, 9);
  });
});

it('a row on a buyer closes all its destinations, and no one else’s', () => {
  const of = planTo(['china', 'europe']);
  const row = {
    ...withRows([{ zone: 'china', from: 6, to: 8, openShare: 0.25 }]).channels[0]!,
    zone: undefined,
    buyerId: 'B-1' as BuyerId,
  };
  const calledTonnes = valuePortfolio(of, { ...flat, channels: [row] }).contracts.map(({ months }) => months[6]!.called);
  expect(calledTonnes).toEqual([500, 125]);
});
