import { OrebookError } from '#shared/contract/errors.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { Month } from '#shared/domain/time.ts';
import { requireFinite, requireNotNegative, requirePositive } from '../numberChecks.ts';
import { evaluateGrossPayable, evaluatePrice, type NetPrice, type PriceTerms, resolvePrice } from '../pricing/netPrice.ts';
import type { PriceLine } from '../pricing/priceLine.ts';
import type { Quote, RateQuote, Units } from '../pricing/quotes.ts';
import type { MonthRange } from '../schedule/pricingMonths.ts';
import type { Market, MarketReference } from './types.ts';

/** Averages by reference that take the place of the market's. */
type PriceOverrides = Readonly<Record<string, number>>;

/** Strikes one set of price terms on a market. Prices in USD/dmt; every call may throw MISSING_PRICE or CURRENCY. */
export type Pricer = {
  /** What the price is struck on. */
  readonly references: readonly string[];
  /** Those of them that count as averages over the quotational period. */
  readonly averaged: readonly string[];
  /** The rates that convert them. */
  readonly rates: readonly string[];
  /** Net price of a delivery whose quotational period is `pricing`; a year's benchmark is that of the delivery month. `instead` as in `explain`. */
  readonly net: (pricing: MonthRange, delivery: Month, instead?: PriceOverrides) => number;
  /** Net price with the month's own prices for every average. */
  readonly netAt: (month: Month) => number;
  /** The same at the deck. */
  readonly netAtDeck: (month: Month) => number;
  /** Net price that the holder of a quotational period option expects in the month of declaration. */
  readonly expected: (pricing: MonthRange, delivery: Month, declared: Month) => number;
  /** Gross payable value of a dry tonne over `pricing`. */
  readonly gross: (pricing: MonthRange, delivery: Month) => number;
  /** The net price with its lines, the leading or any other average replaced where `instead` names one. */
  readonly explain: (pricing: MonthRange, delivery: Month, instead?: PriceOverrides) => NetPrice;
};

/** Units of the references by code, as `netPrice` wants them. */
export const unitsOf = (references: Readonly<Record<string, MarketReference>>): Record<string, PriceUnit> =>
  Object.fromEntries(Object.values(references).map(({ code, unit }) => [code, unit]));

/** The reference whose prices are the rate of a currency, units of it for one USD; undefined where there is none. */
export const rateReference = (references: Readonly<Record<string, MarketReference>>, currency: RateQuote['currency']): string | undefined =>
  Object.values(references).find(({ kind, unit }) => kind === 'rate' && unit === `${currency}/USD`)?.code;

const isAveraged = ({ kind }: Quote): boolean => kind === 'average' || kind === 'index';

/** A quote with the reference that has it, and what a market has of that. */
type QuoteSeries = {
  readonly quote: Quote;
  readonly reference: string;
  readonly place: number;
  readonly prices: Float64Array;
  readonly deck: Float64Array;
};

const NO_SERIES = new Float64Array(0);

/** A quoted figure that a price cannot be struck on: which one, and why. Errors: NOT_FINITE, OUT_OF_RANGE. */
const checkFigure = ({ kind }: Quote, reference: string, figure: number): number => {
  if (kind === 'rate') return requirePositive(figure, `rates.${reference}`);
  return kind === 'average' ? requireNotNegative(figure, `prices.${reference}`) : requireFinite(figure, `charges.${reference}`);
};

/** The first of the months `from` to `to` that a series does not have. Errors: MISSING_PRICE; CURRENCY of a rate. */
const throwMissingPrice = ({ quote, reference }: QuoteSeries, series: Float64Array, { from, to }: MonthRange, start: Month): void => {
  for (let month = from; month <= to; month++) {
    if (!Number.isNaN(series[month - start] ?? Number.NaN)) continue;
    if (quote.kind !== 'rate') throw new OrebookError('MISSING_PRICE', { reference, month });
    throw new OrebookError('CURRENCY', { currency: quote.currency, ...(reference === '' ? {} : { reference }), month });
  }
};

/**
 * A pricer of one set of terms and one assay: the terms resolved and the market's series looked up once, so that a price is an average
 * of each series and the arithmetic of `strikePrice`.
 */
