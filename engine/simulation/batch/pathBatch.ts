import { type CyclePaths, createCyclePaths, createCycleSimulator } from '../cycle/demandCycle.ts';
import { createDraws, DRAW_KIND, type Draws, LANES } from '../draws/draws.ts';
import { createKey } from '../draws/philox.ts';
import { type AllocateLanes, createArena } from '../kernel/arena.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { allocateSaleEntries, type DeterministicPlan, planDeterministicProducts } from '../plan/deterministicProducts.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import { CONTRACT_MEASURES, PATH_MEASURES, PRODUCT_MEASURES } from '../types.ts';
import {
  buildGroupMonths,
  CONTRACT_MEASURE,
  type ContractLanes,
  createContractLanes,
  createProductLanes,
  endLane,
  type GroupMonth,
  PATH_MEASURE,
  type ProductLanes,
  resetContractLanes,
  resetProductLanes,
} from './contractLanes.ts';
import { createFinalPrice, type FinalPrice } from './finalPrice.ts';
import { allocatePriceLanes, createPricePaths, type PricePaths, priceSumsLength } from './pricePaths.ts';

/** Sums over the paths of a block. */
export type BlockSums = { readonly contracts: Float64Array; readonly products: Float64Array; readonly prices: Float64Array };

/** What a month of a contract did in one lane; only opened paths ask. */
export type MonthObserver = (t: number, batch: PathBatch) => void;

/** Rows that a month's work on a contract is done in. */
const allocateWorkLanes = (lanes: AllocateLanes) => ({
  uniforms: lanes(LANES),
  /** Places of lanes, two to a double; a list may be begun beyond its last. */
  listed: lanes(LANES / 2 + 1),
  exponents: lanes(LANES),
  /** Delivered of the own call, what of a delivery is paid, and what is paid for a rise of the price of make-up. */
  delivered: lanes(LANES),
  paid: lanes(LANES),
  priceRise: lanes(LANES),
  /** What nobody asks for. */
  discarded: lanes(LANES),
  sums: lanes(3),
});
const withListedLanes = <W extends { readonly listed: Float64Array }>(work: W) => ({
  ...work,
  lanes: new Int32Array(work.listed.buffer, work.listed.byteOffset, 2 * work.listed.length),
});
type WorkLanes = ReturnType<typeof allocateWorkLanes> & { readonly lanes: Int32Array };

/** Some paths side by side on their way through the months. */
export type PathBatch = {
  readonly plan: FlatPlan;
  readonly prices: PricePaths;
  readonly cycle: CyclePaths;
  readonly contracts: readonly ContractLanes[];
  readonly products: readonly ProductLanes[];
  /** By group and month after the valuation. */
  readonly groupMonths: readonly (readonly GroupMonth[])[];
  /** Those that the months are gone through for; of all others everything but prices is known (even.ts). */
  readonly simulatedProducts: readonly ProductLanes[];
  readonly deterministic: DeterministicPlan;
  /** An entry of the kernel for every sale of an even product. */
  readonly saleEntries: Float64Array;
  /** Of what contracts and products earn over the paths of a block: means by row and year, then squares, as in `PathBlock`. */
  readonly moments: Float64Array;
  /** D after the scenario's multiplier, and slack, by split. */
  readonly demand: readonly Float64Array[];
  readonly slack: readonly Float64Array[];
  /** Entry (measure * years + year) * LANES + lane. */
  readonly measures: Float64Array;
  readonly scratch: readonly Float64Array[];
  readonly finalPrice: FinalPrice;
  readonly work: WorkLanes;
  readonly kernel: Kernel;
  /** Where the numbers of the paths stand. */
  readonly pathNumbersAt: number;
  draws: Draws;
  sums: BlockSums;
  count: number;
};

export const createBlockSums = (plan: FlatPlan): BlockSums => ({
  contracts: new Float64Array(plan.contracts.length * CONTRACT_MEASURES.length),
  products: new Float64Array(plan.products.length * PRODUCT_MEASURES.length),
  prices: new Float64Array(priceSumsLength(plan)),
});

/** Where a measure's lanes of the year of month t begin. */
export const measureOffset = ({ plan }: PathBatch, measure: number, t: number): number =>
  (measure * plan.years + plan.yearIndex[t]!) * LANES;

/** Adds to a measure of one path, and to the same of a contract. */
export const addPathMeasure = (
  batch: PathBatch,
  contract: ContractLanes,
  name: keyof typeof PATH_MEASURE & keyof typeof CONTRACT_MEASURE,
  t: number,
  i: number,
  amount: number,
) => {
  batch.measures[measureOffset(batch, PATH_MEASURE[name], t) + i]! += amount;
  batch.sums.contracts[contract.index * CONTRACT_MEASURES.length + CONTRACT_MEASURE[name]]! += amount;
};

export const addContractMeasure = (
  batch: PathBatch,
  contract: ContractLanes,
  name: keyof typeof CONTRACT_MEASURE,
  amount: number,
): void => {
  batch.sums.contracts[contract.index * CONTRACT_MEASURES.length + CONTRACT_MEASURE[name]]! += amount;
};

/** Where the lanes of what is owed until a month begin; they are empty where nothing of that month was booked before. */
export const receivablesOffset = (
  { receivables: owed, receivableMonths: owedIn, receivableSlots: owedMonths }: ContractLanes,
  month: number,
): number => {
  const slot = month % owedMonths;
  const at = slot * LANES;
  if (owedIn[slot] !== month) {
    owedIn[slot] = month;
    for (let i = 0; i < LANES; i++) owed[at + i] = 0;
  }
  return at;
};

