import { addAmount } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { BuyerId, ContractId, ProductId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { tailWeights } from '../../risk/shortfall.ts';
import { createBlockSums } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import type { SimulationResult } from '../mergeBlocks.ts';
import { getFlatPlan } from '../plan/flatPlan.ts';
import type { SimulationHooks } from '../simulate.ts';
import { getSimulator } from '../simulator.ts';
import type { SimulationRequest } from '../types.ts';

/** The paths of a tail, ascending, and the share of each in it. */
export type TailPaths = { readonly paths: Int32Array; readonly shares: Float64Array };

/** Finds the worst (1 - c) n paths of net revenue over the plan. Errors: OUT_OF_RANGE (confidence). */
export const findTailPaths = (result: Pick<SimulationResult, 'netRevenueTotal'>, confidence: number): TailPaths => {
  const weights = tailWeights(result.netRevenueTotal, confidence);
  const paths = Int32Array.from([...weights.keys()].filter((i) => weights[i]! > 0));
  return { paths, shares: Float64Array.from(paths, (i) => weights[i]!) };
};

/** Revenue over the plan in a lane of a contract or product, USD. */
const revenueInLane = ({ revenue }: { readonly revenue: Float64Array }, lane: number): number => {
  let total = 0;
  for (let at = lane; at < revenue.length; at += LANES) total += revenue[at]!;
  return total;
};

/**
 * Simulates the given paths again and returns the revenue over the plan of each contract, then the spot revenue of each product: entry
 * row * paths.length + k, rows as in the result. USD.
 */
export const simulatePathRevenue = (request: SimulationRequest, paths: Int32Array): Float64Array => {
  const simulator = getSimulator(request);
  const { plan } = simulator.batch;
  const rows = plan.contracts.length + plan.products.length;
  const out = new Float64Array(rows * paths.length);
  const sums = createBlockSums(plan);
  for (let first = 0; first < paths.length; first += LANES) {
    const batch = simulator.simulateBatch(paths.slice(first, first + LANES), sums);
    [...batch.contracts, ...batch.products].forEach((lanes, row) => {
      for (let i = 0; i < batch.count; i++) out[row * paths.length + first + i] = revenueInLane(lanes, i);
    });
  }
  return out;
};

/**
 * Sums the rows of `simulatePathRevenue`: the revenue of all contracts and products by path, USD over the plan. The hooks are called between
 * batches. Errors: CANCELLED.
 */
export const simulateNetRevenue = (
  request: SimulationRequest,
  paths: Int32Array,
  { onBlock, shouldStop }: SimulationHooks = {},
): Float64Array => {
  const simulator = getSimulator(request);
  const revenue = new Float64Array(paths.length);
  const sums = createBlockSums(simulator.batch.plan);
  for (let first = 0; first < paths.length; first += LANES) {
    if (shouldStop?.() === true) throw new OrebookError('CANCELLED');
    const { contracts, products, count } = simulator.simulateBatch(paths.slice(first, first + LANES), sums);
    for (const lanes of [...contracts, ...products]) for (let i = 0; i < count; i++) revenue[first + i]! += revenueInLane(lanes, i);
    onBlock?.(first + count);
  }
  return revenue;
};

/** A component of the shortfall, USD; negative if its revenue in the tail is above its average. */
export type ShortfallComponent<Id> = { readonly id: Id; readonly amount: number };

/** Components of the expected shortfall. Part of stored results: names can't change. */
export type ShortfallComponents = {
  readonly contracts: readonly ShortfallComponent<ContractId>[];
  /** Spot sales of each product. */
  readonly spot: readonly ShortfallComponent<ProductId>[];
  readonly buyers: readonly ShortfallComponent<BuyerId>[];
  /** Contracts and spot sales of the metal's products. */
  readonly metals: readonly ShortfallComponent<Metal>[];
  /** Contracts by destination, spot sales by spot zone; an unknown destination by the metal's zone weights. */
  readonly zones: readonly ShortfallComponent<Zone>[];
};

const sumById = <Id>(parts: readonly ShortfallComponent<Id>[]): ShortfallComponent<Id>[] => {
  const sums = new Map<Id, number>();
  for (const { id, amount } of parts) addAmount(sums, id, amount);
  return [...sums].map(([id, amount]) => ({ id, amount }));
};

/**
 * Computes the Euler components of the expected shortfall of net revenue over the plan: mean less mean in the tail. Contracts and spot
 * sales sum to it, and so do metals, and zones; buyers sum to the contracts. `revenue`: `simulatePathRevenue` on the paths of the tail.
 */
export const shortfallComponents = (
  request: SimulationRequest,
  result: Pick<SimulationResult, 'contracts' | 'products'>,
  { shares }: TailPaths,
  revenue: Float64Array,
): ShortfallComponents => {
  const plan = getFlatPlan(request);
  const { portfolio } = request;
  const component = (row: number, mean: number): number => {
    let tail = 0;
    // ES_k = mean_k - sum_i w_i x_ki
    for (let k = 0; k < shares.length; k++) tail += shares[k]! * revenue[row * shares.length + k]!;
    return mean - tail;
  };
  const contracts = result.contracts.map(({ contractId: id, revenue: { total } }, row) => ({ id, amount: component(row, total.value) }));
  const spot = result.products.map(({ productId: id, spotRevenue: { total } }, row) => ({
    id,
    amount: component(contracts.length + row, total.value),
  }));
  const buyerOf = new Map(portfolio.contracts.map(({ contract, buyer }) => [contract.id, buyer.id]));
  const metalOf = new Map(portfolio.products.map(({ id, metal }) => [id, metal]));
  return {
    contracts,
    spot,
    buyers: sumById(contracts.map(({ id, amount }) => ({ id: buyerOf.get(id)!, amount }))),
    metals: sumById([
      ...plan.contracts.map(({ productId }, c) => ({ id: metalOf.get(productId)!, amount: contracts[c]!.amount })),
      ...spot.map(({ id, amount }) => ({ id: metalOf.get(id)!, amount })),
    ]),
    zones: sumById([
      ...plan.contracts.flatMap(({ split }, c) =>
        ZONES.map((id, z) => ({ id, amount: contracts[c]!.amount * plan.splits[split]!.weights[z]! })),
      ),
      ...plan.products.flatMap(({ split }, p) => split.map(({ zone: id, weight }) => ({ id, amount: spot[p]!.amount * weight }))),
    ]).filter(({ amount }) => amount !== 0),
  };
};
