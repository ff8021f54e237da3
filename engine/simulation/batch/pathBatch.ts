import type { CyclePaths } from '../cycle/demandCycle.ts';
import { type Draws, LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import { type createTableWriter, ENTRY_DOUBLES, type Kernel } from '../kernel/kernel.ts';
import { MONTHS_PER_BLOCK } from '../kernel/layout.ts';
import { type GroupMonth, listDeliveringContracts } from '../plan/deliveringContracts.ts';
import type { DeterministicPlan } from '../plan/deterministicProducts.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import { CONTRACT_MEASURE, CONTRACT_MEASURES, PATH_MEASURE, PRODUCT_MEASURES } from '../types.ts';
import { type ContractLanes, revenueOffset } from './contractLanes.ts';
import type { HazardBounds } from './hazardBounds.ts';
import type { PolicyLanes } from './policyLanes.ts';
import { type PricePaths, priceSumsLength } from './pricePaths.ts';
import type { ProductLanes } from './productLanes.ts';
import type { ReachableLanes } from './reachableLanes.ts';
import type { DeclaredPrices, SharedPrices } from './sharedPrices.ts';

/** Sums over the paths of a block, as in `PathBlock`. */
export type BlockSums = { readonly contracts: Float64Array; readonly products: Float64Array; readonly prices: Float64Array };

/** Allocates the sums of a block, all 0. */
export const createBlockSums = (plan: FlatPlan): BlockSums => ({
  contracts: new Float64Array(plan.contracts.length * CONTRACT_MEASURES.length),
  products: new Float64Array(plan.products.length * PRODUCT_MEASURES.length),
  prices: new Float64Array(priceSumsLength(plan)),
});

/** Rows of a contract's claim on its product in a month. */
export type ClaimRows = {
  /** Called tonnes less what is refused or deferred; filled only where something is. */
  readonly offered: Float64Array;
  /** Called tonnes cut for lack of product; filled only where a lane is cut. */
  readonly cut: Float64Array;
  /** Deferred tonnes due, reduced to those delivered; filled only where a lane has some, 0 in all others. */
  readonly deferredDelivered: Float64Array;
};

/** Rows for the work on one contract in one month. */
export type WorkLanes = {
  /** List of lanes as byte offsets in a row, 32-bit numbers; the same memory as doubles for the kernel. */
  readonly laneList: Float64Array;
  readonly listedLanes: Int32Array;
  /** Uniforms of the listed lanes by lane, and those of the months of a block while it is drawn. */
  readonly uniforms: Float64Array;
  readonly blockUniforms: Float64Array;
  /** Tonnes delivered of the month's call, tonnes paid, and amounts paid for a rise in the price of make-up tonnes. */
  readonly delivered: Float64Array;
  readonly paid: Float64Array;
  readonly priceRise: Float64Array;
  /** Net prices of a contract with renegotiated lanes. */
  readonly netPrice: Float64Array;
  /** Receives results that are not used. */
  readonly discardedRow: Float64Array;
  /** A seller's extra tonnes, dmt, and damages, USD. */
  readonly extra: Float64Array;
  readonly damages: Float64Array;
  /** The average of a price support's index, USD per tonne. */
  readonly supportPrice: Float64Array;
  /** A row of zeros, which is never written. */
  readonly zeros: Float64Array;
  /** By place of the claim among those of a product in a month. */
  readonly claimRows: readonly ClaimRows[];
  /** Sums that the kernel returns. */
  readonly sums: Float64Array;
  /** Prices of the months of a quotational period as expected at its declaration, row by row, and their means by entry of a price. */
  readonly expectedMonths: readonly Float64Array[];
  readonly expectedAverages: readonly Float64Array[];
  /** Forward of one index of a weighted average. */
  readonly indexForward: Float64Array;
  /** Entries of the price being evaluated. */
  readonly priceEntries: Float64Array;
  readonly writePriceEntry: ReturnType<typeof createTableWriter>;
};

/** Returns the most averages and benchmarks of a price of the plan. */
const countPriceEntries = ({ contracts, products }: FlatPlan): number => {
  const prices = [
    ...contracts.flatMap(({ terms }) => terms.flatMap(({ contractPrice, spotPrice }) => [contractPrice, spotPrice])),
    ...products.flatMap(({ spotPrices }) => spotPrices),
  ];
  return prices.reduce((maximum, { averagedSlots, benchmarkSlots }) => Math.max(maximum, averagedSlots.length + benchmarkSlots.length), 0);
};

/** Returns the length of the longest quotational period. */
const countPeriodMonths = ({ contracts }: FlatPlan): number =>
  contracts
    .flatMap(({ terms }) => terms.flatMap(({ alternatives }) => alternatives))
    .reduce((maximum, { length }) => Math.max(maximum, length), 1);

/** Returns the most contracts of a product that deliver in one month. */
const countClaims = (plan: FlatPlan): number =>
  plan.products
    .flatMap(({ contracts }) => listDeliveringContracts(plan, contracts))
    .reduce((maximum, { length }) => Math.max(maximum, length), 0);

/** Allocates rows one after the other. */
const allocateRows = (rows: number, allocate: AllocateLanes): Float64Array[] => {
  const block = allocate(rows * LANES);
  return Array.from({ length: rows }, (_, row) => block.subarray(row * LANES, (row + 1) * LANES));
};

/** Allocates the work rows. */
export const allocateWorkLanes = (plan: FlatPlan, allocate: AllocateLanes): Omit<WorkLanes, 'listedLanes' | 'writePriceEntry'> => ({
  // the kernel may write one entry beyond the last lane
  laneList: allocate(LANES / 2 + 1),
  uniforms: allocate(LANES),
  blockUniforms: allocate(MONTHS_PER_BLOCK * LANES),
  delivered: allocate(LANES),
  paid: allocate(LANES),
  priceRise: allocate(LANES),
  netPrice: allocate(LANES),
  discardedRow: allocate(LANES),
  extra: allocate(LANES),
  damages: allocate(LANES),
  supportPrice: allocate(LANES),
  zeros: allocate(LANES),
  claimRows: Array.from({ length: countClaims(plan) }, () => ({
    offered: allocate(LANES),
    cut: allocate(LANES),
    deferredDelivered: allocate(LANES),
  })),
  sums: allocate(PRODUCT_MEASURES.length),
  expectedMonths: allocateRows(countPeriodMonths(plan), allocate),
  // one more for an exchange rate
  expectedAverages: allocateRows(countPriceEntries(plan) + 1, allocate),
  indexForward: allocate(LANES),
  priceEntries: allocate(ENTRY_DOUBLES * countPriceEntries(plan)),
});

/** A delivery's final price in every lane. */
export type FinalPrice = {
  /** Final net price: the net price of the month of delivery, a row that contracts share, or `ownNet`. */
  net: Float64Array;
  /** Last month of the quotational period; by lane, in a row that contracts share, where the period is declared. */
  lastPricingMonth: number;
  lastPricingMonthByLane: Int32Array;
  readonly ownNet: Float64Array;
};

/** Allocates the final price of the current delivery. */
export const createFinalPrice = (allocate: AllocateLanes): FinalPrice => {
  const ownNet = allocate(LANES);
  return { net: ownNet, lastPricingMonth: 0, lastPricingMonthByLane: new Int32Array(0), ownNet };
};

/**
 * Products of one metal, with its policy closures, or one product without any. Its months are simulated before those of the next family, so that
 * what its contracts use stays in the caches.
 */
export type ProductFamily = { readonly products: readonly ProductLanes[]; readonly policies: readonly PolicyLanes[] };

/** Lists the families of simulated products. */
export const listFamilies = (products: readonly ProductLanes[], policies: readonly PolicyLanes[]): ProductFamily[] => [
  ...policies.map((policy, p) => ({ products: products.filter(({ flat }) => flat.policy === p), policies: [policy] })),
  ...products.flatMap((product) => (product.flat.policy < 0 ? [{ products: [product], policies: [] }] : [])),
];

/** A batch of up to LANES paths, simulated side by side: one path per lane. Its rows are reused from batch to batch. */
export type PathBatch = {
  readonly plan: FlatPlan;
  readonly kernel: Kernel;
  readonly prices: PricePaths;
  readonly cycle: CyclePaths;
  readonly contracts: readonly ContractLanes[];
  readonly products: readonly ProductLanes[];
  /** By group and month after the valuation. */
  readonly groupMonths: readonly (readonly GroupMonth[])[];
  /** Policy closures by metal. */
  readonly policies: readonly PolicyLanes[];
  /** Draws of credit defaults by group. */
  readonly groupLanes: ReachableLanes;
  /** Draws of performance events by contract. */
  readonly eventLanes: ReachableLanes;
  /** Months after the valuation in which the payers of price supports default, by payer and lane; beyond every payment where they do not. */
  readonly payerDefaultMonths: readonly Int32Array[];
  /** Products whose months are simulated; all others are deterministic. */
  readonly simulatedProducts: readonly ProductLanes[];
  readonly families: readonly ProductFamily[];
  /** By contract, its product. */
  readonly productOf: readonly ProductLanes[];
  readonly deterministic: DeterministicPlan;
  /** Runs of sales of the deterministic products, as the kernel reads them. */
  readonly saleRuns: Float64Array;
  /** Revenue moments of the block: means, then squared deviations, as in `PathBlock`. */
  readonly moments: Float64Array;
  /** D times the scenario's multiplier, and slack, by split: entry month * LANES + lane. */
  readonly demand: readonly Float64Array[];
  readonly slack: readonly Float64Array[];
  /** Entry (measure * years + year) * LANES + lane. */
  readonly measures: Float64Array;
  /** Rows for any step, whose values last until it calls another. */
  readonly scratch: readonly [Float64Array, Float64Array];
  readonly finalPrice: FinalPrice;
  readonly sharedPrices: SharedPrices;
  readonly declaredPrices: DeclaredPrices;
  readonly hazardBounds: HazardBounds;
  readonly work: WorkLanes;
  /** Byte offset of the numbers of the paths. */
  readonly pathNumbersAt: number;
  draws: Draws;
  sums: BlockSums;
  /** Paths in the batch; lanes from `count` on have no path. */
  count: number;
};

/** Offset of the lanes of a measure in the year of month t. */
export const measureOffset = ({ plan }: PathBatch, measure: number, t: number): number =>
  (measure * plan.years + plan.yearIndex[t]!) * LANES;

/** Adds an amount to a measure of one contract in the sums of the block. */
export const addContractMeasure = (
  batch: PathBatch,
  contract: ContractLanes,
  name: keyof typeof CONTRACT_MEASURE,
  amount: number,
): void => {
  batch.sums.contracts[contract.index * CONTRACT_MEASURES.length + CONTRACT_MEASURE[name]]! += amount;
};

/** Adds an amount of month t to a measure of the path in lane i, and to the same measure of a contract. */
export const addPathMeasure = (
  batch: PathBatch,
  contract: ContractLanes,
  name: keyof typeof PATH_MEASURE & keyof typeof CONTRACT_MEASURE,
  t: number,
  i: number,
  amount: number,
): void => {
  batch.measures[measureOffset(batch, PATH_MEASURE[name], t) + i]! += amount;
  addContractMeasure(batch, contract, name, amount);
};

/** Returns the offset of the receivables due in a month, cleared if the slot held those of another month. */
export const receivablesOffset = (contract: ContractLanes, month: number): number => {
  const { receivables, receivableMonths, receivableSlots } = contract;
  const slot = month % receivableSlots;
  const offset = slot * LANES;
  if (receivableMonths[slot] !== month) {
    receivableMonths[slot] = month;
    receivables.fill(0, offset, offset + LANES);
  }
  return offset;
};

/** Books a payment of month `month` in lane i: as revenue of its year, and as a receivable until then. USD. */
export const bookPayment = ({ plan }: PathBatch, contract: ContractLanes, month: number, i: number, amount: number): void => {
  contract.revenue[revenueOffset(contract, plan.yearIndex[month]!) + i]! += amount;
  if (amount > 0 && contract.receivables.length > 0) contract.receivables[receivablesOffset(contract, month) + i]! += amount;
  if (contract.paymentsByMonth.length > 0) contract.paymentsByMonth[month * LANES + i]! += amount;
};
