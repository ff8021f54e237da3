import { OrebookError } from '#shared/contract/errors.ts';
import type { ForeignCurrency } from '#shared/domain/currency.ts';
import { type Month, monthOf, type Year, yearOf } from '#shared/domain/time.ts';
import { memoize } from '#shared/memoize.ts';
import { requirePositive, requireWithin } from '../numberChecks.ts';
import { rateReference } from './pricer.ts';
import type { Market, Portfolio, PortfolioProduct } from './types.ts';

/** Unit cash cost of a year at the deck's exchange rates, USD/dmt: the latest entry up to the year, else the first; 0 without entries. */
export const unitCostAt = ({ unitCost }: Pick<PortfolioProduct, 'unitCost'>, year: Year): number =>
  (unitCost.findLast((entry) => entry.year <= year) ?? unitCost[0])?.usdPerDmt ?? 0;

/** The share of a unit cost that is in another currency, and the reference that quotes its rate. */
export type ForeignCost = { readonly currency: ForeignCurrency; readonly share: number; readonly reference: string };

/**
 * Returns the part of a product's unit cost in another currency; undefined if all of it is in USD.
 * Errors: CURRENCY (no reference quotes the rate), OUT_OF_RANGE (share).
 */
export const foreignCost = (
  { costCurrency }: Pick<PortfolioProduct, 'costCurrency'>,
  references: Portfolio['references'],
): ForeignCost | undefined => {
  if (costCurrency === undefined || costCurrency.share === 0) return undefined;
  const { currency } = costCurrency;
  const share = requireWithin(costCurrency.share, 'costCurrency.share', 0, 1);
  const reference = rateReference(references, currency);
  if (reference === undefined) throw new OrebookError('CURRENCY', { currency });
  return { currency, share, reference };
};

/** Unit cash costs of a product on a market. */
export type UnitCosts = {
  /** share x (F/S - 1): the change of a month's cost from that at the deck's rate, as a fraction. */
  readonly changeIn: (month: Month) => number;
  /** USD/dmt in a month. */
  readonly at: (month: Month) => number;
  /**
   * Cost of tonnes by month, entry 0 = the month `first`, summed by year; aligned with `years` (consecutive). USD. Overwrites `sums` if given.
   */
  readonly byYear: (years: readonly Year[], first: Month, tonnes: ArrayLike<number>, sums?: number[]) => readonly number[];
};

/**
 * Creates the unit cash costs of a product on a market: cost = deck cost x (1 + share x (F/S - 1)), where F and S are the deck's and the
 * market's rate of the month in units of the currency for one USD. Each function may throw CURRENCY (no rate in a month) and OUT_OF_RANGE.
 * Errors: those of `foreignCost`.
 */
export const createUnitCosts = (
  product: Pick<PortfolioProduct, 'unitCost' | 'costCurrency'>,
  market: Market,
  references: Portfolio['references'],
): UnitCosts => {
  const foreignPart = foreignCost(product, references);
  const prices = foreignPart && market.prices[foreignPart.reference];
  const deck = foreignPart && market.deck[foreignPart.reference];
  const rateAt = (series: Float64Array | undefined, { currency, reference }: ForeignCost, month: Month): number => {
    const rate = series?.[month - market.start];
    if (rate === undefined || Number.isNaN(rate)) throw new OrebookError('CURRENCY', { currency, reference, month });
    return requirePositive(rate, `rates.${reference}`);
  };
  const deckCostIn = memoize((year: Year) => unitCostAt(product, year));
  const changeIn = (month: Month): number =>
    foreignPart === undefined || prices === deck
      ? 0
      : foreignPart.share * (rateAt(deck, foreignPart, month) / rateAt(prices, foreignPart, month) - 1);
  return {
    changeIn,
    at: (month) => deckCostIn(yearOf(month)) * (1 + changeIn(month)),
    byYear: (years, first, tonnes, sums = years.map(() => 0)) => {
      for (let i = 0; i < years.length; i++) {
        const year = years[i]!;
        let sum = 0;
        let change = 0;
        const last = Math.min(monthOf(year, 12), first + tonnes.length - 1);
        for (let month = Math.max(monthOf(year, 1), first); month <= last; month++) {
          if (tonnes[month - first] === 0) continue;
          sum += tonnes[month - first]!;
          change += tonnes[month - first]! * changeIn(month);
        }
        sums[i] = (sum + change) * deckCostIn(year);
      }
      return sums;
    },
  };
};

/**
 * Computes the unit cash costs of all planned production by month, USD; entry 0 = the month after the valuation month.
 * Errors: those of `createUnitCosts`.
 */
export const operatingCostByMonth = ({ products, references, valuationMonth, lastMonth }: Portfolio, market: Market): number[] => {
  const costs: number[] = [];
  for (const product of products) {
    const { at } = createUnitCosts(product, market, references);
    // cost = planned production x unit cost
    for (const [i, tonnes] of product.production.slice(0, lastMonth - valuationMonth).entries())
      costs[i] = (costs[i] ?? 0) + (tonnes === 0 ? 0 : tonnes * at(valuationMonth + 1 + i));
  }
  return costs;
};
