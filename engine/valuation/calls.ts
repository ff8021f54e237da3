import type { Month } from '#shared/domain/time.ts';
import type { ScheduledMonth } from '../schedule/deliverySchedule.ts';
import { type Channel, channelAt, demandAt, OPEN_CHANNEL } from './channels.ts';
import { type ContractPath, scheduledAt } from './contractPath.ts';
import type { ValuationContext } from './valuationContext.ts';

/** A contract's call on its month's production (step 6), dmt. */
export type Call = {
  readonly path: ContractPath;
  readonly scheduled: ScheduledMonth;
  /** Before the open share of the channel: what the holder of the tolerance asks for or offers. */
  readonly wanted: number;
  readonly openShare: number;
  readonly called: number;
  /** Nominal tonnes in which the buyer need not take or pay. */
  readonly excused: number;
};

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Below this relative distance two prices are one: the seller's option is not exercised on rounding. */
const PRICE_TIE = 1e-9;

/** Whether the contract's price stands below what the deck had for the month, where its terms excuse a fall in price. */
const priceFallExcuses = ({ terms, month }: ScheduledMonth, path: ContractPath): boolean => {
  if (!terms.quantity.excused.priceFall) return false;
  const { contract } = path.pricersOf(terms);
  return contract.netAt(month) < contract.netAtDeck(month) * (1 - PRICE_TIE);
};

/** What a buyer with the tolerance asks for: its answer to its zones' demand within the lawful band. */
const buyersCall = (context: ValuationContext, path: ContractPath, scheduled: ScheduledMonth, priceFallen: boolean): number => {
  const { tolerance, takeOrPayShare, takeOrPayBasis } = scheduled.terms.quantity;
  const mustTake = takeOrPayBasis === 'full' && !priceFallen ? takeOrPayShare : 0;
  const demand = demandAt(context.market, path.split, scheduled.month);
  // nominal clamp(1 + beta (D - 1), max(1 - tol, share), 1 + tol)
  return scheduled.nominal * clamp(1 + path.entry.buyer.cycleSensitivity * (demand - 1), Math.max(1 - tolerance, mustTake), 1 + tolerance);
};

/** What a seller with the tolerance offers: more where the contract pays more than spot, as far as production has it; less where it pays less. */
const sellersCall = (path: ContractPath, { terms, month, nominal }: ScheduledMonth, spare: number): number => {
  const pricers = path.pricersOf(terms);
  const spot = pricers.spot.netAt(month);
  const contract = pricers.contract.netAt(month);
  const swing = nominal * terms.quantity.tolerance;
  if (contract > spot * (1 + PRICE_TIE)) return nominal + Math.min(swing, spare);
  if (contract < spot * (1 - PRICE_TIE)) return nominal - swing;
  return nominal;
};

export const channelOf = ({ market }: ValuationContext, path: ContractPath, { terms, month }: ScheduledMonth): Channel => {
  const { excused } = terms.quantity;
  const traded = { productId: path.product.id, references: path.pricersOf(terms).contract.references };
  return channelAt(market, path.split, traded, month, (row) => (row.excused ? excused.importBan : excused.tariff));
};

/** Nominal tonnes that the channel closes with an excuse, and the shortfall of a price fall that the terms excuse. */
const excusedTonnes = ({ nominal }: ScheduledMonth, channel: Channel, wanted: number, priceFallen: boolean): number =>
  nominal * (1 - channel.openShareExcused) + (priceFallen ? channel.openShareExcused * Math.max(0, nominal - wanted) : 0);

/** The calls of a product's contracts in a month, in the order of `paths` (by id): extra tonnes of sellers go to the first. */
export const callsAt = (context: ValuationContext, paths: readonly ContractPath[], month: Month, production: number): Call[] => {
  const running = paths.flatMap((path) => {
    const scheduled = scheduledAt(path, month);
    return scheduled === undefined ? [] : [{ path, scheduled }];
  });
  let spare = Math.max(0, production - running.reduce((sum, { scheduled }) => sum + scheduled.nominal, 0));
  return running.map(({ path, scheduled }) => {
    const { quantity } = scheduled.terms;
    const priceFallen = priceFallExcuses(scheduled, path);
    let wanted = scheduled.nominal;
    if (quantity.toleranceOption === 'buyer') wanted = buyersCall(context, path, scheduled, priceFallen);
    if (quantity.toleranceOption === 'seller') {
      wanted = sellersCall(path, scheduled, spare);
      spare -= Math.max(0, wanted - scheduled.nominal);
    }
    const channel = context.market.channels.length === 0 ? OPEN_CHANNEL : channelOf(context, path, scheduled);
    return {
      path,
      scheduled,
      wanted,
      openShare: channel.openShare,
      called: wanted * channel.openShare,
      excused: excusedTonnes(scheduled, channel, wanted, priceFallen),
    };
  });
};
