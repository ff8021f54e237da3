import { averageComposition } from '#shared/domain/indexAverage.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { type Fixing, forwardMean, sumCovariance, twoMomentsOf } from '../../options/fixingMoments.ts';
import { normalNodes } from '../../options/normalQuadrature.ts';
import { expectedOnCurve, expectedSlope, type PartlyKnown, type PriceCurve } from '../../options/priceCurve.ts';
import { leadingReference } from '../../pricing/floatingLeg.ts';
import type { PriceTerms } from '../../pricing/netPrice.ts';
import type { LogCovariance } from '../../processes/logCovariance.ts';
import type { MonthRange } from '../../schedule/pricingMonths.ts';
import { priceAt } from '../market.ts';
import type { PortfolioProduct } from '../types.ts';
import type { ValuationContext } from '../valuationContext.ts';
import { createTermsCurves } from './termsCurves.ts';

/** Expected prices under one set of price terms, with prices distributed around the deck. USD/dmt; every call may throw MISSING_PRICE. */
export type ExpectedPricer = {
  /** The leading reference, whose average is the argument of `curve`; undefined for a fixed price. */
  readonly lead: string | undefined;
  /** Expected net price of a delivery priced over `pricing`. */
  readonly net: (pricing: MonthRange, delivery: Month) => number;
  /** Net price over the average of the lead, everything else at its forward. */
  readonly curve: (pricing: MonthRange, delivery: Month) => PriceCurve;
  /** The lead's average over `pricing`: known fixings, and the two moments of the rest. */
  readonly average: (pricing: MonthRange) => PartlyKnown;
  /** The fixings of the price, each weighted by the price's sensitivity to it. */
  readonly fixings: (pricing: MonthRange, delivery: Month) => readonly Fixing[];
};

/** The context of a valuation with the covariance of log prices, and a pricer of each price terms and product. */
export type MovingMarket = {
  readonly context: ValuationContext;
  readonly covariance: LogCovariance;
  /** The pricer of price terms, which `kind` and `key` name: `kind` says how they follow from the terms that have the key. */
  readonly pricer: (product: PortfolioProduct, kind: string, key: string | number, priceTerms: () => PriceTerms) => ExpectedPricer;
};

/** Price terms whose pricers a moving market keeps: most contracts of a product have the terms of another. */
const MAX_PRICERS = 256;

/** Creates a moving market; contracts with equal price terms share a pricer. */
export const createMovingMarket = (context: ValuationContext, covariance: LogCovariance): MovingMarket => {
  const byKind = new Map<string, Map<string | number, ExpectedPricer>>();
  let count = 0;
  return {
    context,
    covariance,
    pricer: (product, kind, key, priceTerms) => {
      const pricers = byKind.get(`${product.id} ${kind}`) ?? new Map<string | number, ExpectedPricer>();
      const cached = pricers.get(key);
      if (cached !== undefined) return cached;
      if (count >= MAX_PRICERS) {
        byKind.clear();
        pricers.clear();
        count = 0;
      }
      const pricer = createExpectedPricer({ context, covariance }, priceTerms(), product);
      byKind.set(`${product.id} ${kind}`, pricers.set(key, pricer));
      count += 1;
      return pricer;
    },
  };
};

/** A number for a quotational period; unique, since a period has at most 6 months. */
const periodKey = ({ from, to }: MonthRange): number => from * 16 + to - from;

/** A number for a delivery with its quotational period; unique for deliveries within 512 months of their prices. */
export const deliveryKey = (pricing: MonthRange, delivery: Month): number => periodKey(pricing) * 1024 + delivery - pricing.from;

const NO_PRICE: PartlyKnown = { known: 0, mean: 0, logVariance: 0 };

