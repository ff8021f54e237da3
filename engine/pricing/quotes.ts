import { OrebookError } from '#shared/contract/errors.ts';
import type { ForeignCurrency } from '#shared/domain/currency.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { Charge } from '#shared/domain/terms.ts';
import { centsPerPoundToUsdPerTonne, UNITS_PER_DMT, usdPerOunceToUsdPerTonne } from '#shared/units/conversions.ts';
import { requireFinite, requireNotNegative, requirePositive, requireWithin } from '../numberChecks.ts';

/** The market figures of one price. Tables are keyed by reference code. */
export type PriceMarket = {
  /** Averages over the quotational period, each in its reference's own unit. */
  readonly prices: Readonly<Record<string, number>>;
  /** Unit of each reference; default by use: USD/toz for Au, Ag, Pt, Pd, USD/dmtu for a price per dmtu, else USD/t. */
  readonly units?: Units | undefined;
  /** Units of a currency for one USD, averaged over the same months as the prices that they convert. */
  readonly fx?: { readonly [C in ForeignCurrency]?: number | undefined } | undefined;
  /** Figures of TC and RC references that are not averages over the QP (the year's benchmark); they take precedence over `prices`. */
  readonly charges?: Readonly<Record<string, number>> | undefined;
};

export type Units = Readonly<Record<string, PriceUnit>>;

/**
 * The average of a price over the quotational period, or a charge: its average over that period (`index`) or the year's benchmark.
 * `freight` is not a price but the ratio of a freight reference to its deck in the month of delivery.
 */
export type ReferenceQuote = { readonly kind: 'average' | 'index' | 'benchmark' | 'freight'; readonly reference: string };

/** Units of a currency for one USD, averaged over the same months as the price that it converts. */
export type RateQuote = { readonly kind: 'rate'; readonly currency: ForeignCurrency };

/** A market figure that a price depends on. */
export type Quote = ReferenceQuote | RateQuote;

/** The figures that a price depends on, each once, in order of registration; `register` returns the index of a quote and adds a new one. */
export type QuoteList = { readonly list: readonly Quote[]; readonly register: (quote: Quote) => number };

const isSameQuote = (a: Quote, b: Quote): boolean =>
  a.kind === b.kind && (a.kind === 'rate' ? a.currency === (b as typeof a).currency : a.reference === (b as typeof a).reference);

/** Creates an empty list of quotes. */
export const createQuoteList = (): QuoteList => {
  const list: Quote[] = [];
  return {
    list,
    register: (quote) => {
      const index = list.findIndex((registeredQuote) => isSameQuote(registeredQuote, quote));
      return index < 0 ? list.push(quote) - 1 : index;
    },
  };
};

/** What a price is quoted for: a tonne of contained metal, a dry tonne of product, or a dry metric tonne unit. */
export type PriceUse = 'metal' | 'dmt' | 'dmtu';

const UNITS_OF_USE: Readonly<Record<PriceUse, readonly PriceUnit[]>> = {
  metal: ['USD/t', 'USc/lb', 'USD/toz', 'CNY/t', 'EUR/t', 'AUD/t'],
  dmt: ['USD/dmt', 'USD/t', 'CNY/t', 'EUR/t', 'AUD/t'],
  dmtu: ['USD/dmtu'],
};

const PRECIOUS = new Set(['Au', 'Ag', 'Pt', 'Pd']);

const unitOf = (reference: string, use: PriceUse, element: string | undefined, units: Units): PriceUnit => {
  const unit = units[reference];
  if (unit !== undefined) {
    if (!UNITS_OF_USE[use].includes(unit)) throw new OrebookError('BAD_SHAPE', { field: `units.${reference}`, unit, use });
    return unit;
  }
  if (use === 'dmtu') return 'USD/dmtu';
  return use === 'metal' && element !== undefined && PRECIOUS.has(element) ? 'USD/toz' : 'USD/t';
};

/** USD per tonne of metal or product (of contained metal for a price per dmtu) = quotation * `factor` / rate. */
export type Conversion = { readonly factor: number; readonly currency?: ForeignCurrency };

