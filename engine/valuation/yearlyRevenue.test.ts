import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRevenueCache,
  type Market,
  type Portfolio,
  type PortfolioContract,
  scenarioMarket,
  type Valuation,
  valuePortfolio,
  yearlyRevenue,
} from '#engine';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import {
  entry,
  market,
  month,
  offtake,
  portfolio,
  product,
  REFERENCES,
  scenario,
  terms,
  VALUED,
} from '../../tests/helpers/engine/plans.ts';

const PRODUCTS = ['P-1', 'P-2', 'P-3'] as const;
const amount = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

type DealTerms = Omit<Parameters<typeof offtake>[0] & object, 'id'> & {
  readonly sensitivity: number;
  readonly prepaid: number | undefined;
};

/** Contracts whose revenue depends on other contracts: sellers' options, cuts, deferred tonnes, carry-forward. */
const deal: fc.Arbitrary<DealTerms> = fc
  .record({
    productId: fc.constantFrom(...PRODUCTS),
    start: fc.integer({ min: -14, max: 8 }),
    months: fc.integer({ min: 3, max: 40 }),
    tonnesPerYear: amount(1000, 12_000),
    tolerance: amount(0, 0.3),
    toleranceOption: fc.constantFrom('none' as const, 'buyer' as const, 'seller' as const),
    takeOrPayShare: fc.constantFrom(0, 0.8, 1),
    takeOrPayBasis: fc.constantFrom('full' as const, 'difference' as const),
    makeUpMonths: fc.constantFrom(0, 12),
    carryForwardShare: fc.constantFrom(0, 0.2),
    priceFall: fc.boolean(),
    floor: optional(amount(60, 110)),
    offset: fc.integer({ min: 0, max: 3 }),
    paymentMonths: fc.integer({ min: 0, max: 12 }),
    prepaid: optional(amount(1e4, 1e6)),
    opening: optional(
      fc.record({ deferredTonnes: amount(0, 900), openTonnes: amount(1, 500), unpaid: amount(0, 1e5), lot: amount(1, 400) }),
    ),
    sensitivity: amount(0, 1.5),
  })
  .map((of) => ({
    productId: of.productId as ProductId,
    start: month(of.start),
    end: month(of.start + of.months),
    ...(of.opening && of.start < 0
      ? {
          opening: {
            asOf: VALUED,
            takenTonnes: 700,
            paidTonnes: 650,
            paidValueUsd: 60_000,
            openDeliveries: of.start < -1 ? [{ month: VALUED - 1, tonnes: of.opening.openTonnes, provisionalPaidUsd: 1000 }] : [],
            makeUpLots: [{ tonnes: of.opening.lot, priceUsdPerDmt: 90, lastMonth: month(9) }],
            deferredTonnes: of.opening.deferredTonnes,
            unpaid: [{ date: '2027-02-11', amountUsd: of.opening.unpaid }],
          },
        }
      : {}),
    terms: [
      terms({
        from: month(of.start),
        quantity: {
          tonnesPerYear: of.tonnesPerYear,
          tolerance: of.tolerance,
          toleranceOption: of.toleranceOption,
          takeOrPayShare: of.takeOrPayShare,
          takeOrPayBasis: of.takeOrPayBasis,
          makeUpMonths: of.makeUpMonths,
          carryForwardShare: of.carryForwardShare,
          excused: { importBan: true, tariff: false, priceFall: of.priceFall },
        },
        quotation: { alternatives: [{ offset: of.offset, length: 1, from: 'shipment' }] },
        payment: { paymentMonths: of.paymentMonths },
        ...(of.floor === undefined ? {} : { collar: { level: 'blend' as const, floor: of.floor } }),
      }),
    ],
    sensitivity: of.sensitivity,
    prepaid: of.prepaid,
  }));

const entryOf = ({ sensitivity, prepaid, ...given }: DealTerms, i: number): PortfolioContract =>
  entry(
    offtake({ id: `C-${i}` as ContractId, ...given }),
    { cycleSensitivity: sensitivity },
    prepaid === undefined
      ? {}
      : { prepayment: { amountUsd: prepaid, date: '2027-03-01', annualRate: 0.08, graceMonths: 2, repayMonths: 10 } },
  );