/** Creates the expected pricer of price terms. */
const createExpectedPricer = (
  { context, covariance }: Pick<MovingMarket, 'context' | 'covariance'>,
  terms: PriceTerms,
  product: PortfolioProduct,
): ExpectedPricer => {
  const { market, portfolio } = context;
  const { valuationMonth } = portfolio;
  const lead = leadingReference(terms);
  const curves = createTermsCurves(context, terms, product);
  /** A collar above reference level limits the whole price, so the other references are not additive. */
  const limitsWholePrice = terms.collar !== undefined && terms.collar.level !== 'reference';

  const fixingIn = (reference: string, month: Month, weight: number): Fixing => ({
    reference,
    weight,
    forward: priceAt(market, reference, month),
    years: Math.max(0, month - valuationMonth) / 12,
  });

  /** The fixing of a reference in a month; of a weighted average of indices, the fixings of its indices and its constant as a known one. */
  const monthFixings = (reference: string, month: Month, weight: number): Fixing[] => {
    const average = portfolio.references[reference]?.average;
    const composition = average && averageComposition(average, month);
    // the last value of an index that ended before the market begins is known
    if (composition === undefined || composition.terms.some((term) => term.month < market.start))
      return [fixingIn(reference, month, weight)];
    return [
      ...composition.terms.map((term) => fixingIn(term.reference, term.month, weight * term.share)),
      ...(composition.constant === 0 ? [] : [{ reference, weight, forward: composition.constant, years: 0 }]),
    ];
  };

  /** The fixings of a reference's average over a quotational period; past fixings have time 0 and no variance. */
  const fixingsOf = (reference: string, { from, to }: MonthRange, weight = 1): Fixing[] =>
    Array.from({ length: to - from + 1 }, (_, i) => monthFixings(reference, from + i, weight / (to - from + 1))).flat();

  const averages = new Map<number, PartlyKnown>();
  const average = (pricing: MonthRange): PartlyKnown => {
    if (lead === undefined) return NO_PRICE;
    const key = periodKey(pricing);
    const cached = averages.get(key);
    if (cached !== undefined) return cached;
    const fixings = fixingsOf(lead, pricing);
    const knownMean = forwardMean(fixings.filter(({ years }) => years === 0));
    const future = fixings.filter(({ years }) => years > 0);
    const moments = { known: knownMean, ...twoMomentsOf(future, covariance) };
    averages.set(key, moments);
    return moments;
  };

  const otherFixings = (pricing: MonthRange, delivery: Month): Fixing[] =>
    curves.others(pricing, delivery).flatMap(({ reference, slope }) => fixingsOf(reference, pricing, slope));

  const expected = (pricing: MonthRange, delivery: Month): number => {
    const leadAverage = average(pricing);
    const others = limitsWholePrice ? otherFixings(pricing, delivery).filter(({ years }) => years > 0) : [];
    const otherMoments = twoMomentsOf(others, covariance);
    if (otherMoments.logVariance === 0) return expectedOnCurve(curves.at(pricing, delivery), leadAverage);
    const deviation = Math.sqrt(otherMoments.logVariance);
    const leadFixings = lead === undefined ? [] : fixingsOf(lead, pricing).filter(({ years }) => years > 0);
    // change of the lead's log average per standard deviation of the others
    const loading = leadAverage.mean === 0 ? 0 : sumCovariance(leadFixings, others, covariance) / deviation;
    // integrate over the others' normal variable; given it, the lead is lognormal
    return sumBy(normalNodes(), ({ at, weight }) => {
      const curve = curves.at(pricing, delivery, Math.exp(deviation * at - otherMoments.logVariance / 2));
      const conditional: PartlyKnown = {
        known: leadAverage.known,
        mean: leadAverage.mean * Math.exp(loading * at - loading ** 2 / 2),
        logVariance: Math.max(0, leadAverage.logVariance - loading ** 2),
      };
      return weight * expectedOnCurve(curve, conditional);
    });
  };

  const prices = new Map<number, number>();
  return {
    lead,
    average,
    curve: (pricing, delivery) => curves.at(pricing, delivery),
    net: (pricing, delivery) => {
      const key = deliveryKey(pricing, delivery);
      const cached = prices.get(key);
      if (cached !== undefined) return cached;
      const price = expected(pricing, delivery);
      prices.set(key, price);
      return price;
    },
    fixings: (pricing, delivery) => {
      if (lead === undefined) return [];
      const slope = expectedSlope(curves.at(pricing, delivery), average(pricing));
      const freeSlope = curves.freeSlope(pricing, delivery);
      // a collar on the whole price limits the others in the same proportion as the lead
      const share = limitsWholePrice && freeSlope !== 0 ? slope / freeSlope : 1;
      return [
        ...fixingsOf(lead, pricing, slope),
        ...otherFixings(pricing, delivery).map((fixing) => ({ ...fixing, weight: fixing.weight * share })),
      ];
    },
  };
};
