import { getSettings } from '#db/repositories/settings.ts';
import type { Db } from '#db/schema.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import { MONTHS_PER_YEAR, type Month, monthOf, monthOfDate, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { listDeckSeries } from '../portfolio/deckSeries.ts';

const FIRST = monthOf(1990, 1);
/** Consecutive months of own prices from which a fit is by month. */
export const LEAST_MONTHS = 36;
/** Fewest prices of a fit. */
export const LEAST_PRICES = 8;

export type Price = { readonly month: Month; readonly price: number };
/** Consecutive prices; `excluded` counts those before a gap. */
export type Series = { readonly step: 'month' | 'year'; readonly prices: readonly Price[]; readonly excluded: number };

/** Reads every price of the base deck up to the valuation month, by reference, months ascending. */
export const readOwnPoints = async (db: Db): Promise<ReadonlyMap<ReferenceCode, readonly DeckPoint[]>> => {
  const valuation = monthOfDate((await getSettings(db)).valuationDate);
  return Map.groupBy(await listDeckSeries(db, { deck: 'base', from: FIRST, to: valuation }), ({ reference }) => reference);
};

/** The last prices without a gap between them. */
export const lastUnbrokenRun = (prices: readonly Price[], step: number): readonly Price[] => {
  let from = prices.length - 1;
  while (from > 0 && prices[from]!.month - prices[from - 1]!.month === step) from--;
  return prices.slice(Math.max(0, from));
};

/** Entered and published prices by month; estimated and default ones are excluded. */
export const monthlyPrices = (points: readonly DeckPoint[]): readonly Price[] =>
  points.filter(({ origin }) => origin !== 'filled' && origin !== 'house');

/** Means of whole calendar years; months estimated from a year's mean keep it. */
export const yearlyPrices = (points: readonly DeckPoint[]): readonly Price[] =>
  [
    ...Map.groupBy(
      points.filter(({ origin }) => origin !== 'house'),
      ({ month }) => yearOf(month),
    ),
  ]
    .filter(([, months]) => months.length === MONTHS_PER_YEAR)
    .map(([year, months]) => ({ month: monthOf(year, 1), price: sumBy(months, ({ price }) => price / MONTHS_PER_YEAR) }));

/** Own prices by month if enough are consecutive, else means of whole calendar years. */
export const ownSeries = (points: readonly DeckPoint[]): Series => {
  const monthPrices = monthlyPrices(points);
  const monthlyRun = lastUnbrokenRun(monthPrices, 1);
  if (monthlyRun.length >= LEAST_MONTHS) return { step: 'month', prices: monthlyRun, excluded: monthPrices.length - monthlyRun.length };
  const years = yearlyPrices(points);
  const yearlyRun = lastUnbrokenRun(years, MONTHS_PER_YEAR);
  return { step: 'year', prices: yearlyRun, excluded: years.length - yearlyRun.length };
};
