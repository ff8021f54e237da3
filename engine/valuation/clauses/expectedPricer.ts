import type { Month } from '#shared/domain/time.ts';
import { type Fixing, sumCovariance, twoMomentsOf } from '../../options/fixingMoments.ts';
import { NORMAL_NODES } from '../../options/normalQuadrature.ts';
import { expectedOnCurve, expectedSlope, type PartlyKnown, type PriceCurve } from '../../options/priceCurve.ts';
import { leadingReference } from '../../pricing/floatingLeg.ts';
import type { PriceTerms } from '../../pricing/netPrice.ts';
import type { LogCovariance } from '../../processes/logCovariance.ts';
import type { MonthRange } from '../../schedule/pricingMonths.ts';
import { priceAt } from '../market.ts';
import type { PortfolioProduct } from '../types.ts';
import type { ValuationContext } from '../valuationContext.ts';
import { createTermsCurves } from './termsCurves.ts';

/** One set of price terms on a market that moves around the deck. USD/dmt; every call may throw MISSING_PRICE. */
export type ExpectedPricer = {
  /** The reference whose average the price is a curve of; undefined for a fixed price. */
  readonly lead: string | undefined;
  /** Expected net price of a delivery priced over `pricing`. */
  readonly net: (pricing: MonthRange, delivery: Month) => number;
  /** Net price over the average of the lead, everything else at its forward. */
  readonly curve: (pricing: MonthRange, delivery: Month) => PriceCurve;
  /** The lead's average over `pricing`: fixings known, the rest in two moments. */
  readonly average: (pricing: MonthRange) => PartlyKnown;
  /** The fixings that move the price, each weighted by what a dollar on it is worth. */
  readonly fixings: (pricing: MonthRange, delivery: Month) => readonly Fixing[];
};

/** The context of a valuation and how log prices move together. */
export type MovingMarket = { readonly context: ValuationContext; readonly covariance: LogCovariance };

const NO_PRICE: PartlyKnown = { known: 0, mean: 0, logVariance: 0 };

export const createExpectedPricer = (
  { context, covariance }: MovingMarket,
  terms: PriceTerms,
  product: PortfolioProduct,
): ExpectedPricer => {
  const { market, portfolio } = context;
  const { valuationMonth } = portfolio;
  const lead = leadingReference(terms);
  const curves = createTermsCurves(context, terms, product);
  /** A price below this level is bent by what other references do; above it they only add to it. */
  const bends = terms.collar !== undefined && terms.collar.level !== 'reference';

  /** The fixings of a reference's average; those that have passed at time 0, where nothing moves any more. */
  const fixingsOf = (reference: string, { from, to }: MonthRange, weight = 1): Fixing[] =>
    Array.from({ length: to - from + 1 }, (_, i) => ({
      reference,
      weight: weight / (to - from + 1),
      forward: priceAt(market, reference, from + i),
      years: Math.max(0, from + i - valuationMonth) / 12,
    }));

  const averages = new Map<number, PartlyKnown>();
  const average = (pricing: MonthRange): PartlyKnown => {
    if (lead === undefined) return NO_PRICE;
    const key = pricing.from * 16 + pricing.to - pricing.from;
    const found = averages.get(key);
    if (found !== undefined) return found;
    const fixings = fixingsOf(lead, pricing);
    const known = fixings.reduce((sum, { years, weight, forward }) => (years === 0 ? sum + weight * forward : sum), 0);
    const made = {
      known,
      ...twoMomentsOf(
        fixings.filter(({ years }) => years > 0),
        covariance,
      ),
    };
    averages.set(key, made);
    return made;
  };

  const otherFixings = (pricing: MonthRange, delivery: Month): Fixing[] =>
    curves.others(pricing, delivery).flatMap(({ reference, slope }) => fixingsOf(reference, pricing, slope));

  const expected = (pricing: MonthRange, delivery: Month): number => {
    const own = average(pricing);
    const others = bends ? otherFixings(pricing, delivery).filter(({ years }) => years > 0) : [];
    const together = twoMomentsOf(others, covariance);
    if (together.logVariance === 0) return expectedOnCurve(curves.at(pricing, delivery), own);
    const spread = Math.sqrt(together.logVariance);
    const moving = lead === undefined ? [] : fixingsOf(lead, pricing).filter(({ years }) => years > 0);
    // what the lead's logarithm moves with one standard deviation of the others
    const shared = own.mean === 0 ? 0 : sumCovariance(moving, others, covariance) / spread;
    let sum = 0;
    for (const { at, weight } of NORMAL_NODES) {
      const curve = curves.at(pricing, delivery, Math.exp(spread * at - together.logVariance / 2));
      const given: PartlyKnown = {
        known: own.known,
        mean: own.mean * Math.exp(shared * at - shared ** 2 / 2),
        logVariance: Math.max(0, own.logVariance - shared ** 2),
      };
      sum += weight * expectedOnCurve(curve, given);
    }
    return sum;
  };

  return {
    lead,
    average,
    curve: (pricing, delivery) => curves.at(pricing, delivery),
    net: expected,
    fixings: (pricing, delivery) => {
      if (lead === undefined) return [];
      const slope = expectedSlope(curves.at(pricing, delivery), average(pricing));
      const free = curves.freeSlope(pricing, delivery);
      // a collar on the whole price holds the others back as much as the lead
      const share = bends && free !== 0 ? slope / free : 1;
      return [
        ...fixingsOf(lead, pricing, slope),
        ...otherFixings(pricing, delivery).map((fixing) => ({ ...fixing, weight: fixing.weight * share })),
      ];
    },
  };
};
