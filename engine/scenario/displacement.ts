import { sum } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import type { Market, Portfolio } from '../valuation/types.ts';
import { createRevenueCache, monthlyCalls, type RevenueCache, yearlyRevenueInSteps } from '../valuation/yearlyRevenue.ts';

/** A depth share so large that no plan sells beyond the depth: tonnes of every amount are sold without a fall in price. */
const UNLIMITED_DEPTH_SHARE = 1e9;
/** Tonnes below this share of a month's calls are a rounding remainder. */
const ROUNDING = 1e-9;

/** The cost over the plan of tonnes displaced by lower demand or closed channels, USD and dmt. */
export type DisplacementCost = {
  /** Tonnes that contracts call less, and the number of months in which they do. */
  readonly tonnes: number;
  readonly months: number;
  /** Net revenue at the same prices, before and after the displacement. */
  readonly before: number;
  readonly after: number;
  /** The same in a market of unlimited depth. */
  readonly beforeUnlimited: number;
  readonly afterUnlimited: number;
  /** `before - after`. */
  readonly loss: number;
  /** `beforeUnlimited - afterUnlimited`: the cost of displaced tonnes that does not depend on how many there are. */
  readonly lossUnlimited: number;
  /** `loss - lossUnlimited`, the cost of concentration: what market depth adds because many tonnes are displaced at once. */
  readonly concentration: number;
};

/** Returns a portfolio whose products are sold in a market of unlimited depth. */
const withUnlimitedDepth = memoizeWeakly(
  (portfolio: Portfolio): Portfolio => ({
    ...portfolio,
    products: portfolio.products.map((product) => withUnlimitedProductDepth(product)),
  }),
);
const withUnlimitedProductDepth = memoizeWeakly((product: Portfolio['products'][number]) => ({
  ...product,
  depthShare: UNLIMITED_DEPTH_SHARE,
}));

/** Tonnes called less on the market `after`, and the months in which they are. */
const displacedCalls = (portfolio: Portfolio, marketBefore: Market, marketAfter: Market, cache: RevenueCache) => {
  const [callsBefore, callsAfter] = [monthlyCalls(portfolio, marketBefore, cache), monthlyCalls(portfolio, marketAfter, cache)];
  let tonnes = 0;
  const months = new Set<number>();
  callsBefore.forEach((calls, product) => {
    calls.forEach((calledTonnes, month) => {
      const reduction = calledTonnes - callsAfter[product]![month]!;
      if (!(reduction > calledTonnes * ROUNDING)) return;
      tonnes += reduction;
      months.add(month);
    });
  });
  return { tonnes, months: months.size };
};

/**
 * Computes the cost of displaced tonnes on a market `after` that differs from `before` in demand and channel rows, not in prices.
 * The cost of concentration is the loss less the loss of the same tonnes in a market of unlimited depth. Errors: as `valuePortfolio`.
 */
export function* computeDisplacementCostInSteps(
  portfolio: Portfolio,
  marketBefore: Market,
  marketAfter: Market,
  cache: RevenueCache = createRevenueCache(),
): Steps<DisplacementCost> {
  function* revenueOn(valuedPortfolio: Portfolio, market: Market): Steps<number> {
    return sum(yield* yearlyRevenueInSteps(valuedPortfolio, market, cache));
  }
  const unlimited = withUnlimitedDepth(portfolio);
  const revenue = {
    before: yield* revenueOn(portfolio, marketBefore),
    after: yield* revenueOn(portfolio, marketAfter),
    beforeUnlimited: yield* revenueOn(unlimited, marketBefore),
    afterUnlimited: yield* revenueOn(unlimited, marketAfter),
  };
  const loss = revenue.before - revenue.after;
  const lossUnlimited = revenue.beforeUnlimited - revenue.afterUnlimited;
  return {
    ...displacedCalls(portfolio, marketBefore, marketAfter, cache),
    ...revenue,
    loss,
    lossUnlimited,
    concentration: loss - lossUnlimited,
  };
}

/** `computeDisplacementCostInSteps` without interruption. */
export const computeDisplacementCost = (...of: Parameters<typeof computeDisplacementCostInSteps>): DisplacementCost =>
  runSteps(computeDisplacementCostInSteps(...of));
