import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { REPLICATES, standardErrorOfReplicates } from '../draws/quasiRandomPoints.ts';
import { type FlatPlan, priceIndex } from '../plan/flatPlan.ts';
import type { ReplicateSums, RunSums } from '../types.ts';

/** Allocates the sums of a block by replicate, all 0. */
export const createReplicateSums = ({ contracts, products, drivers, horizon }: FlatPlan): ReplicateSums => ({
  revenue: new Float64Array((contracts.length + products.length) * REPLICATES),
  priceRatios: new Float64Array(drivers.length * (horizon + 1) * REPLICATES),
});

/** Adds a batch to the sums of its block by replicate. */
export const addReplicateSums = (batch: PathBatch, paths: Int32Array, { revenue, priceRatios }: ReplicateSums): void => {
  const { plan, contracts, products, prices, count } = batch;
  [...contracts, ...products].forEach(({ revenue: byYear }, row) => {
    for (let at = 0; at < byYear.length; at += LANES) {
      for (let i = 0; i < count; i++) revenue[row * REPLICATES + (paths[i]! % REPLICATES)]! += byYear[at + i]!;
    }
  });
  plan.drivers.forEach(({ slot, level, isAdditive }, d) => {
    if (slot < 0) return;
    for (let t = 1; t <= plan.months; t++) {
      const spotAt = priceIndex(plan, t) * LANES;
      const at = (d * (plan.horizon + 1) + t) * REPLICATES;
      for (let i = 0; i < count; i++) {
        const price = prices.spot[slot]![spotAt + i]!;
        // S - F of a treatment charge, as in the sums of the block
        priceRatios[at + (paths[i]! % REPLICATES)]! += isAdditive ? price - level[t]! : price / level[t]!;
      }
    }
  });
};

/**
 * Returns the standard errors of means from the replicates of a run: of the total revenue of a row, and of S/F of a driver in a month.
 * Undefined with random draws.
 */
export const replicateErrors = ({ replicates, paths }: RunSums, { horizon }: FlatPlan) =>
  replicates && {
    ofRevenue: (row: number): number => standardErrorOfReplicates(replicates.revenue, paths, row * REPLICATES),
    ofPriceRatio: (driver: number, month: number): number =>
      standardErrorOfReplicates(replicates.priceRatios, paths, (driver * (horizon + 1) + month) * REPLICATES),
  };
