// A product's month: the functions of engine/spot over pairs of lanes. referenceProductKernel.ts calls those functions lane by lane.
import { ARGUMENTS_AT, AVAILABLE_AT, ROW_BYTES, SCRATCH_AT } from '../layout';
import { ProductDelivery, SpotSale } from './argumentBlocks';
import { addAt, constantPair, firstLaneMask, ONE, PAIR_BYTES, positivePart, sumOfLanes } from './pair';

/** Discount of queued tonnes and the rest of their price, and most tonnes sold in multiples of the depth (houseDefaults.ts). */
const QUEUE_DISCOUNT: i32 = <i32>memory.data<f64>([0.03]);
const QUEUED_SHARE: i32 = <i32>memory.data<f64>([0.97]);
const MOST_SOLD_DEPTHS: i32 = <i32>memory.data<f64>([6]);
const UNLIMITED: i32 = <i32>memory.data<f64>([Infinity]);

/** What a contract claims of its product: rows of called and deferred tonnes (0: none) and of the cut, its priority, and whether it is cut. */
@unmanaged
class Claim {
  offeredAt: i32;
  deferredAt: i32;
  cutAt: i32;
  priority: i32;
  isCut: i32;
  padding: i32;
}

const CLAIM_BYTES = 24;
/** Above every priority; the least priority is 1. */
const NO_PRIORITY = i32.MAX_VALUE;

/** Writes the sums of the called tonnes of all claims to SCRATCH_AT. */
@inline function sumOffered(claimsAt: i32, end: i32): void {
  for (let at = 0; at < ROW_BYTES; at += 4 * PAIR_BYTES) {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let entry = claimsAt; entry < end; entry += CLAIM_BYTES) {
      const offered = changetype<Claim>(<usize>entry).offeredAt + at;
      s0 = f64x2.add(s0, v128.load(offered));
      s1 = f64x2.add(s1, v128.load(offered, 16));
      s2 = f64x2.add(s2, v128.load(offered, 32));
      s3 = f64x2.add(s3, v128.load(offered, 48));
    }
    v128.store(SCRATCH_AT + at, s0);
    v128.store(SCRATCH_AT + at, s1, 16);
    v128.store(SCRATCH_AT + at, s2, 32);
    v128.store(SCRATCH_AT + at, s3, 48);
  }
}

/** Writes the sums of the called, or deferred, tonnes of the claims of one priority to SCRATCH_AT. */
function sumOfPriority(claimsAt: i32, end: i32, priority: i32, isDeferred: bool): void {
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) v128.store(SCRATCH_AT + at, f64x2.splat(0));
  for (let entry = claimsAt; entry < end; entry += CLAIM_BYTES) {
    const claim = changetype<Claim>(<usize>entry);
    const tonnesAt = isDeferred ? claim.deferredAt : claim.offeredAt;
    if (claim.priority != priority || tonnesAt == 0) continue;
    for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) addAt(SCRATCH_AT + at, v128.load(tonnesAt + at));
  }
}

/** Returns the least priority of a claim above `above`, or NO_PRIORITY. */
function nextPriority(claimsAt: i32, end: i32, above: i32): i32 {
  let least = NO_PRIORITY;
  for (let entry = claimsAt; entry < end; entry += CLAIM_BYTES) {
    const priority = changetype<Claim>(<usize>entry).priority;
    if (priority > above && priority < least) least = priority;
  }
  return least;
}

/** Takes the sums at SCRATCH_AT from the available tonnes as far as they last, and overwrites them with the shares that are served. */
function takeAvailable(): void {
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const sum = v128.load(SCRATCH_AT + at);
    const remaining = v128.load(AVAILABLE_AT + at);
    v128.store(SCRATCH_AT + at, v128.bitselect(f64x2.div(remaining, sum), constantPair(ONE), f64x2.gt(sum, remaining)));
    v128.store(AVAILABLE_AT + at, positivePart(f64x2.sub(remaining, sum)));
  }
}

/** Cuts a claim to the shares at SCRATCH_AT; returns whether any lane is cut. */
@inline function cutClaim(claim: Claim): bool {
  const offeredAt = claim.offeredAt;
  const cutAt = claim.cutAt;
  let isCut = f64x2.splat(0);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const offered = v128.load(offeredAt + at);
    const cut = f64x2.sub(offered, f64x2.mul(offered, v128.load(SCRATCH_AT + at)));
    isCut = v128.or(isCut, f64x2.gt(cut, f64x2.splat(0)));
    v128.store(cutAt + at, cut);
  }
  return v128.any_true(isCut);
}

