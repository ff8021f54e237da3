import { ZONES } from '#shared/domain/zone.ts';
import { perDryTonne } from '#shared/units/conversions.ts';
import { marketDepth } from '../../spot/marketDepth.ts';
import type { RerouteCost } from '../../spot/sellOnSpot.ts';
import { type QueueOrigin, rerouteCost } from '../../spot/spotQueue.ts';
import { combineZones } from '../../valuation/channels.ts';
import { measureOffset, type PathBatch } from '../batch/pathBatch.ts';
import { isZoneClosed, openShareInLane, type PolicyLanes } from '../batch/policyLanes.ts';
import type { ProductLanes } from '../batch/productLanes.ts';
import { LANES } from '../draws/draws.ts';
import { TERM_DOUBLES } from '../kernel/kernel.ts';
import { DOUBLE_BYTES, ROW_BYTES } from '../kernel/layout.ts';
import { closeZone } from '../plan/flatPolicies.ts';
import { PATH_MEASURE, PRODUCT_MEASURES } from '../types.ts';
import { deterministicCall, refusedOrDeferredInLane } from './contractDelivery.ts';
import { evaluatePriceAt } from './evaluatePrices.ts';

/** The undelivered tonnes of the contracts of month t in lane i, and the costs of their closed destinations. */
const queueOriginsInLane = (batch: PathBatch, product: ProductLanes, t: number, i: number): QueueOrigin[] =>
  product.deliveringContracts[t]!.flatMap((c): QueueOrigin[] => {
    const contract = batch.contracts[c]!;
    const { flat, isDeterministic, closedLanes } = contract;
    const isClosed = closedLanes.isClosed[i] === 1;
    if (t >= contract.unplannedFrom[i]!) return [];
    const nominal = flat.nominal[t]!;
    const isAlive = isDeterministic || contract.isAlive[i] === 1;
    const calledTonnes = isDeterministic ? deterministicCall(contract, t) : contract.called[i]! - refusedOrDeferredInLane(contract, i);
    return [
      {
        nominal,
        delivered: isAlive ? calledTonnes - (contract.hasCut ? contract.cut[i]! : 0) : 0,
        closedShare: 1 - openShareInLane(contract, t, i),
        closedDiscount: isClosed ? closedLanes.closedDiscount[i]! : flat.closedDiscount[t]!,
        closedFreight: isClosed ? closedLanes.closedFreight[i]! : flat.closedFreight[t]!,
      },
    ];
  });

/** Cost of selling elsewhere what the spot zones of a product do not take in lane i, in which a policy closes a zone. */
const closedSpotZoneCost = (policy: PolicyLanes, { flat }: ProductLanes, t: number, i: number): RerouteCost => {
  const { closedDiscount, closedFreightUsdPerWmt } = combineZones(flat.split, (zone, n) => {
    const access = flat.spotZoneAccess[t]![n]!;
    return isZoneClosed(policy, ZONES.indexOf(zone), i) ? closeZone(access, policy.flat, true) : access;
  });
  return { discount: closedDiscount, freight: perDryTonne(closedFreightUsdPerWmt, flat.moisture) };
};

// depths of the open zones of the current lane: reused, so that nothing is allocated
const openDepths = ZONES.map(() => 0);

/** Subtracts the zones that a policy closes from the market depth of month t. */
const closeMarkets = ({ cycle }: PathBatch, policy: PolicyLanes, { flat, depth }: ProductLanes, t: number): void => {
  const zoneDepths = flat.zoneDepths[t]!;
  for (let k = 0; k < policy.count; k++) {
    const i = policy.lanes[k]!;
    for (let z = 0; z < ZONES.length; z++) openDepths[z] = isZoneClosed(policy, z, i) ? 0 : zoneDepths[z]!;
    depth[i] = marketDepth(openDepths, cycle.demand, t * LANES + i);
  }
};

