import { memoizeWeakly } from '#shared/memoize.ts';
import { createValuationContext } from '../../valuation/valuationContext.ts';
import { createBlockSums, type PathBatch } from '../batch/pathBatch.ts';
import { listBatches, type PathRange, splitIntoBlocks } from '../blocks.ts';
import { LANES } from '../draws/draws.ts';
import type { SimulationHooks } from '../simulate.ts';
import { createSimulator } from '../simulator.ts';
import type { SimulationRequest } from '../types.ts';

/** Present values by path, USD: payments of all contracts without their prepayments, and spot sales. */
export type PathPresentValues = { readonly contracts: Float64Array; readonly spot: Float64Array };

const getDetailedSimulator = memoizeWeakly((request: SimulationRequest) => createSimulator(request, { isDetailed: true }));

/** Spot revenue of all products in lane i up to the current month. */
const spotRevenueToDate = ({ products, plan }: PathBatch, i: number): number => {
  let total = 0;
  for (const { revenue } of products) for (let y = 0; y < plan.years; y++) total += revenue[y * LANES + i]!;
  return total;
};

/**
 * Simulates paths `from` to `to` (excluded) and returns the present value of the payments of each: sum over months of D(month) x payment,
 * D as in the valuation. Synchronous; the hooks are called between blocks of 256 paths, and paths after a stop stay 0. A path depends on
 * the request and its own number only. Errors: as `simulate`.
 */
export const simulatePresentValues = (
  request: SimulationRequest,
  { from, to }: PathRange,
  { onBlock, shouldStop }: SimulationHooks = {},
): PathPresentValues => {
  const simulator = getDetailedSimulator(request);
  const { plan } = simulator.batch;
  const { discountFactor } = createValuationContext(request.portfolio, request.market);
  const factors = Float64Array.from({ length: plan.lastPayment + 1 }, (_, t) => discountFactor(plan.valuationMonth + t));
  const values: PathPresentValues = { contracts: new Float64Array(to - from), spot: new Float64Array(to - from) };
  const before = new Float64Array(LANES);
  const sums = createBlockSums(plan);
  for (const block of splitIntoBlocks({ from, to })) {
    if (shouldStop?.() === true) return values;
    for (const paths of listBatches(block)) {
      const first = paths[0]! - from;
      before.fill(0);
      const { contracts } = simulator.simulateBatch(paths, sums, (t, batch) => {
        for (let i = 0; i < paths.length; i++) {
          const total = spotRevenueToDate(batch, i);
          values.spot[first + i]! += factors[t]! * (total - before[i]!);
          before[i] = total;
        }
      });
      for (const { paymentsByMonth } of contracts) {
        for (let t = 1; t <= plan.lastPayment; t++) {
          for (let i = 0; i < paths.length; i++) values.contracts[first + i]! += factors[t]! * paymentsByMonth[t * LANES + i]!;
        }
      }
    }
    onBlock?.(block.to - from);
  }
  return values;
};