/** Serves all claims from the tonnes at AVAILABLE_AT, which it uses up: called tonnes by priority, then deferred ones. */
function serveClaims(claimsAt: i32, end: i32): bool {
  let hasCuts = false;
  let hasDeferred = false;
  for (let priority = nextPriority(claimsAt, end, 0); priority != NO_PRIORITY; priority = nextPriority(claimsAt, end, priority)) {
    sumOfPriority(claimsAt, end, priority, false);
    takeAvailable();
    for (let entry = claimsAt; entry < end; entry += CLAIM_BYTES) {
      const claim = changetype<Claim>(<usize>entry);
      if (claim.priority != priority) continue;
      const isCut = cutClaim(claim);
      claim.isCut = i32(isCut);
      hasCuts = hasCuts || isCut;
      hasDeferred = hasDeferred || claim.deferredAt != 0;
    }
  }
  if (!hasDeferred) return hasCuts;
  for (let priority = nextPriority(claimsAt, end, 0); priority != NO_PRIORITY; priority = nextPriority(claimsAt, end, priority)) {
    sumOfPriority(claimsAt, end, priority, true);
    takeAvailable();
    for (let entry = claimsAt; entry < end; entry += CLAIM_BYTES) {
      const claim = changetype<Claim>(<usize>entry);
      const deferredAt = claim.deferredAt;
      if (claim.priority != priority || deferredAt == 0) continue;
      for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
        v128.store(deferredAt + at, f64x2.mul(v128.load(deferredAt + at), v128.load(SCRATCH_AT + at)));
      }
    }
  }
  return hasCuts;
}

export function deliverClaims(): i32 {
  const rows = changetype<ProductDelivery>(<usize>ARGUMENTS_AT);
  const claimsAt = rows.claimsAt;
  const claimsEnd = claimsAt + rows.claims * CLAIM_BYTES;
  const deferredDueAt = rows.deferredDueAt;
  const heldBackAt = rows.heldBackAt;
  const remainingAt = rows.remainingAt;
  const queueAt = rows.queueAt;
  const queueBytes = rows.queueRows * ROW_BYTES;
  const calledSumAt = rows.calledSumAt;
  const deliveredSumAt = rows.deliveredSumAt;
  const production = f64x2.splat(rows.production);
  sumOffered(claimsAt, claimsEnd);
  let isShort = f64x2.splat(0);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const called = v128.load(SCRATCH_AT + at);
    const wanted = f64x2.add(called, v128.load(deferredDueAt + at));
    const lacking = positivePart(f64x2.sub(wanted, production));
    let remaining = lacking;
    const queueEnd = queueAt + at + queueBytes;
    for (let queued = queueAt + at; queued < queueEnd; queued += ROW_BYTES) {
      const tonnes = v128.load(queued);
      const taken = f64x2.pmin(remaining, tonnes);
      v128.store(queued, f64x2.sub(tonnes, taken));
      remaining = f64x2.sub(remaining, taken);
    }
    const drawn = f64x2.sub(lacking, remaining);
    const total = f64x2.pmin(wanted, f64x2.add(production, drawn));
    const isLaneShort = f64x2.ne(total, wanted);
    isShort = v128.or(isShort, isLaneShort);
    v128.store(AVAILABLE_AT + at, v128.bitselect(total, constantPair(UNLIMITED), isLaneShort));
    addAt(calledSumAt + at, f64x2.add(called, v128.load(heldBackAt + at)));
    addAt(deliveredSumAt + at, total);
    v128.store(remainingAt + at, f64x2.sub(production, f64x2.sub(total, drawn)));
  }
  return v128.any_true(isShort) ? i32(serveClaims(claimsAt, claimsEnd)) : 0;
}

/** m = min(cap, slope x max(0, tonnes / depth - 1)), the cap without depth, 0 without tonnes. */
@inline function depthDiscount(tonnes: v128, depth: v128, slope: v128, cap: v128): v128 {
  const beyond = positivePart(f64x2.sub(f64x2.div(tonnes, depth), constantPair(ONE)));
  const discount = v128.bitselect(f64x2.pmin(cap, f64x2.mul(slope, beyond)), cap, f64x2.gt(depth, f64x2.splat(0)));
  return v128.and(discount, f64x2.gt(tonnes, f64x2.splat(0)));
}

