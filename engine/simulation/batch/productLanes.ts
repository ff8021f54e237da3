import type { QueueLot } from '../../spot/spotQueue.ts';
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
  /** Undelivered tonnes that wait for sale, by lane. */
  readonly queues: readonly QueueLot[][];
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
  /** Whether a lane's calls of the month are cut for lack of product. */
  hasCuts: boolean;
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
  queues: Array.from({ length: LANES }, () => []),
  hasQueue: false,
  nominal: allocate(LANES),
  spareProduction: new Float64Array(LANES),
  called: allocate(LANES),
  heldBack: allocate(LANES),
  hasHeldBack: false,
  deferredDue: allocate(LANES),
  hasDeferredDue: false,
  hasCuts: false,
  spotPrice: allocate(LANES),
  revenue: allocate(plan.years * LANES),
  hasSellerOption: flat.contracts.some((c) => plan.contracts[c]!.terms.some(({ toleranceHolder }) => toleranceHolder === 'seller')),
});

/** Resets a product to its state at the valuation. */
export const resetProductLanes = (product: ProductLanes): void => {
  product.hasQueue = false;
  for (const queue of product.queues) queue.length = 0;
  product.revenue.fill(0);
};
