import { createValuationContext } from '../valuation/valuationContext.ts';
import { LANES } from './draws.ts';
import { BLOCK_PATHS } from './range.ts';
import { emptySums, type Run } from './run.ts';
import { detailedRunner, type SimulationHooks } from './simulate.ts';
import type { SimulationRequest } from './types.ts';

/** Present values by path, USD: what all contracts pay, prepayment aside, and what spot pays. */
export type PathPresentValues = { readonly contracts: Float64Array; readonly spot: Float64Array };

type Runner = ReturnType<typeof detailedRunner>;

/** Machines by request, as for runs. */
const runners = new WeakMap<SimulationRequest, Runner>();

const runnerFor = (request: SimulationRequest): Runner => {
  const runner = runners.get(request) ?? detailedRunner(request);
  runners.set(request, runner);
  return runner;
};

/** What spot paid up to now in one lane. */
const spotSoFar = ({ products, plan }: Run, i: number): number => {
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
  const runner = runnerFor(request);
  const { plan } = runner.run;
  const { discountFactor } = createValuationContext(request.portfolio, request.market);
  const factors = Float64Array.from({ length: plan.lastPayment + 1 }, (_, t) => discountFactor(plan.valuationMonth + t));
  const values: PathPresentValues = { contracts: new Float64Array(to - from), spot: new Float64Array(to - from) };
  const before = new Float64Array(LANES);
  const sums = emptySums(plan);
  for (let first = from; first < to; ) {
    if (hooks.shouldStop?.() === true) return values;
    const end = Math.min(to, (Math.floor(first / BLOCK_PATHS) + 1) * BLOCK_PATHS);
    for (let lane0 = first; lane0 < end; lane0 += LANES) {
      const paths = Int32Array.from({ length: Math.min(LANES, end - lane0) }, (_, i) => lane0 + i);
      before.fill(0);
      const run = runner.take(paths, sums, (t, now) => {
        for (let i = 0; i < paths.length; i++) {
          const total = spotSoFar(now, i);
          values.spot[lane0 - from + i]! += factors[t]! * (total - before[i]!);
          before[i] = total;
        }
      });
      for (const { paidIn } of run.contracts) {
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
