import { listDeckSeries } from '#db/repositories/decks.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Db } from '#db/schema.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import { type Month, monthOf, monthOfDate, yearOf } from '#shared/domain/time.ts';

const FIRST = monthOf(1990, 1);
export const MONTHS_A_YEAR = 12;
/** Months of own prices in a row from which something is fitted by month. */
export const LEAST_MONTHS = 36;
/** Prices from which a fit says anything. */
export const LEAST_PRICES = 8;

export type Price = { readonly month: Month; readonly price: number };
/** Prices one step after the other; `leftOut` stand before a gap. */
export type Series = { readonly step: 'month' | 'year'; readonly prices: readonly Price[]; readonly leftOut: number };

/** Every price of the base deck up to the valuation month, by reference, months ascending. */
export const ownPoints = async (db: Db): Promise<ReadonlyMap<ReferenceCode, readonly DeckPoint[]>> => {
  const valuation = monthOfDate((await getSettings(db)).valuationDate);
  return Map.groupBy(await listDeckSeries(db, { deck: 'base', from: FIRST, to: valuation }), ({ reference }) => reference);
};

/** The last prices that stand one step after the other. */
export const unbroken = (prices: readonly Price[], step: number): readonly Price[] => {
  let from = prices.length - 1;
  while (from > 0 && prices[from]!.month - prices[from - 1]!.month === step) from--;
  return prices.slice(Math.max(0, from));
};

/** Prices that somebody gave, by month. */
export const monthlyOf = (points: readonly DeckPoint[]): readonly Price[] =>
  points.filter(({ origin }) => origin !== 'filled' && origin !== 'house');

/** Means of whole calendar years; what a deck fills between years is their mean too. */
export const yearlyOf = (points: readonly DeckPoint[]): readonly Price[] =>
  [
    ...Map.groupBy(
      points.filter(({ origin }) => origin !== 'house'),
      ({ month }) => yearOf(month),
    ),
  ]
    .filter(([, months]) => months.length === MONTHS_A_YEAR)
    .map(([year, months]) => ({ month: monthOf(year, 1), price: months.reduce((sum, { price }) => sum + price / MONTHS_A_YEAR, 0) }));

/** Own prices by month if enough stand in a row, else means of whole calendar years. */
export const seriesOf = (points: readonly DeckPoint[]): Series => {
  const own = monthlyOf(points);
  const monthly = unbroken(own, 1);
  if (monthly.length >= LEAST_MONTHS) return { step: 'month', prices: monthly, leftOut: own.length - monthly.length };
  const years = yearlyOf(points);
  const yearly = unbroken(years, MONTHS_A_YEAR);
  return { step: 'year', prices: yearly, leftOut: years.length - yearly.length };
};
