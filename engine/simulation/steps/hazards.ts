import { monthOfDate } from '#shared/domain/time.ts';
import { setOffPrepayment } from '../../valuation/prepayment.ts';
import { DEFERRED_PARTS } from '../../valuation/tolerances.ts';
import { type ContractLanes, endLane, revenueOffset } from '../batch/contractLanes.ts';
import { DEFERRAL_RING_MONTHS, EVENT, EXCEPTION, findException, markException } from '../batch/exceptions.ts';
import { addContractMeasure, addPathMeasure, type PathBatch } from '../batch/pathBatch.ts';
import { DRAW_KIND, drawUniform, LANES } from '../draws/draws.ts';
import { exp } from '../draws/elementary.ts';
import { DOUBLE_BYTES } from '../kernel/layout.ts';
import type { FlatGroup } from '../plan/flatPlan.ts';
import { priceGap } from './boundHazards.ts';
import { openContractMonth } from './computeCalls.ts';
import { netPriceInLane, netSpotInLane } from './evaluatePrices.ts';
import { listReachableLanes } from './listReachableLanes.ts';

/** Months after a default in which the contract's nominal tonnes still count as planned for it. */
const PLANNED_MONTHS_AFTER_DEFAULT = 2;

/** Shares of the event types; all other events are renegotiations. */
const REFUSE_SHARE = 0.3;
const DEFER_SHARE = 0.4;
/** Months of a refusal or deferral, and of a renegotiation. */
const SHORT_MONTHS = 3;
const RENEGOTIATED_MONTHS = 12;

/** P(month) = 1 - e^(-h/12). */
const monthlyProbability = (hazard: number): number => 1 - exp(-hazard / 12);

/** The k-th lane of the list. */
const listedLane = ({ work }: PathBatch, k: number): number => work.listedLanes[k]! / DOUBLE_BYTES;

/** Balance of a contract's prepayment in month t that is not yet set off, USD. */
const remainingPrepayment = (batch: PathBatch, contract: ContractLanes, t: number, i: number): number => {
  const { prepayment } = contract.flat;
  const { valuationMonth } = batch.plan;
  if (prepayment === undefined || monthOfDate(prepayment.date) >= valuationMonth + t) return 0;
  const payments = Array.from({ length: t - 1 }, (_, m) => ({
    month: valuationMonth + m + 1,
    date: '',
    kind: 'final' as const,
    amount: contract.paymentsByMonth[(m + 1) * LANES + i]!,
  }));
  return setOffPrepayment(prepayment, payments, valuationMonth).left;
};

/** Ends a contract by default in lane i: later receivables are recovered in part; make-up lots and deferred tonnes lapse. */
const endByDefault = (batch: PathBatch, contract: ContractLanes, t: number, i: number): void => {
  const { flat, receivables, receivableMonths, receivableSlots } = contract;
  endLane(contract, i);
  // calls of products with a seller's option are computed before defaults
  if (flat.termsIndex[t]! >= 0) contract.called[i] = 0;
  contract.unplannedFrom[i] = t + PLANNED_MONTHS_AFTER_DEFAULT + 1;
  const { recovery } = flat.terms[Math.max(0, flat.termsIndex[Math.min(t, batch.plan.months)]!)]!;
  // the seller nets the remaining prepayment against the receivables
  let prepaidAmount = remainingPrepayment(batch, contract, t, i);
  for (let month = t; month < t + receivableSlots; month++) {
    const slot = month % receivableSlots;
    const at = slot * LANES + i;
    const amount = receivableMonths[slot] === month ? receivables[at]! : 0;
    if (amount === 0) continue;
    receivables[at] = 0;
    const nettedAmount = Math.min(prepaidAmount, amount);
    prepaidAmount -= nettedAmount;
    const lostAmount = (amount - nettedAmount) * (1 - recovery);
    contract.revenue[revenueOffset(contract, batch.plan.yearIndex[month]!) + i]! -= lostAmount;
    if (contract.paymentsByMonth.length > 0) contract.paymentsByMonth[month * LANES + i]! -= lostAmount;
  }
  for (const lot of contract.makeUpLots) lot.tonnes[i] = 0;
  const at = findException(contract.exceptions, i);
  if (at < 0) return;
  const { fields } = contract.exceptions;
  addContractMeasure(batch, contract, 'makeUpLapsed', fields[at + EXCEPTION.makeUp]!);
  fields[at + EXCEPTION.makeUp] = 0;
  addContractMeasure(batch, contract, 'deferredLapsed', lapseDeferred(contract, at));
};

/** Returns the month from the valuation in which the buyer of a contract defaulted in lane i; 0 if it did not. */
export const defaultMonthOf = ({ isAlive, unplannedFrom }: Pick<ContractLanes, 'isAlive' | 'unplannedFrom'>, i: number): number =>
  isAlive[i] === 0 && unplannedFrom[i]! > 0 ? unplannedFrom[i]! - PLANNED_MONTHS_AFTER_DEFAULT - 1 : 0;

