// A product's month, as in referenceProductKernel.ts.
import { ARGUMENTS_AT, ROW_BYTES } from '../layout';
import { ProductSupply, SpotSale } from './argumentBlocks';
import { addAt, both, firstLaneOnly, ONE, PAIR_BYTES, positivePart, sumOfLanes } from './pair';

/** Price of queued tonnes as a share of the net spot price (QUEUED_PRICE of valuation/assumptions.ts). */
const QUEUED_PRICE: i32 = <i32>memory.data<f64>([0.97]);

export function supplyCalls(): i32 {
  const rows = changetype<ProductSupply>(<usize>ARGUMENTS_AT);
  const calledAt = rows.calledAt;
  const deferredDueAt = rows.deferredDueAt;
  const heldBackAt = rows.heldBackAt;
  const deliveredShareAt = rows.deliveredShareAt;
  const deferredDeliveredShareAt = rows.deferredDeliveredShareAt;
  const undeliveredAt = rows.undeliveredAt;
  const queueAt = rows.queueAt;
  const calledSumAt = rows.calledSumAt;
  const deliveredSumAt = rows.deliveredSumAt;
  const queueBytes = rows.queueRows * ROW_BYTES;
  const production = f64x2.splat(rows.production);
  let cut = f64x2.splat(0);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const called = v128.load(calledAt + at);
    const due = v128.load(deferredDueAt + at);
    const wanted = f64x2.add(called, due);
    const lacking = positivePart(f64x2.sub(wanted, production));
    let left = lacking;
    const queueEnd = queueAt + at + queueBytes;
    for (let queued = queueAt + at; queued < queueEnd; queued += ROW_BYTES) {
      const tonnes = v128.load(queued);
      const taken = f64x2.pmin(left, tonnes);
      v128.store(queued, f64x2.sub(tonnes, taken));
      left = f64x2.sub(left, taken);
    }
    const drawn = f64x2.sub(lacking, left);
    const total = f64x2.pmin(wanted, f64x2.add(production, drawn));
    const share = v128.bitselect(f64x2.div(total, called), both(ONE), f64x2.gt(called, total));
    cut = v128.or(cut, f64x2.lt(share, both(ONE)));
    v128.store(deliveredShareAt + at, share);
    const isDeferredCut = v128.and(f64x2.gt(due, f64x2.splat(0)), f64x2.gt(wanted, total));
    const deferredShare = f64x2.div(positivePart(f64x2.sub(total, called)), due);
    v128.store(deferredDeliveredShareAt + at, v128.bitselect(deferredShare, both(ONE), isDeferredCut));
    addAt(calledSumAt + at, f64x2.add(called, v128.load(heldBackAt + at)));
    addAt(deliveredSumAt + at, total);
    v128.store(undeliveredAt + at, f64x2.sub(production, f64x2.sub(total, drawn)));
  }
  return i32(v128.any_true(cut));
}

export function sellOnSpot(): i32 {
  const sale = changetype<SpotSale>(<usize>ARGUMENTS_AT);
  const production = f64x2.splat(sale.production);
  const priceShare = f64x2.splat(sale.priceShare);
  const priceDeduction = f64x2.splat(sale.priceDeduction);
  const isOpen = f64x2.splat(sale.isOpen ? 1 : 0);
  let soldSum = f64x2.splat(0);
  let uncommittedSum = f64x2.splat(0);
  let joinedSum = f64x2.splat(0);
  let hasJoined = f64x2.splat(0);
  const end = sale.count << 3;
  const lastWhole = end - PAIR_BYTES;
  for (let at = 0; at < end; at += PAIR_BYTES) {
    const undelivered = v128.load(sale.undeliveredAt + at);
    const free = f64x2.pmin(positivePart(f64x2.sub(production, v128.load(sale.nominalAt + at))), undelivered);
    let uncommitted = f64x2.mul(isOpen, free);
    let joins = f64x2.sub(undelivered, uncommitted);
    v128.store(sale.joinAt + at, joins);
    // sells the queue, which the month's tonnes may have joined
    let resold = f64x2.splat(0);
    const queueEnd = sale.queueAt + at + sale.queueRows * ROW_BYTES;
    for (let queued = sale.queueAt + at; queued < queueEnd; queued += ROW_BYTES) {
      resold = f64x2.add(resold, v128.load(queued));
      v128.store(queued, f64x2.splat(0));
    }
    const price = v128.load(sale.spotPriceAt + at);
    const net = f64x2.sub(f64x2.mul(price, priceShare), priceDeduction);
    const queuedNet = f64x2.sub(f64x2.mul(f64x2.mul(both(QUEUED_PRICE), price), priceShare), priceDeduction);
    const usd = f64x2.add(f64x2.mul(uncommitted, net), f64x2.mul(resold, queuedNet));
    let sold = f64x2.add(uncommitted, resold);
    addAt(sale.revenueAt + at, usd);
    addAt(sale.spotSumAt + at, sold);
    addAt(sale.spotRevenueAt + at, usd);
    if (at > lastWhole) {
      // the second lane belongs to no path
      sold = v128.and(firstLaneOnly(), sold);
      uncommitted = v128.and(firstLaneOnly(), uncommitted);
      joins = v128.and(firstLaneOnly(), joins);
    }
    soldSum = f64x2.add(soldSum, sold);
    uncommittedSum = f64x2.add(uncommittedSum, uncommitted);
    joinedSum = f64x2.add(joinedSum, joins);
    hasJoined = v128.or(hasJoined, f64x2.ne(joins, f64x2.splat(0)));
  }
  store<f64>(sale.sumsAt, sumOfLanes(soldSum));
  store<f64>(sale.sumsAt, sumOfLanes(uncommittedSum), 8);
  store<f64>(sale.sumsAt, sumOfLanes(joinedSum), 16);
  return i32(v128.any_true(hasJoined));
}
