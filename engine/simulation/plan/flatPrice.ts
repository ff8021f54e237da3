import { OrebookError } from '#shared/contract/errors.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { LegLine } from '../../pricing/floatingLeg.ts';
import { type PriceTerms, resolvePrice } from '../../pricing/netPrice.ts';
import type { RateQuote, ReferenceQuote, Units } from '../../pricing/quotes.ts';
import { LANES } from '../draws/draws.ts';

/**
 * A net price as numbers: constant + sum of coefficient x average, the leading average clamped first where the collar stands on the
 * reference; then collar on the leg, blend, collar on the blend, costs, collar on what is left. It equals `netPrice` to rounding.
 */
export type FlatPrice = {
  /** Slots of the references averaged over the QP, and of those of which the delivery month counts. */
  readonly averaged: Int32Array;
  readonly averagedShares: Float64Array;
  /** Slots of the rates that convert them, -1 = already in dollars. */
  readonly averagedRates: Int32Array;
  readonly benchmarks: Int32Array;
  readonly benchmarkShares: Float64Array;
  readonly constant: number;
  /** Position in `averaged` of the leading reference, -1 without. */
  readonly leading: number;
  readonly leadingLow: number;
  readonly leadingHigh: number;
  /** Escalator and participation: what the leg holds beside a sum of prices, all of it by the leading price. */
  readonly bends: readonly LegLine[];
  readonly legLow: number;
  readonly legHigh: number;
  readonly fixedShare: number;
  readonly fixedPrice: number;
  readonly blendLow: number;
  readonly blendHigh: number;
  readonly costs: number;
  readonly netbackLow: number;
  readonly netbackHigh: number;
  /** Where it is one average, perhaps with a collar on it, and nothing bends it, as most prices are. */
  readonly simple: SimplePrice | undefined;
};

/** rest + share x the average of a slot held between two bounds. */
export type SimplePrice = {
  readonly slot: number;
  readonly constant: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
};

const UNBOUNDED = Number.POSITIVE_INFINITY;

/** Flattens price terms: their resolved leg with the lines of one quote added up. `slotOf` names the places of references, `rateOf` the reference of a currency's rate. Errors: those of `netPrice`. */
export const flattenPrice = (
  terms: PriceTerms,
  assay: Assay,
  units: Units,
  rateOf: (currency: RateQuote['currency']) => string | undefined,
  slotOf: (reference: string) => number,
): FlatPrice => {
  const price = resolvePrice(terms, assay, units);
  const straight = price.leg.filter(({ transform: bend }) => bend === undefined);
  const placesOf = (isOf: (quote: ReferenceQuote) => boolean) =>
    price.quotes.flatMap((quote, place) => (quote.kind !== 'rate' && isOf(quote) ? [{ place, slot: slotOf(quote.reference) }] : []));
  const shareOf = ({ place }: { readonly place: number }) =>
    straight.reduce((sum, { quote, share }) => (quote === place ? sum + share : sum), 0);
  const rateSlot = ({ place }: { readonly place: number }): number => {
    const rate = price.quotes[price.leg.find(({ quote }) => quote === place)?.rate ?? -1];
    if (rate?.kind !== 'rate') return -1;
    const reference = rateOf(rate.currency);
    if (reference === undefined) throw new OrebookError('CURRENCY', { currency: rate.currency });
    return slotOf(reference);
  };
  const averaged = placesOf(({ kind }) => kind !== 'benchmark');
  const benchmarks = placesOf(({ kind }) => kind === 'benchmark');
  const kinks = price.leg.filter(({ transform: bend }) => bend !== undefined);
  const { referenceBounds: onReference, legBounds: onLeg, blend, blendBounds: onBlend, netbackBounds: onNetback } = price;
  const lead = averaged.findIndex(({ place }) => place === price.lead);
  const constant = straight.reduce((sum, { constant: part }) => sum + part, 0);
  const costs = price.costs.reduce((sum, { amount }) => sum - amount, 0);
  const isBent = kinks.length > 0 || blend !== undefined || (terms.collar !== undefined && onReference === undefined);
  return {
    simple:
      averaged.length === 1 && benchmarks.length === 0 && !isBent && rateSlot(averaged[0]!) < 0
        ? {
            slot: averaged[0]!.slot,
            constant: constant - costs,
            share: shareOf(averaged[0]!),
            low: lead === 0 ? (onReference?.floor ?? -UNBOUNDED) : -UNBOUNDED,
            high: lead === 0 ? (onReference?.cap ?? UNBOUNDED) : UNBOUNDED,
          }
        : undefined,
    averaged: Int32Array.from(averaged, ({ slot }) => slot),
    averagedShares: Float64Array.from(averaged, shareOf),
    averagedRates: Int32Array.from(averaged, rateSlot),
    benchmarks: Int32Array.from(benchmarks, ({ slot }) => slot),
    benchmarkShares: Float64Array.from(benchmarks, shareOf),
    constant,
    leading: lead,
    leadingLow: onReference?.floor ?? -UNBOUNDED,
    leadingHigh: onReference?.cap ?? UNBOUNDED,
    bends: kinks,
    legLow: onLeg?.floor ?? -UNBOUNDED,
    legHigh: onLeg?.cap ?? UNBOUNDED,
    fixedShare: blend?.fixedShare ?? 0,
    fixedPrice: blend?.fixedPrice ?? 0,
    blendLow: onBlend?.floor ?? -UNBOUNDED,
    blendHigh: onBlend?.cap ?? UNBOUNDED,
    costs,
    netbackLow: onNetback?.floor ?? -UNBOUNDED,
    netbackHigh: onNetback?.cap ?? UNBOUNDED,
  };
};