const DECK = market({ iron: (t) => 100 + 20 * Math.sin(t / 3) });
const SLUMP = scenario({
  prices: [{ reference: ReferenceCode.parse('iron'), source: '', knots: [{ afterMonths: 6, value: 0.5 }] }],
  demand: [{ zone: 'china', source: '', knots: [{ afterMonths: 6, value: 0.6 }] }],
  channels: [{ zone: 'china', afterMonths: 5, months: 9, openShare: 0.3, discount: 0.1, freightUsdPerWmt: 4, excused: true, source: '' }],
});
const BAN = scenario({
  channels: [
    {
      productId: PRODUCTS[1] as ProductId,
      afterMonths: 3,
      months: 12,
      openShare: 0,
      discount: 0.2,
      freightUsdPerWmt: 6,
      excused: true,
      source: '',
    },
  ],
});
const COPPER_SHOCK = scenario({
  prices: [{ reference: ReferenceCode.parse('copper'), source: '', knots: [{ afterMonths: 6, value: 0.5 }] }],
});
const IRON_FALL = scenario({
  prices: [{ reference: ReferenceCode.parse('iron'), source: '', knots: [{ afterMonths: 9, value: 0.4 }] }],
});
const MARKETS: readonly Market[] = [
  DECK,
  ...[SLUMP, BAN, COPPER_SHOCK, IRON_FALL].map((shock) => scenarioMarket(DECK, shock, portfolio([]))),
];

const BARE = portfolio([], {
  products: PRODUCTS.map((id, i) =>
    product({ id: id as ProductId, production: Array.from({ length: 36 }, (_, t) => 900 + 400 * i + 13 * t) }),
  ),
});

/** Compares with a new valuation: yearly revenue, and a valuation that reuses the one before, which is returned. */
const sameToTheBit = (of: Portfolio, cache = createRevenueCache(), earlierValuation?: Valuation): Valuation | undefined => {
  let lastValuation = earlierValuation;
  for (const on of MARKETS) {
    const value = valuePortfolio(of, on);
    // computed, then from the cache
    for (let time = 0; time < 2; time++) expect(yearlyRevenue(of, on, cache)).toEqual(value.revenue);
    lastValuation = { portfolio: of, market: on, value: valuePortfolio(of, on, lastValuation) };
    expect(lastValuation.value).toEqual(value);
  }
  return lastValuation;
};

describe('yearly revenue', () => {
  it('equals that of the full valuation bit for bit, whatever is in the cache: other plans, a deal changed, added, removed, moved, another depth', () => {
    fc.assert(
      fc.property(
        fc.array(deal, { minLength: 1, maxLength: 6 }),
        fc.array(
          fc.record({ at: fc.nat(), what: fc.constantFrom('change', 'add', 'remove', 'reorder', 'rate', 'horizon', 'depth'), to: deal }),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        (deals, changes) => {
          const cache = createRevenueCache();
          let of: Portfolio = { ...BARE, contracts: deals.map(entryOf) };
          let lastValuation = sameToTheBit(of, cache);
          for (const [i, { at, what, to }] of changes.entries()) {
            const { contracts } = of;
            const place = contracts.length === 0 ? 0 : at % contracts.length;
            const freshContract = entryOf(to, 100 + i);
            if (what === 'change' && contracts.length > 0) of = { ...of, contracts: contracts.with(place, freshContract) };
            if (what === 'add') of = { ...of, contracts: [...contracts, freshContract] };
            if (what === 'remove') of = { ...of, contracts: contracts.filter((_, k) => k !== place) };
            if (what === 'reorder') of = { ...of, contracts: contracts.toReversed() };
            if (what === 'rate') of = { ...of, discountRate: of.discountRate + 0.01 };
            if (what === 'horizon') of = { ...of, lastMonth: month(24 + i) };
            if (what === 'depth')
              of = {
                ...of,
                products: of.products.map((ofPlan) => ({
                  ...ofPlan,
                  depthShare: [0.02, 0.3, 1e9][i % 3]!,
                  depthSlope: [0.1, 0.4][at % 2]!,
                })),
              };
            lastValuation = sameToTheBit(of, cache, lastValuation);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('recomputes prices if a table, a product or the market is another object', () => {
    const cache = createRevenueCache();
    const of: Portfolio = { ...BARE, contracts: [entryOf(fc.sample(deal, { numRuns: 1, seed: 7 })[0]!, 0)] };
    sameToTheBit(of, cache);
    sameToTheBit(
      {
        ...of,
        products: of.products.map((portfolioProduct) => ({
          ...portfolioProduct,
          moisture: 0.2,
          production: portfolioProduct.production.map((t) => t / 3),
        })),
      },
      cache,
    );
    sameToTheBit({ ...of, references: { ...REFERENCES } }, cache);
    const expensiveMarket = market({ iron: 200 });
    expect(yearlyRevenue(of, expensiveMarket, cache)).toEqual(valuePortfolio(of, expensiveMarket).revenue);
  });

  it('raises the errors of a full valuation on every call', () => {
    const cache = createRevenueCache();
    const withoutPrices: Market = { ...DECK, prices: {}, deck: {} };
    const of: Portfolio = { ...BARE, contracts: [entry(offtake({ productId: 'P-1' as ProductId }))] };
    for (let i = 0; i < 2; i++) expect(() => yearlyRevenue(of, withoutPrices, cache)).toThrow(/MISSING_PRICE/);
    const smallPlan: Portfolio = { ...of, products: of.products.slice(1) };
    expect(() => yearlyRevenue(smallPlan, DECK, cache)).toThrow(/NOT_FOUND/);
  });
});
