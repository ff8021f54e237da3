import { termsAt } from '#shared/domain/contract.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { createTermsPricers } from './termsPricers.ts';
import type { ContractValue, Market, Portfolio } from './types.ts';
import { createValuationContext, findContract } from './valuationContext.ts';
import { unitCostAt } from './yearlySeries.ts';

/** A calendar year of deliveries, USD/dmt on each tonne delivered. */
export type EffectivePrice = {
  readonly year: Year;
  readonly tonnes: number;
  /** Final net price of paid tonnes; make-up tonnes count as delivered and carry no price. */
  readonly invoiced: number;
  /** Deficiency of the contract years assessed in the year. */
  readonly deficiency: number;
  /** The sum of both. */
  readonly effective: number;
  /** The same tonnes on spot terms in their month. */
  readonly spot: number;
  /** Unit cash cost; undefined where the product has none. */
  readonly unitCost: number | undefined;
};

export type SpotComparison = {
  readonly years: readonly EffectivePrice[];
  /** Tonnes-weighted years from the valuation to delivery; undefined where nothing is delivered. */
  readonly averageTenor: number | undefined;
};

/**
 * What a valued contract nets by year of delivery beside spot and its unit cost, and how far ahead its tonnes lie on average.
 * Errors: NOT_FOUND (contract), MISSING_PRICE, those of `netPrice`.
 */
export const compareWithSpot = (portfolio: Portfolio, value: ContractValue, market: Market): SpotComparison => {
  const { entry, product } = findContract(portfolio, value.contractId);
  const pricersOf = createTermsPricers(createValuationContext(portfolio, market), product);
  const sums = new Map<Year, { tonnes: number; paid: number; deficiency: number; spot: number }>();
  let weighted = 0;
  let tonnes = 0;
  for (const { month, delivered, makeUp, netPrice } of value.months) {
    if (delivered === 0) continue;
    const year = yearOf(month);
    const sum = sums.get(year) ?? { tonnes: 0, paid: 0, deficiency: 0, spot: 0 };
    sum.tonnes += delivered;
    sum.paid += (delivered - makeUp) * netPrice;
    sum.spot += delivered * pricersOf(termsAt(entry.contract, month)).spot.netAt(month);
    sums.set(year, sum);
    // sum q (t - t0) / sum q
    weighted += (delivered * (month - portfolio.valuationMonth)) / 12;
    tonnes += delivered;
  }
  for (const { month, amount } of value.takeOrPay) {
    const sum = sums.get(yearOf(month));
    if (sum !== undefined) sum.deficiency += amount;
  }
  return {
    years: [...sums].map(([year, { tonnes: of, paid, deficiency, spot }]) => ({
      year,
      tonnes: of,
      invoiced: paid / of,
      deficiency: deficiency / of,
      effective: paid / of + deficiency / of,
      spot: spot / of,
      unitCost: product.unitCost.length === 0 ? undefined : unitCostAt(product, year),
    })),
    averageTenor: tonnes === 0 ? undefined : weighted / tonnes,
  };
};
