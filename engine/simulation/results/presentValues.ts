import { memoizeWeakly } from '#shared/memoize.ts';
import { createValuationContext } from '../../valuation/valuationContext.ts';
import { createBlockSums, measureOffset } from '../batch/pathBatch.ts';
import { listBatches, type PathRange, splitIntoBlocks } from '../blocks.ts';
import { addContractRevenue, type SimulationHooks } from '../simulate.ts';
import { createSimulator } from '../simulator.ts';
import { PATH_MEASURE, type SimulationRequest } from '../types.ts';

/** Present values by path, USD: payments of all contracts without their prepayments, and spot sales. */
export type PathPresentValues = { readonly contracts: Float64Array; readonly spot: Float64Array };

const getMonthlySimulator = memoizeWeakly((request: SimulationRequest) => createSimulator(request, { isMonthly: true }));

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
  const simulator = getMonthlySimulator(request);
  const { plan } = simulator.batch;
  const { discountFactor } = createValuationContext(request.portfolio, request.market);
  const values: PathPresentValues = { contracts: new Float64Array(to - from), spot: new Float64Array(to - from) };
  const sums = createBlockSums(plan);
  for (const block of splitIntoBlocks({ from, to })) {
    if (shouldStop?.() === true) return values;
    for (const paths of listBatches(block)) {
      const batch = simulator.simulateBatch(paths, sums);
      addContractRevenue(batch);
      const first = paths[0]! - from;
      for (let t = 1; t <= plan.lastPayment; t++) {
        const factor = discountFactor(plan.valuationMonth + t);
        const contractsAt = measureOffset(batch, PATH_MEASURE.contractRevenue, t);
        const spotAt = measureOffset(batch, PATH_MEASURE.spotRevenue, t);
        for (let i = 0; i < paths.length; i++) {
          values.contracts[first + i]! += factor * batch.measures[contractsAt + i]!;
          values.spot[first + i]! += factor * batch.measures[spotAt + i]!;
        }
      }
    }
    onBlock?.(block.to - from);
  }
  return values;
};
