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

/** A product as numbers. Series by month t after the valuation, entry 0 unused. */
export type FlatProduct = {
  readonly id: ProductId;
  /** Places of its contracts, in the order of their ids. */
  readonly contracts: readonly number[];
  readonly production: Float64Array;
  /** Spot terms of step 10 by month; none = nothing is sold. */
  readonly spotPrices: readonly FlatPrice[];
  readonly spotPriceIndex: Int16Array;
  /** Price = net x `share` - `less`; none where no zone is open. */
  readonly priceShare: Float64Array;
  readonly priceDeduction: Float64Array;
  readonly openShare: Float64Array;
  readonly resaleMonths: number;
  /** The split of its spot zone, for reports. */
  readonly split: ZoneSplit;
};

export const flattenProduct = (
  context: ValuationContext,
  product: PortfolioProduct,
  contracts: readonly number[],
  entries: readonly PortfolioContract[],
  flat: readonly FlatContract[],
  collector: PlanRegistry,
): FlatProduct => {
  const { valuationMonth, lastMonth, references, zoneWeights } = context.portfolio;
  const months = lastMonth - valuationMonth;
  const main = mainContract(contracts.map((c) => ({ annual: flat[c]!.years.map(({ annual }) => annual), entry: entries[c]! })))?.entry;
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
  const spot = prices.map((price) =>
    flattenPrice(price, product.assay, units, (currency) => rateReference(references, currency), collector.slotIndex),
  );
  const spotOf = new Int16Array(months + 1).fill(-1);
  const share = new Float64Array(months + 1).fill(1);
  const less = new Float64Array(months + 1);
  const open = new Float64Array(months + 1).fill(1);
  for (let t = 1; t <= months && spot.length > 0; t++) {
    const month = valuationMonth + t;
    spotOf[t] = product.spotPrice !== undefined || main === undefined ? 0 : main.contract.terms.indexOf(termsAt(main.contract, month));
    const { averaged, benchmarks } = priceReferences(prices[spotOf[t]!]!);
    const channel = channelAt(context.market, split, { productId: product.id, references: [...averaged, ...benchmarks] }, month);
    const closed = 1 - channel.openShare;
    // net spot x (1 - discount (1 - open)) - freight (1 - open)
    share[t] = 1 - channel.discount * closed;
    less[t] = perDryTonne(channel.freightUsdPerWmt, product.moisture) * closed;
    open[t] = channel.openShare;
  }
  return {
    id: product.id,
    contracts,
    production: Float64Array.from({ length: months + 1 }, (_, t) => (t === 0 ? 0 : (product.production[t - 1] ?? 0))),
    spotPrices: spot,
    spotPriceIndex: spotOf,
    priceShare: share,
    priceDeduction: less,
    openShare: open,
    resaleMonths: product.resaleMonths,
    split,
  };
};
