import { type ContractLanes, EVENT, EXCEPTION, EXCEPTION_FIELDS } from '../batch/contractLanes.ts';
import type { FinalPrice } from '../batch/finalPrice.ts';
import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { exp } from '../draws/elementary.ts';
import { DOUBLE_BYTES } from '../kernel/layout.ts';
import type { FlatTerms } from '../plan/flatContract.ts';
import { addSimpleRevenue, evaluatePrice, type FlatPrice, type LaneView, type SimplePrice, simplePriceAt } from '../plan/flatPrice.ts';

/** Where a slot's lanes of a month begin; months count from the valuation. */
const priceOffset = ({ plan }: PathBatch, t: number): number => (plan.valuationMonth + t - plan.firstMonth) * LANES;

/** A price of one average, whose lanes begin at `at`. */
const evaluateSimplePrice = (
  { kernel }: PathBatch,
  { constant: rest, share, low, high }: SimplePrice,
  average: Float64Array,
  at: number,
  out: Float64Array,
): void => kernel.evaluateSimplePrices(average.byteOffset + at * DOUBLE_BYTES, out.byteOffset, rest, share, low, high);

/** A price with the month's own prices for every average. */
export const evaluatePriceAt = (batch: PathBatch, price: FlatPrice, out: Float64Array, t: number): void => {
  const at = priceOffset(batch, t);
  if (price.simple) {
    evaluateSimplePrice(batch, price.simple, batch.prices.spot[price.simple.slot]!, at, out);
    return;
  }
  const own = (slot: number, into: LaneView): void => {
    into.array = batch.prices.spot[slot]!;
    into.offset = at;
  };
  evaluatePrice(price, out, own, own);
};

/** Means of `length` months by slot. */
const averagePrices = (batch: PathBatch, slot: number, length: number): Float64Array =>
  length === 1 ? batch.prices.spot[slot]! : batch.prices.average(slot, length);

/** A price over the `length` months from `from`; a year's benchmark is that of the delivery month t. */
export const evaluatePriceOver = (batch: PathBatch, price: FlatPrice, out: Float64Array, from: number, length: number, t: number): void => {
  const at = priceOffset(batch, from);
  if (price.simple) {
    evaluateSimplePrice(batch, price.simple, averagePrices(batch, price.simple.slot, length), at, out);
    return;
  }
  const delivery = priceOffset(batch, t);
  evaluatePrice(
    price,
    out,
    (slot, into) => {
      into.array = averagePrices(batch, slot, length);
      into.offset = at;
    },
    (slot, into) => {
      into.array = batch.prices.spot[slot]!;
      into.offset = delivery;
    },
  );
};

/** The contract's net spot of the month, struck when first asked for. */
export const getNetSpot = (batch: PathBatch, contract: ContractLanes, t: number): Float64Array => {
  if (contract.spotMonth !== t) {
    evaluatePriceAt(batch, contract.terms.spotPrice, contract.spotPrice, t);
    contract.spotMonth = t;
  }
  return contract.spotPrice;
};

/** The same in one lane, struck in it alone where the price is simple. */
export const netSpotInLane = (batch: PathBatch, contract: ContractLanes, t: number, i: number): number => {
  const price = contract.terms.spotPrice;
  if (!price.simple || contract.spotMonth === t) return getNetSpot(batch, contract, t)[i]!;
  return simplePriceAt(price.simple, batch.prices.spot[price.simple.slot]![priceOffset(batch, t) + i]!);
};

/** Net spot of the month as a share of lanes: rest + share x what stands at `at`, a simple price's average or the price itself. */
type LinearSpot = { at: number; constant: number; share: number };
const linearSpot: LinearSpot = { at: 0, constant: 0, share: 0 };

export const getLinearSpot = (batch: PathBatch, contract: ContractLanes, t: number): LinearSpot => {
  const { simple } = contract.terms.spotPrice;
  if (simple === undefined || simple.low > Number.NEGATIVE_INFINITY || simple.high < Number.POSITIVE_INFINITY) {
    linearSpot.at = getNetSpot(batch, contract, t).byteOffset;
    linearSpot.constant = 0;
    linearSpot.share = 1;
  } else {
    linearSpot.at = batch.prices.spot[simple.slot]!.byteOffset + priceOffset(batch, t) * DOUBLE_BYTES;
    linearSpot.constant = simple.constant;
    linearSpot.share = simple.share;
  }
  return linearSpot;
};

