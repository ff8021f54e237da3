import { monthOfDate } from '#shared/domain/time.ts';
import { DEFERRED_PARTS } from '../../valuation/houseDefaults.ts';
import { setOffPrepayment } from '../../valuation/prepayment.ts';
import {
  type ContractLanes,
  DEFERRAL_RING_MONTHS,
  EVENT,
  EXCEPTION,
  EXCEPTION_FIELDS,
  endLane,
  type GroupMonth,
  markException,
} from '../batch/contractLanes.ts';
import { addContractMeasure, addPathMeasure, type PathBatch } from '../batch/pathBatch.ts';
import { DRAW_KIND, LANES } from '../draws/draws.ts';
import { exp } from '../draws/elementary.ts';
import { DOUBLE_BYTES } from '../kernel/layout.ts';
import type { FlatGroup } from '../plan/flatPlan.ts';
import { getLinearSpot, netSpotInLane } from './evaluatePrices.ts';

/** Months after a default in which its nominal tonnes still count as planned for contracts. */
const PLANNED_MONTHS_AFTER_DEFAULT = 2;

/** What an event lasts and how often it is which kind. */
const REFUSE_SHARE = 0.3;
const DEFER_SHARE = 0.4;
const SHORT_MONTHS = 3;
const RENEGOTIATED_MONTHS = 12;

/** P(month) = 1 - e^(-h/12). */
const monthlyProbability = (hazard: number): number => 1 - exp(-hazard / 12);

/** What is taken off nothing but rounding: a hazard that is sieved by a bound is this much greater. */
const ROUNDING = 1 + 1e-9;

/** Draws uniforms and lists the lanes that the greatest hazard reaches; answers how many. */
const listReachableLanes = (batch: PathBatch, kind: number, t: number, hash: number): number => {
  const { work, draws, kernel } = batch;
  // P(month) < h/12
  const most = (batch.plan.parameters.hazards.most / 12) * ROUNDING;
  const { uniforms, listed } = work;
  return kernel.listLanesBelow(
    batch.pathNumbersAt,
    uniforms.byteOffset,
    batch.count,
    draws.key[0],
    draws.key[1],
    t,
    kind,
    hash,
    most,
    listed.byteOffset,
  );
};

/** Weighs a contract's gap and slack in listed lanes, by its part of the group; `after` another of the group. */
const weighGapAndSlack = (batch: PathBatch, contract: ContractLanes, t: number, listed: number, part: number, after: 0 | 1): void => {
  const { kernel, work } = batch;
  const { gap, slack } = batch.plan.parameters.hazards;
  const look = getLinearSpot(batch, contract, t);
  kernel.weighGapAndSlack(
    work.listed.byteOffset,
    listed,
    contract.netPrice.byteOffset,
    look.at,
    batch.slack[contract.flat.split]!.byteOffset,
    work.exponents.byteOffset,
    look.constant,
    look.share,
    part * gap,
    part * slack,
    after,
  );
};

/** Keeps those of the listed lanes that an event may reach at a hazard and the exponents weighed. */
const keepReachableLanes = ({ kernel, work }: PathBatch, listed: number, hazard: number): number =>
  kernel.keepReachableLanes(work.listed.byteOffset, listed, work.uniforms.byteOffset, work.exponents.byteOffset, hazard * ROUNDING);

/** The lane at a place of the list. */
const listedLane = ({ work }: PathBatch, k: number): number => work.lanes[k]! / DOUBLE_BYTES;

/** (net contract - net spot) / net contract where that is above 0, else 0. */
const priceGap = (net: number, spot: number): number => (net > 0 ? Math.max(0, (net - spot) / net) : 0);

/** What the prepayment of a contract leaves to be set off in month t. */
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

