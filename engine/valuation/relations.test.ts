import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChannelEvent, type Market, type Portfolio, type PortfolioValue, valuePortfolio, xnpv } from '#engine';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Opening } from '#shared/domain/opening.ts';
import type { Quantity } from '#shared/domain/terms.ts';
import { sum } from '#shared/math.ts';
import { entry, market, month, offtake, portfolio, product, terms, VALUED } from '../../tests/helpers/engine/plans.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });

const quantity: fc.Arbitrary<Partial<Quantity>> = fc.record({
  tonnesPerYear: fc.double({ min: 0, max: 20_000, noNaN: true }),
  tolerance: fc.double({ min: 0, max: 0.3, noNaN: true }),
  toleranceOption: fc.constantFrom('none', 'buyer', 'seller'),
  takeOrPayShare: share,
  takeOrPayBasis: fc.constantFrom('full', 'difference'),
  makeUpMonths: fc.integer({ min: 0, max: 30 }),
  carryForwardShare: fc.constantFrom(0, 0.1),
});

const amount = fc.double({ min: 0, max: 2e6, noNaN: true });
const tonnage = fc.double({ min: 1, max: 20_000, noNaN: true });
const ago = fc.integer({ min: -3, max: 0 });

/** Open items of a contract that began before the valuation. */
const openItems = fc.record({
  asOf: ago,
  takenTonnes: tonnage,
  paidTonnes: tonnage,
  paidValueUsd: amount,
  openDeliveries: fc.array(fc.record({ month: fc.integer({ min: -3, max: 0 }), tonnes: tonnage, provisionalPaidUsd: amount }), {
    maxLength: 3,
  }),
  makeUpLots: fc.array(
    fc.record({ tonnes: tonnage, priceUsdPerDmt: fc.constantFrom(80, 100), lastMonth: fc.integer({ min: 1, max: 40 }) }),
    {
      maxLength: 3,
    },
  ),
  deferredTonnes: tonnage,
  unpaid: fc.array(fc.record({ date: fc.constantFrom('2027-01-03', '2027-06-30'), amountUsd: amount }), { maxLength: 2 }),
});
type OpenItems = typeof openItems extends fc.Arbitrary<infer H> ? H : never;

const openingAt = ({ asOf, openDeliveries, makeUpLots, ...rest }: OpenItems, start: number): Opening | undefined =>
  asOf < start
    ? undefined
    : {
        ...rest,
        asOf: month(asOf),
        openDeliveries: openDeliveries.map((openDelivery) => ({
          ...openDelivery,
          month: month(Math.min(asOf, Math.max(start, openDelivery.month))),
        })),
        makeUpLots: makeUpLots.map((lot) => ({ ...lot, lastMonth: month(lot.lastMonth) })),
      };

const contract = fc.record({
  quantity,
  start: fc.integer({ min: -10, max: 10 }),
  length: fc.integer({ min: 1, max: 40 }),
  offset: fc.integer({ min: -3, max: 6 }),
  floor: fc.option(fc.double({ min: 60, max: 140, noNaN: true }), { nil: undefined }),
  beta: fc.double({ min: 0, max: 3, noNaN: true }),
  left: fc.option(openItems, { nil: undefined }),
});
type Contract = typeof contract extends fc.Arbitrary<infer C> ? C : never;

const channel: fc.Arbitrary<ChannelEvent> = fc
  .record({
    from: fc.integer({ min: 1, max: 36 }),
    months: fc.integer({ min: 0, max: 12 }),
    openShare: share,
    excused: fc.boolean(),
    discount: share,
  })
  .map(({ from, months, ...row }) => ({ zone: 'china', from: month(from), to: month(from + months), freightUsdPerWmt: 0, ...row }));

const plan = (contracts: readonly Contract[], production: number): Portfolio =>
  portfolio(
    contracts.map(({ quantity: quantityFields, start, length, offset, floor, beta, left }, i) =>
      entry(
        offtake({
          id: `C-${i}` as ContractId,
          start: month(start),
          end: month(start + length),
          opening: left && openingAt(left, start),
          terms: [
            terms({
              quantity: quantityFields,
              quotation: { alternatives: [{ offset, length: 1, from: 'shipment' }] },
              payment: { paymentMonths: 1 },
              ...(floor === undefined ? {} : { collar: { level: 'blend', floor } }),
            }),
          ],
        }),
        { cycleSensitivity: beta },
      ),
    ),
    { products: [product({ production: Array(36).fill(production) })] },
  );

