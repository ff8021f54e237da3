import { termsAt } from '#shared/domain/contract.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { createTermsPricers } from './termsPricers.ts';
import type { ContractValue, Market, Portfolio } from './types.ts';
import { createUnitCosts, unitCostAt } from './unitCosts.ts';
import { createValuationContext, findContract } from './valuationContext.ts';

/** Prices of a calendar year of deliveries, USD per delivered dmt. */
export type EffectivePrice = {
  readonly year: Year;
  readonly tonnes: number;
  /** Final net price of paid tonnes; make-up tonnes are delivered without a price. */
  readonly invoiced: number;
  /** Deficiency payments of the contract years assessed in the year. */
  readonly deficiency: number;
  /** `invoiced` + `deficiency`. */
  readonly effective: number;
  /** Net spot price of the same tonnes in their delivery months. */
  readonly spot: number;
  /** Unit cash cost of the delivered tonnes; undefined if the product has none. */
  readonly unitCost: number | undefined;
};

export type SpotComparison = {
  readonly years: readonly EffectivePrice[];
  /** Tonnes-weighted years from the valuation month to delivery; undefined without deliveries. */
  readonly averageTenor: number | undefined;
};

/**
 * Compares the effective net price of a valued contract with spot and unit cost by year of delivery, and computes its average tenor.
 * Errors: NOT_FOUND (contract), MISSING_PRICE, those of `netPrice`.
 */
export const compareWithSpot = (portfolio: Portfolio, value: ContractValue, market: Market): SpotComparison => {
  const { entry, product } = findContract(portfolio, value.contractId);
  const pricersOf = createTermsPricers(createValuationContext(portfolio, market), product);
  const unitCosts = createUnitCosts(product, market, portfolio.references);
  const sums = new Map<Year, { tonnes: number; paid: number; deficiency: number; spot: number; costChange: number }>();
  let weightedSum = 0;
  let tonnes = 0;
  for (const { month, delivered, makeUp, netPrice } of value.months) {
    if (delivered === 0) continue;
    const year = yearOf(month);
    const sumsOfYear = sums.get(year) ?? { tonnes: 0, paid: 0, deficiency: 0, spot: 0, costChange: 0 };
    sumsOfYear.tonnes += delivered;
    sumsOfYear.paid += (delivered - makeUp) * netPrice;
    sumsOfYear.costChange += delivered * unitCosts.changeIn(month);
    sumsOfYear.spot += delivered * pricersOf(termsAt(entry.contract, month)).spot.netAt(month);
    sums.set(year, sumsOfYear);
    // sum q (t - t0) / sum q
    weightedSum += (delivered * (month - portfolio.valuationMonth)) / 12;
    tonnes += delivered;
  }
  for (const { month, amount } of value.takeOrPay) {
    const sumsOfYear = sums.get(yearOf(month));
    if (sumsOfYear !== undefined) sumsOfYear.deficiency += amount;
  }
  return {
    years: [...sums].map(([year, { tonnes: deliveredTonnes, paid, deficiency, spot, costChange }]) => ({
      year,
      tonnes: deliveredTonnes,
      invoiced: paid / deliveredTonnes,
      deficiency: deficiency / deliveredTonnes,
      effective: paid / deliveredTonnes + deficiency / deliveredTonnes,
      spot: spot / deliveredTonnes,
      unitCost: product.unitCost.length === 0 ? undefined : unitCostAt(product, year) * (1 + costChange / deliveredTonnes),
    })),
    averageTenor: tonnes === 0 ? undefined : weightedSum / tonnes,
  };
};