/** Ends a contract by default in one lane: later amounts owed are recovered in part, lots and deferred tonnes lapse. */
const endByDefault = (batch: PathBatch, contract: ContractLanes, t: number, i: number): void => {
  const { flat, receivables: owed, receivableMonths: owedIn, receivableSlots: owedMonths } = contract;
  endLane(contract, i);
  contract.unplannedFrom[i] = t + PLANNED_MONTHS_AFTER_DEFAULT + 1;
  const { recovery } = flat.terms[Math.max(0, flat.termsIndex[Math.min(t, batch.plan.months)]!)]!;
  // the seller keeps what was prepaid against what it is owed
  let kept = remainingPrepayment(batch, contract, t, i);
  for (let month = t; month < t + owedMonths; month++) {
    const slot = month % owedMonths;
    const at = slot * LANES + i;
    const amount = owedIn[slot] === month ? owed[at]! : 0;
    if (amount === 0) continue;
    owed[at] = 0;
    const netted = Math.min(kept, amount);
    kept -= netted;
    const lost = (amount - netted) * (1 - recovery);
    contract.revenue[batch.plan.yearIndex[month]! * LANES + i]! -= lost;
    if (contract.paymentsByMonth.length > 0) contract.paymentsByMonth[month * LANES + i]! -= lost;
  }
  const lots = i * EXCEPTION_FIELDS + EXCEPTION.makeUp;
  addContractMeasure(batch, contract, 'makeUpLapsed', contract.exceptions[lots]!);
  contract.exceptions[lots] = 0;
  for (const lot of contract.makeUpLots) lot.tonnes[i] = 0;
  addContractMeasure(batch, contract, 'deferredLapsed', lapseDeferred(contract, i));
};

/** Takes what is deferred in a lane, and says how much it was. */
export const lapseDeferred = (contract: ContractLanes, i: number): number => {
  const { exceptions: side, deferralRing: returning } = contract;
  const waiting = i * EXCEPTION_FIELDS + EXCEPTION.overdue;
  let tonnes = side[waiting]!;
  side[waiting] = 0;
  for (let slot = 0; slot < DEFERRAL_RING_MONTHS; slot++) {
    tonnes += returning[i * DEFERRAL_RING_MONTHS + slot]!;
    returning[i * DEFERRAL_RING_MONTHS + slot] = 0;
  }
  return tonnes;
};

/** Whether the group defaults in a lane whose uniform is u, by those of its contracts that run. */
const hasDefaulted = (batch: PathBatch, group: FlatGroup, members: readonly number[], t: number, i: number, u: number): boolean => {
  const { hazards } = batch.plan.parameters;
  let tonnes = 0;
  let gap = 0;
  let slack = 0;
  let mean = 0;
  let running = 0;
  for (const c of members) {
    const contract = batch.contracts[c]!;
    if (contract.alive[i] === 0) continue;
    const { flat } = contract;
    const nominal = flat.nominal[t]!;
    running++;
    tonnes += nominal;
    gap += nominal * priceGap(contract.netPrice[i]!, netSpotInLane(batch, contract, t, i));
    slack += nominal * batch.slack[flat.split]![i]!;
    mean += nominal * batch.plan.splits[flat.split]!.slackMean[t]!;
  }
  if (running === 0) return false;
  const weight = tonnes > 0 ? tonnes : 1;
  const exponent = (hazards.gap * gap + hazards.slack * slack) / weight;
  const centre = tonnes > 0 ? mean / weight : 1;
  // h = h_cr exp(5 gap + 6 slack) / mean of exp(6 slack)
  const hazard = (group.hazard * exp(exponent)) / centre;
  return u < monthlyProbability(Math.min(hazards.most, hazard));
};

/** Keeps of the listed lanes those in which a group may default: all its running contracts are alive there, or none is. */
const keepReachableGroupLanes = (
  batch: PathBatch,
  { contracts, tonnageShares: parts, hazard }: GroupMonth,
  t: number,
  listed: number,
): number => {
  // contracts that are not signed have no part in it, lane by lane
  if (batch.plan.parameters.weighted) return listed;
  for (let m = 0; m < contracts.length; m++)
    weighGapAndSlack(batch, batch.contracts[contracts[m]!]!, t, listed, parts[m]!, m === 0 ? 0 : 1);
  return keepReachableLanes(batch, listed, hazard);
};

