import { OrebookError } from '#shared/contract/errors.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { Blend, Collar, PriceBasis } from '#shared/domain/terms.ts';
import { clamp } from '#shared/math.ts';
import { requireFinite, requireNotNegative, requireWithin } from '../numberChecks.ts';
import { type LegLine, leadingReference, lineAmount, resolveLeg } from './floatingLeg.ts';
import type { LineSource, PriceLine, PriceLineLabel } from './priceLine.ts';
import { createQuoteList, lookUpQuote, type PriceMarket, type Quote, type Units } from './quotes.ts';

/** A price basis with the other price terms of a contract. Costs are the seller's, USD per dmt, freight already per dry tonne. */
export type PriceTerms = PriceBasis & {
  readonly blend?: Blend | undefined;
  readonly collar?: Collar | undefined;
  readonly costsUsdPerDmt?:
    | readonly {
        readonly label: PriceLineLabel;
        /** At the deck, where it moves with a freight reference. */
        readonly amount: number;
        readonly freightReference?: string | undefined;
      }[]
    | undefined;
};

export type NetPrice = {
  readonly total: number;
  readonly currency: 'USD';
  readonly per: 'dmt' | 't';
  readonly lines: readonly PriceLine[];
};

type Bounds = { readonly floor: number; readonly cap: number };

const collarBounds = (collar: Collar | undefined, level: Collar['level']): Bounds | undefined => {
  if (collar === undefined || collar.level !== level) return undefined;
  const floor = collar.floor === undefined ? Number.NEGATIVE_INFINITY : requireNotNegative(collar.floor, 'collar.floor');
  const cap = collar.cap === undefined ? Number.POSITIVE_INFINITY : requireNotNegative(collar.cap, 'collar.cap');
  if (floor > cap) throw new OrebookError('OUT_OF_RANGE', { field: 'collar.floor', max: cap, value: floor });
  return { floor, cap };
};

/** Price terms checked and converted once: their evaluation is arithmetic on one figure per quote. */
export type ResolvedPrice = {
  /** The figures that the price depends on, in the order of `figures` in `evaluatePrice`. */
  readonly quotes: readonly Quote[];
  readonly leg: readonly LegLine[];
  /** Index of the quote that a collar at reference level limits; -1 = none. */
  readonly lead: number;
  readonly referenceBounds: Bounds | undefined;
  readonly legBounds: Bounds | undefined;
  readonly blend: Blend | undefined;
  readonly blendBounds: Bounds | undefined;
  /** Each is multiplied by the quote with index `quote`; -1 = none. */
  readonly costs: readonly (PriceLine & { readonly quote: number })[];
  readonly netbackBounds: Bounds | undefined;
  readonly per: NetPrice['per'];
};

/** Checks and converts price terms. Errors: NOT_FINITE, OUT_OF_RANGE, BAD_SHAPE, EMPTY with details.field. */
export const resolvePrice = (terms: PriceTerms, assay: Assay, units: Units): ResolvedPrice => {
  const quotes = createQuoteList();
  const leg = resolveLeg(terms, assay, units, quotes);
  const { collar, blend, costsUsdPerDmt = [] } = terms;
  const reference = leadingReference(terms);
  const referenceBounds = collarBounds(collar, 'reference');
  if (referenceBounds !== undefined && reference === undefined) throw new OrebookError('BAD_SHAPE', { field: 'collar.level' });
  return {
    quotes: quotes.list,
    leg,
    lead: reference === undefined ? -1 : quotes.register({ kind: 'average', reference }),
    referenceBounds,
    legBounds: collarBounds(collar, 'leg'),
    blend: blend && {
      fixedShare: requireWithin(blend.fixedShare, 'blend.fixedShare', 0, 1),
      fixedPrice: requireFinite(blend.fixedPrice, 'blend.fixedPrice'),
    },
    blendBounds: collarBounds(collar, 'blend'),
    costs: costsUsdPerDmt.map(({ label, amount, freightReference }, i) => ({
      label,
      amount: -requireFinite(amount, `costsUsdPerDmt.${i}.amount`),
      quote: freightReference === undefined ? -1 : quotes.register({ kind: 'freight', reference: freightReference }),
    })),
    netbackBounds: collarBounds(collar, 'netback'),
    per: terms.basis === 'refined' ? 't' : 'dmt',
  };
};

