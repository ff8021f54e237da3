import { OrebookError } from '#shared/contract/errors.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { LegLine } from '../../pricing/floatingLeg.ts';
import { type PriceTerms, resolvePrice } from '../../pricing/netPrice.ts';
import type { RateQuote, ReferenceQuote, Units } from '../../pricing/quotes.ts';
import { LANES } from '../draws/draws.ts';

/**
 * A net price as numbers: constant + sum of share x average, the leading average clamped first where the collar is on the reference;
 * then the collar on the leg, the blend, the collar on the blend, costs, and the collar on the netback. Equals `netPrice` to rounding.
 */
export type FlatPrice = {
  /** Slots of the references averaged over the quotational period. */
  readonly averagedSlots: Int32Array;
  readonly averagedShares: Float64Array;
  /** Slots of the exchange rates that convert them, -1 = in USD. */
  readonly averagedRates: Int32Array;
  /** Slots of the references quoted for the delivery month. */
  readonly benchmarkSlots: Int32Array;
  readonly benchmarkShares: Float64Array;
  readonly constant: number;
  /** Index in `averagedSlots` of the reference with the collar, escalator and participation; -1 without. */
  readonly leadingIndex: number;
  /** Bounds of the leading average, in the unit of its quotation. The other bounds and prices are in USD/dmt; infinite without a collar. */
  readonly leadingLow: number;
  readonly leadingHigh: number;
  /** Lines of the leg that are not linear in the leading price: escalator and participation. */
  readonly transformedLines: readonly LegLine[];
  readonly legLow: number;
  readonly legHigh: number;
  readonly fixedShare: number;
  readonly fixedPrice: number;
  readonly blendLow: number;
  readonly blendHigh: number;
  /** Costs that do not move with a reference, USD/dmt. */
  readonly costs: number;
  /** Cost at deck prices of the freight that moves with the reference in `freightSlot`, USD/dmt; 0 without (slot -1). */
  readonly freight: number;
  readonly freightSlot: number;
  readonly netbackLow: number;
  readonly netbackHigh: number;
  /** Whether the price is constant + sum of share x average or benchmark - costs, the leading average clamped. */
  readonly isLinear: boolean;
  /** Set where the price is one average with at most a collar on it, which most prices are. */
  readonly simplePrice: SimplePrice | undefined;
};

/** constant + share x the average of a slot, clamped between two bounds. */
export type SimplePrice = {
  readonly slot: number;
  readonly constant: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
};

const UNBOUNDED = Number.POSITIVE_INFINITY;

/**
 * Flattens price terms: the lines of one quote are added up. `slotOf` returns the slot of a reference, `rateOf` the reference of a
 * currency's exchange rate. Errors: those of `netPrice`; CURRENCY (no rate).
 */
export const flattenPrice = (
  terms: PriceTerms,
  assay: Assay,
  units: Units,
  rateOf: (currency: RateQuote['currency']) => string | undefined,
  slotOf: (reference: string) => number,
): FlatPrice => {
  const price = resolvePrice(terms, assay, units);
  const linearLines = price.leg.filter(({ transform }) => transform === undefined);
  const listQuotes = (isIncluded: (quote: ReferenceQuote) => boolean) =>
    price.quotes.flatMap((quote, index) => (quote.kind !== 'rate' && isIncluded(quote) ? [{ index, slot: slotOf(quote.reference) }] : []));
  const shareOf = ({ index }: { readonly index: number }) =>
    linearLines.reduce((sum, { quote, share }) => (quote === index ? sum + share : sum), 0);
  const rateSlot = ({ index }: { readonly index: number }): number => {
    const rate = price.quotes[price.leg.find(({ quote }) => quote === index)?.rate ?? -1];
    if (rate?.kind !== 'rate') return -1;
    const reference = rateOf(rate.currency);
    if (reference === undefined) throw new OrebookError('CURRENCY', { currency: rate.currency });
    return slotOf(reference);
  };
  const averagedQuotes = listQuotes(({ kind }) => kind === 'average' || kind === 'index');
  const benchmarkQuotes = listQuotes(({ kind }) => kind === 'benchmark');
  const transformedLines = price.leg.filter(({ transform }) => transform !== undefined);
  const { referenceBounds, legBounds, blend, blendBounds, netbackBounds } = price;
  const leadingIndex = averagedQuotes.findIndex(({ index }) => index === price.lead);
  const constant = linearLines.reduce((sum, { constant: part }) => sum + part, 0);
  const costs = price.costs.reduce((sum, { amount, quote }) => (quote < 0 ? sum - amount : sum), 0);
  const freightLine = price.costs.find(({ quote }) => quote >= 0);
  const [freight] = listQuotes(({ kind }) => kind === 'freight');
  const isNonlinear =
    freight !== undefined ||
    transformedLines.length > 0 ||
    blend !== undefined ||
    (terms.collar !== undefined && referenceBounds === undefined);
  const rates = Int32Array.from(averagedQuotes, rateSlot);
  return {
    isLinear: !isNonlinear && rates.every((slot) => slot < 0),
    simplePrice:
      averagedQuotes.length === 1 && benchmarkQuotes.length === 0 && !isNonlinear && rates[0]! < 0
        ? {
            slot: averagedQuotes[0]!.slot,
            constant: constant - costs,
            share: shareOf(averagedQuotes[0]!),
            low: leadingIndex === 0 ? (referenceBounds?.floor ?? -UNBOUNDED) : -UNBOUNDED,
            high: leadingIndex === 0 ? (referenceBounds?.cap ?? UNBOUNDED) : UNBOUNDED,
          }
        : undefined,
    averagedSlots: Int32Array.from(averagedQuotes, ({ slot }) => slot),
    averagedShares: Float64Array.from(averagedQuotes, shareOf),
    averagedRates: rates,
    benchmarkSlots: Int32Array.from(benchmarkQuotes, ({ slot }) => slot),
    benchmarkShares: Float64Array.from(benchmarkQuotes, shareOf),
    constant,
    leadingIndex,
    leadingLow: referenceBounds?.floor ?? -UNBOUNDED,
    leadingHigh: referenceBounds?.cap ?? UNBOUNDED,
    transformedLines,
    legLow: legBounds?.floor ?? -UNBOUNDED,
    legHigh: legBounds?.cap ?? UNBOUNDED,
    fixedShare: blend?.fixedShare ?? 0,
    fixedPrice: blend?.fixedPrice ?? 0,
    blendLow: blendBounds?.floor ?? -UNBOUNDED,
    blendHigh: blendBounds?.cap ?? UNBOUNDED,
    costs,
    freight: freightLine === undefined ? 0 : -freightLine.amount,
    freightSlot: freight?.slot ?? -1,
    netbackLow: netbackBounds?.floor ?? -UNBOUNDED,
    netbackHigh: netbackBounds?.cap ?? UNBOUNDED,
  };
};

