// A contract's month, as in referenceContractKernel.ts. All lanes of a row are computed, whatever the number of paths.
import { ARGUMENTS_AT, ROW_BYTES } from '../layout';
import { BuyerCall, Damages, InvoiceAndYear, ProvisionalAndFinal } from './argumentBlocks';
import { addAt, appendLanes, constantPair, clamp, ONE, PAIR_BYTES, positivePart, sumOfLanes } from './pair';

/** Bytes of an entry: address of a price's lanes, then 8 bytes each on weight, low and high. */
const ENTRY_BYTES = 32;

@inline function addSale(sum: v128, price: v128, weight: v128, low: v128, high: v128): v128 {
  return f64x2.add(sum, f64x2.mul(weight, clamp(price, low, high)));
}

@inline function simplePrice(average: v128, constant: v128, share: v128, low: v128, high: v128): v128 {
  return f64x2.add(constant, f64x2.mul(share, clamp(average, low, high)));
}

export function evaluateSimplePrices(averageAt: i32, outAt: i32, constant: f64, share: f64, low: f64, high: f64): void {
  const constants = f64x2.splat(constant);
  const shares = f64x2.splat(share);
  const lows = f64x2.splat(low);
  const highs = f64x2.splat(high);
  const end = outAt + ROW_BYTES;
  for (; outAt < end; outAt += 2 * PAIR_BYTES, averageAt += 2 * PAIR_BYTES) {
    v128.store(outAt, simplePrice(v128.load(averageAt), constants, shares, lows, highs));
    v128.store(outAt, simplePrice(v128.load(averageAt, PAIR_BYTES), constants, shares, lows, highs), PAIR_BYTES);
  }
}

export function evaluateLinearPrices(entriesAt: i32, entries: i32, outAt: i32, constant: f64, costs: f64): void {
  const end = entriesAt + entries * ENTRY_BYTES;
  const constants = f64x2.splat(constant);
  const costPair = f64x2.splat(costs);
  for (let at = 0; at < ROW_BYTES; at += 4 * PAIR_BYTES) {
    let s0 = constants;
    let s1 = constants;
    let s2 = constants;
    let s3 = constants;
    for (let entry = entriesAt; entry < end; entry += ENTRY_BYTES) {
      const price = load<i32>(entry) + at;
      const weight = v128.load64_splat(entry, 8);
      const low = v128.load64_splat(entry, 16);
      const high = v128.load64_splat(entry, 24);
      s0 = addSale(s0, v128.load(price), weight, low, high);
      s1 = addSale(s1, v128.load(price, 16), weight, low, high);
      s2 = addSale(s2, v128.load(price, 32), weight, low, high);
      s3 = addSale(s3, v128.load(price, 48), weight, low, high);
    }
    const out = outAt + at;
    v128.store(out, f64x2.sub(s0, costPair));
    v128.store(out, f64x2.sub(s1, costPair), 16);
    v128.store(out, f64x2.sub(s2, costPair), 32);
    v128.store(out, f64x2.sub(s3, costPair), 48);
  }
}

export function computeBuyerCalls(): void {
  const call = changetype<BuyerCall>(<usize>ARGUMENTS_AT);
  const nominal = f64x2.splat(call.nominal);
  const beta = f64x2.splat(call.beta);
  const minimum = f64x2.splat(call.minimum);
  const maximum = f64x2.splat(call.maximum);
  const openShare = f64x2.splat(call.openShare);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const change = f64x2.mul(beta, f64x2.sub(v128.load(call.demandAt + at), constantPair(ONE)));
    const called = f64x2.mul(nominal, clamp(f64x2.add(constantPair(ONE), change), minimum, maximum));
    v128.store(call.outAt + at, f64x2.mul(called, openShare));
  }
}

export function listLanesBelow(rowAt: i32, count: i32, bound: f64, listAt: i32): i32 {
  const end = count << 3;
  const bounds = f64x2.splat(bound);
  let listEnd = listAt;
  for (let at = 0; at < end; at += PAIR_BYTES) {
    listEnd = appendLanes(listEnd, at, i64x2.bitmask(f64x2.lt(v128.load(rowAt + at), bounds)));
  }
  // a lane beyond an odd count belongs to no path
  if (listEnd > listAt && load<i32>(listEnd - 4) >= end) listEnd -= 4;
  return (listEnd - listAt) >> 2;
}

export function deliverCutCalls(offeredAt: i32, cutAt: i32, deliveredAt: i32, notOfferedAt: i32, sumsAt: i32): void {
  let cutSum = f64x2.splat(0);
  let deliveredSum = f64x2.splat(0);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const cut = v128.load(cutAt + at);
    const delivered = f64x2.sub(v128.load(offeredAt + at), cut);
    v128.store(deliveredAt + at, delivered);
    addAt(notOfferedAt + at, cut);
    cutSum = f64x2.add(cutSum, cut);
    deliveredSum = f64x2.add(deliveredSum, delivered);
  }
  store<f64>(sumsAt, sumOfLanes(cutSum));
  store<f64>(sumsAt, sumOfLanes(deliveredSum), 8);
}

