import { memoizeWeakly } from '#shared/memoize.ts';
import { createContractLanes, endLane, resetContractLanes } from './batch/contractLanes.ts';
import { allocateDeliveryRows } from './batch/deliveryRows.ts';
import { createHazardBounds, resetHazardBounds } from './batch/hazardBounds.ts';
import {
  allocateWorkLanes,
  type BlockSums,
  createBlockSums,
  createFinalPrice,
  listFamilies,
  type PathBatch,
  type ProductFamily,
} from './batch/pathBatch.ts';
import { createClosedLanes, createPolicyLanes, resetPolicyLanes } from './batch/policyLanes.ts';
import { allocatePriceLanes, createPriceSimulator } from './batch/pricePaths.ts';
import { createProductLanes, resetProductLanes, writeDepthTerms } from './batch/productLanes.ts';
import { createReachableLanes } from './batch/reachableLanes.ts';
import { allocateDeclaredPrices, allocateSharedPrices, resetSharedPrices } from './batch/sharedPrices.ts';
import { allocateCycleLanes, createCycleSimulator, RUN_CYCLE_DRAWS } from './cycle/demandCycle.ts';
import { createDraws, DRAW_KIND, LANES } from './draws/draws.ts';
import { createKey } from './draws/philox.ts';
import { type AllocateLanes, createArena as createKernelArena } from './kernel/arena.ts';
import { createTableWriter, ENTRY_DOUBLES, viewWords } from './kernel/kernel.ts';
import { ROW_BYTES } from './kernel/layout.ts';
import { buildGroupMonths } from './plan/deliveringContracts.ts';
import { getDeterministicPlan, withoutDeterministicProducts } from './plan/deterministicProducts.ts';
import { type FlatPlan, getFlatPlan } from './plan/flatPlan.ts';
import { endDefaultedContracts } from './steps/beginEvents.ts';
import { bookCosts } from './steps/bookCosts.ts';
import { allocateSaleRuns, createDeterministicBooking } from './steps/bookDeterministicProducts.ts';
import { computeCalls } from './steps/computeCalls.ts';
import { deliverMonth } from './steps/deliverMonth.ts';
import { drawEvents } from './steps/drawEvents.ts';
import { drawPolicyClosures } from './steps/drawPolicyClosures.ts';
import { drawPayerDefaults } from './steps/priceSupport.ts';
import { bookOpeningBalances } from './steps/settleInvoices.ts';
import { PATH_MEASURES, type SimulationRequest } from './types.ts';

/** Called after each month t of a family of products; every product's months are then simulated. */
export type MonthObserver = (t: number, batch: PathBatch, family: ProductFamily) => void;

/** Simulates batches of paths of one plan. */
export type Simulator = {
  /** The batch; its results are valid until the next call of `simulateBatch`. */
  readonly batch: PathBatch;
  /** Simulates the paths with these numbers, at most LANES, through all months, and adds to the sums of their block. */
  readonly simulateBatch: (paths: Int32Array, sums: BlockSums, onMonth?: MonthObserver) => PathBatch;
};

export type SimulatorOptions = {
  /** Whether results are kept by month instead of calendar year: the plan's "years" are then months after the valuation. */
  readonly isMonthly?: boolean;
  /** Whether payments are kept by month, and no product is treated as deterministic. */
  readonly isDetailed?: boolean;
  /** Whether no product is treated as deterministic. */
  readonly shouldSimulateEveryProduct?: boolean;
  /** Whether months of a product before and after all its deliveries, which only sell on spot, are left out. */
  readonly skipsSpotMonths?: boolean;
  /** Whether the deliveries of every contract are kept by calendar year. */
  readonly recordsDeliveries?: boolean;
  /** Whether all products are one family, so that a month is observed of all of them at once. */
  readonly isOneFamily?: boolean;
  readonly createArena?: typeof createKernelArena;
};

/** Steps of a family's month after prices and draws of events (channel rows and production are part of the plan; 13 is part of 11). */
const MONTHLY_STEPS: readonly ((batch: PathBatch, family: ProductFamily, t: number) => void)[] = [
  drawPolicyClosures,
  computeCalls,
  endDefaultedContracts,
  deliverMonth,
];

/** Months that need the demand cycle: those with prices or deliveries. */
const getCycleMonths = ({ horizon, months }: FlatPlan): number => Math.max(horizon, months);

