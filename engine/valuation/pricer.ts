import { unique } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { Month } from '#shared/domain/time.ts';
import { memoizeWeakly, memoizeWhile } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { requireFinite, requireNotNegative, requirePositive } from '../numberChecks.ts';
import {
  evaluateGrossPayable,
  evaluatePrice,
  type NetPrice,
  type PriceTerms,
  type ResolvedPrice,
  resolvePrice,
} from '../pricing/netPrice.ts';
import type { PriceLine } from '../pricing/priceLine.ts';
import type { Quote, RateQuote, Units } from '../pricing/quotes.ts';
import type { MonthRange } from '../schedule/pricingMonths.ts';
import type { Market, MarketReference } from './types.ts';

/** Averages by reference that replace those of the market. */
type PriceOverrides = Readonly<Record<string, number>>;

/** Prices one set of price terms on a market. Prices in USD/dmt; every call may throw MISSING_PRICE or CURRENCY. */
export type Pricer = {
  /** The references of the price, without those of freight and currency rates. */
  readonly references: readonly string[];
  /** The references averaged over the quotational period. */
  readonly averaged: readonly string[];
  /** The references of the currency rates. */
  readonly rates: readonly string[];
  /** Net price of a delivery with the quotational period `pricing`; a year's benchmark is that of the delivery month. */
  readonly net: (pricing: MonthRange, delivery: Month, overrides?: PriceOverrides) => number;
  /** Net price with the month's own prices in place of every average. */
  readonly netAt: (month: Month) => number;
  /** Net price with the month's deck prices in place of every average. */
  readonly netAtDeck: (month: Month) => number;
  /** Net price that the holder of a quotational period option expects in the month of declaration. */
  readonly expected: (pricing: MonthRange, delivery: Month, declarationMonth: Month) => number;
  /** Gross payable value of a dry tonne over `pricing`. */
  readonly gross: (pricing: MonthRange, delivery: Month) => number;
  /** `net` with the lines of the price and what each is computed from. */
  readonly explain: (pricing: MonthRange, delivery: Month, overrides?: PriceOverrides) => NetPrice;
};

/** Maps the units of the references by code, as `netPrice` takes them. */
export const unitsOf = memoizeWeakly(
  (references: Readonly<Record<string, MarketReference>>): Units =>
    Object.fromEntries(Object.values(references).map(({ code, unit }) => [code, unit])),
);

/** Finds the reference that quotes a currency's rate, in units of the currency for one USD; undefined without one. */
export const rateReference = (references: Readonly<Record<string, MarketReference>>, currency: RateQuote['currency']): string | undefined =>
  Object.values(references).find(({ kind, unit }) => kind === 'rate' && unit === `${currency}/USD`)?.code;

const isAveraged = ({ kind }: Quote): boolean => kind === 'average' || kind === 'index';

/** A quote with its reference and that reference's series in the market. */
type QuoteSeries = {
  readonly quote: Quote;
  readonly reference: string;
  readonly index: number;
  readonly prices: Float64Array;
  readonly deck: Float64Array;
};

const NO_SERIES = new Float64Array(0);

/** Returns a valid figure of a quote. Errors: NOT_FINITE, OUT_OF_RANGE with the quote's field. */
const checkFigure = ({ kind }: Quote, reference: string, figure: number): number => {
  if (kind === 'rate') return requirePositive(figure, `rates.${reference}`);
  return kind === 'average' || kind === 'freight'
    ? requireNotNegative(figure, `prices.${reference}`)
    : requireFinite(figure, `charges.${reference}`);
};

/** Throws for the first of the months `from` to `to` without a price. Errors: MISSING_PRICE; CURRENCY for a rate. */
const throwMissingPrice = ({ quote, reference }: QuoteSeries, series: Float64Array, { from, to }: MonthRange, start: Month): void => {
  for (let month = from; month <= to; month++) {
    if (!Number.isNaN(series[month - start] ?? Number.NaN)) continue;
    if (quote.kind !== 'rate') throw new OrebookError('MISSING_PRICE', { reference, month });
    throw new OrebookError('CURRENCY', { currency: quote.currency, ...(reference === '' ? {} : { reference }), month });
  }
};

/** Price terms resolved by an earlier valuation: they do not depend on the market. */
const resolvedPrice = memoizeWhile<PriceTerms, ResolvedPrice>(createObjectField());

/**
 * Creates a pricer of one set of terms and one assay. Terms are resolved and series looked up once; a price then takes one average per
 * series and the arithmetic of `evaluatePrice`.
 */
