import { OrebookError } from '#shared/contract/errors.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { Blend, Collar, PriceBasis } from '#shared/domain/terms.ts';
import { finite, notNegative, within } from '../inputs.ts';
import { leadingReference, legLines, line } from './legLines.ts';
import { type PriceLine, type PriceLineLabel, sumOfLines } from './lines.ts';
import { type PriceMarket, quotedPrice } from './quotes.ts';

/** A price basis with what stands around it in a contract. Costs are what the seller bears, USD per dmt, freight already per dry tonne. */
export type PricedTerms = PriceBasis & {
  readonly blend?: Blend | undefined;
  readonly collar?: Collar | undefined;
  readonly costsUsdPerDmt?: readonly { readonly label: PriceLineLabel; readonly amount: number }[] | undefined;
};

export type NetPrice = {
  readonly total: number;
  readonly currency: 'USD';
  readonly per: 'dmt' | 't';
  readonly lines: readonly PriceLine[];
};

type Bounds = { readonly floor: number; readonly cap: number };

const boundsAt = (collar: Collar | undefined, level: Collar['level']): Bounds | undefined => {
  if (collar === undefined || collar.level !== level) return undefined;
  const floor = collar.floor === undefined ? Number.NEGATIVE_INFINITY : notNegative(collar.floor, 'collar.floor');
  const cap = collar.cap === undefined ? Number.POSITIVE_INFINITY : notNegative(collar.cap, 'collar.cap');
  if (floor > cap) throw new OrebookError('OUT_OF_RANGE', { field: 'collar.floor', max: cap, value: floor });
  return { floor, cap };
};

const clamp = (value: number, { floor, cap }: Bounds): number => Math.min(cap, Math.max(floor, value));

type CollaredMarket = { readonly market: PriceMarket; readonly bound: 'floor' | 'cap' };

/** The market with the leading reference kept within a collar that stands on the reference, and the bound that holds it; undefined where none does. */
const collaredMarket = (terms: PricedTerms, market: PriceMarket): CollaredMarket | undefined => {
  const bounds = boundsAt(terms.collar, 'reference');
  if (bounds === undefined) return undefined;
  const reference = leadingReference(terms);
  if (reference === undefined) throw new OrebookError('BAD_SHAPE', { field: 'collar.level' });
  const price = quotedPrice(reference, market);
  const kept = clamp(price, bounds);
  if (kept === price) return undefined;
  return { market: { ...market, prices: { ...market.prices, [reference]: kept } }, bound: kept > price ? 'floor' : 'cap' };
};

/** The line of a collar that keeps an amount within its bounds; none where it does not bind. */
const collarLines = (amount: number, bounds: Bounds): PriceLine[] => {
  const kept = clamp(amount, bounds);
  return kept === amount ? [] : [line(kept > amount ? 'floor' : 'cap', kept - amount)];
};

/**
 * Net price of one dry tonne (one tonne for refined metal) in USD, with the lines that sum to it in order.
 *
 * `assay` holds fractions of a dmt; `market` the averages over the quotational period. A floor or cap stands at one level: on the
 * reference (in the reference's unit; its line is the price with the collar less the price without), on the floating leg, on
 * the blend of fixed and floating, or on what is left of it after the seller's costs.
 * Errors: NOT_FINITE, OUT_OF_RANGE, BAD_SHAPE with details.field; MISSING_PRICE with details.reference.
 * Source: docs/model/net-price.md.
 */
export const netPrice = (terms: PricedTerms, assay: Assay, market: PriceMarket): NetPrice => {
  const lines = legLines(terms, assay, market);
  const collared = collaredMarket(terms, market);
  if (collared !== undefined) {
    lines.push(line(collared.bound, sumOfLines(legLines(terms, assay, collared.market)) - sumOfLines(lines)));
  }

  const onLeg = boundsAt(terms.collar, 'leg');
  if (onLeg !== undefined) lines.push(...collarLines(sumOfLines(lines), onLeg));
  if (terms.blend !== undefined) {
    const share = within(terms.blend.fixedShare, 'blend.fixedShare', 0, 1);
    const fixed = finite(terms.blend.fixedPrice, 'blend.fixedPrice');
    // w fixed + (1 - w) leg = leg + w (fixed - leg)
    lines.push(line('blend', share * (fixed - sumOfLines(lines))));
  }
  const onBlend = boundsAt(terms.collar, 'blend');
  if (onBlend !== undefined) lines.push(...collarLines(sumOfLines(lines), onBlend));
  for (const [i, cost] of (terms.costsUsdPerDmt ?? []).entries()) {
    lines.push(line(cost.label, -finite(cost.amount, `costsUsdPerDmt.${i}.amount`)));
  }
  const onNetback = boundsAt(terms.collar, 'netback');
  if (onNetback !== undefined) lines.push(...collarLines(sumOfLines(lines), onNetback));
  return { total: finite(sumOfLines(lines), 'total'), currency: 'USD', per: terms.basis === 'refined' ? 't' : 'dmt', lines };
};

const isGross = (label: PriceLineLabel): boolean =>
  label.startsWith('payable.') || ['reference', 'gradeAdjustment', 'conversion', 'margin', 'fixed'].includes(label);

/**
 * Gross payable value of one dry tonne in USD: what the product's payable content is worth at the collared reference, before
 * charges, penalties, premium, blend and costs. It weighs sales by value. Same inputs and errors as `netPrice`.
 */
export const grossPayable = (terms: PricedTerms, assay: Assay, market: PriceMarket): number =>
  finite(sumOfLines(legLines(terms, assay, collaredMarket(terms, market)?.market ?? market).filter((l) => isGross(l.label))), 'total');
