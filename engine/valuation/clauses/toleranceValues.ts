import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { clamp } from '#shared/math.ts';
import { memoize, memoizeWeakly } from '#shared/memoize.ts';
import { excessOf, expectedOnCurve } from '../../options/priceCurve.ts';
import { spotPriceTerms } from '../priceTerms.ts';
import { priceNumber } from '../termsPricers.ts';
import type { PortfolioProduct } from '../types.ts';
import { expectedGain, type MovingPrice } from './exchange.ts';
import type { ExpectedPricer, MovingMarket } from './expectedPricer.ts';
import { type Amounts, type Delivery, type PricerOf, yearsUntil } from './pricedDeliveries.ts';

/** How far the holder of a tolerance may deviate up and down, shares of nominal. */
const swingOf = ({ quantity }: Terms): { readonly up: number; readonly down: number } => {
  const { tolerance, toleranceOption, takeOrPayShare, takeOrPayBasis } = quantity;
  const minimumShare = toleranceOption === 'buyer' && takeOrPayBasis === 'full' ? takeOrPayShare : 0;
  return { up: tolerance, down: clamp(1 - minimumShare, 0, tolerance) };
};

type Spreads = { readonly above: number; readonly below: number };

/** E max(contract - spot, 0) and E max(spot - contract, 0) of a month, both at the month's own prices. */
const computeSpreads = (movingMarket: MovingMarket, contract: ExpectedPricer, spot: ExpectedPricer, month: Month): Spreads => {
  const deliveryMonth = { from: month, to: month };
  if (contract.lead === spot.lead && contract.lead !== undefined) {
    const [f, g] = [contract.curve(deliveryMonth, month), spot.curve(deliveryMonth, month)];
    const price = contract.average(deliveryMonth);
    return { above: expectedOnCurve(excessOf(f, g), price), below: expectedOnCurve(excessOf(g, f), price) };
  }
  const priceOf = (pricer: ExpectedPricer): MovingPrice => ({
    expected: pricer.net(deliveryMonth, month),
    fixings: pricer.fixings(deliveryMonth, month),
  });
  const [a, b] = [priceOf(contract), priceOf(spot)];
  const endYears = yearsUntil(movingMarket.context, month);
  return { above: expectedGain(b, a, movingMarket.covariance, endYears), below: expectedGain(a, b, movingMarket.covariance, endYears) };
};

/** The spreads of two pricers by month: contracts with equal price terms share their pricers. */
const spreadsByMonth = memoizeWeakly((_contract: ExpectedPricer) => memoizeWeakly((_spot: ExpectedPricer) => new Map<Month, Spreads>()));

/**
 * Computes the value of a tolerance by delivery, USD: in each month its holder takes or delivers more if the contract is better for it
 * than spot, and less if it is worse; a buyer not below the quantity of a full take-or-pay.
 */
export const toleranceValues = (
  movingMarket: MovingMarket,
  pricers: PricerOf,
  product: PortfolioProduct,
  deliveries: readonly Delivery[],
): Amounts => {
  const pricersWithSpreads = memoize((terms: Terms) => {
    const { spotPrice, moisture } = product;
    const contractPricer = pricers(terms);
    const spotPricer =
      spotPrice === undefined
        ? movingMarket.pricer(product, 'spot', priceNumber(terms), () => spotPriceTerms(terms, moisture))
        : movingMarket.pricer(product, 'own spot terms', '', () => spotPrice);
    return { contractPricer, spotPricer, spreads: spreadsByMonth(contractPricer)(spotPricer), swing: swingOf(terms) };
  });
  return deliveries.map(({ month, terms, nominal }) => {
    const { toleranceOption, tolerance } = terms.quantity;
    if (toleranceOption === 'none' || tolerance === 0 || nominal === 0) return 0;
    const { contractPricer, spotPricer, spreads, swing } = pricersWithSpreads(terms);
    let spread = spreads.get(month);
    if (spread === undefined) {
      spread = computeSpreads(movingMarket, contractPricer, spotPricer, month);
      spreads.set(month, spread);
    }
    const { up, down } = swing;
    const { above, below } = spread;
    const presentTonnes = nominal * movingMarket.context.discountFactor(month + terms.payment.paymentMonths);
    return toleranceOption === 'seller' ? presentTonnes * (up * above + down * below) : -presentTonnes * (up * below + down * above);
  });
};
