import type { Assay } from '#shared/domain/metal.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { Collar, PriceBasis } from '#shared/domain/terms.ts';
import { leadingReference, legLines, payableOf } from '../pricing/legLines.ts';
import { sumOfLines } from '../pricing/lines.ts';
import type { PricedTerms } from '../pricing/netPrice.ts';
import { type PriceMarket, usdPerTonne } from '../pricing/quotes.ts';
import { referencesOf } from '../valuation/pricedTerms.ts';
import { LANES } from './draws.ts';

/** Escalator and participation: what the leg holds beside a sum of prices, by the first metal's price in USD/t. */
type Kink = {
  /** USD/t of one unit of the quotation. */
  readonly unit: number;
  readonly basisPrice: number;
  readonly bands: readonly { readonly from: number; readonly to: number; readonly share: number }[];
  readonly participation:
    | { readonly grade: number; readonly basisPrice: number; readonly share: number; readonly least: number; readonly most: number }
    | undefined;
};

/**
 * A net price as numbers: constant + sum of coefficient x average, the leading average clamped first where the collar stands on the
 * reference; then collar on the leg, blend, collar on the blend, costs, collar on what is left. It equals `netPrice` to rounding.
 */
export type FlatPrice = {
  /** Slots of the references averaged over the QP, and of those of which the delivery month counts. */
  readonly averaged: Int32Array;
  readonly averagedShares: Float64Array;
  readonly benchmarks: Int32Array;
  readonly benchmarkShares: Float64Array;
  readonly constant: number;
  /** Position in `averaged` of the leading reference, -1 without. */
  readonly lead: number;
  readonly leadLow: number;
  readonly leadHigh: number;
  readonly kink: Kink | undefined;
  readonly legLow: number;
  readonly legHigh: number;
  readonly fixedShare: number;
  readonly fixedPrice: number;
  readonly blendLow: number;
  readonly blendHigh: number;
  readonly costs: number;
  readonly netbackLow: number;
  readonly netbackHigh: number;
  /** One average, perhaps with a collar on it, and nothing that bends it: most prices. */
  readonly simple: boolean;
};

/** A price that is large beside every constant, so that a difference quotient keeps its digits; a power of two, so that it scales exactly. */
const PROBE = 1_048_576;

const NONE = Number.POSITIVE_INFINITY;

/** The leg without what bends it. */
const straight = (terms: PricedTerms): PriceBasis =>
  terms.basis === 'payableMetal' ? { ...terms, escalator: undefined, participation: undefined } : terms;

const kinkOf = (terms: PricedTerms, assay: Assay, quotes: PriceMarket): Kink | undefined => {
  if (terms.basis !== 'payableMetal' || (terms.escalator === undefined && terms.participation === undefined)) return undefined;
  const first = terms.payables[0]!;
  const { participation, escalator } = terms;
  return {
    unit: usdPerTonne(first.reference, 'metal', { ...quotes, prices: { [first.reference]: PROBE } }, first.element) / PROBE,
    basisPrice: escalator?.basisPrice ?? 0,
    bands: (escalator?.bands ?? []).map(({ from, to, share }) => ({ from, to: to ?? NONE, share })),
    participation: participation && {
      grade: payableOf(first, assay),
      basisPrice: participation.basisPrice,
      share: participation.share,
      least: participation.floor ?? -NONE,
      most: participation.cap ?? NONE,
    },
  };
};

/**
 * Flattens price terms by striking their leg at chosen prices: it is affine in every average once escalator and participation are set
 * aside. `slotOf` names the places of references. Errors: those of `netPrice`.
 */
export const flattenPrice = (
  terms: PricedTerms,
  assay: Assay,
  units: Readonly<Record<string, PriceUnit>>,
  fx: Readonly<Record<string, number>>,
  slotOf: (reference: string) => number,
): FlatPrice => {
  const { averaged, benchmarks } = referencesOf(terms);
  const nothing = (codes: readonly string[]) => Object.fromEntries(codes.map((code) => [code, 0]));
  const quotes: PriceMarket = { prices: nothing(averaged), charges: nothing(benchmarks), units, fx };
  const leg = straight(terms);
  const struck = (market: PriceMarket) => sumOfLines(legLines(leg, assay, market));
  const constant = struck(quotes);
  const shareOf = (table: 'prices' | 'charges') => (code: string) =>
    (struck({ ...quotes, [table]: { ...quotes[table], [code]: PROBE } }) - constant) / PROBE;
  const { collar, blend } = terms;
  const bounds = (level: Collar['level']) =>
    collar?.level === level ? { low: collar.floor ?? -NONE, high: collar.cap ?? NONE } : { low: -NONE, high: NONE };
  const leading = leadingReference(terms);
  const kink = kinkOf(terms, assay, quotes);
  const bent = kink !== undefined || blend !== undefined || (collar !== undefined && collar.level !== 'reference');
  return {
    simple: averaged.length === 1 && benchmarks.length === 0 && !bent,
    averaged: Int32Array.from(averaged, slotOf),
    averagedShares: Float64Array.from(averaged, shareOf('prices')),
    benchmarks: Int32Array.from(benchmarks, slotOf),
    benchmarkShares: Float64Array.from(benchmarks, shareOf('charges')),
    constant,
    lead: leading === undefined ? -1 : averaged.indexOf(leading),
    leadLow: bounds('reference').low,
    leadHigh: bounds('reference').high,
    kink,
    legLow: bounds('leg').low,
    legHigh: bounds('leg').high,
    fixedShare: blend?.fixedShare ?? 0,
    fixedPrice: blend?.fixedPrice ?? 0,
    blendLow: bounds('blend').low,
    blendHigh: bounds('blend').high,
    costs: (terms.costsUsdPerDmt ?? []).reduce((sum, { amount }) => sum + amount, 0),
    netbackLow: bounds('netback').low,
    netbackHigh: bounds('netback').high,
  };
};

