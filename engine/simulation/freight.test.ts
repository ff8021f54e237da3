import { describe, expect, it } from 'vitest';
import {
  deckMarket,
  type Market,
  mergeBlocks,
  type Portfolio,
  type PriceDriver,
  type SimulationRequest,
  type SimulationResult,
  simulate,
  valuePortfolio,
} from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { mean, sum } from '#shared/math.ts';
import { OFF } from '../../tests/golden/engine/simulationOff.ts';
import {
  entry,
  JAN_2027,
  month,
  offtake,
  portfolio,
  product,
  REFERENCES,
  type TermsGiven,
  terms,
  VALUED,
} from '../../tests/helpers/engine/plans.ts';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const [COPPER, ROUTE] = ['copper' as ReferenceCode, 'route' as ReferenceCode];
const PATHS = 4096;
const MONTHS = 24;
const FREIGHT = 46;
/** Freight per dmt: moisture 8 %. */
const PER_DMT = FREIGHT / 0.92;
const TONNES = 1000;

const driver = (reference: string, volatility: number): PriceDriver => ({
  reference,
  volatility,
  meanReversion: 0,
  cycleExponent: 0,
  additive: false,
});

const planOf = (freightReference?: ReferenceCode, fields: TermsGiven = {}): Portfolio => {
  const delivery = { incoterm: 'CIF', freightUsdPerWmt: FREIGHT, freightReference, ...fields.delivery } as const;
  const price = { basis: 'refined', reference: COPPER, premium: 0 } as const;
  return portfolio([entry(offtake({ end: month(MONTHS), terms: [terms({ price, ...fields, delivery })] }))], {
    lastMonth: month(MONTHS),
    products: [product({ metal: 'copper', production: Array.from({ length: MONTHS }, () => TONNES) })],
    references: { ...REFERENCES, [ROUTE]: { code: ROUTE, kind: 'freight', unit: 'USD/wmt' } },
  });
};

/** Copper at 9,600, the route at 20 in the deck and at 20 x `ratio` by month after the valuation. */
const marketOf = ({ references }: Portfolio, ratio: (t: number) => number = () => 1): Market => {
  const points = Array.from({ length: 60 }, (_, i) => i - 12).flatMap((t) => [
    { reference: COPPER, month: VALUED + t, price: 9600 },
    { reference: ROUTE, month: VALUED + t, price: 20 },
  ]);
  const on = deckMarket(points, references, VALUED - 12, VALUED + 47);
  return { ...on, prices: { ...on.prices, [ROUTE]: on.deck[ROUTE]!.map((price, i) => price * ratio(on.start + i - JAN_2027 + 1)) } };
};

const requestOf = (plan: Portfolio, copper: number, route: number, correlation = 0, on = marketOf(plan)): SimulationRequest => ({
  portfolio: plan,
  market: on,
  drivers: [driver(COPPER, copper), driver(ROUTE, route)],
  correlation: [
    [1, correlation],
    [correlation, 1],
  ],
  parameters: OFF,
});

const run = (request: SimulationRequest, paths = PATHS): SimulationResult =>
  mergeBlocks(request, [simulate(request, { from: 0, to: paths })]);

const spread = (values: ArrayLike<number>): number => {
  const numbers = Array.from(values);
  return Math.sqrt(mean(numbers.map((value) => (value - mean(numbers)) ** 2)));
};

const netPrices = (of: Portfolio, on: Market): readonly number[] =>
  valuePortfolio(of, on).contracts[0]!.months.map(({ netPrice }) => netPrice);

describe('freight that moves with a route', () => {
  it('is the freight of the terms to the bit at the deck', () => {
    expect(netPrices(planOf(ROUTE), marketOf(planOf(ROUTE)))).toEqual(netPrices(planOf(), marketOf(planOf())));
  });

  it('is deducted at the route’s price in the month of delivery, if the seller pays it', () => {
    const rising = (t: number) => 1 + t / 100;
    netPrices(planOf(ROUTE), marketOf(planOf(ROUTE), rising)).forEach((price, i) => {
      expect(price).toBeCloseTo(9600 - PER_DMT * (1 + (i + 1) / 100), 9);
    });
    // the month of delivery also where the price is that of a later month
    const pricedLater = planOf(ROUTE, { quotation: { alternatives: [{ offset: 3, length: 1, from: 'shipment' }] } });
    expect(netPrices(pricedLater, marketOf(pricedLater, rising))[0]).toBeCloseTo(9600 - PER_DMT * 1.01, 9);
    const fob = planOf(ROUTE, { delivery: { incoterm: 'FOB' } });
    expect(netPrices(fob, marketOf(fob, rising))).toEqual(netPrices(planOf(undefined, { delivery: { incoterm: 'FOB' } }), marketOf(fob)));
  });

  it('is refused without a price of the route', () => {
    const of = planOf('nowhere' as ReferenceCode);
    expectRefusal(() => valuePortfolio(of, marketOf(of)), 'MISSING_PRICE', { reference: 'nowhere', month: JAN_2027 });
  });
});

describe('freight on paths', () => {
  it('equals the valuation where nothing is drawn, also in a scenario and with an option on the months', () => {
    const alternatives = [
      { offset: 0, length: 1, from: 'shipment' },
      { offset: 2, length: 2, from: 'shipment' },
    ] as const;
    for (const quotation of [undefined, { alternatives, holder: 'buyer' as const, declarationMonths: 1 }]) {
      const of = planOf(ROUTE, {
        ...(quotation && { quotation }),
        blend: { fixedShare: 0.2, fixedPrice: 9000 },
        collar: { level: 'netback', floor: 9450 },
      });
      const on = marketOf(of, (t) => 1 + Math.max(0, t) / 10);
      const { netRevenueTotal } = run(requestOf(of, 0, 0, 0, on), 64);
      const expectedRevenue = sum(valuePortfolio(of, on).revenue);
      for (const total of netRevenueTotal) expect(Math.abs(total / expectedRevenue - 1)).toBeLessThan(1e-9);
    }
  });

  it('has the mean of the deck and the spread of the route', () => {
    const { total, netRevenueTotal } = run(requestOf(planOf(ROUTE), 0, 0.4));
    const deck = MONTHS * TONNES * (9600 - PER_DMT);
    expect(Math.abs(total.mean.value - deck)).toBeLessThan(4 * total.mean.error);
    // Var sum S/F = sum over months of e^(s^2 min(i, j)) - 1
    let variance = 0;
    for (let i = 1; i <= MONTHS; i++) for (let j = 1; j <= MONTHS; j++) variance += Math.exp((0.4 ** 2 * Math.min(i, j)) / 12) - 1;
    expect(spread(netRevenueTotal) / (TONNES * PER_DMT * Math.sqrt(variance))).toBeCloseTo(1, 1);
  });

  it('correlated with the metal lowers the spread of revenue, and raises it with the opposite sign', () => {
    const highFreight = { delivery: { freightUsdPerWmt: 2000 } };
    const [positiveSpread, uncorrelatedSpread, negativeSpread] = [0.8, 0, -0.8].map((rho) =>
      spread(run(requestOf(planOf(ROUTE, highFreight), 0.2, 0.4, rho)).netRevenueTotal),
    );
    expect(positiveSpread!).toBeLessThan(0.9 * uncorrelatedSpread!);
    expect(negativeSpread!).toBeGreaterThan(1.1 * uncorrelatedSpread!);
  });
});