/** What escalator and participation add to the leg at a leading price in its own quotation, a rate already taken. */
const bendAmount = (kinks: readonly LegLine[], quoted: number): number => {
  let amount = 0;
  for (const { share, transform: bend } of kinks) amount += bend!(share * quoted);
  return amount;
};

/** Averages of a slot over a quotational period: the array and where its lanes begin. */
export type LaneView = { array: Float64Array; offset: number };

/** Adds what `tonnes` fetch at a simple price to the lanes of `into`: the price itself is written down nowhere. */
export const addSimpleRevenue = (
  flat: FlatPrice,
  tonnes: number,
  array: Float64Array,
  at: number,
  into: Float64Array,
  intoAt: number,
): void => {
  const { constant: rest, share, low, high } = flat.simple!;
  for (let i = 0; i < LANES; i++) into[intoAt + i]! += tonnes * (rest + share * Math.min(Math.max(array[at + i]!, low), high));
};

/** A simple price at an average. */
export const simplePriceAt = ({ constant: rest, share, low, high }: SimplePrice, average: number): number =>
  rest + share * Math.min(Math.max(average, low), high);

/** Strikes a flat price in every lane. `averageOf` and `benchmarkOf` fill in where the figures of a slot stand. */
export const evaluatePrice = (
  flat: FlatPrice,
  out: Float64Array,
  averageOf: (slot: number, into: LaneView) => void,
  benchmarkOf: (slot: number, into: LaneView) => void,
): void => {
  const { averaged, averagedShares, leading: lead, leadingLow: leadLow, leadingHigh: leadHigh, bends: kinks } = flat;
  if (flat.simple) {
    averageOf(averaged[0]!, averageView);
    for (let i = 0; i < LANES; i++) out[i] = simplePriceAt(flat.simple, averageView.array[averageView.offset + i]!);
    return;
  }
  out.fill(flat.constant);
  for (let k = 0; k < averaged.length; k++) {
    averageOf(averaged[k]!, averageView);
    const { array, offset: at } = averageView;
    const share = averagedShares[k]!;
    const rate = flat.averagedRates[k]!;
    if (rate >= 0) {
      averageOf(rate, rateView);
      const { array: rates, offset: rateAt } = rateView;
      for (let i = 0; i < LANES; i++) {
        const quoted = k === lead ? Math.min(leadHigh, Math.max(leadLow, array[at + i]!)) : array[at + i]!;
        const usd = quoted / rates[rateAt + i]!;
        out[i]! += share * usd + (k === lead ? bendAmount(kinks, usd) : 0);
      }
    } else if (k === lead && (leadLow > -UNBOUNDED || leadHigh < UNBOUNDED || kinks.length > 0)) {
      for (let i = 0; i < LANES; i++) {
        const quoted = Math.min(leadHigh, Math.max(leadLow, array[at + i]!));
        out[i]! += share * quoted + bendAmount(kinks, quoted);
      }
    } else {
      for (let i = 0; i < LANES; i++) out[i]! += share * array[at + i]!;
    }
  }
  for (let k = 0; k < flat.benchmarks.length; k++) {
    benchmarkOf(flat.benchmarks[k]!, averageView);
    const { array, offset: at } = averageView;
    const share = flat.benchmarkShares[k]!;
    for (let i = 0; i < LANES; i++) out[i]! += share * array[at + i]!;
  }
  const { legLow, legHigh, fixedShare, fixedPrice, blendLow, blendHigh, costs, netbackLow, netbackHigh } = flat;
  if (legLow > -UNBOUNDED || legHigh < UNBOUNDED || fixedShare > 0) {
    for (let i = 0; i < LANES; i++) {
      const leg = Math.min(legHigh, Math.max(legLow, out[i]!));
      out[i] = leg + fixedShare * (fixedPrice - leg);
    }
  }
  if (blendLow > -UNBOUNDED || blendHigh < UNBOUNDED) {
    for (let i = 0; i < LANES; i++) out[i] = Math.min(blendHigh, Math.max(blendLow, out[i]!)) - costs;
  } else if (costs !== 0) {
    for (let i = 0; i < LANES; i++) out[i]! -= costs;
  }
  if (netbackLow > -UNBOUNDED || netbackHigh < UNBOUNDED) {
    for (let i = 0; i < LANES; i++) out[i] = Math.min(netbackHigh, Math.max(netbackLow, out[i]!));
  }
};

const averageView: LaneView = { array: new Float64Array(0), offset: 0 };
const rateView: LaneView = { array: new Float64Array(0), offset: 0 };