/** What the kink takes from the leg at a price of the first metal in its own quotation. */
const bend = ({ unit, basisPrice, bands, participation }: Kink, quoted: number): number => {
  const price = quoted * unit;
  const low = price < basisPrice ? price : basisPrice;
  const high = price < basisPrice ? basisPrice : price;
  let amount = 0;
  for (const { from, to, share } of bands) {
    // sum share x |band n [basis, P]|, signed as in `treatmentCharge`
    const overlap = Math.max(0, Math.min(high, to) - Math.max(low, from));
    amount -= (price >= basisPrice ? share : -share) * overlap;
  }
  if (participation !== undefined) {
    const shared = participation.share * (price - participation.basisPrice);
    amount -= participation.grade * Math.min(participation.most, Math.max(participation.least, shared));
  }
  return amount;
};

/** Averages of a slot over a quotational period: the array and where its lanes begin. */
export type Averages = { array: Float64Array; at: number };

/** Strikes a flat price in every lane. `averageOf` and `benchmarkOf` fill in where the figures of a slot stand. */
export const strike = (
  flat: FlatPrice,
  out: Float64Array,
  averageOf: (slot: number, into: Averages) => void,
  benchmarkOf: (slot: number, into: Averages) => void,
): void => {
  const { averaged, averagedShares, lead, leadLow, leadHigh, kink } = flat;
  if (flat.simple) {
    averageOf(averaged[0]!, scratch);
    const { array, at } = scratch;
    const share = averagedShares[0]!;
    const rest = flat.constant - flat.costs;
    if (lead === 0 && (leadLow > -NONE || leadHigh < NONE)) {
      for (let i = 0; i < LANES; i++) out[i] = rest + share * Math.min(leadHigh, Math.max(leadLow, array[at + i]!));
    } else {
      for (let i = 0; i < LANES; i++) out[i] = rest + share * array[at + i]!;
    }
    return;
  }
  out.fill(flat.constant);
  for (let k = 0; k < averaged.length; k++) {
    averageOf(averaged[k]!, scratch);
    const { array, at } = scratch;
    const share = averagedShares[k]!;
    if (k === lead && (leadLow > -NONE || leadHigh < NONE || kink !== undefined)) {
      for (let i = 0; i < LANES; i++) {
        const quoted = Math.min(leadHigh, Math.max(leadLow, array[at + i]!));
        out[i]! += share * quoted + (kink === undefined ? 0 : bend(kink, quoted));
      }
    } else {
      for (let i = 0; i < LANES; i++) out[i]! += share * array[at + i]!;
    }
  }
  for (let k = 0; k < flat.benchmarks.length; k++) {
    benchmarkOf(flat.benchmarks[k]!, scratch);
    const { array, at } = scratch;
    const share = flat.benchmarkShares[k]!;
    for (let i = 0; i < LANES; i++) out[i]! += share * array[at + i]!;
  }
  const { legLow, legHigh, fixedShare, fixedPrice, blendLow, blendHigh, costs, netbackLow, netbackHigh } = flat;
  if (legLow > -NONE || legHigh < NONE || fixedShare > 0) {
    for (let i = 0; i < LANES; i++) {
      const leg = Math.min(legHigh, Math.max(legLow, out[i]!));
      out[i] = leg + fixedShare * (fixedPrice - leg);
    }
  }
  if (blendLow > -NONE || blendHigh < NONE) {
    for (let i = 0; i < LANES; i++) out[i] = Math.min(blendHigh, Math.max(blendLow, out[i]!)) - costs;
  } else if (costs !== 0) {
    for (let i = 0; i < LANES; i++) out[i]! -= costs;
  }
  if (netbackLow > -NONE || netbackHigh < NONE) {
    for (let i = 0; i < LANES; i++) out[i] = Math.min(netbackHigh, Math.max(netbackLow, out[i]!));
  }
};

const scratch: Averages = { array: new Float64Array(0), at: 0 };
