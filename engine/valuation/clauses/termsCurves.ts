import type { PriceBasis } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import type { PriceCurve } from '../../options/priceCurve.ts';
import { leadingReference } from '../../pricing/floatingLeg.ts';
import type { PriceTerms } from '../../pricing/netPrice.ts';
import { type Conversion, usdConversion } from '../../pricing/quotes.ts';
import type { MonthRange } from '../../schedule/pricingMonths.ts';
import { averagePrice, priceAt } from '../market.ts';
import { unitsOf } from '../pricer.ts';
import { priceReferences } from '../priceTerms.ts';
import type { PortfolioProduct } from '../types.ts';
import type { ValuationContext } from '../valuationContext.ts';

/** The curves of one set of price terms: net price as a function of the average of its leading reference. */
export type TermsCurves = {
  /** The curve with the prices of the other moving references multiplied by `scale`. */
  readonly at: (pricing: MonthRange, delivery: Month, scale?: number) => PriceCurve;
  /** Slope at the lead's forward before floor and cap. */
  readonly freeSlope: (pricing: MonthRange, delivery: Month) => number;
  /** The other moving references with the slope of the price in each before floor and cap. */
  readonly others: (pricing: MonthRange, delivery: Month) => readonly { readonly reference: string; readonly slope: number }[];
};

/** Lists the prices of the lead, in its own unit, at which the leg has a kink: escalator, price participation. */
const listKinks = (price: PriceBasis, usdPerUnit: number): number[] => {
  if (price.basis !== 'payableMetal') return [];
  const { escalator, participation } = price;
  const usd: number[] = [];
  if (escalator !== undefined) {
    usd.push(escalator.basisPrice, ...escalator.bands.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])));
  }
  if (participation !== undefined && participation.share !== 0) {
    // s (P - basis) = cap or floor
    for (const bound of [participation.cap, participation.floor])
      if (bound !== undefined) usd.push(participation.basisPrice + bound / participation.share);
  }
  return usd.map((price) => price / usdPerUnit);
};

/** Lists the amounts of the leg at which a collar on leg, blend or netback begins to bind. */
const collarLegAmounts = ({ collar, blend, costsUsdPerDmt = [] }: PriceTerms): number[] => {
  if (collar === undefined || collar.level === 'reference') return [];
  const bounds = [collar.floor, collar.cap].filter((bound) => bound !== undefined);
  const costs = collar.level === 'netback' ? sumBy(costsUsdPerDmt, ({ amount }) => amount) : 0;
  if (collar.level === 'leg' || blend === undefined) return bounds.map((bound) => bound + costs);
  // w fixed + (1 - w) leg - costs = bound
  return blend.fixedShare === 1
    ? []
    : bounds.map((bound) => (bound + costs - blend.fixedShare * blend.fixedPrice) / (1 - blend.fixedShare));
};

/** Lists the prices at which a leg, linear between ascending knots and beyond the last one, equals one of the amounts. */
const findCrossings = (knots: readonly number[], leg: (price: number) => number, amounts: readonly number[]): number[] => {
  if (amounts.length === 0) return [];
  const values = knots.map(leg);
  const last = knots.at(-1)!;
  const farCoefficient = last * 2 + 1;
  const slopes = knots.map((knot, i) =>
    i === knots.length - 1
      ? (leg(farCoefficient) - values[i]!) / (farCoefficient - knot)
      : (values[i + 1]! - values[i]!) / (knots[i + 1]! - knot),
  );
  return amounts.flatMap((amount) =>
    knots.flatMap((knot, i) => {
      const at = slopes[i] === 0 ? Number.NaN : knot + (amount - values[i]!) / slopes[i]!;
      return at > knot && (i === knots.length - 1 || at < knots[i + 1]!) ? [at] : [];
    }),
  );
};

/** Kinks above this price are ignored. */
const MAX_PRICE = 1e9;

const sortKnots = (knots: readonly number[]): number[] =>
  [...new Set(knots.filter((knot) => knot >= 0 && knot < MAX_PRICE))].sort((a, b) => a - b);

const withoutClauses = ({ collar: _collar, blend: _blend, costsUsdPerDmt: _costs, ...basis }: PriceTerms): PriceTerms => basis;