export function addDamages(): f64 {
  const rows = changetype<Damages>(<usize>ARGUMENTS_AT);
  const cutAt = rows.cutAt;
  const extraAt = rows.extraAt;
  const netAt = rows.netAt;
  const averageAt = rows.averageAt;
  const outAt = rows.outAt;
  const revenueAt = rows.revenueAt;
  const damagesSumAt = rows.damagesSumAt;
  const constant = f64x2.splat(rows.constant);
  const share = f64x2.splat(rows.share);
  const low = f64x2.splat(rows.low);
  const high = f64x2.splat(rows.high);
  const damagesShare = f64x2.splat(rows.damagesShare);
  let sum = f64x2.splat(0);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const net = v128.load(netAt + at);
    const spot = simplePrice(v128.load(averageAt + at), constant, share, low, high);
    const tonnes = positivePart(f64x2.sub(v128.load(cutAt + at), v128.load(extraAt + at)));
    const cover = positivePart(f64x2.sub(spot, net));
    const damages = f64x2.mul(tonnes, f64x2.add(cover, f64x2.mul(damagesShare, positivePart(net))));
    v128.store(outAt + at, damages);
    v128.store(revenueAt + at, f64x2.sub(v128.load(revenueAt + at), damages));
    v128.store(damagesSumAt + at, f64x2.sub(v128.load(damagesSumAt + at), damages));
    sum = f64x2.add(sum, damages);
  }
  return sumOfLanes(sum);
}

export function sumRow(rowAt: i32): f64 {
  let sum = f64x2.splat(0);
  for (let at = rowAt; at < rowAt + ROW_BYTES; at += PAIR_BYTES) sum = f64x2.add(sum, v128.load(at));
  return sumOfLanes(sum);
}

export function addInvoices(paidAt: i32, priceAt: i32, revenueAt: i32): void {
  for (let at = 0; at < ROW_BYTES; at += 2 * PAIR_BYTES) {
    const paid = paidAt + at;
    const price = priceAt + at;
    addAt(revenueAt + at, f64x2.mul(v128.load(paid), v128.load(price)));
    addAt(revenueAt + at + PAIR_BYTES, f64x2.mul(v128.load(paid, PAIR_BYTES), v128.load(price, PAIR_BYTES)));
  }
}

export function addInvoicesAndYear(): void {
  const rows = changetype<InvoiceAndYear>(<usize>ARGUMENTS_AT);
  const paidAt = rows.paidAt;
  const priceAt = rows.priceAt;
  const revenueAt = rows.revenueAt;
  const deliveredAt = rows.deliveredAt;
  const takenAt = rows.takenAt;
  const paidTonnesAt = rows.paidTonnesAt;
  const paidValueAt = rows.paidValueAt;
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const paid = v128.load(paidAt + at);
    const value = f64x2.mul(paid, v128.load(priceAt + at));
    addAt(revenueAt + at, value);
    addAt(takenAt + at, v128.load(deliveredAt + at));
    addAt(paidTonnesAt + at, paid);
    addAt(paidValueAt + at, value);
  }
}

export function addProvisionalAndFinal(): void {
  const rows = changetype<ProvisionalAndFinal>(<usize>ARGUMENTS_AT);
  const paidAt = rows.paidAt;
  const currentPriceAt = rows.currentPriceAt;
  const finalPriceAt = rows.finalPriceAt;
  const provisionalAt = rows.provisionalAt;
  const finalAt = rows.finalAt;
  const provisionalReceivableAt = rows.provisionalReceivableAt;
  const finalReceivableAt = rows.finalReceivableAt;
  const share = f64x2.splat(rows.provisionalShare);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const paid = v128.load(paidAt + at);
    const provisional = f64x2.mul(f64x2.mul(share, v128.load(currentPriceAt + at)), paid);
    const finalAmount = f64x2.sub(f64x2.mul(paid, v128.load(finalPriceAt + at)), provisional);
    addAt(provisionalAt + at, provisional);
    addAt(finalAt + at, finalAmount);
    addAt(provisionalReceivableAt + at, positivePart(provisional));
    addAt(finalReceivableAt + at, positivePart(finalAmount));
  }
}

export function addReceivables(paidAt: i32, priceAt: i32, receivablesAt: i32): void {
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    addAt(receivablesAt + at, positivePart(f64x2.mul(v128.load(paidAt + at), v128.load(priceAt + at))));
  }
}