/** Adds a line; + 0 turns a negative zero into zero. */
const addLine = (lines: PriceLine[] | undefined, label: PriceLineLabel, amount: number, source?: LineSource): void => {
  lines?.push(source === undefined ? { label, amount: amount + 0 } : { label, amount: amount + 0, source });
};

/** Returns the reference and the market figure of a quote, in USD where a rate converts it. */
const quotedSource = (
  { quotes }: Pick<ResolvedPrice, 'quotes'>,
  quote: number,
  rate: number,
  figures: ArrayLike<number>,
): Omit<LineSource, 'inputs'> => {
  const quoteOfLine = quotes[quote];
  if (quoteOfLine === undefined || quoteOfLine.kind === 'rate') return {};
  return {
    reference: quoteOfLine.reference,
    price: rate < 0 ? figures[quote]! : figures[quote]! / figures[rate]!,
    ...(rate < 0 ? {} : { isConverted: true as const }),
    ...(quoteOfLine.kind === 'benchmark' ? { isBenchmark: true as const } : {}),
  };
};

/** Collects the lines of a price, with what each is computed from if `hasSources`. */
type LineCollector = { readonly lines: PriceLine[]; readonly hasSources: boolean };

const evaluateLeg = (price: Pick<ResolvedPrice, 'leg' | 'quotes'>, figures: ArrayLike<number>, collector?: LineCollector): number => {
  let total = 0;
  for (const line of price.leg) {
    const amount = lineAmount(line, figures);
    if (collector !== undefined) {
      const source =
        collector.hasSources && line.inputs ? { inputs: line.inputs, ...quotedSource(price, line.quote, line.rate, figures) } : undefined;
      addLine(collector.lines, line.label, amount, source);
    }
    total += amount;
  }
  return total;
};

/** Evaluates the leg with its leading quote replaced. */
const evaluateLegAtLead = (price: Pick<ResolvedPrice, 'leg' | 'lead' | 'quotes'>, figure: number, figures: Float64Array): number => {
  const { lead } = price;
  const unboundedAmount = figures[lead]!;
  figures[lead] = figure;
  const total = evaluateLeg(price, figures);
  figures[lead] = unboundedAmount;
  return total;
};

/** Limits an amount to its bounds and adds the difference as a line of its own; no line if they do not bind. */
const applyBounds = (amount: number, bounds: Bounds | undefined, collector: LineCollector | undefined): number => {
  if (bounds === undefined) return amount;
  const boundedAmount = clamp(amount, bounds.floor, bounds.cap);
  if (boundedAmount === amount) return amount;
  const source = collector?.hasSources
    ? { inputs: { kind: 'bound', level: 'amount', bound: boundedAmount, before: amount } as const }
    : undefined;
  addLine(collector?.lines, boundedAmount > amount ? 'floor' : 'cap', boundedAmount - amount, source);
  // not `boundedAmount`: the total must equal the sum of its lines bit for bit
  return amount + (boundedAmount - amount);
};

/**
 * Evaluates a resolved price at one figure per quote, USD. `lines`, if given, receives every amount in the order in which the total adds
 * it, so that the lines sum to the total bit for bit; `hasSources` adds what each is computed from. `figures` is unchanged on return.
 * Errors: NOT_FINITE.
 */