/** Whether a lane's price is renegotiated in month t. */
const isRenegotiated = ({ exceptions: side }: ContractLanes, t: number, i: number): boolean =>
  side[i * EXCEPTION_FIELDS + EXCEPTION.event] === EVENT.renegotiate && side[i * EXCEPTION_FIELDS + EXCEPTION.lastEventMonth]! >= t;

const hasRenegotiatedLane = (contract: ContractLanes, t: number): boolean => {
  for (let k = 0; k < contract.exceptionCount; k++) if (isRenegotiated(contract, t, contract.exceptionLanes[k]!)) return true;
  return false;
};

/** Takes half of what the contract pays above spot from lanes whose price is renegotiated. */
const applyRenegotiation = (contract: ContractLanes, net: Float64Array, spot: Float64Array, t: number): void => {
  for (let k = 0; k < contract.exceptionCount; k++) {
    const i = contract.exceptionLanes[k]!;
    if (isRenegotiated(contract, t, i)) net[i]! -= 0.5 * Math.max(0, net[i]! - spot[i]!);
  }
};

/** Net contract at S(t), renegotiated where it is. */
export const evaluateNetPrice = (batch: PathBatch, contract: ContractLanes, t: number): void => {
  const { terms: set } = contract;
  evaluatePriceAt(batch, set.contractPrice, contract.netPrice, t);
  for (let k = 0; k < contract.exceptionCount; k++) {
    const i = contract.exceptionLanes[k]!;
    if (isRenegotiated(contract, t, i))
      contract.netPrice[i]! -= 0.5 * Math.max(0, contract.netPrice[i]! - netSpotInLane(batch, contract, t, i));
  }
};

/**
 * What a slot is expected to be in month `later`, seen from month `declared`: F exp(A Y - A^2 V / 2) R x stress of that month,
 * A = e^(-k (later - declared) dt); a follower's own formula; F + A Y for treatment charges.
 */
const conditionalForward = (batch: PathBatch, slot: number, declared: number, later: number, out: Float64Array): void => {
  const { plan, prices, count } = batch;
  const { deck, stress, driver: d, additive } = plan.slots[slot]!;
  const known = Math.max(declared, plan.firstMonth - plan.valuationMonth);
  const f = deck[plan.valuationMonth + later - plan.firstMonth]!;
  const moved = stress[plan.valuationMonth + known - plan.firstMonth]!;
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
  const parent = driver.followed < 0 ? undefined : plan.drivers[driver.followed]!;
  if (parent === undefined) {
    for (let i = 0; i < count; i++) out[i] = level * exp(own * y[at + i]! - 0.5 * own * own * v[at + i]!) * r[at + i]!;
    return;
  }
  const { beta } = driver;
  const far = exp(-parent.meanReversion * years);
  const history = prices.history[driver.followed]!;
  const half = 0.5 * beta * (beta - 1);
  for (let i = 0; i < count; i++) {
    const vx = far * far * history.variance[at + i]!;
    const logQ = far * history.deviation[at + i]! - 0.5 * vx + history.logCycle[at + i]!;
    out[i] = level * exp(beta * logQ - half * vx - driver.logMean[declared]! + own * y[at + i]! - 0.5 * own * own * v[at + i]!);
  }
};