export const createPricer = (
  terms: PriceTerms,
  assay: Assay,
  market: Market,
  references: Readonly<Record<string, MarketReference>>,
  units: Units,
): Pricer => {
  const price = resolvedPrice(terms, [assay, units], () => resolvePrice(terms, assay, units));
  const figures = new Float64Array(price.quotes.length);
  const quoteSeries: QuoteSeries[] = [];
  for (const [index, quote] of price.quotes.entries()) {
    const reference = quote.kind === 'rate' ? (rateReference(references, quote.currency) ?? '') : quote.reference;
    const [prices, deck] = [market.prices[reference] ?? NO_SERIES, market.deck[reference] ?? NO_SERIES];
    quoteSeries.push({ quote, reference, index, prices, deck });
  }
  const { start } = market;

  const averageOf = (entry: QuoteSeries, series: Float64Array, from: Month, to: Month): number => {
    let total = 0;
    for (let month = from; month <= to; month++) total += series[month - start]!;
    if (Number.isNaN(total)) throwMissingPrice(entry, series, { from, to }, start);
    return total / (to - from + 1);
  };

  /**
   * Average expected in the declaration month: past months at their price, later ones at the deck, adjusted by the distance of the price
   * from the deck in the declaration month. Without a scenario that is the deck.
   */
  const expectedAverage = (entry: QuoteSeries, from: Month, to: Month, declarationMonth: Month): number => {
    const isAdditive = references[entry.reference]?.kind === 'treatmentCharge';
    const currentMonth = Math.max(declarationMonth, start);
    let total = 0;
    for (let month = from; month <= to; month++) {
      if (month <= declarationMonth) {
        total += averageOf(entry, entry.prices, month, month);
        continue;
      }
      const deck = averageOf(entry, entry.deck, month, month);
      const currentPrice = averageOf(entry, entry.prices, currentMonth, currentMonth);
      const currentDeck = averageOf(entry, entry.deck, currentMonth, currentMonth);
      // E S(t') = F(t') S(t)/F(t); treatment charges F(t') + S(t) - F(t)
      total += isAdditive ? deck + currentPrice - currentDeck : currentPrice === currentDeck ? deck : (deck * currentPrice) / currentDeck;
    }
    return total / (to - from + 1);
  };

  const setFigure = ({ quote, index, reference }: QuoteSeries, figure: number): void => {
    const isCharge = quote.kind === 'index' || quote.kind === 'benchmark';
    figures[index] = Number.isFinite(figure) && (figure > 0 || isCharge) ? figure : checkFigure(quote, reference, figure);
  };
  /** S/F of a freight reference in a month. */
  const freightRatio = (entry: QuoteSeries, month: Month): number =>
    averageOf(entry, entry.prices, month, month) / averageOf(entry, entry.deck, month, month);
  const setAverages = (from: Month, to: Month, delivery: Month, overrides?: PriceOverrides): void => {
    for (const entry of quoteSeries) {
      if (entry.quote.kind === 'freight') {
        setFigure(entry, freightRatio(entry, delivery));
        continue;
      }
      const isBenchmark = entry.quote.kind === 'benchmark';
      const figure = isBenchmark ? undefined : overrides?.[entry.reference];
      setFigure(entry, figure ?? averageOf(entry, entry.prices, isBenchmark ? delivery : from, isBenchmark ? delivery : to));
    }
  };

  return {
    references: quoteSeries.flatMap(({ quote, reference }) => (quote.kind === 'rate' || quote.kind === 'freight' ? [] : [reference])),
    get averaged() {
      return unique(quoteSeries.flatMap(({ quote, reference }) => (isAveraged(quote) ? [reference] : [])));
    },
    get rates() {
      return quoteSeries.flatMap(({ quote, reference }) => (quote.kind === 'rate' ? [reference] : []));
    },
    net: ({ from, to }, delivery, overrides) => {
      setAverages(from, to, delivery, overrides);
      return evaluatePrice(price, figures);
    },
    netAt: (month) => {
      setAverages(month, month, month);
      return evaluatePrice(price, figures);
    },
    netAtDeck: (month) => {
      for (const entry of quoteSeries) setFigure(entry, entry.quote.kind === 'freight' ? 1 : averageOf(entry, entry.deck, month, month));
      return evaluatePrice(price, figures);
    },
    expected: ({ from, to }, delivery, declarationMonth) => {
      for (const entry of quoteSeries) {
        if (entry.quote.kind === 'freight') {
          // E S(t')/F(t') = S(t)/F(t)
          setFigure(entry, freightRatio(entry, Math.max(start, Math.min(delivery, declarationMonth))));
          continue;
        }
        const isBenchmark = entry.quote.kind === 'benchmark';
        setFigure(entry, expectedAverage(entry, isBenchmark ? delivery : from, isBenchmark ? delivery : to, declarationMonth));
      }
      return evaluatePrice(price, figures);
    },
    gross: ({ from, to }, delivery) => {
      setAverages(from, to, delivery);
      return evaluateGrossPayable(price, figures);
    },
    explain: ({ from, to }, delivery, overrides) => {
      setAverages(from, to, delivery, overrides);
      const lines: PriceLine[] = [];
      const total = evaluatePrice(price, figures, lines, true);
      return { total, currency: 'USD', per: price.per, lines };
    },
  };
};
