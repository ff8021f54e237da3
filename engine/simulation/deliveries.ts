import { LANES } from './draws.ts';
import { drawEvents, lapseDeferred } from './hazards.ts';
import { type ContractLanes, DEFERRED_PARTS, DEFERRED_RING, EVENT, MEASURE, PRODUCT, type ProductLanes } from './lanes.ts';
import { measureAt, note, noteContract, type Run } from './run.ts';
import { settle, settleSteady, steadyCall } from './settle.ts';
import { strikeAt } from './strikes.ts';
import { PRODUCT_MEASURES } from './types.ts';
import { endMonth } from './yearEnd.ts';

/** What queued tonnes fetch of the net spot price, as in the valuation. */
const QUEUED_PRICE = 0.97;

/** Share of a call that a deferring buyer puts off. */
const DEFERRED_SHARE = 0.5;

/** What of a lane's call is refused or put off by the event that it is in. */
const holdBack = (run: Run, contract: ContractLanes, t: number, i: number): void => {
  const { refused, held, called, event, eventLast } = contract;
  refused[i] = 0;
  held[i] = 0;
  if (eventLast[i]! < t || called[i] === 0) return;
  if (event[i] === EVENT.refuse) {
    refused[i] = called[i]!;
    note(run, contract, 'refused', t, i, called[i]!);
  } else if (event[i] === EVENT.defer) {
    const tonnes = DEFERRED_SHARE * called[i]!;
    held[i] = tonnes;
    note(run, contract, 'deferred', t, i, tonnes);
    // the event's months come back in equal parts over the six months after its three
    const began = eventLast[i]! - 2;
    for (let part = 3; part < 3 + DEFERRED_PARTS; part++) {
      contract.returning[((began + part) % DEFERRED_RING) * LANES + i]! += tonnes / DEFERRED_PARTS;
    }
  } else return;
  contract.anyHeld = true;
};

/** Deferred tonnes that are to be delivered in a lane beside the call; none while the channel is shut or the buyer refuses. */
const dueNow = (contract: ContractLanes, t: number, i: number): number => {
  const { due, waiting, returning, flat, event, eventLast } = contract;
  const at = (t % DEFERRED_RING) * LANES + i;
  const tonnes = waiting[i]! + returning[at]!;
  waiting[i] = tonnes;
  returning[at] = 0;
  const refuses = event[i] === EVENT.refuse && eventLast[i]! >= t;
  due[i] = flat.open[t]! > 0 && !refuses ? tonnes : 0;
  return due[i]!;
};

/** Steps 8 and 9 of the lanes that do not go the straight way; those that do again leave the list. */
const tend = (run: Run, product: ProductLanes, contract: ContractLanes, t: number): void => {
  const { odd, alive, eventLast, returnsLast, waiting, lotTotal, refused, held } = contract;
  let kept = 0;
  for (let k = 0; k < contract.odds; k++) {
    const i = odd[k]!;
    if (alive[i] === 0) continue;
    holdBack(run, contract, t, i);
    const back = refused[i]! + held[i]!;
    if (back > 0) {
      product.heldBack[i]! += back;
      product.anyHeldBack = true;
    }
    const due = dueNow(contract, t, i);
    if (due !== 0) {
      product.due[i]! += due;
      product.anyDue = true;
    }
    if (eventLast[i]! >= t || returnsLast[i]! >= t || waiting[i]! > 0 || lotTotal[i]! > 0) odd[kept++] = i;
  }
  contract.odds = kept;
};

const queueAt = (t: number): number => t * LANES;

/** Takes up to `tonnes` from a lane's queue, oldest first, and answers how much there was. */
const drawFrom = ({ queue, head }: ProductLanes, t: number, i: number, tonnes: number): number => {
  let left = tonnes;
  while (left > 0 && head[i]! < t) {
    const at = queueAt(head[i]!) + i;
    const taken = Math.min(left, queue[at]!);
    queue[at]! -= taken;
    left -= taken;
    if (queue[at] === 0) head[i]!++;
  }
  return tonnes - left;
};

/** What a lane's queue has that waited its months; all of it in the last month. */
const takeDue = (run: Run, { queue, head, flat }: ProductLanes, t: number, i: number): number => {
  const until = t === run.plan.months ? t : t - flat.resaleMonths;
  let tonnes = 0;
  while (head[i]! <= until) {
    tonnes += queue[queueAt(head[i]!) + i]!;
    queue[queueAt(head[i]!) + i] = 0;
    head[i]!++;
  }
  return tonnes;
};

