import { sumBy } from '#shared/math.ts';
import type { CyclePaths } from '../cycle/demandCycle.ts';
import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import { CLAIM_WORDS, createTableWriter, TERM_DOUBLES, viewWords } from '../kernel/kernel.ts';
import { ROW_BYTES } from '../kernel/layout.ts';
import { listDeliveringContracts } from '../plan/deliveringContracts.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import type { FlatProduct } from '../plan/flatProduct.ts';
import { createEventQueue, type EventQueue, resetEventQueue } from './eventQueue.ts';

/** State of a product in every lane. dmt, USD. */
export type ProductLanes = {
  readonly flat: FlatProduct;
  readonly index: number;
  /** Contracts with a delivery, by month after the valuation, in the order of their ids. */
  readonly deliveringContracts: readonly (readonly number[])[];
  /** The first and the last month that are simulated. */
  readonly firstMonth: number;
  readonly lastMonth: number;
  /** The sum of their nominal tonnes, by month. */
  readonly plannedNominal: Float64Array;
  /** Events of its contracts that are drawn and not yet begun. */
  readonly events: EventQueue;
  /** What they claim, in the same order, as the kernel reads it. */
  readonly claims: Int32Array;
  /**
   * Undelivered tonnes that wait for sale, and their costs of selling elsewhere, by the month in which they were queued and lane. Costs are
   * empty, and not used, without `hasCosts`.
   */
  readonly queue: { readonly tonnes: Float64Array; readonly discount: Float64Array; readonly freight: Float64Array };
  /** Oldest month with queued tonnes in any lane; later than the months simulated if there are none. */
  oldestQueueMonth: number;
  /** Whether selling elsewhere costs something in any month. */
  readonly hasCosts: boolean;
  /** Discount and freight of the month's undelivered tonnes, and of the spot zone: four rows. */
  readonly costs: Float64Array;
  /** Demand of each open zone and its depth on the plateau, as terms of the kernel; the first term of each month. */
  readonly depthTerms: Float64Array;
  readonly firstDepthTerm: Int32Array;
  /** Market depth of the month. */
  readonly depth: Float64Array;
  /** Production of the month that is not delivered, for spot or the queue. */
  readonly remainingTonnes: Float64Array;
  /** Of the month: nominal tonnes planned for contracts, and what they leave for extra tonnes at the seller's option. */
  readonly nominal: Float64Array;
  readonly spareProduction: Float64Array;
  /** Of the month: called tonnes that are refused or deferred. */
  readonly heldBack: Float64Array;
  hasHeldBack: boolean;
  /** Deferred tonnes deliverable in the month. */
  readonly deferredDue: Float64Array;
  hasDeferredDue: boolean;
  /** Whether a lane's calls of the month are cut for lack of product. */
  hasCuts: boolean;
  /** Net spot at S(t). */
  readonly spotPrice: Float64Array;
  /** Spot revenue by calendar year. */
  readonly revenue: Float64Array;
  readonly hasSellerOption: boolean;
};

/**
 * Returns the first and the last month with a delivery. Months before the first sell all production on spot where it has a price; without one
 * they queue it, so that the first is month 1.
 */
const findDeliveryMonths = (deliveringContracts: readonly (readonly number[])[], { spotPriceIndex }: FlatProduct) => {
  const hasDelivery = (contracts: readonly number[]): boolean => contracts.length > 0;
  const [firstDelivery, lastMonth] = [deliveringContracts.findIndex(hasDelivery), deliveringContracts.findLastIndex(hasDelivery)];
  const queues = spotPriceIndex.subarray(1, Math.max(1, firstDelivery)).some((index) => index < 0);
  return { firstMonth: queues ? 1 : Math.max(1, firstDelivery), lastMonth };
};

/** Allocates the state of a product. `skipsSpotMonths`: whether its months before and after all deliveries, which only sell on spot, are left out. */
export const createProductLanes = (
  plan: FlatPlan,
  flat: FlatProduct,
  index: number,
  skipsSpotMonths: boolean,
  allocate: AllocateLanes,
): ProductLanes => {
  const deliveringContracts = listDeliveringContracts(plan, flat.contracts);
  const mostClaims = Math.max(0, ...deliveringContracts.map(({ length }) => length));
  const policy = plan.policies[flat.policy];
  const hasPolicyCost = policy !== undefined && (policy.discount > 0 || policy.freightUsdPerWmt > 0);
  const hasCosts =
    hasPolicyCost ||
    [flat.spotZoneDiscount, flat.spotZoneFreight, flat.hasRerouteCost].some((series) => series.some((value) => value !== 0));
  const { firstMonth, lastMonth } = skipsSpotMonths
    ? findDeliveryMonths(deliveringContracts, flat)
    : { firstMonth: 1, lastMonth: plan.months };
  const allocateQueue = (isUsed: boolean): Float64Array => allocate(isUsed ? (lastMonth + 1) * LANES : 0);
  const openZones = flat.zoneDepths.map((depths) => depths.filter((depth) => depth !== 0).length);
  const firstDepthTerm = new Int32Array(openZones.length + 1);
  for (const [t, zones] of openZones.entries()) firstDepthTerm[t + 1] = firstDepthTerm[t]! + zones;
  return {
    flat,
    index,
    deliveringContracts,
    firstMonth,
    lastMonth,
    plannedNominal: Float64Array.from(deliveringContracts, (contracts, t) => sumBy(contracts, (c) => plan.contracts[c]!.nominal[t]!)),
    events: createEventQueue(),
    claims: viewWords(allocate((CLAIM_WORDS / 2) * mostClaims)),
    queue: { tonnes: allocateQueue(true), discount: allocateQueue(hasCosts), freight: allocateQueue(hasCosts) },
    oldestQueueMonth: firstMonth,
    hasCosts,
    costs: allocate(hasCosts ? 4 * LANES : 0),
    depthTerms: allocate(TERM_DOUBLES * firstDepthTerm.at(-1)!),
    firstDepthTerm,
    depth: allocate(LANES),
    remainingTonnes: allocate(LANES),
    nominal: allocate(LANES),
    spareProduction: new Float64Array(LANES),
    heldBack: allocate(LANES),
    hasHeldBack: false,
    deferredDue: allocate(LANES),
    hasDeferredDue: false,
    hasCuts: false,
    spotPrice: allocate(LANES),
    revenue: allocate(plan.years * LANES),
    hasSellerOption: flat.contracts.some((c) => plan.contracts[c]!.terms.some(({ toleranceHolder }) => toleranceHolder === 'seller')),
  };
};

/** Writes the terms of a product's market depth, whose demand by zone is in the kernel's memory. */
export const writeDepthTerms = ({ flat, depthTerms }: ProductLanes, { demand }: CyclePaths): void => {
  const writeTerm = createTableWriter(depthTerms, TERM_DOUBLES);
  let next = 0;
  for (const [t, depths] of flat.zoneDepths.entries()) {
    for (const [z, depth] of depths.entries()) if (depth !== 0) writeTerm(next++, demand[z]!.byteOffset + t * ROW_BYTES, depth);
  }
};

/** Whether month t of a product is simulated. */
export const isSimulatedMonth = ({ firstMonth, lastMonth }: ProductLanes, t: number): boolean => t >= firstMonth && t <= lastMonth;

/** Resets a product to its state at the valuation. */
export const resetProductLanes = (product: ProductLanes): void => {
  product.oldestQueueMonth = product.firstMonth;
  resetEventQueue(product.events);
  product.revenue.fill(0);
};