/** A market whose prices and China demand swing, with channel rows. */
const swingingMarket = (prices: readonly number[], demand: readonly number[], channels: readonly ChannelEvent[]): Market => {
  const movingMarket = market({ iron: (t) => prices[(t + 24) % prices.length]! });
  const china = movingMarket.demand.china.map((_, i) => demand[i % demand.length]!);
  return { ...movingMarket, demand: { ...movingMarket.demand, china }, channels };
};

const planAndMarket = fc.record({
  contracts: fc.array(contract, { minLength: 0, maxLength: 5 }),
  production: fc.double({ min: 0, max: 4000, noNaN: true }),
  prices: fc.array(fc.double({ min: 20, max: 200, noNaN: true }), { minLength: 1, maxLength: 7 }),
  demand: fc.array(fc.double({ min: 0.6, max: 1.1, noNaN: true }), { minLength: 1, maxLength: 7 }),
  channels: fc.array(channel, { maxLength: 3 }),
});

const assertAlways = (claim: (value: PortfolioValue, of: Portfolio, at: Market) => void): void =>
  fc.assert(
    fc.property(planAndMarket, ({ contracts, production, prices, demand, channels }) => {
      const of = plan(contracts, production);
      const at = swingingMarket(prices, demand, channels);
      claim(valuePortfolio(of, at), of, at);
    }),
    { numRuns: 150 },
  );

describe('in every plan and market', () => {
  it('delivered + sold on spot + queued is production', () => {
    assertAlways(({ products }) => {
      for (const { months } of products) {
        const soldTonnes = sum(months.map(({ delivered, uncommittedSold, resold }) => delivered + uncommittedSold + resold));
        expect(soldTonnes + months.at(-1)!.queue).toBeCloseTo(sum(months.map(({ production }) => production)), 5);
      }
    });
  });

  it('nothing is left in the queue of a product with a contract', () => {
    assertAlways(({ products, contracts }) => {
      if (contracts.length > 0) expect(products[0]?.months.at(-1)?.queue).toBe(0);
    });
  });

  it('paid tonnes + deficiency tonnes of the full basis + opening lots = delivered + balance + lapsed', () => {
    assertAlways(({ contracts }, { contracts: entries }) => {
      contracts.forEach(({ months, takeOrPay, makeUpBalance, makeUpLapsed }, i) => {
        const { contract: portfolioContract, committedEnd } = entries[i]!;
        if (portfolioContract.terms[0]?.quantity.takeOrPayBasis !== 'full') return;
        // lots of a contract that has ended are gone with it
        const takenOver =
          committedEnd > VALUED
            ? sum((portfolioContract.opening?.makeUpLots ?? []).map(({ tonnes }) => tonnes))
            : makeUpBalance + makeUpLapsed;
        const deliveredTonnes = sum(months.map((m) => m.delivered));
        const paidTonnes = deliveredTonnes - sum(months.map((m) => m.makeUp));
        const deficiency = sum(takeOrPay.map(({ deficiencyTonnes }) => deficiencyTonnes));
        expect(paidTonnes + deficiency + takenOver).toBeCloseTo(deliveredTonnes + makeUpBalance + makeUpLapsed, 5);
      });
    });
  });

  it('no tonnage is negative, and only deferred tonnes are delivered above the call', () => {
    assertAlways(({ contracts, products }) => {
      for (const { months } of contracts) {
        for (const { called, cut, delivered, makeUp, deferred } of months) {
          expect(Math.min(called, delivered, makeUp, deferred)).toBeGreaterThanOrEqual(0);
          expect(makeUp).toBeLessThanOrEqual(delivered + 1e-9);
          expect(delivered + cut).toBeCloseTo(called + deferred, 6);
        }
      }
      for (const { months } of products) {
        for (const productMonth of months)
          expect(
            Math.min(productMonth.uncommittedSold, productMonth.queued, productMonth.drawn, productMonth.resold, productMonth.queue),
          ).toBeGreaterThanOrEqual(-1e-9);
      }
    });
  });

  it('revenue by year, by month, and by contract and product add up to the same', () => {
    assertAlways(({ revenue, revenueByMonth, contracts, products, npv }) => {
      const parts = sum(contracts.map((c) => sum(c.revenue))) + sum(products.map((p) => sum(p.spotRevenue)));
      expect(sum(revenue)).toBeCloseTo(parts, 3);
      expect(sum(revenueByMonth)).toBeCloseTo(parts, 3);
      expect(npv).toBe([...contracts, ...products].reduce((total, part) => total + part.npv, 0));
    });
  });

  it('the NPV of a contract equals the XNPV of its flows', () => {
    assertAlways(({ contracts }) => {
      for (const { flows, npv } of contracts) expect(npv).toBeCloseTo(xnpv(0.1, [{ date: '2026-12-31', amount: 0 }, ...flows]), 3);
    });
  });

  it('contracts with equal price terms are priced as if each were alone', () => {
    assertAlways((value, of, at) => {
      for (const [i, entry] of of.contracts.entries()) {
        const separateContract = valuePortfolio({ ...of, contracts: [entry] }, at).contracts[0]!;
        expect(value.contracts[i]!.ledger.netPrice).toEqual(separateContract.ledger.netPrice);
        expect(value.contracts[i]!.ledger.alternative).toEqual(separateContract.ledger.alternative);
      }
    });
  });

  it('the order of contracts does not change any number', () => {
    assertAlways((value, of, at) => {
      const reverseValue = valuePortfolio({ ...of, contracts: of.contracts.toReversed() }, at);
      expect(reverseValue.contracts.toReversed().map(({ npv }) => npv)).toEqual(value.contracts.map(({ npv }) => npv));
      expect(reverseValue.products).toEqual(value.products);
    });
  });
});

