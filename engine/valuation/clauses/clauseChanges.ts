import type { Charge, PriceBasis, Terms } from '#shared/domain/terms.ts';
import { movePayable } from './payableExchange.ts';
import type { ClauseKey, TradeUnitKey } from './types.ts';

/** Returns the terms without a clause; the same object if they don't have it. */
type Change = (terms: Terms) => Terms;

const withoutBound =
  (bound: 'floor' | 'cap'): Change =>
  (terms) => {
    const { collar } = terms;
    if (collar?.[bound] === undefined) return terms;
    const remainingBounds = { ...collar, [bound]: undefined };
    return { ...terms, collar: remainingBounds.floor === undefined && remainingBounds.cap === undefined ? undefined : remainingBounds };
  };

const withoutPricePart =
  (part: 'participation' | 'escalator'): Change =>
  (terms) =>
    terms.price.basis === 'payableMetal' && terms.price[part] !== undefined
      ? { ...terms, price: { ...terms.price, [part]: undefined } }
      : terms;

/** Removes the price-floor programme of a third party. */
export const withoutPriceSupport: Change = (terms) => (terms.priceSupport === undefined ? terms : { ...terms, priceSupport: undefined });

/** For each clause of the price the change that removes it from the terms. */
export const REMOVE_CLAUSE: Readonly<Record<Exclude<ClauseKey, 'quotation' | 'tolerance' | 'priceSupport'>, Change>> = {
  floor: withoutBound('floor'),
  cap: withoutBound('cap'),
  participation: withoutPricePart('participation'),
  escalator: withoutPricePart('escalator'),
  blend: (terms) => (terms.blend === undefined ? terms : { ...terms, blend: undefined }),
};

const reduceByOne = (charge: Charge): Charge => {
  switch (charge.kind) {
    case 'fixed':
      return { ...charge, amount: charge.amount - 1 };
    case 'bricks':
      return { ...charge, bricks: charge.bricks.map((brick) => ({ ...brick, amount: brick.amount - 1 })) };
    default:
      return { ...charge, differential: charge.differential - 1 };
  }
};

/** One percentage point. */
const POINT = 0.01;

const lowerCharge = (price: PriceBasis): PriceBasis =>
  price.basis === 'payableMetal' ? { ...price, treatmentCharge: reduceByOne(price.treatmentCharge) } : price;

const lowerRefining = (price: PriceBasis): PriceBasis => {
  if (price.basis !== 'payableMetal' || price.payables[0]?.refiningCharge === undefined) return price;
  return {
    ...price,
    payables: price.payables.map((payable, i) =>
      i === 0 && payable.refiningCharge !== undefined ? { ...payable, refiningCharge: reduceByOne(payable.refiningCharge) } : payable,
    ),
  };
};

const raisePremium = (price: PriceBasis): PriceBasis => {
  switch (price.basis) {
    case 'payableMetal':
      return price;
    case 'fixed':
      return { ...price, amount: price.amount + 1 };
    case 'chemical':
      // the margin is per tonne of chemical
      return { ...price, margin: price.margin - price.tonnesPerTonne };
    default:
      return { ...price, premium: price.premium + 1 };
  }
};

/** For each trade unit the change of the price by one unit in the seller's favour; the same object where the price lacks the term. */
export const TRADE_CHANGES: Readonly<Record<Exclude<TradeUnitKey, 'paymentMonth'>, (price: PriceBasis) => PriceBasis>> = {
  payablePoint: (price) => movePayable(price, POINT),
  treatmentCharge: lowerCharge,
  refiningCharge: lowerRefining,
  premium: raisePremium,
};