export const createPricer = (
  terms: PriceTerms,
  assay: Assay,
  market: Market,
  references: Readonly<Record<string, MarketReference>>,
  units: Units,
): Pricer => {
  const price = resolvePrice(terms, assay, units);
  const quoted = new Float64Array(price.quotes.length);
  const followed: QuoteSeries[] = [];
  for (const [place, quote] of price.quotes.entries()) {
    const reference = quote.kind === 'rate' ? (rateReference(references, quote.currency) ?? '') : quote.reference;
    const [prices, deck] = [market.prices[reference] ?? NO_SERIES, market.deck[reference] ?? NO_SERIES];
    followed.push({ quote, reference, place, prices, deck });
  }
  const { start } = market;

  const averageOf = (one: QuoteSeries, series: Float64Array, from: Month, to: Month): number => {
    let sum = 0;
    for (let month = from; month <= to; month++) sum += series[month - start]!;
    if (Number.isNaN(sum)) throwMissingPrice(one, series, { from, to }, start);
    return sum / (to - from + 1);
  };

  /**
   * Average of the months as it looks in month `declared`: months that have passed at their price, later ones at the deck moved as far
   * as the price stands from it now. Without a scenario that is the deck.
   */
  const expectedOf = (one: QuoteSeries, from: Month, to: Month, declared: Month): number => {
    const additive = references[one.reference]?.kind === 'treatmentCharge';
    const known = Math.max(declared, start);
    let sum = 0;
    for (let month = from; month <= to; month++) {
      if (month <= declared) {
        sum += averageOf(one, one.prices, month, month);
        continue;
      }
      const deck = averageOf(one, one.deck, month, month);
      const now = averageOf(one, one.prices, known, known);
      const deckNow = averageOf(one, one.deck, known, known);
      // E S(t') = F(t') S(t)/F(t); treatment charges F(t') + S(t) - F(t)
      sum += additive ? deck + now - deckNow : now === deckNow ? deck : (deck * now) / deckNow;
    }
    return sum / (to - from + 1);
  };

  const quote = ({ quote, place, reference }: QuoteSeries, figure: number): void => {
    const isCharge = quote.kind === 'index' || quote.kind === 'benchmark';
    quoted[place] = Number.isFinite(figure) && (figure > 0 || isCharge) ? figure : checkFigure(quote, reference, figure);
  };
  const quoteOver = (from: Month, to: Month, delivery: Month, instead?: PriceOverrides): void => {
    for (const one of followed) {
      const benchmark = one.quote.kind === 'benchmark';
      const figure = benchmark ? undefined : instead?.[one.reference];
      quote(one, figure ?? averageOf(one, one.prices, benchmark ? delivery : from, benchmark ? delivery : to));
    }
  };

  return {
    references: followed.flatMap(({ quote, reference }) => (quote.kind === 'rate' ? [] : [reference])),
    get averaged() {
      return [...new Set(followed.flatMap(({ quote, reference }) => (isAveraged(quote) ? [reference] : [])))];
    },
    get rates() {
      return followed.flatMap(({ quote, reference }) => (quote.kind === 'rate' ? [reference] : []));
    },
    net: ({ from, to }, delivery, instead) => {
      quoteOver(from, to, delivery, instead);
      return evaluatePrice(price, quoted);
    },
    netAt: (month) => {
      quoteOver(month, month, month);
      return evaluatePrice(price, quoted);
    },
    netAtDeck: (month) => {
      for (const one of followed) quote(one, averageOf(one, one.deck, month, month));
      return evaluatePrice(price, quoted);
    },
    expected: ({ from, to }, delivery, declared) => {
      for (const one of followed) {
        const benchmark = one.quote.kind === 'benchmark';
        quote(one, expectedOf(one, benchmark ? delivery : from, benchmark ? delivery : to, declared));
      }
      return evaluatePrice(price, quoted);
    },
    gross: ({ from, to }, delivery) => {
      quoteOver(from, to, delivery);
      return evaluateGrossPayable(price, quoted);
    },
    explain: ({ from, to }, delivery, instead) => {
      quoteOver(from, to, delivery, instead);
      const lines: PriceLine[] = [];
      const total = evaluatePrice(price, quoted, lines);
      return { total, currency: 'USD', per: price.per, lines };
    },
  };
};
