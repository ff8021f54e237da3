import { type ContractLanes, NEVER } from '../batch/contractLanes.ts';
import { addEvent } from '../batch/eventQueue.ts';
import { EVENT } from '../batch/exceptions.ts';
import { addPathMeasure, type PathBatch } from '../batch/pathBatch.ts';
import { isSimulatedMonth } from '../batch/productLanes.ts';
import { DRAW_KIND, drawUniform, LANES } from '../draws/draws.ts';
import { exp } from '../draws/elementary.ts';
import { DOUBLE_BYTES } from '../kernel/layout.ts';
import type { FlatGroup } from '../plan/flatPlan.ts';
import { priceGap } from './boundHazards.ts';
import { getPriceAt, renegotiatedDiscount } from './evaluatePrices.ts';
import { listReachableLanes } from './listReachableLanes.ts';

/** Months after a default in which the contract's nominal tonnes still count as planned for it. */
const PLANNED_MONTHS_AFTER_DEFAULT = 2;

/** Shares of the event types; all other events are renegotiations. */
const REFUSE_SHARE = 0.3;
const DEFER_SHARE = 0.4;
/** Months of a refusal or deferral, and of a renegotiation. */
const SHORT_MONTHS = 3;
const RENEGOTIATED_MONTHS = 12;

/** Last month of an event that starts in month t. */
export const lastMonthOfEvent = (event: number, t: number): number =>
  t + (event === EVENT.renegotiate ? RENEGOTIATED_MONTHS : SHORT_MONTHS) - 1;

/** The event of type draw u. */
const eventOf = (u: number): number => {
  if (u < REFUSE_SHARE) return EVENT.refuse;
  return u < REFUSE_SHARE + DEFER_SHARE ? EVENT.defer : EVENT.renegotiate;
};

/** P(month) = 1 - e^(-h/12). */
const monthlyProbability = (hazard: number): number => 1 - exp(-hazard / 12);

/** The k-th lane of the list. */
const listedLane = ({ work }: PathBatch, k: number): number => work.listedLanes[k]! / DOUBLE_BYTES;

/** A net price of month t, less the discount where it is renegotiated. */
const renegotiatedPrice = ({ lastEvent, lastEventMonth }: ContractLanes, net: number, netSpot: number, t: number, i: number): number =>
  lastEvent[i] === EVENT.renegotiate && lastEventMonth[i]! >= t ? net - renegotiatedDiscount(net, netSpot) : net;

/** Whether a group defaults in lane i, whose uniform is u, by its delivering contracts that have not ended. */
const hasDefaulted = (
  batch: PathBatch,
  group: FlatGroup,
  deliveringContracts: readonly number[],
  t: number,
  i: number,
  u: number,
): boolean => {
  const { hazards } = batch.plan.parameters;
  let tonnes = 0;
  let gap = 0;
  let slack = 0;
  let slackMean = 0;
  let aliveCount = 0;
  for (const c of deliveringContracts) {
    const contract = batch.contracts[c]!;
    if (contract.unplannedFrom[i] !== NEVER) continue;
    const { flat } = contract;
    const nominal = flat.nominal[t]!;
    aliveCount++;
    tonnes += nominal;
    const { contractPrice, spotPrice } = flat.terms[flat.termsIndex[t]!]!;
    const netSpot = getPriceAt(batch, spotPrice, t)[i]!;
    gap += nominal * priceGap(renegotiatedPrice(contract, getPriceAt(batch, contractPrice, t)[i]!, netSpot, t, i), netSpot);
    slack += nominal * batch.slack[flat.split]![t * LANES + i]!;
    slackMean += nominal * batch.plan.splits[flat.split]!.slackMean[t]!;
  }
  if (aliveCount === 0) return false;
  const weight = tonnes > 0 ? tonnes : 1;
  const exponent = (hazards.gap * gap + hazards.slack * slack) / weight;
  const mean = tonnes > 0 ? slackMean / weight : 1;
  // h = h_cr exp(5 gap + 6 slack) / mean of exp(6 slack)
  const hazard = (group.hazard * exp(exponent)) / mean;
  return u < monthlyProbability(Math.min(hazards.most, hazard));
};

