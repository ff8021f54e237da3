import type { Assay } from '#shared/domain/metal.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { Month } from '#shared/domain/time.ts';
import { grossPayable, type NetPrice, netPrice, type PricedTerms } from '../pricing/netPrice.ts';
import type { PriceMarket } from '../pricing/quotes.ts';
import type { MonthRange } from '../schedule/quotation.ts';
import { averagePrice, priceAt } from './market.ts';
import { referencesOf } from './pricedTerms.ts';
import type { Market, MarketReference } from './types.ts';

/** Strikes one set of price terms on a market. Prices in USD/dmt; every call may throw MISSING_PRICE. */
export type Pricer = {
  /** What the price is struck on. */
  readonly references: readonly string[];
  /** Those of them that count as averages over the quotational period. */
  readonly averaged: readonly string[];
  /** Net price of a delivery whose quotational period is `pricing`; a year's benchmark is that of the delivery month. */
  readonly net: (pricing: MonthRange, delivery: Month) => number;
  /** Net price with the month's own prices for every average. */
  readonly netAt: (month: Month) => number;
  /** The same at the deck. */
  readonly netAtDeck: (month: Month) => number;
  /** Net price that the holder of a quotational period option expects in the month of declaration. */
  readonly expected: (pricing: MonthRange, delivery: Month, declared: Month) => number;
  /** Gross payable value of a dry tonne over `pricing`. */
  readonly gross: (pricing: MonthRange, delivery: Month) => number;
  /** The net price with its lines, the leading or any other average replaced where `instead` names one. */
  readonly explain: (pricing: MonthRange, delivery: Month, instead?: Readonly<Record<string, number>>) => NetPrice;
};

/** Units of the references by code, as `netPrice` wants them. */
export const unitsOf = (references: Readonly<Record<string, MarketReference>>): Record<string, PriceUnit> =>
  Object.fromEntries(Object.values(references).map(({ code, unit }) => [code, unit]));

/**
 * Average of `pricing` as it looks in month `declared`: months that have passed at their price, later ones at the deck moved as far
 * as the price stands from it now. Without a scenario that is the deck.
 */
const expectedAverage = (market: Market, reference: string, additive: boolean, { from, to }: MonthRange, declared: Month): number => {
  let sum = 0;
  for (let month = from; month <= to; month++) {
    if (month <= declared) {
      sum += priceAt(market, reference, month);
      continue;
    }
    const deck = priceAt(market, reference, month, 'deck');
    const known = Math.max(declared, market.start);
    const now = priceAt(market, reference, known);
    const deckNow = priceAt(market, reference, known, 'deck');
    // E S(t') = F(t') S(t)/F(t); treatment charges F(t') + S(t) - F(t)
    sum += additive ? deck + now - deckNow : now === deckNow ? deck : (deck * now) / deckNow;
  }
  return sum / (to - from + 1);
};

/** A pricer of one set of terms and one assay. Prices already struck on the same quotes are not struck again. */
export const createPricer = (
  terms: PricedTerms,
  assay: Assay,
  market: Market,
  references: Readonly<Record<string, MarketReference>>,
  units: Readonly<Record<string, PriceUnit>>,
): Pricer => {
  const { averaged, benchmarks } = referencesOf(terms);
  const prices: Record<string, number> = {};
  const charges: Record<string, number> = {};
  const quotes: PriceMarket = { prices, charges, units, fx: market.fx };
  let net: number | undefined;
  /** Net price by month at the month's own prices, NaN until struck: a provisional price is another delivery's final one. */
  const netByMonth = new Float64Array(market.length).fill(Number.NaN);

  const quote = (table: Record<string, number>, reference: string, figure: number): void => {
    if (table[reference] === figure) return;
    table[reference] = figure;
    net = undefined;
  };
  const strikeOver = (pricing: MonthRange, delivery: Month): void => {
    for (const reference of averaged) quote(prices, reference, averagePrice(market, reference, pricing));
    for (const reference of benchmarks) quote(charges, reference, priceAt(market, reference, delivery));
  };
  const struckNet = (): number => {
    net ??= netPrice(terms, assay, quotes).total;
    return net;
  };

  const netAt = (month: Month): number => {
    const known = netByMonth[month - market.start];
    if (known !== undefined && !Number.isNaN(known)) return known;
    strikeOver({ from: month, to: month }, month);
    netByMonth[month - market.start] = struckNet();
    return struckNet();
  };

  return {
    references: [...averaged, ...benchmarks],
    averaged,
    net: (pricing, delivery) => {
      const ofOneMonth = pricing.from === pricing.to && (benchmarks.length === 0 || delivery === pricing.from);
      if (ofOneMonth) return netAt(pricing.from);
      strikeOver(pricing, delivery);
      return struckNet();
    },
    netAt,
    netAtDeck: (month) => {
      for (const reference of averaged) quote(prices, reference, priceAt(market, reference, month, 'deck'));
      for (const reference of benchmarks) quote(charges, reference, priceAt(market, reference, month, 'deck'));
      return struckNet();
    },
    expected: (pricing, delivery, declared) => {
      for (const reference of averaged) {
        const additive = references[reference]?.kind === 'treatmentCharge';
        quote(prices, reference, expectedAverage(market, reference, additive, pricing, declared));
      }
      for (const reference of benchmarks) {
        const additive = references[reference]?.kind === 'treatmentCharge';
        quote(charges, reference, expectedAverage(market, reference, additive, { from: delivery, to: delivery }, declared));
      }
      return struckNet();
    },
    gross: (pricing, delivery) => {
      strikeOver(pricing, delivery);
      return grossPayable(terms, assay, quotes);
    },
    explain: (pricing, delivery, instead = {}) => {
      strikeOver(pricing, delivery);
      return netPrice(terms, assay, { ...quotes, prices: { ...prices, ...instead } });
    },
  };
};
