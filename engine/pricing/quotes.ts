import { OrebookError } from '#shared/contract/errors.ts';
import type { ForeignCurrency } from '#shared/domain/currency.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { Charge } from '#shared/domain/terms.ts';
import { centsPerPoundToUsdPerTonne, UNITS_PER_DMT, usdPerOunceToUsdPerTonne } from '#shared/units/conversions.ts';
import { requireFinite, requireNotNegative, requirePositive, requireWithin } from '../numberChecks.ts';

/** What a price is struck on. Tables are keyed by reference code. */
export type PriceMarket = {
  /** Averages over the quotational period, each in its reference's own unit. */
  readonly prices: Readonly<Record<string, number>>;
  /** Unit of a reference; where it is not given the usual one of its use: USD/toz for Au, Ag, Pt, Pd, USD/dmtu per dmtu, else USD/t. */
  readonly units?: Units | undefined;
  /** Units of a currency for one USD, averages like the prices that they convert. */
  readonly fx?: { readonly [C in ForeignCurrency]?: number | undefined } | undefined;
  /** Figures of TC and RC references that are not averages over the QP (the year's benchmark); they come before `prices`. */
  readonly charges?: Readonly<Record<string, number>> | undefined;
};

export type Units = Readonly<Record<string, PriceUnit>>;

/** The average of a reference over the quotational period, or a charge: such an average (`index`), or the year's benchmark. */
export type ReferenceQuote = { readonly kind: 'average' | 'index' | 'benchmark'; readonly reference: string };

/** Units of a currency for one USD, an average as that of the price it converts. */
export type RateQuote = { readonly kind: 'rate'; readonly currency: ForeignCurrency };

/** A figure that a price looks at. */
export type Quote = ReferenceQuote | RateQuote;

/** The figures that a price looks at, each once, in the order in which it asked for them; `place` gives the place of one. */
export type QuoteList = { readonly all: readonly Quote[]; readonly register: (quote: Quote) => number };

const isSameQuote = (a: Quote, b: Quote): boolean =>
  a.kind === b.kind && (a.kind === 'rate' ? a.currency === (b as typeof a).currency : a.reference === (b as typeof a).reference);

export const createQuoteList = (): QuoteList => {
  const all: Quote[] = [];
  return {
    all,
    register: (quote) => {
      const known = all.findIndex((one) => isSameQuote(one, quote));
      return known < 0 ? all.push(quote) - 1 : known;
    },
  };
};

/** What one unit of a price buys: a tonne of contained metal, a dry tonne of product, or a dry metric tonne unit. */
export type PriceUse = 'metal' | 'dmt' | 'dmtu';

const UNITS_OF_USE: Readonly<Record<PriceUse, readonly PriceUnit[]>> = {
  metal: ['USD/t', 'USc/lb', 'USD/toz', 'CNY/t', 'EUR/t', 'AUD/t'],
  dmt: ['USD/dmt', 'USD/t', 'CNY/t', 'EUR/t', 'AUD/t'],
  dmtu: ['USD/dmtu'],
};

const PRECIOUS = new Set(['Au', 'Ag', 'Pt', 'Pd']);

const unitOf = (reference: string, use: PriceUse, element: string | undefined, units: Units): PriceUnit => {
  const stated = units[reference];
  if (stated !== undefined) {
    if (!UNITS_OF_USE[use].includes(stated)) throw new OrebookError('BAD_SHAPE', { field: `units.${reference}`, unit: stated, use });
    return stated;
  }
  if (use === 'dmtu') return 'USD/dmtu';
  return use === 'metal' && element !== undefined && PRECIOUS.has(element) ? 'USD/toz' : 'USD/t';
};

/** How a quotation becomes USD per tonne of what it is used for (of contained metal for a price per dmtu): quotation x `factor` / rate. */
export type Conversion = { readonly factor: number; readonly currency?: ForeignCurrency };

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

/** The figure of a quote that a market names. Errors: MISSING_PRICE, CURRENCY, NOT_FINITE, OUT_OF_RANGE (a price below zero, a rate that is not above it). */
export const lookUpQuote = (quote: Quote, { prices, charges, fx }: PriceMarket): number => {
  if (quote.kind === 'rate') {
    const rate = fx?.[quote.currency];
    if (rate === undefined) throw new OrebookError('CURRENCY', { currency: quote.currency });
    return requirePositive(rate, `fx.${quote.currency}`);
  }
  const { kind, reference } = quote;
  const figure = kind === 'average' ? prices[reference] : (charges?.[reference] ?? prices[reference]);
  if (figure === undefined) throw new OrebookError('MISSING_PRICE', { reference });
  return kind === 'average' ? requireNotNegative(figure, `prices.${reference}`) : requireFinite(figure, `charges.${reference}`);
};

/** A charge: `constant` and the quote that is added to it, -1 where there is none. */
export type ResolvedCharge = { readonly constant: number; readonly quote: number };

const brickSum = (bricks: Extract<Charge, { kind: 'bricks' }>['bricks'], field: string): number => {
  if (bricks.length === 0) throw new OrebookError('EMPTY', { field });
  let sum = 0;
  let shares = 0;
  for (const [i, brick] of bricks.entries()) {
    shares += requireWithin(brick.share, `${field}.${i}.share`, 0, 1);
    sum += brick.share * requireFinite(brick.amount, `${field}.${i}.amount`);
  }
  // Shares are typed by hand to a few decimals; beyond that the bricks do not make up the tonnage.
  if (Math.abs(shares - 1) > 1e-6) throw new OrebookError('OUT_OF_RANGE', { field, min: 1, max: 1, value: shares });
  return sum;
};

/** A charge in `unit`: its figure, its reference with the differential, or its bricks weighted by share. */
export const resolveCharge = (charge: Charge, field: string, unit: PriceUnit, units: Units, quotes: QuoteList): ResolvedCharge => {
  switch (charge.kind) {
    case 'fixed':
      return { constant: requireFinite(charge.amount, `${field}.amount`), quote: -1 };
    case 'benchmark':
    case 'index': {
      const { kind, reference } = charge;
      const stated = units[reference];
      if (stated !== undefined && stated !== unit && !(unit === 'USD/dmt' && stated === 'USD/t')) {
        throw new OrebookError('BAD_SHAPE', { field: `units.${reference}`, unit: stated, use: unit });
      }
      return { constant: requireFinite(charge.differential, `${field}.differential`), quote: quotes.register({ kind, reference }) };
    }
    case 'bricks':
      return { constant: brickSum(charge.bricks, `${field}.bricks`), quote: -1 };
    default:
      throw new OrebookError('BAD_SHAPE', { field: `${field}.kind` });
  }
};

/** The unit of a metal's refining charge: USD/toz where its price is quoted per ounce, else USc/lb. */
export const refiningUnit = (reference: string, element: string, units: Units): 'USD/toz' | 'USc/lb' =>
  unitOf(reference, 'metal', element, units) === 'USD/toz' ? 'USD/toz' : 'USc/lb';
