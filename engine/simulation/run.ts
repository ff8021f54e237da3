import { type CyclePaths, createCycle, emptyCycle } from './cycle.ts';
import { DRAW, type Draws, drawsOf, LANES } from './draws.ts';
import { type EvenPlan, evenLanes, evenPlan } from './even.ts';
import { type FinalPrice, finalPrice } from './finalPrice.ts';
import type { FlatPlan } from './flatPlan.ts';
import { createArena, type Lanes } from './kernel/arena.ts';
import type { Kernel } from './kernel/kernel.ts';
import {
  CONTRACT,
  type ContractLanes,
  contractLanes,
  type GroupMonth,
  groupMonths,
  kill,
  MEASURE,
  type ProductLanes,
  productLanes,
  resetContract,
  resetProduct,
} from './lanes.ts';
import { keyOf } from './philox.ts';
import { createPricePaths, type PricePaths, priceLanes, priceSumsLength } from './pricePaths.ts';
import { CONTRACT_MEASURES, PATH_MEASURES, PRODUCT_MEASURES } from './types.ts';

/** Sums over the paths of a block. */
export type BlockSums = { readonly contracts: Float64Array; readonly products: Float64Array; readonly prices: Float64Array };

/** What a month of a contract did in one lane; only opened paths ask. */
export type Watch = (t: number, run: Run) => void;

/** Rows that a month's work on a contract is done in. */
const workLanes = (lanes: Lanes) => ({
  uniforms: lanes(LANES),
  /** Places of lanes, two to a double; a list may be begun beyond its last. */
  listed: lanes(LANES / 2 + 1),
  exponents: lanes(LANES),
  /** Delivered of the own call, what of a delivery is paid, and what is paid for a rise of the price of make-up. */
  own: lanes(LANES),
  payable: lanes(LANES),
  rise: lanes(LANES),
  /** What nobody asks for. */
  nowhere: lanes(LANES),
  sums: lanes(3),
});
const withList = <W extends { readonly listed: Float64Array }>(work: W) => ({
  ...work,
  lanes: new Int32Array(work.listed.buffer, work.listed.byteOffset, 2 * work.listed.length),
});
type WorkLanes = ReturnType<typeof workLanes> & { readonly lanes: Int32Array };

/** Some paths side by side on their way through the months. */
export type Run = {
  readonly plan: FlatPlan;
  readonly prices: PricePaths;
  readonly cycle: CyclePaths;
  readonly contracts: readonly ContractLanes[];
  readonly products: readonly ProductLanes[];
  /** By group and month after the valuation. */
  readonly members: readonly (readonly GroupMonth[])[];
  /** Those that the months are gone through for; of all others everything but prices is known (even.ts). */
  readonly moving: readonly ProductLanes[];
  readonly even: EvenPlan;
  /** An entry of the kernel for every sale of an even product. */
  readonly entries: Float64Array;
  /** Of what contracts and products earn over the paths of a block: means by row and year, then squares, as in `PathBlock`. */
  readonly moments: Float64Array;
  /** D after the scenario's multiplier, and slack, by split. */
  readonly demand: readonly Float64Array[];
  readonly slack: readonly Float64Array[];
  /** Entry (measure * years + year) * LANES + lane. */
  readonly measures: Float64Array;
  readonly scratch: readonly Float64Array[];
  readonly final: FinalPrice;
  readonly work: WorkLanes;
  readonly kernel: Kernel;
  /** Where the numbers of the paths stand. */
  readonly pathsAt: number;
  draws: Draws;
  sums: BlockSums;
  count: number;
};

export const emptySums = (plan: FlatPlan): BlockSums => ({
  contracts: new Float64Array(plan.contracts.length * CONTRACT_MEASURES.length),
  products: new Float64Array(plan.products.length * PRODUCT_MEASURES.length),
  prices: new Float64Array(priceSumsLength(plan)),
});

/** Where a measure's lanes of the year of month t begin. */
export const measureAt = ({ plan }: Run, measure: number, t: number): number => (measure * plan.years + plan.yearOf[t]!) * LANES;

/** Adds to a measure of one path, and to the same of a contract. */
export const note = (
  run: Run,
  contract: ContractLanes,
  name: keyof typeof MEASURE & keyof typeof CONTRACT,
  t: number,
  i: number,
  amount: number,
) => {
  run.measures[measureAt(run, MEASURE[name], t) + i]! += amount;
  run.sums.contracts[contract.place * CONTRACT_MEASURES.length + CONTRACT[name]]! += amount;
};

export const noteContract = (run: Run, contract: ContractLanes, name: keyof typeof CONTRACT, amount: number): void => {
  run.sums.contracts[contract.place * CONTRACT_MEASURES.length + CONTRACT[name]]! += amount;
};

/** Where the lanes of what is owed until a month begin; they are empty where nothing of that month was booked before. */
export const owedAt = ({ owed, owedIn, owedMonths }: ContractLanes, month: number): number => {
  const slot = month % owedMonths;
  const at = slot * LANES;
  if (owedIn[slot] !== month) {
    owedIn[slot] = month;
    for (let i = 0; i < LANES; i++) owed[at + i] = 0;
  }
  return at;
};

