import { OrebookError } from '#shared/contract/errors.ts';
import { averagePriceAt } from '#shared/domain/indexAverage.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { requireFinite } from '../numberChecks.ts';
import { type MonthRange, pricingMonths, quarterOf } from '../schedule/pricingMonths.ts';
import type { Market, MarketReference, Portfolio } from './types.ts';

/** Price of a reference in a month, in the reference's own unit. Errors: MISSING_PRICE. */
export const priceAt = (market: Market, reference: string, month: Month, series: 'prices' | 'deck' = 'prices'): number => {
  const price = market[series][reference]?.[month - market.start];
  // NaN and undefined both mean that there is no price for the month
  if (price === undefined || Number.isNaN(price)) throw new OrebookError('MISSING_PRICE', { reference, month });
  return price;
};

/** Average price of the months `from` to `to`, both included. Errors: MISSING_PRICE. */
export const averagePrice = (market: Market, reference: string, { from, to }: MonthRange): number => {
  let sum = 0;
  for (let month = from; month <= to; month++) sum += priceAt(market, reference, month);
  return sum / (to - from + 1);
};

/**
 * The months whose prices a valuation may need: from the earliest quotational period or declaration, open deliveries included, to the
 * end of the latest period; whole quarters where a price support needs them.
 */
export const marketMonths = ({
  valuationMonth,
  lastMonth,
  contracts,
}: Pick<Portfolio, 'valuationMonth' | 'lastMonth' | 'contracts'>): MonthRange => {
  const range = { from: valuationMonth, to: lastMonth };
  for (const { contract } of contracts) {
    const firstDelivery = Math.min(valuationMonth + 1, ...(contract.opening?.openDeliveries ?? []).map(({ month }) => month));
    range.from = Math.min(range.from, firstDelivery);
    for (const { quotation, delivery, priceSupport } of contract.terms) {
      if (priceSupport !== undefined) {
        range.from = Math.min(range.from, quarterOf(valuationMonth + 1).from);
        range.to = Math.max(range.to, quarterOf(lastMonth).to);
      }
      for (const alternative of quotation.alternatives) {
        const first = pricingMonths(alternative, firstDelivery, delivery.voyageDays).from - quotation.declarationMonths;
        range.from = Math.min(range.from, first);
        range.to = Math.max(range.to, pricingMonths(alternative, lastMonth, delivery.voyageDays).to);
      }
    }
  }
  return range;
};

/** Fills the missing months of a follower from its last own price in month m: F_j = F_j(m) (F_x/F_x(m))^beta. */
const fillFollower = (followerPrices: Float64Array, followedPrices: Float64Array, beta: number): void => {
  const last = followerPrices.findLastIndex((price) => !Number.isNaN(price));
  if (last < 0) return;
  for (let i = last + 1; i < followerPrices.length; i++)
    followerPrices[i] = followerPrices[last]! * (followedPrices[i]! / followedPrices[last]!) ** beta;
};

/**
 * Returns series by reference with those of averages computed from their indices; entry 0 of each is the month `start`. A month in which an
 * index has no price has none either.
 */
export const withAverages = (
  series: Readonly<Record<string, Float64Array>>,
  references: Readonly<Record<string, MarketReference>>,
  start: Month,
): Readonly<Record<string, Float64Array>> => {
  const averages = Object.values(references).flatMap(({ code, average }) => (average === undefined ? [] : [{ code, average }]));
  if (averages.length === 0) return series;
  const length = Math.max(0, ...Object.values(series).map((prices) => prices.length));
  const averagedSeries = averages.map(({ code, average }): [string, Float64Array] => [
    code,
    Float64Array.from(
      { length },
      // the last value of an index that ended before `start` is a fixing, which only the series of the average has
      (_, i) => averagePriceAt(average, start + i, (index, month) => series[index]?.[month - start]) ?? series[code]?.[i] ?? Number.NaN,
    ),
  ]);
  return { ...series, ...Object.fromEntries(averagedSeries) };
};

/**
 * Creates a market at the deck from month `from` to month `to`, both included: demand 1 in every zone, every channel open. Points outside
 * these months or of unknown references are ignored. A month without a point has no price, except for references that follow another
 * and for averages, which are computed from their indices;
 * a valuation that needs the price throws MISSING_PRICE.
 * Errors: NOT_FINITE (a price), OUT_OF_RANGE (`to` before `from`).
 */
export const deckMarket = (
  points: readonly Pick<DeckPoint, 'reference' | 'month' | 'price'>[],
  references: Readonly<Record<string, MarketReference>>,
  from: Month,
  to: Month,
): Market => {
  if (to < from) throw new OrebookError('OUT_OF_RANGE', { field: 'to', min: from, value: to });
  const length = to - from + 1;
  const deck: Record<string, Float64Array> = {};
  for (const code of Object.keys(references)) deck[code] = new Float64Array(length).fill(Number.NaN);
  for (const { reference, month, price } of points) {
    const series = deck[reference];
    if (series === undefined || month < from || month > to) continue;
    series[month - from] = requireFinite(price, `prices.${reference}`);
  }
  for (const { code, follows } of Object.values(references)) {
    const followedPrices = follows === undefined ? undefined : deck[follows.reference];
    if (follows !== undefined && followedPrices !== undefined) fillFollower(deck[code]!, followedPrices, follows.beta);
  }
  const prices = withAverages(deck, references, from);
  const plateau = new Float64Array(length).fill(1);
  const demand = Object.fromEntries(ZONES.map((zone) => [zone, plateau])) as Record<Zone, Float64Array>;
  return { start: from, length, deck: prices, prices, demand, channels: [] };
};