/** Books cash in one lane: revenue of its year, and what is owed until then. */
export const bookPayment = ({ plan }: PathBatch, contract: ContractLanes, month: number, i: number, amount: number): void => {
  contract.revenue[plan.yearIndex[month]! * LANES + i]! += amount;
  if (amount > 0 && contract.receivables.length > 0) contract.receivables[receivablesOffset(contract, month) + i]! += amount;
  if (contract.paymentsByMonth.length > 0) contract.paymentsByMonth[month * LANES + i]! += amount;
};

/** Steps 1, 2 and 6 of a month need D and slack of every split. */
const computeSplitDemand = (batch: PathBatch, cycle: readonly Float64Array[], t: number): void => {
  const { plan } = batch;
  for (let s = 0; s < plan.splits.length; s++) {
    const { weights } = plan.splits[s]!;
    const demand = batch.demand[s]!.fill(1);
    const slack = batch.slack[s]!.fill(0);
    for (let z = 0; z < weights.length; z++) {
      const weight = weights[z]!;
      if (weight === 0) continue;
      const of = cycle[z]!;
      const multiplier = plan.demandMultipliers[z]![t]!;
      for (let i = 0; i < LANES; i++) {
        const d = of[t * LANES + i]! * multiplier;
        // 1 + sum w (D - 1); slack = sum w max(0, 1 - D)
        demand[i]! += weight * (d - 1);
        slack[i]! += weight * Math.max(0, 1 - d);
      }
    }
  }
};

export type MonthStep = (batch: PathBatch, t: number) => void;

/** A machine that takes paths through the months: what `starting` makes before month 1, then every step in each month. */
export const createBatchSimulator = (
  plan: FlatPlan,
  starting: (batch: PathBatch) => (batch: PathBatch) => void,
  steps: readonly MonthStep[],
  detailed: boolean,
  arenaOf = createArena,
) => {
  const { cycle: cycleParameters, seed, weighted } = plan.parameters;
  const cycleOf = createCycleSimulator(
    cycleParameters,
    { world: DRAW_KIND.worldCycle, zone: DRAW_KIND.zoneCycle },
    Math.max(plan.horizon, plan.months),
  );
  const cycle = createCyclePaths(Math.max(plan.horizon, plan.months));
  const even = planDeterministicProducts(plan, detailed);
  const rows = plan.contracts.length + plan.products.length;
  const { kernel, lanes: room } = arenaOf((lanes) => ({
    prices: allocatePriceLanes(plan, lanes),
    contracts: plan.contracts.map((flat, place) => createContractLanes(plan, flat, place, detailed, lanes)),
    products: plan.products.map((flat, place) => createProductLanes(plan, flat, place, lanes)),
    demand: plan.splits.map(() => lanes(LANES)),
    slack: plan.splits.map(() => lanes(LANES)),
    measures: lanes(PATH_MEASURES.length * plan.years * LANES),
    scratch: Array.from({ length: 6 }, () => lanes(LANES)),
    finalPrice: createFinalPrice(lanes),
    work: allocateWorkLanes(lanes),
    moments: lanes(2 * rows * (plan.years + 1)),
    saleEntries: allocateSaleEntries(even, lanes),
  }));
  const { prices, ...own } = room;
  const pricePaths = createPricePaths(plan, { kernel, lanes: prices });
  const batch: PathBatch = {
    plan,
    prices: pricePaths.paths,
    cycle,
    kernel,
    ...own,
    work: withListedLanes(own.work),
    pathNumbersAt: prices.paths.byteOffset,
    groupMonths: plan.groups.map((group) => buildGroupMonths(plan, group)),
    deterministic: even,
    simulatedProducts: own.products.filter(({ index: place }) => !even.isDeterministic[place]!),
    draws: createDraws([0, 0], new Int32Array(0)),
    sums: createBlockSums(plan),
    count: 0,
  };
  const start = starting(batch);
  const sign = (): void => {
    const [u] = batch.scratch;
    for (const contract of batch.contracts) {
      if (contract.flat.probability >= 1) continue;
      batch.draws.uniforms(u!, DRAW_KIND.signing, 0, contract.flat.hash);
      for (let i = 0; i < batch.count; i++) {
        if (u![i]! < contract.flat.probability) continue;
        endLane(contract, i);
        contract.unplannedFrom[i] = 0;
      }
    }
  };
  return {
    batch,
    /** Takes paths through all months; what they came to stands in `run` until the next call. */
    simulateBatch: (paths: Int32Array, sums: BlockSums, watch?: MonthObserver): PathBatch => {
      batch.draws = createDraws(createKey(seed), paths);
      batch.sums = sums;
      batch.count = paths.length;
      batch.measures.fill(0);
      for (const contract of batch.contracts) resetContractLanes(contract, batch.count);
      for (const product of batch.products) resetProductLanes(product);
      cycleOf(batch.draws, cycle);
      pricePaths.run(batch.draws, cycle, sums.prices);
      if (weighted) sign();
      start(batch);
      const months = batch.simulatedProducts.length === 0 && watch === undefined ? 0 : plan.months;
      for (let t = 1; t <= months; t++) {
        computeSplitDemand(batch, cycle.demand, t);
        for (const step of steps) step(batch, t);
        watch?.(t, batch);
      }
      return batch;
    },
  };
};