/** Sells tonnes of the month and of the queue at the month's spot price in a lane. */
const sell = (run: Run, product: ProductLanes, t: number, i: number, uncommitted: number, resold: number): void => {
  const { flat, price, revenue } = product;
  const share = flat.share[t]!;
  const less = flat.less[t]!;
  const usd = uncommitted * (price[i]! * share - less) + resold * (QUEUED_PRICE * price[i]! * share - less);
  revenue[run.plan.yearOf[t]! * LANES + i]! += usd;
  run.measures[measureAt(run, MEASURE.spot, t) + i]! += uncommitted + resold;
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
  const calledAt = measureAt(run, MEASURE.called, t);
  const deliveredAt = measureAt(run, MEASURE.delivered, t);
  for (let i = 0; i < LANES; i++) {
    run.measures[calledAt + i]! += tonnes;
    run.measures[deliveredAt + i]! += tonnes;
  }
  if (uncommitted === 0) return true;
  strikeAt(run, flat.spot[flat.spotOf[t]!]!, product.price, t);
  for (let i = 0; i < run.count; i++) sell(run, product, t, i, uncommitted, 0);
  noteProduct(run, product, run.count * uncommitted, run.count * uncommitted, 0);
  return true;
};

/** Step 10 and the shares of calls that step 9 can deliver. */
const deliverProduct = (run: Run, product: ProductLanes, t: number): void => {
  const { flat, called, heldBack, due, kept, keptDeferred, nominal, price, queue, revenue } = product;
  const { measures, count } = run;
  const production = flat.production[t]!;
  const sells = flat.spotOf[t]! >= 0;
  const open = sells && (flat.open[t]! > 0 || t === run.plan.months);
  if (sells) strikeAt(run, flat.spot[flat.spotOf[t]!]!, price, t);
  const share = flat.share[t]!;
  const less = flat.less[t]!;
  const calledAt = measureAt(run, MEASURE.called, t);
  const deliveredAt = measureAt(run, MEASURE.delivered, t);
  const spotAt = measureAt(run, MEASURE.spot, t);
  const spotRevenueAt = measureAt(run, MEASURE.spotRevenue, t);
  const revenueAt = run.plan.yearOf[t]! * LANES;
  const queued0 = queueAt(t);
  let [sold, fresh, joined] = [0, 0, 0];
  let { anyQueued } = product;
  let anyCut = false;
  for (let i = 0; i < count; i++) {
    const calls = called[i]!;
    const wanted = calls + due[i]!;
    const drawn = anyQueued && wanted > production ? drawFrom(product, t, i, wanted - production) : 0;
    const total = Math.min(wanted, production + drawn);
    kept[i] = 1;
    keptDeferred[i] = 1;
    if (wanted > total) {
      if (calls > total) {
        kept[i] = total / calls;
        if (kept[i]! < 1) anyCut = true;
      }
      if (due[i]! > 0) keptDeferred[i] = Math.max(0, total - calls) / due[i]!;
    }
    measures[calledAt + i]! += calls + heldBack[i]!;
    measures[deliveredAt + i]! += total;

    const undelivered = production - (total - drawn);
    const uncommitted = open ? Math.min(Math.max(0, production - nominal[i]!), undelivered) : 0;
    const queued = undelivered - uncommitted;
    if (queued !== 0) {
      queue[queued0 + i] = queued;
      anyQueued = true;
    }
    const resold = open && anyQueued ? takeDue(run, product, t, i) : 0;
    sold += uncommitted + resold;
    fresh += uncommitted;
    joined += queued;
    if (uncommitted + resold === 0) continue;
    const usd = uncommitted * (price[i]! * share - less) + resold * (QUEUED_PRICE * price[i]! * share - less);
    revenue[revenueAt + i]! += usd;
    measures[spotAt + i]! += uncommitted + resold;
    measures[spotRevenueAt + i]! += usd;
  }
  product.anyQueued = anyQueued;
  product.anyCut = anyCut;
  noteProduct(run, product, sold, fresh, joined);
};

/** What the product's lanes came to before a contract, in its odd lanes. */
const before = new Float64Array(LANES);

/** Steps 6 to 8 of a contract as its product sees them: what is called, what of it is held back, and what was deferred and is due. */
const gather = (run: Run, product: ProductLanes, contract: ContractLanes, t: number): void => {
  const { called, refused, held, odd } = contract;
  const into = product.called;
  contract.anyHeld = false;
  drawEvents(run, contract, t);
  if (contract.odds > 0) tend(run, product, contract, t);
  const some = contract.anyHeld ? contract.odds : 0;
  for (let k = 0; k < some; k++) before[k] = into[odd[k]!]!;
  for (let i = 0; i < LANES; i++) into[i]! += called[i]!;
  for (let k = 0; k < some; k++) {
    const i = odd[k]!;
    into[i] = before[k]! + (called[i]! - (refused[i]! + held[i]!));
  }
};

/** Steps 8 to 12: events, deliveries, spot, invoices, ends of contract years. */
export const deliver = (run: Run, t: number): void => {
  for (const product of run.products) {
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
