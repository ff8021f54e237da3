import { createValuationContext } from '../../valuation/valuationContext.ts';
import { createBlockSums, type PathBatch } from '../batch/pathBatch.ts';
import { BLOCK_PATHS } from '../blocks.ts';
import { LANES } from '../draws/draws.ts';
import { createDetailedSimulator, type SimulationHooks } from '../simulate.ts';
import type { SimulationRequest } from '../types.ts';

/** Present values by path, USD: what all contracts pay, prepayment aside, and what spot pays. */
export type PathPresentValues = { readonly contracts: Float64Array; readonly spot: Float64Array };

type Simulator = ReturnType<typeof createDetailedSimulator>;

/** Machines by request, as for runs. */
const simulators = new WeakMap<SimulationRequest, Simulator>();

const getDetailedSimulator = (request: SimulationRequest): Simulator => {
  const simulator = simulators.get(request) ?? createDetailedSimulator(request);
  simulators.set(request, simulator);
  return simulator;
};

/** What spot paid up to now in one lane. */
const spotRevenueToDate = ({ products, plan }: PathBatch, i: number): number => {
  let total = 0;
  for (const { revenue } of products) for (let y = 0; y < plan.years; y++) total += revenue[y * LANES + i]!;
  return total;
};

/**
 * Present value on paths `from` to `to`, the latter not included, of the payments that a run of the request books: sum over months of
 * D(month) x payment, D as in the valuation. Synchronous; the hooks are called between blocks of 256 paths, and one that asks to stop
 * leaves the paths after it at 0. A path depends on the request and its own number only. Errors: as `simulate`.
 */
export const simulatePresentValues = (
  request: SimulationRequest,
  { from, to }: { readonly from: number; readonly to: number },
  hooks: SimulationHooks = {},
): PathPresentValues => {
  const simulator = getDetailedSimulator(request);
  const { plan } = simulator.batch;
  const { discountFactor } = createValuationContext(request.portfolio, request.market);
  const factors = Float64Array.from({ length: plan.lastPayment + 1 }, (_, t) => discountFactor(plan.valuationMonth + t));
  const values: PathPresentValues = { contracts: new Float64Array(to - from), spot: new Float64Array(to - from) };
  const before = new Float64Array(LANES);
  const sums = createBlockSums(plan);
  for (let first = from; first < to; ) {
    if (hooks.shouldStop?.() === true) return values;
    const end = Math.min(to, (Math.floor(first / BLOCK_PATHS) + 1) * BLOCK_PATHS);
    for (let lane0 = first; lane0 < end; lane0 += LANES) {
      const paths = Int32Array.from({ length: Math.min(LANES, end - lane0) }, (_, i) => lane0 + i);
      before.fill(0);
      const batch = simulator.simulateBatch(paths, sums, (t, now) => {
        for (let i = 0; i < paths.length; i++) {
          const total = spotRevenueToDate(now, i);
          values.spot[lane0 - from + i]! += factors[t]! * (total - before[i]!);
          before[i] = total;
        }
      });
      for (const { paymentsByMonth: paidIn } of batch.contracts) {
        for (let t = 1; t <= plan.lastPayment; t++) {
          const at = t * LANES;
          for (let i = 0; i < paths.length; i++) values.contracts[lane0 - from + i]! += factors[t]! * paidIn[at + i]!;
        }
      }
    }
    first = end;
    hooks.onBlock?.(first - from);
  }
  return values;
};
