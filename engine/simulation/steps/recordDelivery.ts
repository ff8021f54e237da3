import type { ContractLanes } from '../batch/contractLanes.ts';
import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { priceIndex } from '../plan/flatPlan.ts';

/**
 * Adds the tonnes that a contract delivers in month t, by lane or equal in all lanes, to those of their calendar year, where the simulator
 * records them. Their unit cost moves with the exchange rate: x (1 + share x (F/S - 1)), as in `bookCosts`.
 */
export const recordDelivery = (batch: PathBatch, contract: ContractLanes, t: number, deliveredTonnes: Float64Array | number): void => {
  const { deliveredByYear, costTonnesByYear, flat } = contract;
  if (deliveredByYear.length === 0) return;
  const { plan, prices } = batch;
  const foreignCost = plan.products.find(({ id }) => id === flat.productId)?.foreignCost;
  const month = priceIndex(plan, t);
  const at = plan.yearIndex[t]! * LANES;
  for (let i = 0; i < LANES; i++) {
    const tonnes = typeof deliveredTonnes === 'number' ? deliveredTonnes : deliveredTonnes[i]!;
    deliveredByYear[at + i]! += tonnes;
    const change = foreignCost
      ? foreignCost.share * (plan.slots[foreignCost.slot]!.deck[month]! / prices.spot[foreignCost.slot]![month * LANES + i]! - 1)
      : 0;
    costTonnesByYear[at + i]! += tonnes * (1 + change);
  }
};
