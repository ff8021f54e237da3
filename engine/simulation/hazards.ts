import { monthOfDate } from '#shared/domain/time.ts';
import { setOffPrepayment } from '../valuation/prepayment.ts';
import { DRAW, LANES } from './draws.ts';
import { exp } from './elementary.ts';
import type { FlatGroup } from './flatPlan.ts';
import { type ContractLanes, DEFERRED_PARTS, DEFERRED_RING, EVENT, kill, makeOdd } from './lanes.ts';
import { note, noteContract, type Run } from './run.ts';
import { spotIn } from './strikes.ts';

/** Months after a default in which its nominal tonnes still count as planned for contracts. */
const PLANNED_ON = 2;

/** What an event lasts and how often it is which kind. */
const REFUSE_SHARE = 0.3;
const DEFER_SHARE = 0.4;
const SHORT_MONTHS = 3;
const RENEGOTIATED_MONTHS = 12;

/** P(month) = 1 - e^(-h/12). */
const monthly = (hazard: number): number => 1 - exp(-hazard / 12);

/** A bound of e^x by the sixteenth that x lies in, a rounding above it. */
const STEPS = 16;
const ABOVE = Float64Array.from({ length: 8 * STEPS }, (_, k) => exp((k + 1) / STEPS) * (1 + 1e-9));

/** Whether a uniform is too great for any event at hazard x e^exponent, without the hazard itself: P(month) < h/12. */
const isSafe = (u: number, hazard: number, exponent: number): boolean => {
  const k = Math.max(0, exponent * STEPS) | 0;
  return k < ABOVE.length && u * 12 > hazard * ABOVE[k]!;
};

/** Lanes that a look at their uniforms left over. */
const below = new Int32Array(LANES);

/** Lists in `below` the lanes with a uniform under `most`, without a branch that nobody could foresee; answers how many. */
const lanesBelow = (u: Float64Array, most: number, count: number): number => {
  let n = 0;
  for (let i = 0; i < count; i++) {
    below[n] = i;
    // -1 where it is under, else 0
    n -= Math.floor(u[i]! - most);
  }
  return n;
};

/** (net contract - net spot) / net contract where that is above 0, else 0. */
const gapOf = (net: number, spot: number): number => (net > 0 ? Math.max(0, (net - spot) / net) : 0);

/** What the prepayment of a contract leaves to be set off in month t. */
const prepaid = (run: Run, contract: ContractLanes, t: number, i: number): number => {
  const { prepayment } = contract.flat;
  const { valuationMonth } = run.plan;
  if (prepayment === undefined || monthOfDate(prepayment.date) >= valuationMonth + t) return 0;
  const payments = Array.from({ length: t - 1 }, (_, m) => ({
    month: valuationMonth + m + 1,
    date: '',
    kind: 'final' as const,
    amount: contract.paidIn[(m + 1) * LANES + i]!,
  }));
  return setOffPrepayment(prepayment, payments, valuationMonth).left;
};

/** Ends a contract by default in one lane: later amounts owed are recovered in part, lots and deferred tonnes lapse. */
const end = (run: Run, contract: ContractLanes, t: number, i: number): void => {
  const { flat, owed, owedIn, owedMonths } = contract;
  kill(contract, i);
  contract.gone[i] = t + PLANNED_ON + 1;
  const { recovery } = flat.sets[Math.max(0, flat.setOf[Math.min(t, run.plan.months)]!)]!;
  // the seller keeps what was prepaid against what it is owed
  let kept = prepaid(run, contract, t, i);
  for (let month = t; month < t + owedMonths; month++) {
    const slot = month % owedMonths;
    const at = slot * LANES + i;
    const amount = owedIn[slot] === month ? owed[at]! : 0;
    if (amount === 0) continue;
    owed[at] = 0;
    const netted = Math.min(kept, amount);
    kept -= netted;
    const lost = (amount - netted) * (1 - recovery);
    contract.revenue[run.plan.yearOf[month]! * LANES + i]! -= lost;
    if (contract.paidIn.length > 0) contract.paidIn[month * LANES + i]! -= lost;
  }
  noteContract(run, contract, 'makeUpLapsed', contract.lotTotal[i]!);
  contract.lotTotal[i] = 0;
  for (const lot of contract.lots) lot.tonnes[i] = 0;
  noteContract(run, contract, 'deferredLapsed', lapseDeferred(contract, i));
};

/** Takes what is deferred in a lane, and says how much it was. */
export const lapseDeferred = (contract: ContractLanes, i: number): number => {
  let tonnes = contract.waiting[i]!;
  contract.waiting[i] = 0;
  for (let slot = 0; slot < DEFERRED_RING; slot++) {
    tonnes += contract.returning[slot * LANES + i]!;
    contract.returning[slot * LANES + i] = 0;
  }
  return tonnes;
};

