import type { Scenario } from '#shared/domain/scenario.ts';
import { sum, sumBy } from '#shared/math.ts';
import { scenarioMarket } from '../../scenario/scenarioMarket.ts';
import type { Market } from '../../valuation/types.ts';
import { createRevenueCache, yearlyRevenue } from '../../valuation/yearlyRevenue.ts';
import type { SimulationRequest } from '../types.ts';

/**
 * Computes by how much each scenario of prices, demand and channels changes the net revenue of a request's plan, valued without random draws,
 * USD. The plan is valued product by product, because what other products sell does not change the revenue of a product. Errors: those of
 * `valuePortfolio` and `scenarioMarket`.
 */
export const computeScenarioChanges = ({ portfolio, market }: SimulationRequest, scenarios: readonly Scenario[]): number[] => {
  const contractsByProduct = Map.groupBy(portfolio.contracts, ({ contract }) => contract.productId);
  const shockedMarkets = scenarios.map((scenario) => scenarioMarket(market, scenario, portfolio));
  const cache = createRevenueCache();
  const changesByProduct = portfolio.products.map((product) => {
    const part = { ...portfolio, products: [product], contracts: contractsByProduct.get(product.id) ?? [] };
    const revenueOn = (valuedMarket: Market): number => sum(yearlyRevenue(part, valuedMarket, cache));
    const revenue = revenueOn(market);
    return shockedMarkets.map((shockedMarket) => revenueOn(shockedMarket) - revenue);
  });
  return scenarios.map((_, n) => sumBy(changesByProduct, (changes) => changes[n]!));
};