/** P - (m + d - m d) max(0, P) - f. */
@inline function uncommittedPrice(netSpot: v128, m: v128, d: v128, freight: v128): v128 {
  const discount = f64x2.sub(f64x2.add(m, d), f64x2.mul(m, d));
  return f64x2.sub(f64x2.sub(netSpot, f64x2.mul(discount, positivePart(netSpot))), freight);
}

/** P - (1 - (1 - 0.03 - m)(1 - d)) max(0, P) - f. */
@inline function queuedPrice(netSpot: v128, m: v128, d: v128, freight: v128): v128 {
  const share = f64x2.mul(f64x2.sub(constantPair(QUEUED_SHARE), m), f64x2.sub(constantPair(ONE), d));
  const discount = f64x2.sub(constantPair(ONE), share);
  return f64x2.sub(f64x2.sub(netSpot, f64x2.mul(discount, positivePart(netSpot))), freight);
}

/** Mean of a cost of `tonnes` and `joining` tonnes, which sum to `totalTonnes`. */
@inline function meanCost(tonnes: v128, cost: v128, joining: v128, joiningCost: v128, totalTonnes: v128): v128 {
  const mean = f64x2.div(f64x2.add(f64x2.mul(tonnes, cost), f64x2.mul(joining, joiningCost)), totalTonnes);
  const hasJoined = f64x2.gt(joining, f64x2.splat(0));
  const isMixed = v128.and(hasJoined, f64x2.gt(tonnes, f64x2.splat(0)));
  return v128.bitselect(mean, v128.bitselect(joiningCost, cost, hasJoined), isMixed);
}

/** Number of rows from `at` on whose lanes before `laneEnd`, in bytes, hold nothing. */
function countEmptyRows(at: i32, rows: i32, laneEnd: i32): i32 {
  for (let row = 0; row < rows; row++, at += ROW_BYTES) {
    for (let lane = at; lane < at + laneEnd; lane += 8) if (load<f64>(lane) != 0) return row;
  }
  return rows;
}