/** Step of the difference quotient in another price, USD. */
const STEP = 1;

/** Creates the curves of price terms on a valuation's market. Deliveries with equal prices of the other references share a curve. */
export const createTermsCurves = (context: ValuationContext, terms: PriceTerms, product: PortfolioProduct): TermsCurves => {
  const { market, portfolio } = context;
  const { references } = portfolio;
  const lead = leadingReference(terms);
  const { averaged, benchmarks } = priceReferences(terms);
  const movingReferences = averaged.filter((reference) => reference !== lead && references[reference]?.kind !== 'treatmentCharge');
  const fullPricer = context.pricer(terms, product);
  const leg = context.pricer(withoutClauses(terms), product);
  const collarAmounts = collarLegAmounts(terms);
  const { factor, currency }: Conversion =
    lead !== undefined && terms.basis === 'payableMetal'
      ? usdConversion(lead, 'metal', unitsOf(references), terms.payables[0]?.element)
      : { factor: 1 };
  const [rate] = fullPricer.rates;
  const usdPerUnit = (pricing: MonthRange) =>
    rate === undefined || currency === undefined ? factor : factor / averagePrice(market, rate, pricing);
  const referenceBounds = terms.collar?.level === 'reference' ? [terms.collar.floor, terms.collar.cap] : [];
  const kinksAt = (pricing: MonthRange) =>
    sortKnots([0, ...listKinks(terms, usdPerUnit(pricing)), ...referenceBounds.filter((bound) => bound !== undefined)]);

  const scaledPrices = (pricing: MonthRange, scale: number): Record<string, number> =>
    scale === 1
      ? {}
      : Object.fromEntries(movingReferences.map((reference) => [reference, averagePrice(market, reference, pricing) * scale]));

  const curveCache = new Map<string, PriceCurve>();
  const slopeCache = new Map<string, readonly { readonly reference: string; readonly slope: number }[]>();
  const otherPricesKey = (pricing: MonthRange, delivery: Month): string => {
    let key = rate === undefined ? '' : `${averagePrice(market, rate, pricing)} `;
    for (const reference of averaged) if (reference !== lead) key += `${averagePrice(market, reference, pricing)} `;
    for (const reference of benchmarks) key += `${priceAt(market, reference, delivery)} `;
    return key;
  };

  return {
    at: (pricing, delivery, scale = 1) => {
      const key = `${otherPricesKey(pricing, delivery)}${scale}`;
      const cached = curveCache.get(key);
      if (cached !== undefined) return cached;
      const overrides = scaledPrices(pricing, scale);
      const priceAtLead = (pricer: typeof fullPricer) => (price: number) =>
        pricer.net(pricing, delivery, lead === undefined ? overrides : { ...overrides, [lead]: price });
      const kinks = kinksAt(pricing);
      const knots = sortKnots([...kinks, ...findCrossings(kinks, priceAtLead(leg), collarAmounts)]);
      const net = priceAtLead(fullPricer);
      const last = knots.at(-1)!;
      const farCoefficient = last * 2 + 1;
      const values = knots.map(net);
      const curve = { knots, values, slope: (net(farCoefficient) - values.at(-1)!) / (farCoefficient - last) };
      curveCache.set(key, curve);
      return curve;
    },
    freeSlope: (pricing, delivery) => {
      if (lead === undefined) return 0;
      const forward = averagePrice(market, lead, pricing);
      const legAt = (price: number) => leg.net(pricing, delivery, { [lead]: price });
      return (legAt(forward * 1.001) - legAt(forward)) / (forward * 0.001);
    },
    others: (pricing, delivery) => {
      if (movingReferences.length === 0) return [];
      const key = otherPricesKey(pricing, delivery);
      const cached = slopeCache.get(key);
      if (cached !== undefined) return cached;
      const total = leg.net(pricing, delivery);
      const slopes = movingReferences.map((reference) => ({
        reference,
        slope: (leg.net(pricing, delivery, { [reference]: averagePrice(market, reference, pricing) + STEP }) - total) / STEP,
      }));
      slopeCache.set(key, slopes);
      return slopes;
    },
  };
};
