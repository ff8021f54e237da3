import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { priceIndex } from '../plan/flatPlan.ts';
import { PATH_MEASURE } from '../types.ts';

/**
 * Books the unit cash cost of planned production by year: cost x (1 + share x (F/S - 1)) in each month, with the deck's rate F and the
 * path's rate S in units of the currency for one USD. Without a share in another currency all paths have the same cost.
 */
export const bookCosts = ({ plan, prices, products, measures }: PathBatch): void => {
  for (const { flat } of products) {
    const { cost, foreignCost } = flat;
    for (let t = 1; t <= plan.months; t++) {
      const amount = cost[t]!;
      if (amount === 0) continue;
      const at = (PATH_MEASURE.cost * plan.years + plan.yearIndex[t]!) * LANES;
      for (let i = 0; i < LANES; i++) measures[at + i]! += amount;
      if (foreignCost === undefined) continue;
      const { share, slot } = foreignCost;
      const month = priceIndex(plan, t);
      const rates = prices.spot[slot]!;
      const deckRate = plan.slots[slot]!.deck[month]!;
      for (let i = 0; i < LANES; i++) measures[at + i]! += amount * share * (deckRate / rates[month * LANES + i]! - 1);
    }
  }
};
