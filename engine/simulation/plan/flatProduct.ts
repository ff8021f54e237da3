import { termsAt } from '#shared/domain/contract.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import { perDryTonne } from '#shared/units/conversions.ts';
import { channelAt, type ZoneSplit, zoneSplit } from '../../valuation/channels.ts';
import { rateReference, unitsOf } from '../../valuation/pricer.ts';
import { priceReferences, spotPriceTerms } from '../../valuation/priceTerms.ts';
import { mainContract } from '../../valuation/spotSales.ts';
import type { PortfolioContract, PortfolioProduct } from '../../valuation/types.ts';
import type { ValuationContext } from '../../valuation/valuationContext.ts';
import type { FlatContract } from './flatContract.ts';
import { type FlatPrice, flattenPrice } from './flatPrice.ts';
import type { PlanRegistry } from './planRegistry.ts';

/** A product as numbers. Series by month t after the valuation, entry 0 unused. USD/dmt, dmt. */
export type FlatProduct = {
  readonly id: ProductId;
  /** Indexes of its contracts, in the order of their ids. */
  readonly contracts: readonly number[];
  readonly production: Float64Array;
  /** Prices of the spot terms of step 10; empty: nothing is sold. */
  readonly spotPrices: readonly FlatPrice[];
  /** Index of the spot price by month, -1 without. */
  readonly spotPriceIndex: Int16Array;
  /** Spot price after the channel = net spot x `priceShare` - `priceDeduction`. */
  readonly priceShare: Float64Array;
  readonly priceDeduction: Float64Array;
  readonly openShare: Float64Array;
  readonly resaleMonths: number;
  /** Split of its spot zone, for reports by zone. */
  readonly split: ZoneSplit;
};

/**
 * Flattens a product. `contracts`: indexes of its contracts in `entries` and `flatContracts`. The spot terms and zone are its own, else
 * those of its main contract. Errors: those of `flattenPrice`.
 */
export const flattenProduct = (
  context: ValuationContext,
  product: PortfolioProduct,
  contracts: readonly number[],
  entries: readonly PortfolioContract[],
  flatContracts: readonly FlatContract[],
  registry: PlanRegistry,
): FlatProduct => {
  const { valuationMonth, lastMonth, references, zoneWeights } = context.portfolio;
  const months = lastMonth - valuationMonth;
  const main = mainContract(
    contracts.map((c) => ({ annual: flatContracts[c]!.years.map(({ annual }) => annual), entry: entries[c]! })),
  )?.entry;
  const split =
    product.spotZone === undefined
      ? main === undefined
        ? []
        : zoneSplit(main.buyer.destination, product.metal, zoneWeights)
      : [{ zone: product.spotZone, weight: 1 }];
  const units = unitsOf(references);
  const prices =
    product.spotPrice !== undefined
      ? [product.spotPrice]
      : (main?.contract.terms ?? []).map((terms) => spotPriceTerms(terms, product.moisture));
  const spotPrices = prices.map((price) =>
    flattenPrice(price, product.assay, units, (currency) => rateReference(references, currency), registry.slotIndex),
  );
  const spotPriceIndex = new Int16Array(months + 1).fill(-1);
  const priceShare = new Float64Array(months + 1).fill(1);
  const priceDeduction = new Float64Array(months + 1);
  const openShare = new Float64Array(months + 1).fill(1);
  for (let t = 1; t <= months && spotPrices.length > 0; t++) {
    const month = valuationMonth + t;
    const index = product.spotPrice !== undefined || main === undefined ? 0 : main.contract.terms.indexOf(termsAt(main.contract, month));
    spotPriceIndex[t] = index;
    const { averaged, benchmarks } = priceReferences(prices[index]!);
    const channel = channelAt(context.market, split, { productId: product.id, references: [...averaged, ...benchmarks] }, month);
    // net spot x (1 - discount (1 - open)) - freight (1 - open), by zone
    priceShare[t] = 1 - channel.closedDiscount;
    priceDeduction[t] = perDryTonne(channel.closedFreightUsdPerWmt, product.moisture);
    openShare[t] = channel.openShare;
  }
  return {
    id: product.id,
    contracts,
    production: Float64Array.from({ length: months + 1 }, (_, t) => (t === 0 ? 0 : (product.production[t - 1] ?? 0))),
    spotPrices,
    spotPriceIndex,
    priceShare,
    priceDeduction,
    openShare,
    resaleMonths: product.resaleMonths,
    split,
  };
};
