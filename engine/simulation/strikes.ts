import { LANES } from './draws.ts';
import { exp } from './elementary.ts';
import type { FinalPrice } from './finalPrice.ts';
import type { FlatSet } from './flatContract.ts';
import { type Averages, earnSimple, type FlatPrice, type SimplePrice, simpleAt, strike } from './flatPrice.ts';
import { BYTES } from './kernel/layout.ts';
import { type ContractLanes, EVENT, SIDE, SIDES } from './lanes.ts';
import type { Run } from './run.ts';

/** Where a slot's lanes of a month begin; months count from the valuation. */
const place = ({ plan }: Run, t: number): number => (plan.valuationMonth + t - plan.base) * LANES;

/** A price of one average, whose lanes begin at `at`. */
const strikeSimple = (
  { kernel }: Run,
  { rest, share, low, high }: SimplePrice,
  average: Float64Array,
  at: number,
  out: Float64Array,
): void => kernel.strike(average.byteOffset + at * BYTES, out.byteOffset, rest, share, low, high);

/** A price with the month's own prices for every average. */
export const strikeAt = (run: Run, price: FlatPrice, out: Float64Array, t: number): void => {
  const at = place(run, t);
  if (price.simple) {
    strikeSimple(run, price.simple, run.prices.spot[price.simple.slot]!, at, out);
    return;
  }
  const own = (slot: number, into: Averages): void => {
    into.array = run.prices.spot[slot]!;
    into.at = at;
  };
  strike(price, out, own, own);
};

/** Means of `length` months by slot. */
const meansOf = (run: Run, slot: number, length: number): Float64Array =>
  length === 1 ? run.prices.spot[slot]! : run.prices.average(slot, length);

/** A price over the `length` months from `from`; a year's benchmark is that of the delivery month t. */
export const strikeOver = (run: Run, price: FlatPrice, out: Float64Array, from: number, length: number, t: number): void => {
  const at = place(run, from);
  if (price.simple) {
    strikeSimple(run, price.simple, meansOf(run, price.simple.slot, length), at, out);
    return;
  }
  const delivery = place(run, t);
  strike(
    price,
    out,
    (slot, into) => {
      into.array = meansOf(run, slot, length);
      into.at = at;
    },
    (slot, into) => {
      into.array = run.prices.spot[slot]!;
      into.at = delivery;
    },
  );
};

/** The contract's net spot of the month, struck when first asked for. */
export const spotOf = (run: Run, contract: ContractLanes, t: number): Float64Array => {
  if (contract.spotMonth !== t) {
    strikeAt(run, contract.set.spot, contract.spot, t);
    contract.spotMonth = t;
  }
  return contract.spot;
};

/** The same in one lane, struck in it alone where the price is simple. */
export const spotIn = (run: Run, contract: ContractLanes, t: number, i: number): number => {
  const price = contract.set.spot;
  if (!price.simple || contract.spotMonth === t) return spotOf(run, contract, t)[i]!;
  return simpleAt(price.simple, run.prices.spot[price.simple.slot]![place(run, t) + i]!);
};

/** Net spot of the month as a share of lanes: rest + share x what stands at `at`, a simple price's average or the price itself. */
type SpotLook = { at: number; rest: number; share: number };
const look: SpotLook = { at: 0, rest: 0, share: 0 };

export const lookAtSpot = (run: Run, contract: ContractLanes, t: number): SpotLook => {
  const { simple } = contract.set.spot;
  if (simple === undefined || simple.low > Number.NEGATIVE_INFINITY || simple.high < Number.POSITIVE_INFINITY) {
    look.at = spotOf(run, contract, t).byteOffset;
    look.rest = 0;
    look.share = 1;
  } else {
    look.at = run.prices.spot[simple.slot]!.byteOffset + place(run, t) * BYTES;
    look.rest = simple.rest;
    look.share = simple.share;
  }
  return look;
};

/** Whether a lane's price is renegotiated in month t. */
const renegotiated = ({ side }: ContractLanes, t: number, i: number): boolean =>
  side[i * SIDES + SIDE.event] === EVENT.renegotiate && side[i * SIDES + SIDE.eventLast]! >= t;

const anyRenegotiated = (contract: ContractLanes, t: number): boolean => {
  for (let k = 0; k < contract.odds; k++) if (renegotiated(contract, t, contract.odd[k]!)) return true;
  return false;
};

/** Takes half of what the contract pays above spot from lanes whose price is renegotiated. */
const renegotiate = (contract: ContractLanes, net: Float64Array, spot: Float64Array, t: number): void => {
  for (let k = 0; k < contract.odds; k++) {
    const i = contract.odd[k]!;
    if (renegotiated(contract, t, i)) net[i]! -= 0.5 * Math.max(0, net[i]! - spot[i]!);
  }
};

/** Net contract at S(t), renegotiated where it is. */
export const netNow = (run: Run, contract: ContractLanes, t: number): void => {
  const { set } = contract;
  strikeAt(run, set.contract, contract.net, t);
  for (let k = 0; k < contract.odds; k++) {
    const i = contract.odd[k]!;
    if (renegotiated(contract, t, i)) contract.net[i]! -= 0.5 * Math.max(0, contract.net[i]! - spotIn(run, contract, t, i));
  }
};

/**
 * What a slot is expected to be in month `later`, seen from month `declared`: F exp(A Y - A^2 V / 2) R x stress of that month,
 * A = e^(-k (later - declared) dt); a follower's own formula; F + A Y for treatment charges.
 */