export function sellOnSpot(): i32 {
  const sale = changetype<SpotSale>(<usize>ARGUMENTS_AT);
  const zero = f64x2.splat(0);
  const queueAt = sale.queueAt;
  const dueBytes = sale.dueRows * ROW_BYTES;
  const monthOffset = (sale.queueRows - 1) * ROW_BYTES;
  const discountOffset = sale.discountAt - queueAt;
  const freightOffset = sale.freightAt - queueAt;
  const costsAt = sale.costsAt;
  const hasCosts = sale.hasCosts;
  const isLastMonth = sale.isLastMonth;
  const production = f64x2.splat(sale.production);
  const slope = f64x2.splat(sale.slope);
  const cap = f64x2.splat(sale.cap);
  const laneEnd = sale.count << 3;
  const lastWhole = laneEnd - PAIR_BYTES;
  let soldSum = zero;
  let uncommittedSum = zero;
  let queuedSum = zero;
  let depthLossSum = zero;
  let queueLossSum = zero;
  let rerouteLossSum = zero;
  for (let at = 0; at < laneEnd; at += PAIR_BYTES) {
    const remaining = v128.load(sale.remainingAt + at);
    const uncommitted = f64x2.pmin(positivePart(f64x2.sub(production, v128.load(sale.nominalAt + at))), remaining);
    const undelivered = f64x2.sub(remaining, uncommitted);
    const first = queueAt + at;
    const month = first + monthOffset;
    v128.store(month, undelivered);
    let spotDiscount = zero;
    let spotFreight = zero;
    if (hasCosts) {
      v128.store(month + discountOffset, v128.load(costsAt + at));
      v128.store(month + freightOffset, v128.load(costsAt + at, ROW_BYTES));
      spotDiscount = v128.load(costsAt + at, 2 * ROW_BYTES);
      spotFreight = v128.load(costsAt + at, 3 * ROW_BYTES);
    }
    const depth = v128.load(sale.depthAt + at);
    const mostSold = isLastMonth ? constantPair(UNLIMITED) : f64x2.mul(constantPair(MOST_SOLD_DEPTHS), depth);
    let dueTonnes = zero;
    for (let lot = first; lot < first + dueBytes; lot += ROW_BYTES) dueTonnes = f64x2.add(dueTonnes, v128.load(lot));
    const due = f64x2.pmin(dueTonnes, mostSold);
    const uncommittedSold = f64x2.pmin(uncommitted, f64x2.sub(mostSold, due));
    const m = depthDiscount(f64x2.add(due, uncommittedSold), depth, slope, cap);
    const netSpot = v128.load(sale.spotPriceAt + at);
    const price = uncommittedPrice(netSpot, m, spotDiscount, spotFreight);
    const priceWithinDepth = uncommittedPrice(netSpot, zero, spotDiscount, spotFreight);
    let revenue = f64x2.mul(uncommittedSold, price);
    let rerouteLoss = f64x2.mul(uncommittedSold, f64x2.sub(netSpot, priceWithinDepth));
    let depthLoss = f64x2.mul(uncommittedSold, f64x2.sub(priceWithinDepth, price));
    // whole lots where all that is due is sold, so that rounding leaves nothing of them
    const isWhole = f64x2.eq(due, dueTonnes);
    let dueLeft = due;
    const queuedWithinDepth = queuedPrice(netSpot, zero, zero, zero);
    let lotWithinDepth = queuedWithinDepth;
    let lotPrice = queuedPrice(netSpot, m, zero, zero);
    for (let lot = first; lot < first + dueBytes; lot += ROW_BYTES) {
      const tonnes = v128.load(lot);
      const sold = v128.bitselect(tonnes, f64x2.pmin(dueLeft, tonnes), isWhole);
      if (hasCosts) {
        const discount = v128.load(lot + discountOffset);
        const freight = v128.load(lot + freightOffset);
        lotPrice = queuedPrice(netSpot, m, discount, freight);
        lotWithinDepth = queuedPrice(netSpot, zero, discount, freight);
        rerouteLoss = f64x2.add(rerouteLoss, f64x2.mul(sold, f64x2.sub(queuedWithinDepth, lotWithinDepth)));
      }
      depthLoss = f64x2.add(depthLoss, f64x2.mul(sold, f64x2.sub(lotWithinDepth, lotPrice)));
      revenue = f64x2.add(revenue, f64x2.mul(sold, lotPrice));
      dueLeft = f64x2.sub(dueLeft, sold);
      v128.store(lot, f64x2.sub(tonnes, sold));
    }
    const withheld = f64x2.sub(uncommitted, uncommittedSold);
    const monthTonnes = v128.load(month);
    const totalTonnes = f64x2.add(monthTonnes, withheld);
    v128.store(month, totalTonnes);
    if (hasCosts) {
      const discount = month + discountOffset;
      const freight = month + freightOffset;
      v128.store(discount, meanCost(monthTonnes, v128.load(discount), withheld, spotDiscount, totalTonnes));
      v128.store(freight, meanCost(monthTonnes, v128.load(freight), withheld, spotFreight, totalTonnes));
    }
    const sold = f64x2.add(uncommittedSold, due);
    addAt(sale.revenueAt + at, revenue);
    addAt(sale.spotSumAt + at, sold);
    addAt(sale.spotRevenueAt + at, revenue);
    const queueLoss = f64x2.mul(f64x2.mul(due, constantPair(QUEUE_DISCOUNT)), positivePart(netSpot));
    addAt(sale.depthLossAt + at, depthLoss);
    addAt(sale.rerouteLossAt + at, rerouteLoss);
    // the second lane after an odd last one belongs to no path
    const laneMask = at > lastWhole ? firstLaneMask() : i64x2.splat(-1);
    soldSum = f64x2.add(soldSum, v128.and(laneMask, sold));
    uncommittedSum = f64x2.add(uncommittedSum, v128.and(laneMask, uncommittedSold));
    queuedSum = f64x2.add(queuedSum, v128.and(laneMask, f64x2.add(undelivered, withheld)));
    depthLossSum = f64x2.add(depthLossSum, v128.and(laneMask, depthLoss));
    queueLossSum = f64x2.add(queueLossSum, v128.and(laneMask, queueLoss));
    rerouteLossSum = f64x2.add(rerouteLossSum, v128.and(laneMask, rerouteLoss));
  }
  store<f64>(sale.sumsAt, sumOfLanes(soldSum));
  store<f64>(sale.sumsAt, sumOfLanes(uncommittedSum), 8);
  store<f64>(sale.sumsAt, sumOfLanes(queuedSum), 16);
  store<f64>(sale.sumsAt, sumOfLanes(depthLossSum), 24);
  store<f64>(sale.sumsAt, sumOfLanes(queueLossSum), 32);
  store<f64>(sale.sumsAt, sumOfLanes(rerouteLossSum), 40);
  return countEmptyRows(queueAt, sale.queueRows, laneEnd);
}