/** Writes the costs of selling elsewhere of month t: those of undelivered tonnes, then those of the spot zone. */
const writeCosts = (batch: PathBatch, product: ProductLanes, t: number, canSell: boolean): void => {
  const { flat, costs, remainingTonnes, nominal } = product;
  costs.fill(0);
  if (!canSell) return;
  costs.fill(flat.spotZoneDiscount[t]!, 2 * LANES, 3 * LANES).fill(flat.spotZoneFreight[t]!, 3 * LANES);
  const policy = batch.policies[flat.policy];
  for (let k = 0; policy !== undefined && k < policy.count; k++) {
    const i = policy.lanes[k]!;
    const { discount, freight } = closedSpotZoneCost(policy, product, t, i);
    costs[2 * LANES + i] = discount;
    costs[3 * LANES + i] = freight;
  }
  const hasRowCost = flat.hasRerouteCost[t] === 1;
  if (!hasRowCost && !(policy !== undefined && policy.count > 0)) return;
  const plannedSpotTonnes = (i: number): number => Math.max(0, flat.production[t]! - nominal[i]!);
  for (let i = 0; i < batch.count; i++) {
    if (!hasRowCost && policy?.closedZones[i] === 0) continue;
    const undeliveredTonnes = remainingTonnes[i]! - Math.min(plannedSpotTonnes(i), remainingTonnes[i]!);
    if (!(undeliveredTonnes > 0)) continue;
    const { discount, freight } = rerouteCost(undeliveredTonnes, queueOriginsInLane(batch, product, t, i));
    costs[i] = discount;
    costs[LANES + i] = freight;
  }
};

/** Sells the undelivered production of month t and queued tonnes on spot, and books the revenue (step 10). */
export const sellProduct = (batch: PathBatch, product: ProductLanes, t: number): void => {
  const { flat, spotPrice, queue, oldestQueueMonth } = product;
  const { kernel, plan, work } = batch;
  // without a spot price all undelivered tonnes join the queue
  const canSell = flat.spotPriceIndex[t]! >= 0;
  if (canSell) {
    evaluatePriceAt(batch, flat.spotPrices[flat.spotPriceIndex[t]!]!, spotPrice, t);
    const termsAt = product.depthTerms.byteOffset + product.firstDepthTerm[t]! * TERM_DOUBLES * DOUBLE_BYTES;
    const terms = product.firstDepthTerm[t + 1]! - product.firstDepthTerm[t]!;
    kernel.sumWeightedRows(termsAt, terms, 0, product.depth.byteOffset, 1);
    const policy = batch.policies[flat.policy];
    if (policy !== undefined) closeMarkets(batch, policy, product, t);
  } else product.depth.fill(0);
  if (product.hasCosts) writeCosts(batch, product, t, canSell);
  const measureAt = (measure: number): number => batch.measures.byteOffset + measureOffset(batch, measure, t) * DOUBLE_BYTES;
  const queueAt = (rows: Float64Array): number => rows.byteOffset + oldestQueueMonth * ROW_BYTES;
  const isLastMonth = canSell && t === plan.months;
  const lastDueMonth = isLastMonth ? t : t - flat.resaleMonths;
  const emptyRows = kernel.sellOnSpot({
    remainingAt: product.remainingTonnes.byteOffset,
    nominalAt: product.nominal.byteOffset,
    spotPriceAt: spotPrice.byteOffset,
    depthAt: product.depth.byteOffset,
    queueAt: queueAt(queue.tonnes),
    discountAt: queueAt(queue.discount),
    freightAt: queueAt(queue.freight),
    queueRows: t + 1 - oldestQueueMonth,
    dueRows: canSell ? Math.max(0, lastDueMonth + 1 - oldestQueueMonth) : 0,
    costsAt: product.costs.byteOffset,
    spotSumAt: measureAt(PATH_MEASURE.spot),
    spotRevenueAt: measureAt(PATH_MEASURE.spotRevenue),
    depthLossAt: measureAt(PATH_MEASURE.depthLoss),
    rerouteLossAt: measureAt(PATH_MEASURE.rerouteLoss),
    revenueAt: product.revenue.byteOffset + plan.yearIndex[t]! * ROW_BYTES,
    sumsAt: work.sums.byteOffset,
    count: batch.count,
    production: canSell ? flat.production[t]! : 0,
    slope: flat.depthTerms.slope,
    cap: flat.depthTerms.cap,
    isLastMonth,
    hasCosts: product.hasCosts,
  });
  product.oldestQueueMonth += emptyRows;
  const at = product.index * PRODUCT_MEASURES.length;
  for (let k = 0; k < PRODUCT_MEASURES.length; k++) batch.sums.products[at + k]! += work.sums[k]!;
};
