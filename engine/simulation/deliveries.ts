import { DEFERRED_PARTS } from '../valuation/houseDefaults.ts';
import { LANES } from './draws.ts';
import { drawEvents, lapseDeferred } from './hazards.ts';
import { BYTES, ROW } from './kernel/layout.ts';
import { type ContractLanes, DEFERRED_RING, EVENT, MEASURE, PRODUCT, type ProductLanes, SIDE, SIDES } from './lanes.ts';
import { measureAt, note, noteContract, type Run } from './run.ts';
import { settle, settleSteady, steadyCall } from './settle.ts';
import { strikeAt } from './strikes.ts';
import { PRODUCT_MEASURES } from './types.ts';
import { endMonth } from './yearEnd.ts';

/** Share of a call that a deferring buyer puts off. */
const DEFERRED_SHARE = 0.5;

/** What of a lane's call is refused or put off by the event that it is in. */
const holdBack = (run: Run, contract: ContractLanes, t: number, i: number): number => {
  const { side, called } = contract;
  const at = i * SIDES;
  side[at + SIDE.refused] = 0;
  side[at + SIDE.held] = 0;
  const calls = called[i]!;
  if (side[at + SIDE.eventLast]! < t || calls === 0) return 0;
  if (side[at + SIDE.event] === EVENT.refuse) {
    side[at + SIDE.refused] = calls;
    note(run, contract, 'refused', t, i, calls);
    return calls;
  }
  if (side[at + SIDE.event] !== EVENT.defer) return 0;
  const tonnes = DEFERRED_SHARE * calls;
  side[at + SIDE.held] = tonnes;
  note(run, contract, 'deferred', t, i, tonnes);
  // the event's months come back in equal parts over the six months after its three
  const began = (side[at + SIDE.eventLast]! | 0) - 2;
  for (let part = 3; part < 3 + DEFERRED_PARTS; part++) {
    contract.returning[i * DEFERRED_RING + ((began + part) % DEFERRED_RING)]! += tonnes / DEFERRED_PARTS;
  }
  return tonnes;
};

/** Deferred tonnes that are to be delivered in a lane beside the call; none while the channel is shut or the buyer refuses. */
const dueNow = ({ side, returning, flat }: ContractLanes, t: number, i: number): number => {
  const at = i * SIDES;
  const slot = i * DEFERRED_RING + (t % DEFERRED_RING);
  const tonnes = side[at + SIDE.waiting]! + returning[slot]!;
  const refuses = side[at + SIDE.event] === EVENT.refuse && side[at + SIDE.eventLast]! >= t;
  const due = flat.open[t]! > 0 && !refuses ? tonnes : 0;
  side[at + SIDE.waiting] = tonnes;
  side[at + SIDE.due] = due;
  returning[slot] = 0;
  return due;
};

/** Whether a lane is still to be looked at in the next month. */
const staysOdd = ({ side }: ContractLanes, t: number, i: number): boolean => {
  const at = i * SIDES;
  return side[at + SIDE.eventLast]! >= t || side[at + SIDE.returnsLast]! >= t || side[at + SIDE.waiting]! > 0 || side[at + SIDE.lots]! > 0;
};

/** Steps 8 and 9 of the lanes that do not go the straight way; those that do again leave the list. */
const tend = (run: Run, product: ProductLanes, contract: ContractLanes, t: number): void => {
  const { odd, alive } = contract;
  let kept = 0;
  for (let k = 0; k < contract.odds; k++) {
    const i = odd[k]!;
    if (alive[i] === 0) continue;
    const back = holdBack(run, contract, t, i);
    if (back > 0) {
      contract.anyHeld = true;
      product.heldBack[i]! += back;
      product.anyHeldBack = true;
    }
    const due = dueNow(contract, t, i);
    if (due !== 0) {
      product.due[i]! += due;
      product.anyDue = true;
    }
    if (staysOdd(contract, t, i)) odd[kept++] = i;
  }
  contract.odds = kept;
};

/** Sells tonnes of the month at its spot price in a lane. */
const sell = (run: Run, product: ProductLanes, t: number, i: number, uncommitted: number): void => {
  const { flat, price, revenue } = product;
  const usd = uncommitted * (price[i]! * flat.share[t]! - flat.less[t]!);
  revenue[run.plan.yearOf[t]! * LANES + i]! += usd;
  run.measures[measureAt(run, MEASURE.spot, t) + i]! += uncommitted;
  run.measures[measureAt(run, MEASURE.spotRevenue, t) + i]! += usd;
};

const noteProduct = (run: Run, { place }: ProductLanes, sold: number, fresh: number, joined: number): void => {
  const at = place * PRODUCT_MEASURES.length;
  run.sums.products[at + PRODUCT.spot]! += sold;
  run.sums.products[at + PRODUCT.uncommittedSold]! += fresh;
  run.sums.products[at + PRODUCT.queued]! += joined;
};

/** The month of a product of which every lane calls `tonnes`; false, and nothing done, where lanes may come to differ. */
const deliverEven = (run: Run, product: ProductLanes, t: number, tonnes: number): boolean => {
  const { flat } = product;
  const left = flat.production[t]! - tonnes;
  if (product.anyQueued || left < 0) return false;
  const open = flat.spotOf[t]! >= 0 && (flat.open[t]! > 0 || t === run.plan.months);
  const uncommitted = open ? Math.min(Math.max(0, flat.production[t]! - product.nominal[0]!), left) : 0;
  if (uncommitted !== left) return false;
  product.anyCut = false;
  product.oldest = t + 1;
  const calledAt = measureAt(run, MEASURE.called, t);
  const deliveredAt = measureAt(run, MEASURE.delivered, t);
  for (let i = 0; i < LANES; i++) {
    run.measures[calledAt + i]! += tonnes;
    run.measures[deliveredAt + i]! += tonnes;
  }
  if (uncommitted === 0) return true;
  strikeAt(run, flat.spot[flat.spotOf[t]!]!, product.price, t);
  for (let i = 0; i < run.count; i++) sell(run, product, t, i, uncommitted);
  noteProduct(run, product, run.count * uncommitted, run.count * uncommitted, 0);
  return true;
};