/** Step 7: one draw for every group with a running contract. */
export const drawCreditDefaults = (batch: PathBatch, t: number): void => {
  const { hazards } = batch.plan.parameters;
  if (!hazards.credit) return;
  for (let g = 0; g < batch.plan.groups.length; g++) {
    const group = batch.plan.groups[g]!;
    const members = batch.groupMonths[g]![t]!;
    if (members.contracts.length === 0) continue;
    // no hazard comes to more than the greatest, so most lanes need none
    let listed = listReachableLanes(batch, DRAW_KIND.groupDefault, t, group.hash);
    if (listed > 0) listed = keepReachableGroupLanes(batch, members, t, listed);
    for (let k = 0; k < listed; k++) {
      const i = listedLane(batch, k);
      if (!hasDefaulted(batch, group, members.contracts, t, i, batch.work.uniforms[i]!)) continue;
      let noted = false;
      for (const c of group.contracts) {
        const contract = batch.contracts[c]!;
        if (contract.alive[i] === 0) continue;
        const running = contract.flat.termsIndex[t]! >= 0;
        endByDefault(batch, contract, t, i);
        if (noted || !running) continue;
        addPathMeasure(batch, contract, 'defaults', t, i, 1);
        noted = true;
      }
    }
  }
};

/** Step 8 for one contract: one draw in every lane that is in no event. */
export const drawPerformanceEvents = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { hazards } = batch.plan.parameters;
  if (!hazards.performance) return;
  const { flat, exceptions: side, alive, netPrice: net } = contract;
  const slack = batch.slack[flat.split]!;
  const { uniforms } = batch.work;
  const [kind] = batch.scratch;
  let listed = listReachableLanes(batch, DRAW_KIND.contractEvent, t, flat.hash);
  if (listed === 0) return;
  weighGapAndSlack(batch, contract, t, listed, 1, 0);
  listed = keepReachableLanes(batch, listed, hazards.performanceHazard);
  let drawn = false;
  for (let k = 0; k < listed; k++) {
    const i = listedLane(batch, k);
    if (alive[i] === 0 || side[i * EXCEPTION_FIELDS + EXCEPTION.lastEventMonth]! >= t) continue;
    const gap = priceGap(net[i]!, netSpotInLane(batch, contract, t, i));
    const hazard = hazards.performanceHazard * exp(hazards.gap * gap + hazards.slack * slack[i]!);
    if (uniforms[i]! >= monthlyProbability(Math.min(hazards.most, hazard))) continue;
    if (!drawn) batch.draws.uniforms(kind!, DRAW_KIND.eventType, t, flat.hash);
    drawn = true;
    startEvent(batch, contract, t, i, kind![i]!);
    markException(contract, i);
  }
};

const startEvent = (batch: PathBatch, contract: ContractLanes, t: number, i: number, u: number): void => {
  const { exceptions: side } = contract;
  const at = i * EXCEPTION_FIELDS;
  if (u < REFUSE_SHARE) {
    side[at + EXCEPTION.event] = EVENT.refuse;
    side[at + EXCEPTION.lastEventMonth] = t + SHORT_MONTHS - 1;
    addPathMeasure(batch, contract, 'refusals', t, i, 1);
  } else if (u < REFUSE_SHARE + DEFER_SHARE) {
    side[at + EXCEPTION.event] = EVENT.defer;
    side[at + EXCEPTION.lastEventMonth] = t + SHORT_MONTHS - 1;
    side[at + EXCEPTION.lastReturnMonth] = Math.max(side[at + EXCEPTION.lastReturnMonth]!, t + SHORT_MONTHS - 1 + DEFERRED_PARTS);
    addPathMeasure(batch, contract, 'deferrals', t, i, 1);
  } else {
    side[at + EXCEPTION.event] = EVENT.renegotiate;
    side[at + EXCEPTION.lastEventMonth] = t + RENEGOTIATED_MONTHS - 1;
    contract.netPrice[i]! -= 0.5 * Math.max(0, contract.netPrice[i]! - netSpotInLane(batch, contract, t, i));
    addPathMeasure(batch, contract, 'renegotiations', t, i, 1);
  }
};