/** Amount that escalator and participation add to the leg at a leading price, in its own quotation or converted to USD. */
const transformedAmount = (lines: readonly LegLine[], leadingPrice: number): number => {
  let amount = 0;
  for (const { share, transform } of lines) amount += transform!(share * leadingPrice);
  return amount;
};

/** One row of lanes: an array and the offset of its first lane. */
export type LaneView = { array: Float64Array; offset: number };

/** Adds tonnes x a simple price to the lanes of `into`, without storing the price. */
export const addSimpleRevenue = (
  flat: FlatPrice,
  tonnes: number,
  array: Float64Array,
  at: number,
  into: Float64Array,
  intoAt: number,
): void => {
  const { constant, share, low, high } = flat.simplePrice!;
  for (let i = 0; i < LANES; i++) into[intoAt + i]! += tonnes * (constant + share * Math.min(Math.max(array[at + i]!, low), high));
};

/** Simple price at an average. */
export const simplePriceAt = ({ constant, share, low, high }: SimplePrice, average: number): number =>
  constant + share * Math.min(Math.max(average, low), high);

// views of the current evaluation: reused, so that an evaluation allocates nothing
const averageView: LaneView = { array: new Float64Array(0), offset: 0 };
const rateView: LaneView = { array: new Float64Array(0), offset: 0 };

/**
 * Evaluates a flat price in every lane. `averageOf` and `benchmarkOf` fill in the view of a slot's averages and of its prices in the month
 * of delivery; `deckOf` returns its deck price of that month.
 */
export const evaluatePrice = (
  flat: FlatPrice,
  out: Float64Array,
  averageOf: (slot: number, into: LaneView) => void,
  benchmarkOf: (slot: number, into: LaneView) => void,
  deckOf: (slot: number) => number,
): void => {
  const { averagedSlots, averagedShares, leadingIndex, leadingLow, leadingHigh, transformedLines } = flat;
  if (flat.simplePrice) {
    averageOf(averagedSlots[0]!, averageView);
    for (let i = 0; i < LANES; i++) out[i] = simplePriceAt(flat.simplePrice, averageView.array[averageView.offset + i]!);
    return;
  }
  out.fill(flat.constant);
  for (let k = 0; k < averagedSlots.length; k++) {
    averageOf(averagedSlots[k]!, averageView);
    const { array, offset } = averageView;
    const share = averagedShares[k]!;
    const rate = flat.averagedRates[k]!;
    if (rate >= 0) {
      averageOf(rate, rateView);
      const { array: rates, offset: rateOffset } = rateView;
      for (let i = 0; i < LANES; i++) {
        const quotedPrice = k === leadingIndex ? Math.min(leadingHigh, Math.max(leadingLow, array[offset + i]!)) : array[offset + i]!;
        const usd = quotedPrice / rates[rateOffset + i]!;
        out[i]! += share * usd + (k === leadingIndex ? transformedAmount(transformedLines, usd) : 0);
      }
    } else if (k === leadingIndex && (leadingLow > -UNBOUNDED || leadingHigh < UNBOUNDED || transformedLines.length > 0)) {
      for (let i = 0; i < LANES; i++) {
        const quotedPrice = Math.min(leadingHigh, Math.max(leadingLow, array[offset + i]!));
        out[i]! += share * quotedPrice + transformedAmount(transformedLines, quotedPrice);
      }
    } else {
      for (let i = 0; i < LANES; i++) out[i]! += share * array[offset + i]!;
    }
  }
  for (let k = 0; k < flat.benchmarkSlots.length; k++) {
    benchmarkOf(flat.benchmarkSlots[k]!, averageView);
    const { array, offset } = averageView;
    const share = flat.benchmarkShares[k]!;
    for (let i = 0; i < LANES; i++) out[i]! += share * array[offset + i]!;
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
  if (flat.freightSlot >= 0) {
    benchmarkOf(flat.freightSlot, averageView);
    const { array, offset } = averageView;
    // freight x S/F
    const share = flat.freight / deckOf(flat.freightSlot);
    for (let i = 0; i < LANES; i++) out[i]! -= share * array[offset + i]!;
  }
  if (netbackLow > -UNBOUNDED || netbackHigh < UNBOUNDED) {
    for (let i = 0; i < LANES; i++) out[i] = Math.min(netbackHigh, Math.max(netbackLow, out[i]!));
  }
};
