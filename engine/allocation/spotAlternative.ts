import { keyBy } from '#shared/collections.ts';
import type { SpotDeal, SpotMarket } from '#shared/domain/allocation.ts';
import { DAMAGES_SHARE, DELIVERY_PRIORITY } from '#shared/domain/houseDefaults.ts';
import type { Steps } from '#shared/steps.ts';
import { cutDamages } from '../spot/deliveries.ts';
import type { Market, Portfolio, PortfolioProduct, PortfolioValue } from '../valuation/types.ts';
import { contractsByProduct } from '../valuation/unchangedEntries.ts';
import { createDiscountFactor } from '../valuation/valuationContext.ts';
import { createSpotMarketInSteps } from './spotMarkets.ts';
import { spotRevenue } from './spotRevenue.ts';

/** The spot sales of a product beside the contracts of a valued plan. */
export type SpotAlternative = {
  /** Net price by month of the plan, USD/dmt. */
  readonly netSpot: Float64Array;
  /**
   * Present value that spot sales gain if the contracts take these tonnes less, dmt by month of the plan (negative: more), USD. In a month
   * in which production does not cover all calls, it is what the tonnes are worth to the contracts that are cut.
   */
  readonly gain: (tonnes: Float64Array) => number;
};

/** Computes what spot sales of a product gain by tonnes that its contracts take less; undefined where it can't be sold on spot. */
export function* createSpotAlternativeInSteps(
  plan: Portfolio,
  product: PortfolioProduct,
  { contracts }: PortfolioValue,
  market: Market,
): Steps<SpotAlternative | undefined> {
  const spotMarket = yield* createSpotMarketInSteps(plan, product, [], market);
  if (spotMarket === undefined) return undefined;
  const { netSpot, spotZoneCost } = spotMarket;
  const months = netSpot.length;
  const firstMonth = plan.valuationMonth + 1;
  const discountFactor = createDiscountFactor(plan);
  const discounts = Float64Array.from({ length: months }, (_, t) => discountFactor(firstMonth + t));
  const atPresentValue = (amounts: Float64Array) => amounts.map((amount, t) => amount * discounts[t]!);
  const [nominal, calledTonnes, loss] = [new Float64Array(months), new Float64Array(months), new Float64Array(months)];
  const entries = keyBy(contractsByProduct(plan.contracts).get(product.id) ?? [], ({ contract }) => contract.id);
  for (const contractValue of contracts) {
    if (contractValue.productId !== product.id) continue;
    const damagesShare = entries.get(contractValue.contractId)?.damagesShare ?? DAMAGES_SHARE;
    for (const { month, nominal: nominalOfMonth, called: calledOfMonth, netPrice } of contractValue.months) {
      const t = month - firstMonth;
      nominal[t]! += nominalOfMonth;
      calledTonnes[t]! += calledOfMonth;
      loss[t]! += calledOfMonth * (netPrice + cutDamages(1, 0, netPrice, netSpot[t]!, damagesShare));
    }
    yield;
  }
  const presentLoss = atPresentValue(loss.map((amount, t) => (calledTonnes[t]! > 0 ? amount / calledTonnes[t]! : 0)));
  const dealOf = (cell: string, dealNominal: Float64Array, dealCalled: Float64Array): SpotDeal => {
    return { cell, priority: DELIVERY_PRIORITY, nominal: dealNominal, called: dealCalled, cutLoss: presentLoss };
  };
  const contractsOfPlan = dealOf('contracts', nominal, calledTonnes);
  const presentMarket: SpotMarket = {
    ...spotMarket,
    netSpot: atPresentValue(netSpot),
    ...(spotZoneCost && { spotZoneCost: { ...spotZoneCost, freight: atPresentValue(spotZoneCost.freight) } }),
  };
  const valueWithout = (tonnes: Float64Array): number =>
    spotRevenue({ ...presentMarket, deals: [contractsOfPlan, dealOf('change', tonnes, tonnes)] }, [1, -1], 0, false).revenue;
  const valueNow = valueWithout(new Float64Array(months));
  return { netSpot, gain: (tonnes) => valueWithout(tonnes) - valueNow };
}