/** Whether the group defaults in a lane whose uniform is u, by those of its contracts that run. */
const defaults = (run: Run, group: FlatGroup, members: readonly number[], t: number, i: number, u: number): boolean => {
  const { hazards } = run.plan.parameters;
  let tonnes = 0;
  let gap = 0;
  let slack = 0;
  let mean = 0;
  let running = 0;
  for (const c of members) {
    const contract = run.contracts[c]!;
    if (contract.alive[i] === 0) continue;
    const { flat } = contract;
    const nominal = flat.nominal[t]!;
    running++;
    tonnes += nominal;
    gap += nominal * gapOf(contract.net[i]!, spotIn(run, contract, t, i));
    slack += nominal * run.slack[flat.split]![i]!;
    mean += nominal * run.plan.splits[flat.split]!.slackMean[t]!;
  }
  if (running === 0) return false;
  const weight = tonnes > 0 ? tonnes : 1;
  const exponent = (hazards.gap * gap + hazards.slack * slack) / weight;
  const centre = tonnes > 0 ? mean / weight : 1;
  if (isSafe(u, group.hazard / centre, exponent)) return false;
  // h = h_cr exp(5 gap + 6 slack) / mean of exp(6 slack)
  const hazard = (group.hazard * exp(exponent)) / centre;
  return u < monthly(Math.min(hazards.most, hazard));
};

/** Step 7: one draw for every group with a running contract. */
export const defaultCredit = (run: Run, t: number): void => {
  const { hazards } = run.plan.parameters;
  if (!hazards.credit) return;
  const most = monthly(hazards.most);
  const u = run.scratch[0]!;
  for (let g = 0; g < run.plan.groups.length; g++) {
    const group = run.plan.groups[g]!;
    const members = run.members[g]![t]!;
    if (members.length === 0) continue;
    run.draws.uniforms(u, DRAW.groupDefault, t, group.hash);
    // no hazard comes to more, so most lanes need none
    const reached = lanesBelow(u, most, run.count);
    for (let k = 0; k < reached; k++) {
      const i = below[k]!;
      if (!defaults(run, group, members, t, i, u[i]!)) continue;
      let noted = false;
      for (const c of group.contracts) {
        const contract = run.contracts[c]!;
        if (contract.alive[i] === 0) continue;
        const running = contract.flat.setOf[t]! >= 0;
        end(run, contract, t, i);
        if (noted || !running) continue;
        note(run, contract, 'defaults', t, i, 1);
        noted = true;
      }
    }
  }
};

/** Step 8 for one contract: one draw in every lane that is in no event. */
export const drawEvents = (run: Run, contract: ContractLanes, t: number): void => {
  const { hazards } = run.plan.parameters;
  if (!hazards.performance) return;
  const { flat, event, eventLast, alive, net } = contract;
  const most = monthly(hazards.most);
  const [u, kind] = run.scratch;
  const slack = run.slack[flat.split]!;
  run.draws.uniforms(u!, DRAW.contractEvent, t, flat.hash);
  let drawn = false;
  const reached = lanesBelow(u!, most, run.count);
  for (let k = 0; k < reached; k++) {
    const i = below[k]!;
    if (alive[i] === 0 || eventLast[i]! >= t) continue;
    const gap = gapOf(net[i]!, spotIn(run, contract, t, i));
    const exponent = hazards.gap * gap + hazards.slack * slack[i]!;
    if (isSafe(u![i]!, hazards.performanceHazard, exponent)) continue;
    const hazard = hazards.performanceHazard * exp(exponent);
    if (u![i]! >= monthly(Math.min(hazards.most, hazard))) continue;
    if (!drawn) run.draws.uniforms(kind!, DRAW.eventType, t, flat.hash);
    drawn = true;
    begin(run, contract, t, i, kind![i]!);
    makeOdd(contract, i);
    if (event[i] === EVENT.defer) contract.returnsLast[i] = Math.max(contract.returnsLast[i]!, eventLast[i]! + DEFERRED_PARTS);
  }
};

const begin = (run: Run, contract: ContractLanes, t: number, i: number, u: number): void => {
  const { event, eventLast } = contract;
  if (u < REFUSE_SHARE) {
    event[i] = EVENT.refuse;
    eventLast[i] = t + SHORT_MONTHS - 1;
    note(run, contract, 'refusals', t, i, 1);
  } else if (u < REFUSE_SHARE + DEFER_SHARE) {
    event[i] = EVENT.defer;
    eventLast[i] = t + SHORT_MONTHS - 1;
    note(run, contract, 'deferrals', t, i, 1);
  } else {
    event[i] = EVENT.renegotiate;
    eventLast[i] = t + RENEGOTIATED_MONTHS - 1;
    contract.net[i]! -= 0.5 * Math.max(0, contract.net[i]! - spotIn(run, contract, t, i));
    note(run, contract, 'renegotiations', t, i, 1);
  }
};
