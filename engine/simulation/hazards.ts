import { monthOfDate } from '#shared/domain/time.ts';
import { DEFERRED_PARTS } from '../valuation/houseDefaults.ts';
import { setOffPrepayment } from '../valuation/prepayment.ts';
import { DRAW, LANES } from './draws.ts';
import { exp } from './elementary.ts';
import type { FlatGroup } from './flatPlan.ts';
import { BYTES } from './kernel/layout.ts';
import { type ContractLanes, DEFERRED_RING, EVENT, type GroupMonth, kill, makeOdd, SIDE, SIDES } from './lanes.ts';
import { note, noteContract, type Run } from './run.ts';
import { lookAtSpot, spotIn } from './strikes.ts';

/** Months after a default in which its nominal tonnes still count as planned for contracts. */
const PLANNED_ON = 2;

/** What an event lasts and how often it is which kind. */
const REFUSE_SHARE = 0.3;
const DEFER_SHARE = 0.4;
const SHORT_MONTHS = 3;
const RENEGOTIATED_MONTHS = 12;

/** P(month) = 1 - e^(-h/12). */
const monthly = (hazard: number): number => 1 - exp(-hazard / 12);

/** What is taken off nothing but rounding: a hazard that is sieved by a bound is this much greater. */
const ROUNDING = 1 + 1e-9;

/** Draws uniforms and lists the lanes that the greatest hazard reaches; answers how many. */
const reach = (run: Run, kind: number, t: number, hash: number): number => {
  const { work, draws, kernel } = run;
  // P(month) < h/12
  const most = (run.plan.parameters.hazards.most / 12) * ROUNDING;
  const { uniforms, listed } = work;
  return kernel.below(run.pathsAt, uniforms.byteOffset, run.count, draws.key[0], draws.key[1], t, kind, hash, most, listed.byteOffset);
};

/** Weighs a contract's gap and slack in listed lanes, by its part of the group; `after` another of the group. */
const weigh = (run: Run, contract: ContractLanes, t: number, listed: number, part: number, after: 0 | 1): void => {
  const { kernel, work } = run;
  const { gap, slack } = run.plan.parameters.hazards;
  const look = lookAtSpot(run, contract, t);
  kernel.weigh(
    work.listed.byteOffset,
    listed,
    contract.net.byteOffset,
    look.at,
    run.slack[contract.flat.split]!.byteOffset,
    work.exponents.byteOffset,
    look.rest,
    look.share,
    part * gap,
    part * slack,
    after,
  );
};

/** Keeps those of the listed lanes that an event may reach at a hazard and the exponents weighed. */
const sieve = ({ kernel, work }: Run, listed: number, hazard: number): number =>
  kernel.sieve(work.listed.byteOffset, listed, work.uniforms.byteOffset, work.exponents.byteOffset, hazard * ROUNDING);

/** The lane at a place of the list. */
const listedLane = ({ work }: Run, k: number): number => work.lanes[k]! / BYTES;

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
  const lots = i * SIDES + SIDE.lots;
  noteContract(run, contract, 'makeUpLapsed', contract.side[lots]!);
  contract.side[lots] = 0;
  for (const lot of contract.lots) lot.tonnes[i] = 0;
  noteContract(run, contract, 'deferredLapsed', lapseDeferred(contract, i));
};

/** Takes what is deferred in a lane, and says how much it was. */
export const lapseDeferred = (contract: ContractLanes, i: number): number => {
  const { side, returning } = contract;
  const waiting = i * SIDES + SIDE.waiting;
  let tonnes = side[waiting]!;
  side[waiting] = 0;
  for (let slot = 0; slot < DEFERRED_RING; slot++) {
    tonnes += returning[i * DEFERRED_RING + slot]!;
    returning[i * DEFERRED_RING + slot] = 0;
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
  // h = h_cr exp(5 gap + 6 slack) / mean of exp(6 slack)
  const hazard = (group.hazard * exp(exponent)) / centre;
  return u < monthly(Math.min(hazards.most, hazard));
};

/** Keeps of the listed lanes those in which a group may default: all its running contracts are alive there, or none is. */
const sieveGroup = (run: Run, { contracts, parts, hazard }: GroupMonth, t: number, listed: number): number => {
  // contracts that are not signed have no part in it, lane by lane
  if (run.plan.parameters.weighted) return listed;
  for (let m = 0; m < contracts.length; m++) weigh(run, run.contracts[contracts[m]!]!, t, listed, parts[m]!, m === 0 ? 0 : 1);
  return sieve(run, listed, hazard);
};

/** Step 7: one draw for every group with a running contract. */
export const defaultCredit = (run: Run, t: number): void => {
  const { hazards } = run.plan.parameters;
  if (!hazards.credit) return;
  for (let g = 0; g < run.plan.groups.length; g++) {
    const group = run.plan.groups[g]!;
    const members = run.members[g]![t]!;
    if (members.contracts.length === 0) continue;
    // no hazard comes to more than the greatest, so most lanes need none
    let listed = reach(run, DRAW.groupDefault, t, group.hash);
    if (listed > 0) listed = sieveGroup(run, members, t, listed);
    for (let k = 0; k < listed; k++) {
      const i = listedLane(run, k);
      if (!defaults(run, group, members.contracts, t, i, run.work.uniforms[i]!)) continue;
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
  const { flat, side, alive, net } = contract;
  const slack = run.slack[flat.split]!;
  const { uniforms } = run.work;
  const [kind] = run.scratch;
  let listed = reach(run, DRAW.contractEvent, t, flat.hash);
  if (listed === 0) return;
  weigh(run, contract, t, listed, 1, 0);
  listed = sieve(run, listed, hazards.performanceHazard);
  let drawn = false;
  for (let k = 0; k < listed; k++) {
    const i = listedLane(run, k);
    if (alive[i] === 0 || side[i * SIDES + SIDE.eventLast]! >= t) continue;
    const gap = gapOf(net[i]!, spotIn(run, contract, t, i));
    const hazard = hazards.performanceHazard * exp(hazards.gap * gap + hazards.slack * slack[i]!);
    if (uniforms[i]! >= monthly(Math.min(hazards.most, hazard))) continue;
    if (!drawn) run.draws.uniforms(kind!, DRAW.eventType, t, flat.hash);
    drawn = true;
    begin(run, contract, t, i, kind![i]!);
    makeOdd(contract, i);
  }
};

const begin = (run: Run, contract: ContractLanes, t: number, i: number, u: number): void => {
  const { side } = contract;
  const at = i * SIDES;
  if (u < REFUSE_SHARE) {
    side[at + SIDE.event] = EVENT.refuse;
    side[at + SIDE.eventLast] = t + SHORT_MONTHS - 1;
    note(run, contract, 'refusals', t, i, 1);
  } else if (u < REFUSE_SHARE + DEFER_SHARE) {
    side[at + SIDE.event] = EVENT.defer;
    side[at + SIDE.eventLast] = t + SHORT_MONTHS - 1;
    side[at + SIDE.returnsLast] = Math.max(side[at + SIDE.returnsLast]!, t + SHORT_MONTHS - 1 + DEFERRED_PARTS);
    note(run, contract, 'deferrals', t, i, 1);
  } else {
    side[at + SIDE.event] = EVENT.renegotiate;
    side[at + SIDE.eventLast] = t + RENEGOTIATED_MONTHS - 1;
    contract.net[i]! -= 0.5 * Math.max(0, contract.net[i]! - spotIn(run, contract, t, i));
    note(run, contract, 'renegotiations', t, i, 1);
  }
};