/** Books cash in one lane: revenue of its year, and what is owed until then. */
export const book = ({ plan }: Run, contract: ContractLanes, month: number, i: number, amount: number): void => {
  contract.revenue[plan.yearOf[month]! * LANES + i]! += amount;
  if (amount > 0 && contract.owed.length > 0) contract.owed[owedAt(contract, month) + i]! += amount;
  if (contract.paidIn.length > 0) contract.paidIn[month * LANES + i]! += amount;
};

/** Steps 1, 2 and 6 of a month need D and slack of every split. */
const splitDemand = (run: Run, cycle: readonly Float64Array[], t: number): void => {
  const { plan } = run;
  for (let s = 0; s < plan.splits.length; s++) {
    const { weights } = plan.splits[s]!;
    const demand = run.demand[s]!.fill(1);
    const slack = run.slack[s]!.fill(0);
    for (let z = 0; z < weights.length; z++) {
      const weight = weights[z]!;
      if (weight === 0) continue;
      const of = cycle[z]!;
      const multiplier = plan.demand[z]![t]!;
      for (let i = 0; i < LANES; i++) {
        const d = of[t * LANES + i]! * multiplier;
        // 1 + sum w (D - 1); slack = sum w max(0, 1 - D)
        demand[i]! += weight * (d - 1);
        slack[i]! += weight * Math.max(0, 1 - d);
      }
    }
  }
};

export type Step = (run: Run, t: number) => void;

/** A machine that takes paths through the months: what `starting` makes before month 1, then every step in each month. */
export const createRunner = (
  plan: FlatPlan,
  starting: (run: Run) => (run: Run) => void,
  steps: readonly Step[],
  detailed: boolean,
  arenaOf = createArena,
) => {
  const { cycle: cycleParameters, seed, weighted } = plan.parameters;
  const cycleOf = createCycle(cycleParameters, { world: DRAW.worldCycle, zone: DRAW.zoneCycle }, Math.max(plan.horizon, plan.months));
  const cycle = emptyCycle(Math.max(plan.horizon, plan.months));
  const even = evenPlan(plan, detailed);
  const rows = plan.contracts.length + plan.products.length;
  const { kernel, room } = arenaOf((lanes) => ({
    prices: priceLanes(plan, lanes),
    contracts: plan.contracts.map((flat, place) => contractLanes(plan, flat, place, detailed, lanes)),
    products: plan.products.map((flat, place) => productLanes(plan, flat, place, lanes)),
    demand: plan.splits.map(() => lanes(LANES)),
    slack: plan.splits.map(() => lanes(LANES)),
    measures: lanes(PATH_MEASURES.length * plan.years * LANES),
    scratch: Array.from({ length: 6 }, () => lanes(LANES)),
    final: finalPrice(lanes),
    work: workLanes(lanes),
    moments: lanes(2 * rows * (plan.years + 1)),
    entries: evenLanes(even, lanes),
  }));
  const { prices, ...own } = room;
  const pricePaths = createPricePaths(plan, { kernel, room: prices });
  const run: Run = {
    plan,
    prices: pricePaths.paths,
    cycle,
    kernel,
    ...own,
    work: withList(own.work),
    pathsAt: prices.paths.byteOffset,
    members: plan.groups.map((group) => groupMonths(plan, group)),
    even,
    moving: own.products.filter(({ place }) => !even.isEven[place]!),
    draws: drawsOf([0, 0], new Int32Array(0)),
    sums: emptySums(plan),
    count: 0,
  };
  const start = starting(run);
  const sign = (): void => {
    const [u] = run.scratch;
    for (const contract of run.contracts) {
      if (contract.flat.probability >= 1) continue;
      run.draws.uniforms(u!, DRAW.signing, 0, contract.flat.hash);
      for (let i = 0; i < run.count; i++) {
        if (u![i]! < contract.flat.probability) continue;
        kill(contract, i);
        contract.gone[i] = 0;
      }
    }
  };
  return {
    run,
    /** Takes paths through all months; what they came to stands in `run` until the next call. */
    take: (paths: Int32Array, sums: BlockSums, watch?: Watch): Run => {
      run.draws = drawsOf(keyOf(seed), paths);
      run.sums = sums;
      run.count = paths.length;
      run.measures.fill(0);
      for (const contract of run.contracts) resetContract(contract, run.count);
      for (const product of run.products) resetProduct(product);
      cycleOf(run.draws, cycle);
      pricePaths.run(run.draws, cycle, sums.prices);
      if (weighted) sign();
      start(run);
      const months = run.moving.length === 0 && watch === undefined ? 0 : plan.months;
      for (let t = 1; t <= months; t++) {
        splitDemand(run, cycle.demand, t);
        for (const step of steps) step(run, t);
        watch?.(t, run);
      }
      return run;
    },
  };
};