/** Removes all deferred tonnes of the exception with its fields at `at` and returns them, dmt. */
export const lapseDeferred = ({ exceptions: { fields } }: ContractLanes, at: number): number => {
  let tonnes = fields[at + EXCEPTION.overdue]!;
  fields[at + EXCEPTION.overdue] = 0;
  const ring = at + EXCEPTION.ring;
  for (let slot = ring; slot < ring + DEFERRAL_RING_MONTHS; slot++) {
    tonnes += fields[slot]!;
    fields[slot] = 0;
  }
  return tonnes;
};

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
    if (contract.isAlive[i] === 0) continue;
    const { flat } = contract;
    const nominal = flat.nominal[t]!;
    aliveCount++;
    tonnes += nominal;
    gap += nominal * priceGap(netPriceInLane(batch, contract, t, i), netSpotInLane(batch, contract, t, i));
    slack += nominal * batch.slack[flat.split]![i]!;
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

/** Ends all contracts of a group in lane i and counts one default, on the first contract that delivers. */
const defaultGroup = (batch: PathBatch, group: FlatGroup, t: number, i: number): void => {
  let isCounted = false;
  for (const c of group.contracts) {
    const contract = batch.contracts[c]!;
    if (contract.isAlive[i] === 0) continue;
    endByDefault(batch, contract, t, i);
    if (isCounted || contract.flat.termsIndex[t]! < 0) continue;
    addPathMeasure(batch, contract, 'defaults', t, i, 1);
    isCounted = true;
  }
};

/** Step 7: draws credit defaults of month t, one draw for each group with a delivering contract. */
export const drawCreditDefaults = (batch: PathBatch, t: number): void => {
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
    for (const c of groupMonth.contracts) openContractMonth(batch, batch.contracts[c]!, t);
    for (let k = 0; k < listedCount; k++) {
      const i = listedLane(batch, k);
      const u = batch.work.uniforms[i]!;
      if (hasDefaulted(batch, group, groupMonth.contracts, t, i, u)) defaultGroup(batch, group, t, i);
    }
  }
};

/** Starts the event of type draw u in lane i. */
const startEvent = (batch: PathBatch, contract: ContractLanes, t: number, i: number, u: number): void => {
  const at = markException(contract.exceptions, i);
  const { fields } = contract.exceptions;
  if (u < REFUSE_SHARE) {
    fields[at + EXCEPTION.event] = EVENT.refuse;
    fields[at + EXCEPTION.lastEventMonth] = t + SHORT_MONTHS - 1;
    addPathMeasure(batch, contract, 'refusals', t, i, 1);
  } else if (u < REFUSE_SHARE + DEFER_SHARE) {
    fields[at + EXCEPTION.event] = EVENT.defer;
    fields[at + EXCEPTION.lastEventMonth] = t + SHORT_MONTHS - 1;
    fields[at + EXCEPTION.lastReturnMonth] = Math.max(fields[at + EXCEPTION.lastReturnMonth]!, t + SHORT_MONTHS - 1 + DEFERRED_PARTS);
    addPathMeasure(batch, contract, 'deferrals', t, i, 1);
  } else {
    fields[at + EXCEPTION.event] = EVENT.renegotiate;
    fields[at + EXCEPTION.lastEventMonth] = t + RENEGOTIATED_MONTHS - 1;
    addPathMeasure(batch, contract, 'renegotiations', t, i, 1);
  }
};

/** Whether an event of lane i lasts to month t. */
const isInEvent = (contract: ContractLanes, t: number, i: number): boolean => {
  const at = findException(contract.exceptions, i);
  return at >= 0 && contract.exceptions.fields[at + EXCEPTION.lastEventMonth]! >= t;
};

/** Step 8: draws performance events of a contract in month t, one draw for each lane that is in no event. */
export const drawPerformanceEvents = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { hazards } = batch.plan.parameters;
  if (!hazards.performance) return;
  const { flat, isAlive, netPrice } = contract;
  const slack = batch.slack[flat.split]!;
  const bounds = batch.hazardBounds.ofContracts[contract.index]![flat.termsIndex[t]!]!;
  const draw = { kind: DRAW_KIND.contractEvent, entity: flat.hash, place: contract.index, hazard: hazards.performanceHazard, bounds };
  const listedCount = listReachableLanes(batch, batch.eventLanes, draw, t);
  for (let k = 0; k < listedCount; k++) {
    const i = listedLane(batch, k);
    if (isAlive[i] === 0 || isInEvent(contract, t, i)) continue;
    const gap = priceGap(netPrice[i]!, netSpotInLane(batch, contract, t, i));
    const hazard = hazards.performanceHazard * exp(hazards.gap * gap + hazards.slack * slack[i]!);
    if (batch.work.uniforms[i]! >= monthlyProbability(Math.min(hazards.most, hazard))) continue;
    startEvent(batch, contract, t, i, drawUniform(batch.draws, i, DRAW_KIND.eventType, t, flat.hash));
  }
};
