import { termsAt } from '#shared/domain/contract.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import { yearOf } from '#shared/domain/time.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { perDryTonne } from '#shared/units/conversions.ts';
import type { DepthDiscount } from '../../spot/marketDepth.ts';
import { channelAt, type ZoneAccess, type ZoneSplit, zoneAccess } from '../../valuation/channels.ts';
import { createProductTables } from '../../valuation/contractPath.ts';
import { rateReference, unitsOf } from '../../valuation/pricer.ts';
import { priceReferences, spotPriceTerms } from '../../valuation/priceTerms.ts';
import { depthTerms, mainContract, meanPlannedProduction, splitSpotSales, zoneDepths } from '../../valuation/spotSales.ts';
import type { PortfolioContract, PortfolioProduct } from '../../valuation/types.ts';
import { foreignCost, unitCostAt } from '../../valuation/unitCosts.ts';
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
  /** Unit cash cost of planned production at the deck's exchange rates, USD. */
  readonly cost: Float64Array;
  /** The share of it in another currency, and the slot of its exchange rate. */
  readonly foreignCost: { readonly share: number; readonly slot: number } | undefined;
  /** Prices of the spot terms of step 10; empty: nothing is sold. */
  readonly spotPrices: readonly FlatPrice[];
  /** Index of the spot price by month, -1 without. */
  readonly spotPriceIndex: Int16Array;
  /** Cost of the closed part of the spot zone: a share of the price, and USD/dmt. */
  readonly spotZoneDiscount: Float64Array;
  readonly spotZoneFreight: Float64Array;
  /** Market depth by zone at D = 1, the scenario's demand multiplier included; entry of a month t. */
  readonly zoneDepths: readonly (readonly number[])[];
  readonly depthTerms: DepthDiscount;
  /** 1 where tonnes that a closed destination does not take are sold at a discount or with extra freight. */
  readonly hasRerouteCost: Uint8Array;
  /** Months that queued tonnes wait for sale. */
  readonly resaleMonths: number;
  /** Zones of its spot sales. */
  readonly split: ZoneSplit;
  /** Index of the policy closures that can affect it, -1 without; access to each zone of the spot sales under the channel rows of a month. */
  readonly policy: number;
  readonly spotZoneAccess: readonly (readonly ZoneAccess[])[];
  readonly moisture: number;
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
  policy: number,
): FlatProduct => {
  const { valuationMonth, lastMonth, references } = context.portfolio;
  const months = lastMonth - valuationMonth;
  const mainEntry = mainContract(
    contracts.map((c) => ({ annual: flatContracts[c]!.years.map(({ annual }) => annual), entry: entries[c]! })),
  )?.entry;
  const split = splitSpotSales(
    context,
    product,
    mainEntry && { entry: mainEntry, split: createProductTables(context, product).destinationOf(mainEntry).split },
  );
  const units = unitsOf(references);
  const prices =
    product.spotPrice !== undefined
      ? [product.spotPrice]
      : (mainEntry?.contract.terms ?? []).map((terms) => spotPriceTerms(terms, product.moisture));
  const spotPrices = prices.map((price) =>
    flattenPrice(price, product.assay, units, (currency) => rateReference(references, currency), registry.slotIndex),
  );
  const spotPriceIndex = new Int16Array(months + 1).fill(-1);
  const spotZoneDiscount = new Float64Array(months + 1);
  const spotZoneFreight = new Float64Array(months + 1);
  const zoneDepthsByMonth: (readonly number[])[] = Array.from({ length: months + 1 }, () => []);
  const spotZoneAccess: (readonly ZoneAccess[])[] = Array.from({ length: months + 1 }, () => []);
  const meanProduction = meanPlannedProduction(product, months);
  for (let t = 1; t <= months && spotPrices.length > 0; t++) {
    const month = valuationMonth + t;
    const index =
      product.spotPrice !== undefined || mainEntry === undefined ? 0 : mainEntry.contract.terms.indexOf(termsAt(mainEntry.contract, month));
    spotPriceIndex[t] = index;
    const { averaged, benchmarks } = priceReferences(prices[index]!);
    const traded = { productId: product.id, countryOfOrigin: product.countryOfOrigin, references: [...averaged, ...benchmarks] };
    const channel = channelAt(context.market, split, traded, month);
    if (policy >= 0) spotZoneAccess[t] = split.map(({ zone }) => zoneAccess(context.market, zone, traded, month));
    spotZoneDiscount[t] = channel.closedDiscount;
    spotZoneFreight[t] = perDryTonne(channel.closedFreightUsdPerWmt, product.moisture);
    zoneDepthsByMonth[t] = zoneDepths(context, product, meanProduction, traded, month).map(
      (depth, z) => depth * (context.market.demand[ZONES[z]!][month - context.market.start] ?? 1),
    );
  }
  const hasRerouteCost = Uint8Array.from({ length: months + 1 }, (_, t) =>
    contracts.some((c) => flatContracts[c]!.closedDiscount[t] !== 0 || flatContracts[c]!.closedFreight[t] !== 0) ? 1 : 0,
  );
  const production = Float64Array.from({ length: months + 1 }, (_, t) => (t === 0 ? 0 : (product.production[t - 1] ?? 0)));
  const foreignPart = foreignCost(product, references);
  return {
    id: product.id,
    contracts,
    production,
    cost: production.map((tonnes, t) => tonnes * unitCostAt(product, yearOf(valuationMonth + t))),
    foreignCost: foreignPart && { share: foreignPart.share, slot: registry.slotIndex(foreignPart.reference) },
    spotPrices,
    spotPriceIndex,
    spotZoneDiscount,
    spotZoneFreight,
    zoneDepths: zoneDepthsByMonth,
    depthTerms: depthTerms(product),
    hasRerouteCost,
    resaleMonths: product.resaleMonths,
    split,
    policy,
    spotZoneAccess,
    moisture: product.moisture,
  };
};