/** Allocates a batch for a plan in a new arena, and the simulator of its prices. */
const createBatch = (
  plan: FlatPlan,
  {
    isDetailed,
    shouldSimulateEveryProduct,
    skipsSpotMonths,
    recordsDeliveries,
    isOneFamily,
    createArena,
  }: Required<Omit<SimulatorOptions, 'isMonthly'>>,
) => {
  const mayBeDeterministic = !isDetailed && !shouldSimulateEveryProduct;
  const deterministicPlan = !mayBeDeterministic ? withoutDeterministicProducts(plan) : getDeterministicPlan(plan);
  const deterministicContracts = new Set(deterministicPlan.sellers.flatMap(({ kind, index }) => (kind === 'contracts' ? [index] : [])));
  const closedLanes = new Map(plan.contracts.map(({ destinationKey, hasPolicy }) => [destinationKey, createClosedLanes(hasPolicy)]));
  const rows = plan.contracts.length + plan.products.length;
  const options = { isDetailed, mayBeDeterministic, recordsDeliveries };
  const allocateContracts = (allocate: AllocateLanes) => {
    const deliveryRows = allocateDeliveryRows(plan, allocate);
    return plan.contracts.map((flat, c) => {
      const hasDeterministicProduct = deterministicContracts.has(c);
      const sharedRows = { closedLanes: closedLanes.get(flat.destinationKey)!, rows: deliveryRows[c]! };
      return createContractLanes(plan, flat, c, { ...options, ...sharedRows, hasDeterministicProduct }, allocate);
    });
  };
  const { kernel, lanes } = createArena((allocate) => ({
    prices: allocatePriceLanes(plan, allocate),
    cycle: allocateCycleLanes(getCycleMonths(plan), allocate),
    contracts: allocateContracts(allocate),
    products: plan.products.map((flat, p) => createProductLanes(plan, flat, p, skipsSpotMonths, allocate)),
    policies: plan.policies.map((flat) => createPolicyLanes(flat, allocate)),
    demand: plan.splits.map(() => allocate((plan.months + 1) * LANES)),
    slack: plan.splits.map(() => allocate((plan.months + 1) * LANES)),
    measures: allocate(PATH_MEASURES.length * plan.years * LANES),
    scratch: [allocate(LANES), allocate(LANES)] as const,
    finalPrice: createFinalPrice(allocate),
    sharedPrices: allocateSharedPrices(plan, allocate),
    declaredPrices: allocateDeclaredPrices(plan, allocate),
    work: allocateWorkLanes(plan, allocate),
    moments: allocate(2 * rows * (plan.years + 1)),
    saleRuns: allocateSaleRuns(deterministicPlan, allocate),
  }));
  const { prices: priceLanes, work, ...rest } = lanes;
  const prices = createPriceSimulator(plan, lanes.cycle, { kernel, lanes: priceLanes });
  const { cycle: parameters } = plan.parameters;
  const simulateCycle = createCycleSimulator(parameters, RUN_CYCLE_DRAWS, { months: getCycleMonths(plan) }, { kernel, lanes: lanes.cycle });
  for (const product of lanes.products) writeDepthTerms(product, lanes.cycle);
  const simulatedProducts = lanes.products.filter(({ index }) => !deterministicPlan.isDeterministic[index]!);
  const groupMonths = plan.groups.map((group) => buildGroupMonths(plan, group));
  const batch: PathBatch = {
    plan,
    kernel,
    prices: prices.paths,
    ...rest,
    work: {
      ...work,
      listedLanes: viewWords(work.laneList),
      writePriceEntry: createTableWriter(work.priceEntries, ENTRY_DOUBLES),
    },
    pathNumbersAt: priceLanes.paths.byteOffset,
    groupLanes: createReachableLanes(plan.groups.length),
    eventLanes: createReachableLanes(plan.contracts.length),
    groupMonths,
    hazardBounds: createHazardBounds(plan, groupMonths),
    deterministic: deterministicPlan,
    simulatedProducts,
    families: isOneFamily ? [{ products: simulatedProducts, policies: lanes.policies }] : listFamilies(simulatedProducts, lanes.policies),
    productOf: plan.contracts.map(({ productId }) => lanes.products.find(({ flat }) => flat.id === productId)!),
    draws: createDraws([0, 0], new Int32Array(0)),
    sums: createBlockSums(plan),
    payerDefaultMonths: plan.payers.map(() => new Int32Array(LANES)),
    count: 0,
  };
  return { batch, simulateCycle, simulatePrices: prices.simulate };
};