const conditional = (run: Run, slot: number, declared: number, later: number, out: Float64Array): void => {
  const { plan, prices, count } = run;
  const { deck, stress, driver: d, additive } = plan.slots[slot]!;
  const known = Math.max(declared, plan.base - plan.valuationMonth);
  const f = deck[plan.valuationMonth + later - plan.base]!;
  const moved = stress[plan.valuationMonth + known - plan.base]!;
  const driver = plan.drivers[d];
  if (driver === undefined || declared < 1) {
    out.fill(additive ? f + moved : f * moved);
    return;
  }
  const at = declared * LANES;
  const years = (later - declared) / 12;
  const own = exp(-driver.meanReversion * years);
  const y = prices.deviation[slot]!;
  if (additive) {
    for (let i = 0; i < count; i++) out[i] = f + moved + own * y[at + i]!;
    return;
  }
  const v = prices.variance[slot]!;
  const r = prices.cycle[slot]!;
  const level = f * moved;
  const parent = driver.parent < 0 ? undefined : plan.drivers[driver.parent]!;
  if (parent === undefined) {
    for (let i = 0; i < count; i++) out[i] = level * exp(own * y[at + i]! - 0.5 * own * own * v[at + i]!) * r[at + i]!;
    return;
  }
  const { beta } = driver;
  const far = exp(-parent.meanReversion * years);
  const history = prices.history[driver.parent]!;
  const half = 0.5 * beta * (beta - 1);
  for (let i = 0; i < count; i++) {
    const vx = far * far * history.variance[at + i]!;
    const logQ = far * history.deviation[at + i]! - 0.5 * vx + history.logCycle[at + i]!;
    out[i] = level * exp(beta * logQ - half * vx - driver.logMean[declared]! + own * y[at + i]! - 0.5 * own * own * v[at + i]!);
  }
};

/** What the holder of an option expects a price to be, in the month of its declaration. */
const strikeExpected = (
  run: Run,
  price: FlatPrice,
  out: Float64Array,
  { from, length }: { readonly from: number; readonly length: number },
  t: number,
  declared: number,
): void => {
  const sum = new Float64Array(LANES);
  const later = new Float64Array(LANES);
  const mean = (slot: number, first: number, months: number, into: Averages): void => {
    sum.fill(0);
    for (let month = first; month < first + months; month++) {
      if (month <= declared) later.set(run.prices.spot[slot]!.subarray(place(run, month), place(run, month) + LANES));
      else conditional(run, slot, declared, month, later);
      for (let i = 0; i < LANES; i++) sum[i]! += later[i]!;
    }
    for (let i = 0; i < LANES; i++) sum[i]! /= months;
    into.array = sum;
    into.at = 0;
  };
  strike(
    price,
    out,
    (slot, into) => mean(slot, from, length, into),
    (slot, into) => mean(slot, t, 1, into),
  );
};

/** Last month of the only quotational period of a set, after the delivery. */
export const lastOf = ({ alternatives: [only] }: FlatSet): number => only!.offset + only!.length - 1;

/** Strikes the price of a set over its only quotational period, in the lanes of the contract's spot price, which nobody else asks for. */
export const strikeOnly = (run: Run, contract: ContractLanes, { contract: price, alternatives: [only] }: FlatSet, t: number): void =>
  strikeOver(run, price, contract.spot, t + only!.offset, only!.length, t);

/** Adds what `tonnes` fetch at that price to lanes of `into`. */
export const earn = (run: Run, contract: ContractLanes, set: FlatSet, t: number, tonnes: number, into: Float64Array, at: number): void => {
  const { contract: price, alternatives } = set;
  const { offset, length } = alternatives[0]!;
  if (price.simple) {
    earnSimple(price, tonnes, meansOf(run, price.simple.slot, length), place(run, t + offset), into, at);
    return;
  }
  strikeOnly(run, contract, set, t);
  for (let i = 0; i < LANES; i++) into[at + i]! += tonnes * contract.spot[i]!;
};

/** Strikes the final price of a delivery of month t; where somebody declares, each lane takes the alternative with the better net price. */
export const strikeFinal = (run: Run, contract: ContractLanes, set: FlatSet, t: number): FinalPrice => {
  const { count, final: out } = run;
  const [first] = set.alternatives;
  out.until = t + first!.offset + first!.length - 1;
  const over = (price: FlatPrice, into: Float64Array, { offset, length }: { readonly offset: number; readonly length: number }) =>
    strikeOver(run, price, into, t + offset, length, t);
  if (t >= 1 && !set.option && first!.offset === 0 && first!.length === 1) {
    // priced in its own month: the month's price is the final one
    out.net = contract.net;
    return out;
  }
  out.net = out.own;
  const some = t >= 1 && anyRenegotiated(contract, t);
  over(set.contract, out.net, first!);
  if (some) over(set.spot, out.spot, first!);
  if (set.option) {
    out.untilOf.fill(out.until);
    const declared = t + first!.offset - set.declarationMonths;
    const [best, rival, net, spot] = run.scratch;
    const expect = (price: FlatPrice, into: Float64Array, { offset, length }: { readonly offset: number; readonly length: number }) =>
      strikeExpected(run, price, into, { from: t + offset, length }, t, declared);
    expect(set.contract, best!, first!);
    for (const alternative of set.alternatives.slice(1)) {
      expect(set.contract, rival!, alternative);
      over(set.contract, net!, alternative);
      if (some) over(set.spot, spot!, alternative);
      for (let i = 0; i < count; i++) {
        if (set.sellerDeclares ? rival![i]! <= best![i]! : rival![i]! >= best![i]!) continue;
        best![i] = rival![i]!;
        out.net[i] = net![i]!;
        out.spot[i] = spot![i]!;
        out.untilOf[i] = t + alternative.offset + alternative.length - 1;
      }
    }
  }
  if (some) renegotiate(contract, out.net, out.spot, t);
  return out;
};
