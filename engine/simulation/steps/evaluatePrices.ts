import { isPriceAbove } from '../../valuation/tolerances.ts';
import type { ContractLanes } from '../batch/contractLanes.ts';
import { EVENT, EXCEPTION, EXCEPTION_FIELDS } from '../batch/exceptions.ts';
import type { FinalPrice, PathBatch } from '../batch/pathBatch.ts';
import type { DeclaredPrice } from '../batch/sharedPrices.ts';
import { LANES } from '../draws/draws.ts';
import { DOUBLE_BYTES } from '../kernel/layout.ts';
import { type FlatTerms, lastPricingOffset, type QuotationalPeriod } from '../plan/flatContract.ts';
import { priceIndex } from '../plan/flatPlan.ts';
import { addSimpleRevenue, evaluatePrice, type FlatPrice, type LaneView, type SimplePrice, simplePriceAt } from '../plan/flatPrice.ts';
import { writeConditionalForward } from './conditionalForward.ts';

/** The months of a quotational period: the first one after the valuation, and their number. */
type PricingPeriod = { readonly from: number; readonly length: number };

/** Share of the excess of the price over spot that a renegotiation takes off. */
const RENEGOTIATED_SHARE = 0.5;

/** Offset of a slot's lanes in month t after the valuation. */
const priceOffset = ({ plan }: PathBatch, t: number): number => priceIndex(plan, t) * LANES;

/** Deck price of a slot in month t after the valuation. */
const deckPriceOf =
  ({ plan }: PathBatch, t: number) =>
  (slot: number): number =>
    plan.slots[slot]!.deck[priceIndex(plan, t)]!;

const evaluateSimplePrice = (
  { kernel }: PathBatch,
  { constant, share, low, high }: SimplePrice,
  average: Float64Array,
  at: number,
  out: Float64Array,
): void => kernel.evaluateSimplePrices(average.byteOffset + at * DOUBLE_BYTES, out.byteOffset, constant, share, low, high);

/** Means of `length` months by slot. */
const averagePrices = (batch: PathBatch, slot: number, length: number): Float64Array =>
  length === 1 ? batch.prices.spot[slot]! : batch.prices.average(slot, length);

/** Returns the byte offset of a row: of the k-th average or benchmark of a price, with this slot. */
type RowOffset = (slot: number, k: number) => number;

