import { OrebookError } from '#shared/contract/errors.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { requireFinite } from '../numberChecks.ts';
import { type MonthRange, pricingMonths } from '../schedule/pricingMonths.ts';
import type { Market, MarketReference, Portfolio } from './types.ts';

/** The price of a reference in a month at `series` of the market, in the reference's own unit. Errors: MISSING_PRICE. */
export const priceAt = (market: Market, reference: string, month: Month, series: 'prices' | 'deck' = 'prices'): number => {
  const price = market[series][reference]?.[month - market.start];
  // NaN and undefined alike: the deck has no price for the month.
  if (price === undefined || Number.isNaN(price)) throw new OrebookError('MISSING_PRICE', { reference, month });
  return price;
};

/** Average of the months `from` to `to`, both included. Errors: MISSING_PRICE. */
export const averagePrice = (market: Market, reference: string, { from, to }: MonthRange): number => {
  let sum = 0;
  for (let month = from; month <= to; month++) sum += priceAt(market, reference, month);
  return sum / (to - from + 1);
};

/**
 * The months that a valuation can ask prices of: from the earliest quotational period or declaration, that of open deliveries
 * included, to the end of the latest period.
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
    for (const { quotation, delivery } of contract.terms) {
      for (const alternative of quotation.alternatives) {
        const first = pricingMonths(alternative, firstDelivery, delivery.voyageDays).from - quotation.declarationMonths;
        range.from = Math.min(range.from, first);
        range.to = Math.max(range.to, pricingMonths(alternative, lastMonth, delivery.voyageDays).to);
      }
    }
  }
  return range;
};

/** Months of a follower that its own series lacks: the ratio to what it follows stays as it was last quoted, F_j = F_j(m) (F_x/F_x(m))^beta. */
const fillFollower = (own: Float64Array, followed: Float64Array, beta: number): void => {
  const last = own.findLastIndex((price) => !Number.isNaN(price));
  if (last < 0) return;
  for (let i = last + 1; i < own.length; i++) own[i] = own[last]! * (followed[i]! / followed[last]!) ** beta;
};

/**
 * The deck as a market from month `from` to month `to`, both included: prices at the deck, demand 1 everywhere, every channel open.
 * Points outside the months or of unknown references are left out; a month without a point stays without a price, save for
 * references that follow another, and is refused (MISSING_PRICE) only when a valuation asks for it.
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
    const followed = follows === undefined ? undefined : deck[follows.reference];
    if (follows !== undefined && followed !== undefined) fillFollower(deck[code]!, followed, follows.beta);
  }
  const plateau = new Float64Array(length).fill(1);
  const demand = Object.fromEntries(ZONES.map((zone) => [zone, plateau])) as Record<Zone, Float64Array>;
  return { start: from, length, deck, prices: deck, demand, channels: [] };
};