export const evaluatePrice = (price: ResolvedPrice, figures: Float64Array, lines?: PriceLine[], hasSources = false): number => {
  const collector = lines === undefined ? undefined : { lines, hasSources };
  let total = evaluateLeg(price, figures, collector);
  if (price.referenceBounds !== undefined) {
    const lead = figures[price.lead]!;
    const boundedAmount = clamp(lead, price.referenceBounds.floor, price.referenceBounds.cap);
    if (boundedAmount !== lead) {
      const amount = evaluateLegAtLead(price, boundedAmount, figures) - total;
      const source = hasSources
        ? { inputs: { kind: 'bound', level: 'reference', bound: boundedAmount } as const, ...quotedSource(price, price.lead, -1, figures) }
        : undefined;
      addLine(lines, boundedAmount > lead ? 'floor' : 'cap', amount, source);
      total += amount;
    }
  }
  total = applyBounds(total, price.legBounds, collector);
  if (price.blend !== undefined) {
    // w fixed + (1 - w) leg = leg + w (fixed - leg)
    const amount = price.blend.fixedShare * (price.blend.fixedPrice - total);
    const { fixedShare: share, fixedPrice } = price.blend;
    addLine(lines, 'blend', amount, hasSources ? { inputs: { kind: 'blend', share, price: fixedPrice } } : undefined);
    total += amount;
  }
  total = applyBounds(total, price.blendBounds, collector);
  for (const { label, amount: atDeck, quote } of price.costs) {
    const amount = quote < 0 ? atDeck : atDeck * figures[quote]!;
    addLine(lines, label, amount);
    total += amount;
  }
  return requireFinite(applyBounds(total, price.netbackBounds, collector), 'total');
};

const isGrossLine = (label: PriceLineLabel): boolean =>
  label.startsWith('payable.') || ['reference', 'gradeAdjustment', 'conversion', 'margin', 'fixed'].includes(label);

/** Evaluates the gross payable value of a resolved price at one figure per quote, USD. Errors: NOT_FINITE. */
export const evaluateGrossPayable = ({ leg, lead, quotes, referenceBounds }: ResolvedPrice, figures: Float64Array): number => {
  const grossPrice = { leg: leg.filter(({ label }) => isGrossLine(label)), lead, quotes };
  const total =
    referenceBounds === undefined
      ? evaluateLeg(grossPrice, figures)
      : evaluateLegAtLead(grossPrice, clamp(figures[lead]!, referenceBounds.floor, referenceBounds.cap), figures);
  return requireFinite(total, 'total');
};

const lookUpQuotes = (price: ResolvedPrice, market: PriceMarket): Float64Array =>
  Float64Array.from(price.quotes, (quote) => lookUpQuote(quote, market));

/**
 * Computes the net price of one dry tonne (one tonne for refined metal) in USD, with the lines that sum to it in order.
 *
 * `assay` holds fractions of a dmt, `market` the averages over the quotational period. A floor or cap applies at one level: to the
 * reference (in the reference's unit; its line is the price with the collar less the price without), to the floating leg, to the
 * blend of fixed and floating, or to the netback after the seller's costs.
 * Errors: NOT_FINITE, OUT_OF_RANGE, BAD_SHAPE with details.field; MISSING_PRICE with details.reference; CURRENCY.
 * Source: docs/model/net-price.md.
 */
export const netPrice = (terms: PriceTerms, assay: Assay, market: PriceMarket): NetPrice => {
  const price = resolvePrice(terms, assay, market.units ?? {});
  const lines: PriceLine[] = [];
  const total = evaluatePrice(price, lookUpQuotes(price, market), lines);
  return { total, currency: 'USD', per: price.per, lines };
};

/**
 * Computes the gross payable value of one dry tonne in USD: the payable content at the collared reference, before charges, penalties,
 * premium, blend and costs. Concentration by value uses it as weight. Inputs and errors as `netPrice`.
 */
export const grossPayable = (terms: PriceTerms, assay: Assay, market: PriceMarket): number => {
  const price = resolvePrice(terms, assay, market.units ?? {});
  return evaluateGrossPayable(price, lookUpQuotes(price, market));
};