describe('a slump in volume', () => {
  const demands = fc.array(fc.double({ min: 0.5, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 });

  it('never raises revenue at a flat price on spot terms', () => {
    fc.assert(
      fc.property(fc.array(contract, { minLength: 1, maxLength: 4 }), demands, (contracts, demand) => {
        // buyers call, there is product for every call, and the price is spot's own
        const buyers = contracts.map((fields) => ({
          ...fields,
          floor: undefined,
          left: undefined,
          quantity: { ...fields.quantity, toleranceOption: 'buyer' as const },
        }));
        const of = plan(buyers, 8000);
        const revenue = (at: Market) => sum(valuePortfolio(of, at).revenue);
        const plateau = revenue(market());
        expect(revenue(swingingMarket([100], demand, []))).toBeLessThanOrEqual(plateau * (1 + 1e-12));
      }),
      { numRuns: 150 },
    );
  });

  it('never raises the revenue of a full take-or-pay contract', () => {
    fc.assert(
      fc.property(contract, demands, fc.array(channel, { maxLength: 2 }), (contractFields, demand, channels) => {
        // a price paid before the valuation would set what a deficiency is paid at
        const fullFields = {
          ...contractFields,
          left: undefined,
          quantity: { ...contractFields.quantity, toleranceOption: 'buyer' as const, takeOrPayBasis: 'full' as const },
        };
        const unexcusedChannels = channels.map((row) => ({ ...row, excused: false }));
        const of = plan([fullFields], 8000);
        const revenue = (at: Market) => sum(valuePortfolio(of, at).contracts[0]!.revenue);
        const swing = [100, 90, 110];
        const base = revenue(swingingMarket(swing, [1], []));
        expect(revenue(swingingMarket(swing, demand, unexcusedChannels))).toBeLessThanOrEqual(base * (1 + 1e-12) + 1e-6);
      }),
      { numRuns: 150 },
    );
  });
});

describe('in edge cases', () => {
  it('a plan without contracts sells its production on its own spot terms', () => {
    const ownProduct = product({ spotPrice: { basis: 'fixed', amount: 70 } });
    // 36 x 1,200 x 70
    expect(sum(valuePortfolio(portfolio([], { products: [ownProduct] }), market()).revenue)).toBe(3_024_000);
  });

  it('without a tolerance demand has no effect', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 2, noNaN: true }), { minLength: 1, maxLength: 9 }), (demand) => {
        // no spot sales, whose market depth follows demand
        const products = [product({ production: Array(24).fill(1000) })];
        const of = portfolio([entry(offtake(), { cycleSensitivity: 5 })], { products });
        expect(valuePortfolio(of, swingingMarket([100], demand, []))).toEqual(valuePortfolio(of, market()));
      }),
    );
  });

  it('a plan may have one month', () => {
    const of = portfolio([entry(offtake())], { lastMonth: VALUED + 1 });
    expect(sum(valuePortfolio(of, market()).revenue)).toBe(120_000);
  });
});
