import type { ProductId } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { scenarioMarket } from '../../scenario/scenarioMarket.ts';
import type { Market, Portfolio } from '../../valuation/types.ts';
import { valuePortfolio } from '../../valuation/valuePortfolio.ts';
import { getFlatPlan } from '../plan/flatPlan.ts';
import type { FlatPrice } from '../plan/flatPrice.ts';
import type { SimulationRequest } from '../types.ts';

/** A product of a plan with its contracts alone, the references that their prices read, and their net revenue without a scenario, USD. */
type ProductPart = { readonly portfolio: Portfolio; readonly references: readonly string[]; readonly revenue: number };

const revenueOf = (portfolio: Portfolio, market: Market): number => sum(valuePortfolio(portfolio, market).revenue);

/** Values a plan product by product: what other products sell does not change the revenue of a product. */
const getProductParts = memoizeWeakly((request: SimulationRequest): readonly ProductPart[] => {
  const { portfolio, market } = request;
  const plan = getFlatPlan(request);
  const slotsByProduct = new Map<ProductId, Set<number>>(plan.products.map(({ id }) => [id, new Set()]));
  const addSlots = (id: ProductId, { averagedSlots, averagedRates, benchmarkSlots, freightSlot }: FlatPrice): void => {
    for (const slot of [...averagedSlots, ...averagedRates, ...benchmarkSlots, freightSlot])
      if (slot >= 0) slotsByProduct.get(id)!.add(slot);
  };
  for (const { id, spotPrices } of plan.products) for (const price of spotPrices) addSlots(id, price);
  for (const { productId, terms } of plan.contracts) {
    for (const { contractPrice, spotPrice, priceSupport } of terms) {
      addSlots(productId, contractPrice);
      addSlots(productId, spotPrice);
      if (priceSupport !== undefined) addSlots(productId, priceSupport.price);
    }
  }
  const contractsByProduct = Map.groupBy(portfolio.contracts, ({ contract }) => contract.productId);
  return portfolio.products.map((product) => {
    const part = { ...portfolio, products: [product], contracts: contractsByProduct.get(product.id) ?? [] };
    return {
      portfolio: part,
      references: Array.from(slotsByProduct.get(product.id)!, (slot) => plan.slots[slot]!.reference),
      revenue: revenueOf(part, market),
    };
  });
});

const isEqual = (series: Float64Array | undefined, otherSeries: Float64Array | undefined): boolean =>
  series === otherSeries || (series !== undefined && otherSeries !== undefined && series.every((value, i) => value === otherSeries[i]));

/**
 * Computes by how much a scenario of prices and demand changes the net revenue of a request's plan, valued without random draws, USD. Only
 * products that it can change are valued again. Errors: those of `valuePortfolio` and `scenarioMarket`.
 */
export const computeScenarioChange = (request: SimulationRequest, scenario: Scenario): number => {
  const { market } = request;
  const shockedMarket = scenarioMarket(market, scenario, request.portfolio);
  const isOfPrices = scenario.channels.length === 0 && ZONES.every((zone) => isEqual(market.demand[zone], shockedMarket.demand[zone]));
  const changedParts = getProductParts(request).filter(
    ({ references }) => !isOfPrices || references.some((code) => !isEqual(market.prices[code], shockedMarket.prices[code])),
  );
  return sumBy(changedParts, ({ portfolio, revenue }) => revenueOf(portfolio, shockedMarket) - revenue);
};
