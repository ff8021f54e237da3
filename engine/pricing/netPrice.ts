import { OrebookError } from '#shared/contract/errors.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { Blend, Collar, PriceBasis } from '#shared/domain/terms.ts';
import { finite, notNegative, within } from '../inputs.ts';
import { type LegLine, leadingReference, lineAmount, resolveLeg } from './leg.ts';
import type { PriceLine, PriceLineLabel } from './lines.ts';
import { createQuotes, type PriceMarket, type Quote, quotedIn, type Units } from './quotes.ts';

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

/** Price terms with everything in them checked and converted once; what is left is arithmetic on the figures of `quotes`. */
export type ResolvedPrice = {
  /** What the price looks at; the figures that it is struck on stand in this order. */
  readonly quotes: readonly Quote[];
  readonly leg: readonly LegLine[];
  /** Place of the quote that a collar on the reference looks at, -1 without. */
  readonly lead: number;
  readonly onReference: Bounds | undefined;
  readonly onLeg: Bounds | undefined;
  readonly blend: Blend | undefined;
  readonly onBlend: Bounds | undefined;
  readonly costs: readonly PriceLine[];
  readonly onNetback: Bounds | undefined;
  readonly per: NetPrice['per'];
};

/** Errors: NOT_FINITE, OUT_OF_RANGE, BAD_SHAPE, EMPTY with details.field. */
export const resolvePrice = (terms: PricedTerms, assay: Assay, units: Units): ResolvedPrice => {
  const quotes = createQuotes();
  const leg = resolveLeg(terms, assay, units, quotes);
  const { collar, blend, costsUsdPerDmt = [] } = terms;
  const reference = leadingReference(terms);
  const onReference = boundsAt(collar, 'reference');
  if (onReference !== undefined && reference === undefined) throw new OrebookError('BAD_SHAPE', { field: 'collar.level' });
  return {
    quotes: quotes.all,
    leg,
    lead: reference === undefined ? -1 : quotes.place({ kind: 'average', reference }),
    onReference,
    onLeg: boundsAt(collar, 'leg'),
    blend: blend && {
      fixedShare: within(blend.fixedShare, 'blend.fixedShare', 0, 1),
      fixedPrice: finite(blend.fixedPrice, 'blend.fixedPrice'),
    },
    onBlend: boundsAt(collar, 'blend'),
    costs: costsUsdPerDmt.map(({ label, amount }, i) => ({ label, amount: -finite(amount, `costsUsdPerDmt.${i}.amount`) })),
    onNetback: boundsAt(collar, 'netback'),
    per: terms.basis === 'refined' ? 't' : 'dmt',
  };
};

/** Writes a line without a negative zero, so that no page ever shows one. */
const tell = (lines: PriceLine[] | undefined, label: PriceLineLabel, amount: number): void => {
  lines?.push({ label, amount: amount + 0 });
};

const legAt = (leg: readonly LegLine[], quoted: ArrayLike<number>, lines?: PriceLine[]): number => {
  let total = 0;
  for (const one of leg) {
    const amount = lineAmount(one, quoted);
    tell(lines, one.label, amount);
    total += amount;
  }
  return total;
};

/** The leg with its leading quote at another figure. */
const legAtLead = ({ leg, lead }: Pick<ResolvedPrice, 'leg' | 'lead'>, figure: number, quoted: Float64Array): number => {
  const own = quoted[lead]!;
  quoted[lead] = figure;
  const total = legAt(leg, quoted);
  quoted[lead] = own;
  return total;
};

/** Keeps an amount within bounds, the difference a line of its own; none where they do not bind. */
const held = (amount: number, bounds: Bounds | undefined, lines: PriceLine[] | undefined): number => {
  if (bounds === undefined) return amount;
  const kept = clamp(amount, bounds);
  if (kept === amount) return amount;
  tell(lines, kept > amount ? 'floor' : 'cap', kept - amount);
  return amount + (kept - amount);
};

/**
 * A resolved price at the figures quoted, USD. This is where a price is struck: `lines`, where given, hears of every amount in the order
 * in which the total adds it, so that the lines sum to the total bit for bit. `quoted` is as it was when this returns.
 */
export const strikePrice = (price: ResolvedPrice, quoted: Float64Array, lines?: PriceLine[]): number => {
  let total = legAt(price.leg, quoted, lines);
  if (price.onReference !== undefined) {
    const lead = quoted[price.lead]!;
    const kept = clamp(lead, price.onReference);
    if (kept !== lead) {
      const amount = legAtLead(price, kept, quoted) - total;
      tell(lines, kept > lead ? 'floor' : 'cap', amount);
      total += amount;
    }
  }
  total = held(total, price.onLeg, lines);
  if (price.blend !== undefined) {
    // w fixed + (1 - w) leg = leg + w (fixed - leg)
    const amount = price.blend.fixedShare * (price.blend.fixedPrice - total);
    tell(lines, 'blend', amount);
    total += amount;
  }
  total = held(total, price.onBlend, lines);
  for (const { label, amount } of price.costs) {
    tell(lines, label, amount);
    total += amount;
  }
  return finite(held(total, price.onNetback, lines), 'total');
};

const isGross = (label: PriceLineLabel): boolean =>
  label.startsWith('payable.') || ['reference', 'gradeAdjustment', 'conversion', 'margin', 'fixed'].includes(label);

/** Gross payable value of a resolved price at the figures quoted, USD. */
export const strikeGross = ({ leg, lead, onReference }: ResolvedPrice, quoted: Float64Array): number => {
  const gross = leg.filter(({ label }) => isGross(label));
  const total =
    onReference === undefined ? legAt(gross, quoted) : legAtLead({ leg: gross, lead }, clamp(quoted[lead]!, onReference), quoted);
  return finite(total, 'total');
};

const quotedOn = (price: ResolvedPrice, market: PriceMarket): Float64Array =>
  Float64Array.from(price.quotes, (quote) => quotedIn(quote, market));

/**
 * Net price of one dry tonne (one tonne for refined metal) in USD, with the lines that sum to it in order.
 *
 * `assay` holds fractions of a dmt; `market` the averages over the quotational period. A floor or cap stands at one level: on the
 * reference (in the reference's unit; its line is the price with the collar less the price without), on the floating leg, on
 * the blend of fixed and floating, or on what is left of it after the seller's costs.
 * Errors: NOT_FINITE, OUT_OF_RANGE, BAD_SHAPE with details.field; MISSING_PRICE with details.reference; CURRENCY.
 * Source: docs/model/net-price.md.
 */
export const netPrice = (terms: PricedTerms, assay: Assay, market: PriceMarket): NetPrice => {
  const price = resolvePrice(terms, assay, market.units ?? {});
  const lines: PriceLine[] = [];
  const total = strikePrice(price, quotedOn(price, market), lines);
  return { total, currency: 'USD', per: price.per, lines };
};

/**
 * Gross payable value of one dry tonne in USD: what the product's payable content is worth at the collared reference, before
 * charges, penalties, premium, blend and costs. It weighs sales by value. Same inputs and errors as `netPrice`.
 */
export const grossPayable = (terms: PricedTerms, assay: Assay, market: PriceMarket): number => {
  const price = resolvePrice(terms, assay, market.units ?? {});
  return strikeGross(price, quotedOn(price, market));
};