/** Step 10 and the shares of calls that step 9 can deliver. */
const deliverProduct = (run: Run, product: ProductLanes, t: number): void => {
  const { flat, queue, undelivered } = product;
  const { kernel, work } = run;
  const production = flat.production[t]!;
  const sells = flat.spotOf[t]! >= 0;
  const open = sells && (flat.open[t]! > 0 || t === run.plan.months);
  if (sells) strikeAt(run, flat.spot[flat.spotOf[t]!]!, product.price, t);
  const measures = run.measures.byteOffset;
  const queueAt = (month: number): number => queue.byteOffset + month * ROW;
  const cut = kernel.supply(
    product.called.byteOffset,
    product.due.byteOffset,
    product.heldBack.byteOffset,
    product.kept.byteOffset,
    product.keptDeferred.byteOffset,
    undelivered.byteOffset,
    queueAt(product.oldest),
    t - product.oldest,
    measures + measureAt(run, MEASURE.called, t) * BYTES,
    measures + measureAt(run, MEASURE.delivered, t) * BYTES,
    production,
  );
  product.anyCut = cut !== 0;
  // what waited its months is sold, all of it in the last month
  const until = t === run.plan.months ? t : t - flat.resaleMonths;
  const resold = open ? Math.max(0, until + 1 - product.oldest) : 0;
  const joins = kernel.market(
    undelivered.byteOffset,
    product.nominal.byteOffset,
    product.price.byteOffset,
    queueAt(product.oldest),
    resold,
    queueAt(t),
    measures + measureAt(run, MEASURE.spot, t) * BYTES,
    measures + measureAt(run, MEASURE.spotRevenue, t) * BYTES,
    product.revenue.byteOffset + run.plan.yearOf[t]! * ROW,
    work.sums.byteOffset,
    run.count,
    production,
    flat.share[t]!,
    flat.less[t]!,
    open ? 1 : 0,
  );
  if (joins !== 0) product.anyQueued = true;
  product.oldest += resold;
  noteProduct(run, product, work.sums[0]!, work.sums[1]!, work.sums[2]!);
};

/** What the product's lanes came to before a contract, in its odd lanes. */
const before = new Float64Array(LANES);

/** Steps 6 to 8 of a contract as its product sees them: what is called, what of it is held back, and what was deferred and is due. */
const gather = (run: Run, product: ProductLanes, contract: ContractLanes, t: number): void => {
  const { called, side, odd } = contract;
  const into = product.called;
  contract.anyHeld = false;
  drawEvents(run, contract, t);
  if (contract.odds > 0) tend(run, product, contract, t);
  const some = contract.anyHeld ? contract.odds : 0;
  for (let k = 0; k < some; k++) before[k] = into[odd[k]!]!;
  run.kernel.add(called.byteOffset, into.byteOffset, 1);
  for (let k = 0; k < some; k++) {
    const i = odd[k]!;
    into[i] = before[k]! + (called[i]! - (side[i * SIDES + SIDE.refused]! + side[i * SIDES + SIDE.held]!));
  }
};

/** Steps 8 to 12: events, deliveries, spot, invoices, ends of contract years. */
export const deliver = (run: Run, t: number): void => {
  for (const product of run.moving) {
    if (product.anyHeldBack) product.heldBack.fill(0);
    product.anyHeldBack = false;
    if (product.anyDue) product.due.fill(0);
    product.anyDue = false;
    // what every lane calls, as long as only steady contracts came
    let even = 0;
    let differ = false;
    for (const c of product.running[t]!) {
      const contract = run.contracts[c]!;
      if (!contract.steady) {
        if (!differ) {
          product.called.fill(even);
          differ = true;
        }
        gather(run, product, contract, t);
        continue;
      }
      const tonnes = steadyCall(contract, t);
      if (differ) for (let i = 0; i < LANES; i++) product.called[i]! += tonnes;
      else even += tonnes;
    }
    if (differ || !deliverEven(run, product, t, even)) {
      if (!differ) product.called.fill(even);
      deliverProduct(run, product, t);
    }
    for (const c of product.running[t]!) endOfMonth(run, run.contracts[c]!, product, t);
  }
};

const endOfMonth = (run: Run, contract: ContractLanes, product: ProductLanes, t: number): void => {
  if (contract.steady && !product.anyCut) {
    settleSteady(run, contract, t);
    return;
  }
  settle(run, contract, product, t);
  if (t === contract.flat.end && contract.odds > 0) lapseAtEnd(run, contract);
  endMonth(run, contract, t);
};

/** What is still deferred when a contract ends lapses with it and counts as untaken in its last year. */
const lapseAtEnd = (run: Run, contract: ContractLanes): void => {
  for (let k = 0; k < contract.odds; k++) {
    const i = contract.odd[k]!;
    const tonnes = lapseDeferred(contract, i);
    if (tonnes === 0) continue;
    noteContract(run, contract, 'deferredLapsed', tonnes);
    contract.taken[i]! -= tonnes;
  }
};
