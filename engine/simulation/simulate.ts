import { createBatchSimulator, createBlockSums, type PathBatch } from './batch/pathBatch.ts';
import { BLOCK_PATHS } from './blocks.ts';
import { LANES } from './draws/draws.ts';
import type { CreateArena } from './kernel/arena.ts';
import { ROW_BYTES } from './kernel/layout.ts';
import { DETERMINISTIC_MEASURES } from './plan/deterministicProducts.ts';
import type { FlatContract } from './plan/flatContract.ts';
import { getFlatPlan } from './plan/flatPlan.ts';
import { createPathTable } from './results/pathTable.ts';
import { createOpeningStep } from './steps/bookDeterministicProducts.ts';
import { computeCalls } from './steps/computeCalls.ts';
import { deliverMonth } from './steps/deliverMonth.ts';
import { drawCreditDefaults } from './steps/hazards.ts';
import { PATH_MEASURES, type PathBlock, type PathBlocks, type PathTable, type PathTableShape, type SimulationRequest } from './types.ts';

export type SimulationHooks = {
  /** Called after every block with the number of paths done. */
  readonly onBlock?: (done: number) => void;
  /** Asked before every block. */
  readonly shouldStop?: () => boolean;
};

/** Takes paths of a plan through steps 1 to 13. */
export const createSimulator = (request: SimulationRequest, detailed: boolean, arenaOf?: CreateArena) =>
  createBatchSimulator(getFlatPlan(request), createOpeningStep, [computeCalls, drawCreditDefaults, deliverMonth], detailed, arenaOf);

type Simulator = ReturnType<typeof createSimulator>;

/** Machines by request: one that is asked for range after range is made once. */
const simulators = new WeakMap<SimulationRequest, Simulator>();

export const getSimulator = (request: SimulationRequest): Simulator => {
  const simulator = simulators.get(request) ?? createSimulator(request, false);
  simulators.set(request, simulator);
  return simulator;
};

/** A machine that keeps payments by month, for paths that are opened. */
export const createDetailedSimulator = (request: SimulationRequest): Simulator => createSimulator(request, true);

/** First and last place of the years in which a contract may pay: in all others it has nothing. */
const paymentYears = ({ plan: { yearIndex: yearOf, months } }: PathBatch, flat: FlatContract): readonly [number, number] => {
  const open = flat.openDeliveries.length > 0 || flat.unpaid.length > 0;
  return [open ? 0 : yearOf[Math.min(flat.firstDelivery, months)]!, yearOf[flat.lastPayment]!];
};

/** Revenue of contracts goes into the measures of paths only now: by then every default has taken its part. */
const addContractRevenue = (batch: PathBatch): void => {
  const { kernel, measures } = batch;
  for (const { revenue, flat } of batch.contracts) {
    const [first, last] = paymentYears(batch, flat);
    kernel.addRows(revenue.byteOffset + first * ROW_BYTES, measures.byteOffset + first * ROW_BYTES, last - first + 1);
  }
};

/** Moments of what contracts and products earned on the paths under way go into those of the `before` paths of their block. */
const updateRevenueMoments = (batch: PathBatch, before: number): void => {
  const { plan, kernel, moments, count } = batch;
  const apart = moments.byteLength / 2;
  const keep = (revenue: Float64Array, row: number, first: number, last: number): void => {
    const into = moments.byteOffset + row * (plan.years + 1) * moments.BYTES_PER_ELEMENT;
    const years = last - first + 1;
    const each = moments.BYTES_PER_ELEMENT;
    kernel.mergeRowMoments(
      revenue.byteOffset + first * ROW_BYTES,
      years,
      count,
      before,
      into + first * each,
      apart,
      into + plan.years * each,
    );
  };
  batch.contracts.forEach(({ revenue, flat }, row) => {
    const [first, last] = paymentYears(batch, flat);
    keep(revenue, row, first, last);
  });
  batch.products.forEach(({ revenue }, place) => {
    keep(revenue, plan.contracts.length + place, 0, plan.years - 1);
  });
};

/** Annual means of the prices of driven references. */
const writeAnnualPrices = (batch: PathBatch, { prices, paths }: PathTable, first: number): void => {
  const { plan, kernel, count } = batch;
  const [mean] = batch.scratch;
  plan.drivers.forEach(({ slot }, d) => {
    if (slot < 0) return;
    const spot = batch.prices.spot[slot]!.byteOffset + (plan.valuationMonth - plan.firstMonth) * ROW_BYTES;
    let began = 1;
    for (let t = 1; t <= plan.months; t++) {
      if (t < plan.months && plan.yearIndex[t + 1] === plan.yearIndex[t]) continue;
      kernel.computeAverages(spot + began * ROW_BYTES, mean!.byteOffset, 1, t - began + 1);
      const into = (d * plan.years + plan.yearIndex[t]!) * paths + first;
      for (let i = 0; i < count; i++) prices[into + i] = mean![i]!;
      began = t + 1;
    }
  });
};

/** Keeps what the paths under way came to, from place `first` of the room on. */
const writePathTable = (batch: PathBatch, kept: PathTable, first: number): void => {
  const { measures, count, plan, simulatedProducts: moving } = batch;
  // the room is zero: what no path of the plan can come to is not written
  for (const measure of moving.length === 0 ? DETERMINISTIC_MEASURES : PATH_MEASURES.keys()) {
    for (let row = measure * plan.years; row < (measure + 1) * plan.years; row++) {
      const into = row * kept.paths + first;
      for (let i = 0; i < count; i++) kept.measures[into + i] = measures[row * LANES + i]!;
    }
  }
  writeAnnualPrices(batch, kept, first);
};

/** What a path of a request takes to keep. */
export const getPathTableShape = (request: SimulationRequest): PathTableShape => {
  const { years, drivers } = getFlatPlan(request);
  return { years, drivers: drivers.length };
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
  room?: PathTable,
): PathBlocks => {
  const simulator = getSimulator(request);
  const { plan } = simulator.batch;
  const { moments } = simulator.batch;
  const kept = room ?? createPathTable(getPathTableShape(request), from, to - from);
  const blocks: PathBlock[] = [];
  for (let first = from; first < to; ) {
    if (hooks.shouldStop?.() === true) return { from, to, stopped: true, pathTable: kept, blocks };
    // blocks end where the next multiple of their size begins, whatever the range
    const end = Math.min(to, (Math.floor(first / BLOCK_PATHS) + 1) * BLOCK_PATHS);
    const sums = createBlockSums(plan);
    moments.fill(0);
    for (let lane0 = first; lane0 < end; lane0 += LANES) {
      const paths = Int32Array.from({ length: Math.min(LANES, end - lane0) }, (_, i) => lane0 + i);
      const batch = simulator.simulateBatch(paths, sums);
      addContractRevenue(batch);
      updateRevenueMoments(batch, lane0 - first);
      writePathTable(batch, kept, lane0 - kept.firstPath);
    }
    blocks.push({
      from: first,
      count: end - first,
      revenue: { mean: moments.slice(0, moments.length / 2), squares: moments.slice(moments.length / 2) },
      contracts: sums.contracts,
      products: sums.products,
      priceSums: sums.prices,
    });
    first = end;
    hooks.onBlock?.(first - from);
  }
  return { from, to, stopped: false, pathTable: kept, blocks };
};
