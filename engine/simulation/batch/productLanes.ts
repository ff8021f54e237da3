import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import { listDeliveringContracts } from '../plan/deliveringContracts.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import type { FlatProduct } from '../plan/flatProduct.ts';

/** State of a product in every lane. dmt, USD. */
export type ProductLanes = {
  readonly flat: FlatProduct;
  readonly index: number;
  /** Contracts with a delivery, by month after the valuation, in the order of their ids. */
  readonly deliveringContracts: readonly (readonly number[])[];
  /** Undelivered tonnes by the month in which they joined the queue. */
  readonly queue: Float64Array;
  /** First month of the queue that may hold tonnes. */
  oldestQueueMonth: number;
  /** Whether any lane has had tonnes in the queue. */
  hasQueue: boolean;
  /** Of the month: nominal tonnes planned for contracts, and what they leave for extra tonnes at the seller's option. */
  readonly nominal: Float64Array;
  readonly spareProduction: Float64Array;
  /** Of the month: calls less what is refused or deferred, and what is. */
  readonly called: Float64Array;
  readonly heldBack: Float64Array;
  hasHeldBack: boolean;
  /** Deferred tonnes deliverable in the month. */
  readonly deferredDue: Float64Array;
  hasDeferredDue: boolean;
  /** Shares of the calls and of the deferred tonnes that are delivered. */
  readonly deliveredShare: Float64Array;
  readonly deferredDeliveredShare: Float64Array;
  /** Whether a lane's calls of the month are cut for lack of product. */
  hasCuts: boolean;
  /** Production of the month that is not delivered. */
  readonly undelivered: Float64Array;
  /** Net spot at S(t). */
  readonly spotPrice: Float64Array;
  /** Spot revenue by calendar year. */
  readonly revenue: Float64Array;
  readonly hasSellerOption: boolean;
};

/** Allocates the state of a product. */
export const createProductLanes = (plan: FlatPlan, flat: FlatProduct, index: number, allocate: AllocateLanes): ProductLanes => ({
  flat,
  index,
  deliveringContracts: listDeliveringContracts(plan, flat.contracts),
  queue: allocate((plan.months + 1) * LANES),
  oldestQueueMonth: 1,
  hasQueue: false,
  nominal: allocate(LANES),
  spareProduction: new Float64Array(LANES),
  called: allocate(LANES),
  heldBack: allocate(LANES),
  hasHeldBack: false,
  deferredDue: allocate(LANES),
  hasDeferredDue: false,
  deliveredShare: allocate(LANES),
  deferredDeliveredShare: allocate(LANES),
  hasCuts: false,
  undelivered: allocate(LANES),
  spotPrice: allocate(LANES),
  revenue: allocate(plan.years * LANES),
  hasSellerOption: flat.contracts.some((c) => plan.contracts[c]!.terms.some(({ toleranceHolder }) => toleranceHolder === 'seller')),
});

/** Resets a product to its state at the valuation. */
export const resetProductLanes = (product: ProductLanes): void => {
  product.hasQueue = false;
  product.oldestQueueMonth = 1;
  product.revenue.fill(0);
};