/** Marks all contracts of a group as ended in lane i and counts one default, on the first contract that delivers. */
const defaultGroup = (batch: PathBatch, group: FlatGroup, t: number, i: number): void => {
  let isCounted = false;
  for (const c of group.contracts) {
    const contract = batch.contracts[c]!;
    if (contract.unplannedFrom[i] !== NEVER) continue;
    contract.unplannedFrom[i] = t + PLANNED_MONTHS_AFTER_DEFAULT + 1;
    addEvent(batch.productOf[c]!.events, t, c, i, EVENT.default);
    if (isCounted || contract.flat.termsIndex[t]! < 0) continue;
    addPathMeasure(batch, contract, 'defaults', t, i, 1);
    isCounted = true;
  }
};

/** Draws the credit defaults of month t, one draw for each group with a delivering contract. */
const drawCreditDefaults = (batch: PathBatch, t: number): void => {
  const { hazards, weighted } = batch.plan.parameters;
  if (!hazards.credit) return;
  for (let g = 0; g < batch.plan.groups.length; g++) {
    const group = batch.plan.groups[g]!;
    const groupMonth = batch.groupMonths[g]![t]!;
    if (groupMonth.contracts.length === 0) continue;
    // the hazard applies only where all contracts have ended or none has; signing ends some of them in single lanes
    const hazard = weighted ? Number.POSITIVE_INFINITY : groupMonth.hazard;
    const bounds = batch.hazardBounds.ofGroups[g]![t]!;
    const draw = { kind: DRAW_KIND.groupDefault, entity: group.hash, place: g, hazard, bounds };
    const listedCount = listReachableLanes(batch, batch.groupLanes, draw, t);
    if (listedCount === 0) continue;
    for (let k = 0; k < listedCount; k++) {
      const i = listedLane(batch, k);
      const u = batch.work.uniforms[i]!;
      if (hasDefaulted(batch, group, groupMonth.contracts, t, i, u)) defaultGroup(batch, group, t, i);
    }
  }
};

/** Draws the performance events of a contract in month t, one draw for each lane that is in no event. */
const drawPerformanceEvents = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { hazards } = batch.plan.parameters;
  const { flat, index, unplannedFrom, lastEvent, lastEventMonth } = contract;
  const bounds = batch.hazardBounds.ofContracts[index]![flat.termsIndex[t]!]!;
  const draw = { kind: DRAW_KIND.contractEvent, entity: flat.hash, place: index, hazard: hazards.performanceHazard, bounds };
  const listedCount = listReachableLanes(batch, batch.eventLanes, draw, t);
  if (listedCount === 0) return;
  const slack = batch.slack[flat.split]!;
  const { contractPrice, spotPrice } = flat.terms[flat.termsIndex[t]!]!;
  const [netPrice, netSpot] = [getPriceAt(batch, contractPrice, t), getPriceAt(batch, spotPrice, t)];
  for (let k = 0; k < listedCount; k++) {
    const i = listedLane(batch, k);
    if (unplannedFrom[i] !== NEVER || lastEventMonth[i]! >= t) continue;
    const gap = priceGap(netPrice[i]!, netSpot[i]!);
    const hazard = hazards.performanceHazard * exp(hazards.gap * gap + hazards.slack * slack[t * LANES + i]!);
    if (batch.work.uniforms[i]! >= monthlyProbability(Math.min(hazards.most, hazard))) continue;
    const event = eventOf(drawUniform(batch.draws, i, DRAW_KIND.eventType, t, flat.hash));
    lastEvent[i] = event;
    lastEventMonth[i] = lastMonthOfEvent(event, t);
    addEvent(batch.productOf[index]!.events, t, index, i, event);
  }
};

/**
 * Draws the credit defaults and performance events of month t (steps 7 and 8) of all products, because a default ends the contracts of a buyer for
 * every product. They depend on prices, demand and earlier events, but on no tonnes: those of all months are drawn before the first delivery.
 */
export const drawEvents = (batch: PathBatch, t: number): void => {
  drawCreditDefaults(batch, t);
  if (!batch.plan.parameters.hazards.performance) return;
  for (const product of batch.simulatedProducts) {
    if (!isSimulatedMonth(product, t)) continue;
    for (const c of product.deliveringContracts[t]!) drawPerformanceEvents(batch, batch.contracts[c]!, t);
  }
};

/** Returns the month from the valuation in which the buyer of a contract defaulted in lane i; 0 if it did not. */
export const defaultMonthOf = ({ unplannedFrom }: Pick<ContractLanes, 'unplannedFrom'>, i: number): number => {
  const month = unplannedFrom[i]!;
  return month === NEVER || month === 0 ? 0 : month - PLANNED_MONTHS_AFTER_DEFAULT - 1;
};