/** Evaluates a linear price in the kernel from the rows of its averages and benchmarks. */
const evaluateLinearPrice = (batch: PathBatch, price: FlatPrice, out: Float64Array, averageAt: RowOffset, benchmarkAt: RowOffset): void => {
  const { averagedSlots, averagedShares, benchmarkSlots, benchmarkShares, leadingIndex, leadingLow, leadingHigh } = price;
  const { kernel, work } = batch;
  for (let k = 0; k < averagedSlots.length; k++) {
    const isLeading = k === leadingIndex;
    const [low, high] = [isLeading ? leadingLow : Number.NEGATIVE_INFINITY, isLeading ? leadingHigh : Number.POSITIVE_INFINITY];
    work.writePriceEntry(k, averageAt(averagedSlots[k]!, k), averagedShares[k]!, low, high);
  }
  for (let k = 0; k < benchmarkSlots.length; k++) {
    const entry = averagedSlots.length + k;
    const rowAt = benchmarkAt(benchmarkSlots[k]!, entry);
    work.writePriceEntry(entry, rowAt, benchmarkShares[k]!, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }
  const entries = averagedSlots.length + benchmarkSlots.length;
  kernel.evaluateLinearPrices(work.priceEntries.byteOffset, entries, out.byteOffset, price.constant, price.costs);
};

/** Writes a price with the prices of month t as every average. */
export const evaluatePriceAt = (batch: PathBatch, price: FlatPrice, out: Float64Array, t: number): void => {
  const at = priceOffset(batch, t);
  if (price.simplePrice) {
    evaluateSimplePrice(batch, price.simplePrice, batch.prices.spot[price.simplePrice.slot]!, at, out);
    return;
  }
  if (price.isLinear) {
    const rowAt: RowOffset = (slot) => batch.prices.spot[slot]!.byteOffset + at * DOUBLE_BYTES;
    evaluateLinearPrice(batch, price, out, rowAt, rowAt);
    return;
  }
  const viewMonth = (slot: number, view: LaneView): void => {
    view.array = batch.prices.spot[slot]!;
    view.offset = at;
  };
  evaluatePrice(price, out, viewMonth, viewMonth, deckPriceOf(batch, t));
};

/** Writes a price averaged over a period; benchmarks are those of the delivery month t. */
export const evaluatePriceOver = (
  batch: PathBatch,
  price: FlatPrice,
  out: Float64Array,
  { from, length }: PricingPeriod,
  t: number,
): void => {
  const at = priceOffset(batch, from);
  if (price.simplePrice) {
    evaluateSimplePrice(batch, price.simplePrice, averagePrices(batch, price.simplePrice.slot, length), at, out);
    return;
  }
  const deliveryAt = priceOffset(batch, t);
  if (price.isLinear) {
    evaluateLinearPrice(
      batch,
      price,
      out,
      (slot) => averagePrices(batch, slot, length).byteOffset + at * DOUBLE_BYTES,
      (slot) => batch.prices.spot[slot]!.byteOffset + deliveryAt * DOUBLE_BYTES,
    );
    return;
  }
  evaluatePrice(
    price,
    out,
    (slot, view) => {
      view.array = averagePrices(batch, slot, length);
      view.offset = at;
    },
    (slot, view) => {
      view.array = batch.prices.spot[slot]!;
      view.offset = deliveryAt;
    },
    deckPriceOf(batch, t),
  );
};

/** Returns a price of a contract at the prices of month t, evaluated once a month. */
export const getPriceAt = (batch: PathBatch, price: FlatPrice, t: number): Float64Array => {
  const sharedRow = batch.sharedPrices.get(price)!.current;
  if (sharedRow.month !== t) {
    evaluatePriceAt(batch, price, sharedRow.row, t);
    sharedRow.month = t;
  }
  return sharedRow.row;
};

/** Returns a price of a delivery of month t over a quotational period of its terms, evaluated once a month. */
const getPriceOver = (batch: PathBatch, price: FlatPrice, t: number, { offset, length }: QuotationalPeriod): Float64Array => {
  const sharedRow = batch.sharedPrices.get(price)!.periods.find((period) => period.offset === offset && period.length === length)!;
  if (sharedRow.month !== t) {
    evaluatePriceOver(batch, price, sharedRow.row, { from: t + offset, length }, t);
    sharedRow.month = t;
  }
  return sharedRow.row;
};

/** Returns the contract's net spot of month t in every lane, evaluated on the first call of the month. */
export const getNetSpot = (batch: PathBatch, contract: ContractLanes, t: number): Float64Array => {
  if (contract.spotMonth !== t) {
    contract.spotPrice = getPriceAt(batch, contract.terms.spotPrice, t);
    contract.spotMonth = t;
  }
  return contract.spotPrice;
};

/** Net spot of month t in lane i. A simple price is evaluated in that lane alone. */
export const netSpotInLane = (batch: PathBatch, contract: ContractLanes, t: number, i: number): number => {
  const { simplePrice } = contract.terms.spotPrice;
  if (!simplePrice || contract.spotMonth === t) return getNetSpot(batch, contract, t)[i]!;
  return simplePriceAt(simplePrice, batch.prices.spot[simplePrice.slot]![priceOffset(batch, t) + i]!);
};

/** Net spot = constant + share x the lanes at byte offset `at`, clamped between two bounds. */
type ClampedSpot = { at: number; constant: number; share: number; low: number; high: number };
const clampedSpot: ClampedSpot = { at: 0, constant: 0, share: 0, low: 0, high: 0 };

/** Returns net spot of month t as a function of one row: that of its average, or of the evaluated price. Valid until the next call. */
export const getClampedSpot = (batch: PathBatch, contract: ContractLanes, t: number): ClampedSpot => {
  const { simplePrice } = contract.terms.spotPrice;
  if (!simplePrice || contract.spotMonth === t) {
    clampedSpot.at = getNetSpot(batch, contract, t).byteOffset;
    clampedSpot.constant = 0;
    clampedSpot.share = 1;
    clampedSpot.low = Number.NEGATIVE_INFINITY;
    clampedSpot.high = Number.POSITIVE_INFINITY;
  } else {
    clampedSpot.at = batch.prices.spot[simplePrice.slot]!.byteOffset + priceOffset(batch, t) * DOUBLE_BYTES;
    clampedSpot.constant = simplePrice.constant;
    clampedSpot.share = simplePrice.share;
    clampedSpot.low = simplePrice.low;
    clampedSpot.high = simplePrice.high;
  }
  return clampedSpot;
};

/** Whether the price of the lane of the k-th exception is renegotiated in month t. */
export const isRenegotiated = ({ exceptions: { fields } }: ContractLanes, t: number, k: number): boolean =>
  fields[k * EXCEPTION_FIELDS + EXCEPTION.event] === EVENT.renegotiate && fields[k * EXCEPTION_FIELDS + EXCEPTION.lastEventMonth]! >= t;

const hasRenegotiatedLane = (contract: ContractLanes, t: number): boolean => {
  for (let k = 0; k < contract.exceptions.count; k++) if (isRenegotiated(contract, t, k)) return true;
  return false;
};

/** Amount that a renegotiation takes off a net price: 0.5 max(0, net contract - net spot). */
export const renegotiatedDiscount = (netContract: number, netSpot: number): number =>
  RENEGOTIATED_SHARE * Math.max(0, netContract - netSpot);

/** Returns the contract's net prices of month t, less the discount in renegotiated lanes: its row, or one that is valid until the next call. */
export const getRenegotiatedPrice = (batch: PathBatch, contract: ContractLanes, t: number): Float64Array => {
  const { count, lanes } = contract.exceptions;
  let netPrice = contract.netPrice;
  for (let k = 0; k < count; k++) {
    if (!isRenegotiated(contract, t, k)) continue;
    if (netPrice === contract.netPrice) {
      netPrice = batch.work.netPrice;
      netPrice.set(contract.netPrice);
    }
    const i = lanes[k]!;
    netPrice[i]! -= renegotiatedDiscount(netPrice[i]!, netSpotInLane(batch, contract, t, i));
  }
  return netPrice;
};

/** Writes a price over a period as expected in `declarationMonth`: months up to it at S, later months at their conditional forwards. */
const evaluateExpectedPrice = (
  batch: PathBatch,
  price: FlatPrice,
  out: Float64Array,
  { from, length }: PricingPeriod,
  t: number,
  declarationMonth: number,
): void => {
  const { prices, work, kernel } = batch;
  /** Writes the mean of some months to the k-th row of expected averages. */
  const writeMean = (slot: number, first: number, months: number, k: number): Float64Array => {
    for (let month = 0; month < months; month++) {
      const row = work.expectedMonths[month]!;
      const at = priceOffset(batch, first + month);
      if (first + month <= declarationMonth) row.set(prices.spot[slot]!.subarray(at, at + LANES));
      else writeConditionalForward(batch, slot, declarationMonth, first + month, row);
    }
    const mean = work.expectedAverages[k]!;
    kernel.computeAverages(work.expectedMonths[0]!.byteOffset, mean.byteOffset, 1, months);
    return mean;
  };
  if (price.simplePrice) {
    evaluateSimplePrice(batch, price.simplePrice, writeMean(price.simplePrice.slot, from, length, 0), 0, out);
    return;
  }
  if (price.isLinear) {
    evaluateLinearPrice(
      batch,
      price,
      out,
      (slot, k) => writeMean(slot, from, length, k).byteOffset,
      (slot, k) => writeMean(slot, t, 1, k).byteOffset,
    );
    return;
  }
  // each has its own row, because a price and the rate that converts it are read together
  let next = 0;
  const viewMean = (slot: number, first: number, months: number, view: LaneView): void => {
    view.array = writeMean(slot, first, months, next++ % work.expectedAverages.length);
    view.offset = 0;
  };
  evaluatePrice(
    price,
    out,
    (slot, view) => viewMean(slot, from, length, view),
    (slot, view) => viewMean(slot, t, 1, view),
    deckPriceOf(batch, t),
  );
};

/** Returns the final price of terms without an option. */
export const getSinglePeriodPrice = (batch: PathBatch, { contractPrice, alternatives: [period] }: FlatTerms, t: number): Float64Array =>
  getPriceOver(batch, contractPrice, t, period!);

/** Adds tonnes x the final price of terms without an option to the lanes of `into` from offset `at`. USD. */
export const addFinalRevenue = (batch: PathBatch, terms: FlatTerms, t: number, tonnes: number, into: Float64Array, at: number): void => {
  const { contractPrice, alternatives } = terms;
  const { offset, length } = alternatives[0]!;
  if (contractPrice.simplePrice) {
    const averages = averagePrices(batch, contractPrice.simplePrice.slot, length);
    addSimpleRevenue(contractPrice, tonnes, averages, priceOffset(batch, t + offset), into, at);
    return;
  }
  const finalPrice = getSinglePeriodPrice(batch, terms, t);
  for (let i = 0; i < LANES; i++) into[at + i]! += tonnes * finalPrice[i]!;
};

/**
 * Returns the final price of a delivery of month t with a quotational option, evaluated once a month: each lane takes the period with the better
 * expected net price for its holder.
 */
const getDeclaredPrice = (batch: PathBatch, terms: FlatTerms, t: number): DeclaredPrice => {
  const declaredPrice = batch.declaredPrices.get(terms)!;
  if (declaredPrice.month === t) return declaredPrice;
  declaredPrice.month = t;
  const { contractPrice, alternatives, declarationMonths, isDeclaredBySeller } = terms;
  const { net, alternative, lastPricingMonth } = declaredPrice;
  const declarationMonth = t + alternatives[0]!.offset - declarationMonths;
  const [bestExpected, rivalExpected] = batch.scratch;
  const evaluateExpected = ({ offset, length }: QuotationalPeriod, out: Float64Array): void =>
    evaluateExpectedPrice(batch, contractPrice, out, { from: t + offset, length }, t, declarationMonth);
  evaluateExpected(alternatives[0]!, bestExpected);
  net.set(getPriceOver(batch, contractPrice, t, alternatives[0]!));
  alternative.fill(0);
  lastPricingMonth.fill(t + lastPricingOffset(alternatives[0]!));
  for (let n = 1; n < alternatives.length; n++) {
    const rival = alternatives[n]!;
    evaluateExpected(rival, rivalExpected);
    const rivalNet = getPriceOver(batch, contractPrice, t, rival);
    for (let i = 0; i < batch.count; i++) {
      const [bestPrice, rivalPrice] = [bestExpected[i]!, rivalExpected[i]!];
      if (!(isDeclaredBySeller ? isPriceAbove(rivalPrice, bestPrice) : isPriceAbove(bestPrice, rivalPrice))) continue;
      bestExpected[i] = rivalPrice;
      net[i] = rivalNet[i]!;
      alternative[i] = n;
      lastPricingMonth[i] = t + lastPricingOffset(rival);
    }
  }
  return declaredPrice;
};

/** Evaluates the final price of a delivery of month t. The result is valid until the next call, and only `ownNet` may be written. */
export const evaluateFinalPrice = (batch: PathBatch, contract: ContractLanes, terms: FlatTerms, t: number): FinalPrice => {
  const { finalPrice } = batch;
  const { alternatives, contractPrice, spotPrice, hasQuotationOption } = terms;
  const firstPeriod = alternatives[0]!;
  finalPrice.lastPricingMonth = t + lastPricingOffset(firstPeriod);
  if (t >= 1 && !hasQuotationOption && firstPeriod.offset === 0 && firstPeriod.length === 1) {
    // priced in its own month: the month's price is final
    finalPrice.net = contract.netPrice;
    return finalPrice;
  }
  const declaredPrice = hasQuotationOption ? getDeclaredPrice(batch, terms, t) : undefined;
  if (declaredPrice !== undefined) finalPrice.lastPricingMonthByLane = declaredPrice.lastPricingMonth;
  finalPrice.net = declaredPrice?.net ?? getPriceOver(batch, contractPrice, t, firstPeriod);
  if (t < 1 || !hasRenegotiatedLane(contract, t)) return finalPrice;
  const { ownNet } = finalPrice;
  ownNet.set(finalPrice.net);
  finalPrice.net = ownNet;
  const { count, lanes } = contract.exceptions;
  for (let k = 0; k < count; k++) {
    if (!isRenegotiated(contract, t, k)) continue;
    const i = lanes[k]!;
    const period = declaredPrice === undefined ? firstPeriod : alternatives[declaredPrice.alternative[i]!]!;
    ownNet[i]! -= renegotiatedDiscount(ownNet[i]!, getPriceOver(batch, spotPrice, t, period)[i]!);
  }
  return finalPrice;
};
