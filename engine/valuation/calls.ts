import { unique } from '#shared/collections.ts';
import { QUEUE_DISCOUNT } from '#shared/domain/houseDefaults.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Month } from '#shared/domain/time.ts';
import { clamp } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import { type Channel, channelAt, channelsTo, OPEN_CHANNEL, type TradedProduct } from './channels.ts';
import type { ContractPath } from './contractPath.ts';
import { addAmount } from './ledger.ts';
import { PRICE_TIE } from './tolerances.ts';
import type { ChannelEvent, Market } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** Whether the terms excuse a fall in price and the contract's price is below its deck price for the month. */
const isPriceFallExcused = (path: ContractPath, terms: Terms, month: Month): boolean => {
  if (!terms.quantity.excused.priceFall) return false;
  const { contract } = path.pricersOf(terms);
  return contract.netAt(month) < contract.netAtDeck(month) * (1 - PRICE_TIE);
};

/** Tonnes that a buyer with the tolerance calls: its response to its zones' demand, within the permitted range. */
const buyerCall = (sensitivity: number, { quantity }: Terms, demand: number, nominal: number, hasExcusedPriceFall: boolean): number => {
  const { tolerance, takeOrPayShare, takeOrPayBasis } = quantity;
  const leastShare = takeOrPayBasis === 'full' && !hasExcusedPriceFall ? takeOrPayShare : 0;
  // nominal clamp(1 + beta (D - 1), max(1 - tol, share), 1 + tol)
  return nominal * clamp(1 + sensitivity * (demand - 1), Math.max(1 - tolerance, leastShare), 1 + tolerance);
};

/** Tonnes that a seller with the tolerance offers: more if the contract pays more than spot, up to `spareTonnes`; less if it pays less. */
const sellerCall = (path: ContractPath, terms: Terms, month: Month, nominal: number, spareTonnes: number): number => {
  const pricers = path.pricersOf(terms);
  const spot = pricers.netSpotAt(month);
  const contract = pricers.months.netAt(month);
  const swing = nominal * terms.quantity.tolerance;
  if (contract > spot * (1 + PRICE_TIE)) return nominal + Math.min(swing, spareTonnes);
  // tonnes that it does not offer queue and are resold at a discount
  if (contract < (1 - QUEUE_DISCOUNT) * spot * (1 - PRICE_TIE)) return nominal - swing;
  return nominal;
};

/** The product that a contract ships under a set of terms, as channel rows match it. */
export const tradedProduct = ({ product, entry, pricersOf }: ContractPath, terms: Terms): TradedProduct => ({
  productId: product.id,
  countryOfOrigin: product.countryOfOrigin,
  references: pricersOf(terms).contract.references,
  buyerId: entry.buyer.id,
});

/** Returns the test whether a channel row excuses the buyer under a set of terms. */
export const excusesOf =
  ({ quantity: { excused } }: Terms) =>
  (row: ChannelEvent): boolean =>
    row.excused ? excused.importBan : excused.tariff;

const alwaysOpen = (): Channel => OPEN_CHANNEL;

const createChannel = (market: Market, path: ContractPath, terms: Terms): ((month: Month) => Channel) => {
  const traded = tradedProduct(path, terms);
  const channels = channelsTo(market, path.split, traded);
  const isExcused = excusesOf(terms);
  // a channel is the same in all months between two in which a row begins or has ended
  const changes = unique(channels.flatMap(({ from, to }) => [from, to + 1])).sort((a, b) => a - b);
  const channelFrom = memoize((change: Month) => channelAt({ channels }, path.split, traded, change, isExcused));
  return (month) => {
    let lastChange: Month | undefined;
    for (const change of changes) if (change <= month) lastChange = change;
    return lastChange === undefined ? OPEN_CHANNEL : channelFrom(lastChange);
  };
};

/** Returns the channel to a contract's destination by month, with the excuses of its terms. */
export const channelOfTerms = ({ market }: ValuationContext, path: ContractPath, terms: Terms): ((month: Month) => Channel) => {
  if (market.channels.length === 0) return alwaysOpen;
  path.channelsOf ??= memoize((termsOfPath) => createChannel(market, path, termsOfPath));
  return path.channelsOf(terms);
};

/** Excused tonnes: nominal tonnes closed by excused channel rows, and the shortfall due to an excused fall in price. */
const excusedTonnes = (nominal: number, channel: Channel, wantedTonnes: number, hasExcusedPriceFall: boolean): number =>
  nominal * (1 - channel.openShareExcused) + (hasExcusedPriceFall ? channel.openShareExcused * Math.max(0, nominal - wantedTonnes) : 0);

/**
 * Computes a contract's calls month by month (step 6) into its ledger and `path.calls`. `spareTonnes` is production above the nominal
 * tonnes of all contracts by month of the plan; extra tonnes of sellers reduce it, so contracts must come in the order of their ids.
 */
export const computeCalls = (context: ValuationContext, path: ContractPath, spareTonnes: Float64Array): void => {
  const { ledger, calls, nominal: agreedTonnes, spans } = path;
  const { contract, buyer } = path.entry;
  const addCall = (column: Float64Array, i: number, tonnes: number): Float64Array =>
    addAmount(column, context.allocateScratch, ledger.called.length, i, tonnes);
  for (const { terms, from, to } of spans) {
    const { toleranceOption } = terms.quantity;
    const channelIn = channelOfTerms(context, path, terms);
    for (let month = from; month <= to; month++) {
      const i = month - ledger.first;
      const at = month - context.firstMonth;
      const nominal = agreedTonnes[month - contract.start]!;
      const hasExcusedPriceFall = isPriceFallExcused(path, terms, month);
      const channel = channelIn(month);
      let wantedTonnes = nominal;
      if (toleranceOption === 'buyer')
        wantedTonnes = buyerCall(buyer.cycleSensitivity, terms, path.demand[at]!, nominal, hasExcusedPriceFall);
      if (toleranceOption === 'seller') {
        wantedTonnes = sellerCall(path, terms, month, nominal, spareTonnes[at]!);
        spareTonnes[at]! -= Math.max(0, wantedTonnes - nominal);
        // not offered = open share * max(0, nominal - call)
        calls.extra = addCall(calls.extra, i, channel.openShare * Math.max(0, wantedTonnes - nominal));
        calls.withheld = addCall(calls.withheld, i, channel.openShare * Math.max(0, nominal - wantedTonnes));
      }
      ledger.called[i] = wantedTonnes * channel.openShare;
      calls.excused = addCall(calls.excused, i, excusedTonnes(nominal, channel, wantedTonnes, hasExcusedPriceFall));
    }
  }
};