/** Draws the paths on which each contract is signed; on all other paths it ends before month 1. */
const drawSignings = (batch: PathBatch): void => {
  const [uniforms] = batch.scratch;
  for (const contract of batch.contracts) {
    const { probability, hash } = contract.flat;
    if (probability >= 1) continue;
    batch.draws.uniforms(uniforms, DRAW_KIND.signing, 0, hash);
    for (let i = 0; i < batch.count; i++) {
      if (uniforms[i]! < probability) continue;
      endLane(contract, i);
      contract.unplannedFrom[i] = 0;
    }
  }
};

/** Computes D and slack of every zone split in month t from the zones' demand. */
const computeSplitDemand = (batch: PathBatch, t: number): void => {
  const { plan, cycle, kernel } = batch;
  for (let s = 0; s < plan.splits.length; s++) {
    const { weights } = plan.splits[s]!;
    const demand = batch.demand[s]!.fill(1, t * LANES, (t + 1) * LANES);
    const slack = batch.slack[s]!.fill(0, t * LANES, (t + 1) * LANES);
    for (let z = 0; z < weights.length; z++) {
      const weight = weights[z]!;
      if (weight === 0) continue;
      const zoneAt = cycle.demand[z]!.byteOffset + t * ROW_BYTES;
      kernel.addZoneDemand(
        zoneAt,
        demand.byteOffset + t * ROW_BYTES,
        slack.byteOffset + t * ROW_BYTES,
        weight,
        plan.demandMultipliers[z]![t]!,
      );
    }
  }
};

/** Returns a plan whose results are kept by month. */
const withMonthlyResults = (plan: FlatPlan): FlatPlan => ({
  ...plan,
  years: plan.lastPayment + 1,
  yearIndex: Int32Array.from({ length: plan.lastPayment + 1 }, (_, t) => t),
});

/** Creates the simulator of a request. Errors: those of `getFlatPlan`. */
export const createSimulator = (
  request: SimulationRequest,
  {
    isMonthly = false,
    isDetailed = false,
    shouldSimulateEveryProduct = false,
    skipsSpotMonths = false,
    recordsDeliveries = false,
    isOneFamily = false,
    createArena = createKernelArena,
  }: SimulatorOptions = {},
): Simulator => {
  const plan = isMonthly ? withMonthlyResults(getFlatPlan(request)) : getFlatPlan(request);
  const { seed, weighted } = plan.parameters;
  const { batch, simulateCycle, simulatePrices } = createBatch(plan, {
    isDetailed,
    shouldSimulateEveryProduct,
    skipsSpotMonths,
    recordsDeliveries,
    isOneFamily,
    createArena,
  });
  const bookDeterministicProducts = createDeterministicBooking(batch);
  return {
    batch,
    simulateBatch: (paths, sums, onMonth) => {
      batch.draws = createDraws(createKey(seed), paths);
      batch.sums = sums;
      batch.count = paths.length;
      batch.measures.fill(0);
      resetSharedPrices(batch.sharedPrices, batch.declaredPrices);
      resetHazardBounds(batch.hazardBounds);
      for (const contract of batch.contracts) resetContractLanes(contract, batch.count);
      for (const product of batch.products) resetProductLanes(product);
      for (const policy of batch.policies) resetPolicyLanes(policy);
      simulateCycle(batch.draws);
      simulatePrices(batch.draws, sums.prices);
      if (weighted) drawSignings(batch);
      drawPayerDefaults(batch);
      bookCosts(batch);
      bookDeterministicProducts(batch);
      bookOpeningBalances(batch);
      const months = batch.simulatedProducts.length === 0 && onMonth === undefined ? 0 : plan.months;
      for (let t = 1; t <= months; t++) {
        computeSplitDemand(batch, t);
        drawEvents(batch, t);
      }
      for (const family of batch.families) {
        for (let t = 1; t <= months; t++) {
          for (const step of MONTHLY_STEPS) step(batch, family, t);
          onMonth?.(t, batch, family);
        }
      }
      return batch;
    },
  };
};

/** Returns the simulator of a request, created once per request. */
export const getSimulator = memoizeWeakly((request: SimulationRequest) => createSimulator(request));
