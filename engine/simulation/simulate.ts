import { call } from './calls.ts';
import { withCentre } from './centre.ts';
import { deliver } from './deliveries.ts';
import { LANES } from './draws.ts';
import type { FlatContract } from './flatContract.ts';
import { flattenPlan } from './flatPlan.ts';
import { defaultCredit } from './hazards.ts';
import { keepPaths } from './keptPaths.ts';
import { merge, momentsOf } from './moments.ts';
import { BLOCK } from './range.ts';
import { createRunner, emptySums, type Run } from './run.ts';
import { bookOpening } from './settle.ts';
import {
  type KeptPaths,
  type KeptShape,
  type Moments,
  PATH_MEASURES,
  type PathBlock,
  type PathBlocks,
  type SimulationRequest,
} from './types.ts';

export type SimulationHooks = {
  /** Called after every block with the number of paths done. */
  readonly onBlock?: (done: number) => void;
  /** Asked before every block. */
  readonly shouldStop?: () => boolean;
};

/** Takes paths of a plan through steps 1 to 13. */
const runnerOf = (request: SimulationRequest, detailed: boolean) =>
  createRunner(flattenPlan(withCentre(request)), bookOpening, [call, defaultCredit, deliver], detailed);

type Runner = ReturnType<typeof runnerOf>;

/** Machines by request: one that is asked for range after range is made once. */
const runners = new WeakMap<SimulationRequest, Runner>();

export const runnerFor = (request: SimulationRequest): Runner => {
  const runner = runners.get(request) ?? runnerOf(request, false);
  runners.set(request, runner);
  return runner;
};

/** A machine that keeps payments by month, for paths that are opened. */
export const detailedRunner = (request: SimulationRequest): Runner => runnerOf(request, true);

/** First and last place of the years in which a contract may pay: in all others it has nothing. */
const paidYears = ({ plan: { yearOf, months } }: Run, flat: FlatContract): readonly [number, number] => {
  const open = flat.openDeliveries.length > 0 || flat.unpaid.length > 0;
  return [open ? 0 : yearOf[Math.min(flat.first, months)]!, yearOf[flat.lastPayment]!];
};

/** Revenue of contracts goes into the measures of paths only now: by then every default has taken its part. */
const sumRevenue = (run: Run): void => {
  const { measures } = run;
  for (const { revenue, flat } of run.contracts) {
    const [first, last] = paidYears(run, flat);
    for (let at = first * LANES; at < (last + 1) * LANES; at++) measures[at]! += revenue[at]!;
  }
};

const keepRevenue = (run: Run, into: Moments, before: number, total: Float64Array): void => {
  const { plan, count } = run;
  const keep = (revenue: Float64Array, row: number, first: number, last: number): void => {
    total.fill(0);
    for (let y = first; y <= last; y++) {
      const [mean, squares] = momentsOf(revenue, y * LANES, count);
      merge(into, row * (plan.years + 1) + y, before, mean, squares, count);
      for (let i = 0; i < count; i++) total[i]! += revenue[y * LANES + i]!;
    }
    const [mean, squares] = momentsOf(total, 0, count);
    merge(into, row * (plan.years + 1) + plan.years, before, mean, squares, count);
  };
  run.contracts.forEach(({ revenue, flat }, row) => {
    const [first, last] = paidYears(run, flat);
    keep(revenue, row, first, last);
  });
  run.products.forEach(({ revenue }, place) => {
    keep(revenue, plan.contracts.length + place, 0, plan.years - 1);
  });
};

/** Annual means of the prices of driven references. */
const keepPrices = (run: Run, { prices, paths }: KeptPaths, first: number, sum: Float64Array): void => {
  const { plan, count } = run;
  plan.drivers.forEach(({ slot }, d) => {
    if (slot < 0) return;
    const spot = run.prices.spot[slot]!;
    let months = 0;
    sum.fill(0);
    for (let t = 1; t <= plan.months; t++) {
      const at = (plan.valuationMonth + t - plan.base) * LANES;
      for (let i = 0; i < count; i++) sum[i]! += spot[at + i]!;
      months++;
      if (t < plan.months && plan.yearOf[t + 1] === plan.yearOf[t]) continue;
      const into = (d * plan.years + plan.yearOf[t]!) * paths + first;
      for (let i = 0; i < count; i++) prices[into + i] = sum[i]! / months;
      sum.fill(0);
      months = 0;
    }
  });
};

/** Keeps what the paths under way came to, from place `first` of the room on. */
const keepRun = (run: Run, kept: KeptPaths, first: number, scratch: Float64Array): void => {
  for (let row = 0; row < PATH_MEASURES.length * run.plan.years; row++) {
    kept.measures.set(run.measures.subarray(row * LANES, row * LANES + run.count), row * kept.paths + first);
  }
  keepPrices(run, kept, first, scratch);
};

/** What a path of a request takes to keep. */
export const keptShape = (request: SimulationRequest): KeptShape => {
  const { plan } = runnerFor(request).run;
  return { years: plan.years, drivers: plan.drivers.length };
};

/**
 * Simulates paths `from` to `to` of a request, the latter not included (docs/model/simulation.md). Synchronous; the hooks are called
 * between blocks of 256 paths. A path depends on the request and its own number only, so ranges may be split in any way; all may be
 * kept in one room.
 * Errors: those of `valuePortfolio`; BAD_SHAPE (correlation, drivers), NOT_FINITE (a result).
 */
export const simulate = (
  request: SimulationRequest,
  { from, to }: { readonly from: number; readonly to: number },
  hooks: SimulationHooks = {},
  room?: KeptPaths,
): PathBlocks => {
  const runner = runnerFor(request);
  const { plan } = runner.run;
  const { years } = plan;
  const rows = plan.contracts.length + plan.products.length;
  const total = new Float64Array(LANES);
  const kept = room ?? keepPaths(keptShape(request), from, to - from);
  const blocks: PathBlock[] = [];
  for (let first = from; first < to; ) {
    if (hooks.shouldStop?.() === true) return { from, to, stopped: true, kept, blocks };
    // blocks end where the next multiple of their size begins, whatever the range
    const end = Math.min(to, (Math.floor(first / BLOCK) + 1) * BLOCK);
    const sums = emptySums(plan);
    const revenue: Moments = { mean: new Float64Array(rows * (years + 1)), squares: new Float64Array(rows * (years + 1)) };
    for (let lane0 = first; lane0 < end; lane0 += LANES) {
      const paths = Int32Array.from({ length: Math.min(LANES, end - lane0) }, (_, i) => lane0 + i);
      const run = runner.take(paths, sums);
      sumRevenue(run);
      keepRevenue(run, revenue, lane0 - first, total);
      keepRun(run, kept, lane0 - kept.first, total);
    }
    blocks.push({
      from: first,
      count: end - first,
      revenue,
      contracts: sums.contracts,
      products: sums.products,
      priceSums: sums.prices,
    });
    first = end;
    hooks.onBlock?.(first - from);
  }
  return { from, to, stopped: false, kept, blocks };
};