/** Returns the conversion of a reference's quotation to USD per tonne. Errors: BAD_SHAPE for a unit that the use does not allow. */
export const usdConversion = (reference: string, use: PriceUse, units: Units, element?: string): Conversion => {
  switch (unitOf(reference, use, element, units)) {
    case 'USc/lb':
      return { factor: centsPerPoundToUsdPerTonne(1) };
    case 'USD/toz':
      return { factor: usdPerOunceToUsdPerTonne(1) };
    case 'USD/dmtu':
      return { factor: UNITS_PER_DMT };
    case 'CNY/t':
      return { factor: 1, currency: 'CNY' };
    case 'EUR/t':
      return { factor: 1, currency: 'EUR' };
    case 'AUD/t':
      return { factor: 1, currency: 'AUD' };
    default:
      return { factor: 1 };
  }
};

/**
 * Looks up the figure of a quote in a market.
 * Errors: MISSING_PRICE, CURRENCY, NOT_FINITE, OUT_OF_RANGE (a price below zero, a rate of zero or less).
 */
export const lookUpQuote = (quote: Quote, { prices, charges, fx }: PriceMarket): number => {
  if (quote.kind === 'rate') {
    const rate = fx?.[quote.currency];
    if (rate === undefined) throw new OrebookError('CURRENCY', { currency: quote.currency });
    return requirePositive(rate, `fx.${quote.currency}`);
  }
  const { kind, reference } = quote;
  // the market of a single price has no deck beside it
  if (kind === 'freight') return 1;
  const figure = kind === 'average' ? prices[reference] : (charges?.[reference] ?? prices[reference]);
  if (figure === undefined) throw new OrebookError('MISSING_PRICE', { reference });
  return kind === 'average' ? requireNotNegative(figure, `prices.${reference}`) : requireFinite(figure, `charges.${reference}`);
};

/** A charge: `constant` plus the quote with index `quote`; -1 = none. */
export type ResolvedCharge = { readonly constant: number; readonly quote: number };

const brickSum = (bricks: Extract<Charge, { kind: 'bricks' }>['bricks'], field: string): number => {
  if (bricks.length === 0) throw new OrebookError('EMPTY', { field });
  let total = 0;
  let shares = 0;
  for (const [i, brick] of bricks.entries()) {
    shares += requireWithin(brick.share, `${field}.${i}.share`, 0, 1);
    total += brick.share * requireFinite(brick.amount, `${field}.${i}.amount`);
  }
  // shares are entered by hand to a few decimals: a larger difference from 1 is an error
  if (Math.abs(shares - 1) > 1e-6) throw new OrebookError('OUT_OF_RANGE', { field, min: 1, max: 1, value: shares });
  return total;
};

/**
 * Resolves a charge in `unit`: a fixed amount, a reference plus differential, or bricks weighted by share.
 * Errors: NOT_FINITE, OUT_OF_RANGE, EMPTY, BAD_SHAPE (unit).
 */
export const resolveCharge = (charge: Charge, field: string, unit: PriceUnit, units: Units, quotes: QuoteList): ResolvedCharge => {
  switch (charge.kind) {
    case 'fixed':
      return { constant: requireFinite(charge.amount, `${field}.amount`), quote: -1 };
    case 'benchmark':
    case 'index': {
      const { kind, reference } = charge;
      const quotedUnit = units[reference];
      if (quotedUnit !== undefined && quotedUnit !== unit && !(unit === 'USD/dmt' && quotedUnit === 'USD/t')) {
        throw new OrebookError('BAD_SHAPE', { field: `units.${reference}`, unit: quotedUnit, use: unit });
      }
      return { constant: requireFinite(charge.differential, `${field}.differential`), quote: quotes.register({ kind, reference }) };
    }
    case 'bricks':
      return { constant: brickSum(charge.bricks, `${field}.bricks`), quote: -1 };
    default:
      throw new OrebookError('BAD_SHAPE', { field: `${field}.kind` });
  }
};

/** Returns the unit of a metal's refining charge: USD/toz if its price is quoted per ounce, else USc/lb. */
export const refiningUnit = (reference: string, element: string, units: Units): 'USD/toz' | 'USc/lb' =>
  unitOf(reference, 'metal', element, units) === 'USD/toz' ? 'USD/toz' : 'USc/lb';