/** What the holder of an option expects a price to be, in the month of its declaration. */
const evaluateExpectedPrice = (
  batch: PathBatch,
  price: FlatPrice,
  out: Float64Array,
  { from, length }: { readonly from: number; readonly length: number },
  t: number,
  declared: number,
): void => {
  const sum = new Float64Array(LANES);
  const later = new Float64Array(LANES);
  const mean = (slot: number, first: number, months: number, into: LaneView): void => {
    sum.fill(0);
    for (let month = first; month < first + months; month++) {
      if (month <= declared) later.set(batch.prices.spot[slot]!.subarray(priceOffset(batch, month), priceOffset(batch, month) + LANES));
      else conditionalForward(batch, slot, declared, month, later);
      for (let i = 0; i < LANES; i++) sum[i]! += later[i]!;
    }
    for (let i = 0; i < LANES; i++) sum[i]! /= months;
    into.array = sum;
    into.offset = 0;
  };
  evaluatePrice(
    price,
    out,
    (slot, into) => mean(slot, from, length, into),
    (slot, into) => mean(slot, t, 1, into),
  );
};

/** Last month of the only quotational period of a set, after the delivery. */
export const lastPricingMonth = ({ alternatives: [only] }: FlatTerms): number => only!.offset + only!.length - 1;

/** Strikes the price of a set over its only quotational period, in the lanes of the contract's spot price, which nobody else asks for. */
export const evaluateSinglePeriod = (
  batch: PathBatch,
  contract: ContractLanes,
  { contractPrice: price, alternatives: [only] }: FlatTerms,
  t: number,
): void => evaluatePriceOver(batch, price, contract.spotPrice, t + only!.offset, only!.length, t);

/** Adds what `tonnes` fetch at that price to lanes of `into`. */
export const addRevenue = (
  batch: PathBatch,
  contract: ContractLanes,
  set: FlatTerms,
  t: number,
  tonnes: number,
  into: Float64Array,
  at: number,
): void => {
  const { contractPrice: price, alternatives } = set;
  const { offset, length } = alternatives[0]!;
  if (price.simple) {
    addSimpleRevenue(price, tonnes, averagePrices(batch, price.simple.slot, length), priceOffset(batch, t + offset), into, at);
    return;
  }
  evaluateSinglePeriod(batch, contract, set, t);
  for (let i = 0; i < LANES; i++) into[at + i]! += tonnes * contract.spotPrice[i]!;
};

/** Strikes the final price of a delivery of month t; where somebody declares, each lane takes the alternative with the better net price. */
export const evaluateFinalPrice = (batch: PathBatch, contract: ContractLanes, set: FlatTerms, t: number): FinalPrice => {
  const { count, finalPrice: out } = batch;
  const [first] = set.alternatives;
  out.lastPricingMonth = t + first!.offset + first!.length - 1;
  const over = (price: FlatPrice, into: Float64Array, { offset, length }: { readonly offset: number; readonly length: number }) =>
    evaluatePriceOver(batch, price, into, t + offset, length, t);
  if (t >= 1 && !set.hasQuotationOption && first!.offset === 0 && first!.length === 1) {
    // priced in its own month: the month's price is the final one
    out.net = contract.netPrice;
    return out;
  }
  out.net = out.ownNet;
  const some = t >= 1 && hasRenegotiatedLane(contract, t);
  over(set.contractPrice, out.net, first!);
  if (some) over(set.spotPrice, out.spot, first!);
  if (set.hasQuotationOption) {
    out.lastPricingMonthByLane.fill(out.lastPricingMonth);
    const declared = t + first!.offset - set.declarationMonths;
    const [best, rival, net, spot] = batch.scratch;
    const expect = (price: FlatPrice, into: Float64Array, { offset, length }: { readonly offset: number; readonly length: number }) =>
      evaluateExpectedPrice(batch, price, into, { from: t + offset, length }, t, declared);
    expect(set.contractPrice, best!, first!);
    for (const alternative of set.alternatives.slice(1)) {
      expect(set.contractPrice, rival!, alternative);
      over(set.contractPrice, net!, alternative);
      if (some) over(set.spotPrice, spot!, alternative);
      for (let i = 0; i < count; i++) {
        if (set.isDeclaredBySeller ? rival![i]! <= best![i]! : rival![i]! >= best![i]!) continue;
        best![i] = rival![i]!;
        out.net[i] = net![i]!;
        out.spot[i] = spot![i]!;
        out.lastPricingMonthByLane[i] = t + alternative.offset + alternative.length - 1;
      }
    }
  }
  if (some) applyRenegotiation(contract, out.net, out.spot, t);
  return out;
};
