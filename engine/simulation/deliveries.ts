import { LANES } from './draws.ts';
import { drawEvents, lapseDeferred } from './hazards.ts';
import { type ContractLanes, DEFERRED_PARTS, DEFERRED_RING, EVENT, MEASURE, PRODUCT, type ProductLanes } from './lanes.ts';
import { measureAt, note, noteContract, type Run } from './run.ts';
import { settle } from './settle.ts';
import { strikeAt } from './strikes.ts';
import { PRODUCT_MEASURES } from './types.ts';
import { endMonth } from './yearEnd.ts';

/** What queued tonnes fetch of the net spot price, as in the valuation. */
const QUEUED_PRICE = 0.97;

/** Share of a call that a deferring buyer puts off. */
const DEFERRED_SHARE = 0.5;

/** What of the month's call is refused or put off, by the events that lanes are in. */
const holdBack = (run: Run, contract: ContractLanes, t: number): void => {
  const { refused, held, called, event, eventLast, alive } = contract;
  refused.fill(0);
  held.fill(0);
  for (let i = 0; i < run.count; i++) {
    if (eventLast[i]! < t || alive[i] === 0 || called[i] === 0) continue;
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
    }
  }
};

/** Deferred tonnes that are to be delivered beside the call; none while the channel is shut or the buyer refuses. */
const dueNow = (run: Run, contract: ContractLanes, t: number): void => {
  const { due, waiting, returning, flat, event, eventLast, alive } = contract;
  const at = (t % DEFERRED_RING) * LANES;
  const open = flat.open[t]! > 0;
  for (let i = 0; i < run.count; i++) {
    waiting[i]! += returning[at + i]!;
    returning[at + i] = 0;
    const refuses = event[i] === EVENT.refuse && eventLast[i]! >= t;
    due[i] = open && alive[i] === 1 && !refuses ? waiting[i]! : 0;
  }
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

/** Step 10 and the shares of calls that step 9 can deliver. */
const deliverProduct = (run: Run, product: ProductLanes, t: number): void => {
  const { flat, called, due, kept, keptDeferred, nominal, price, queue } = product;
  const production = flat.production[t]!;
  const sells = flat.spotOf[t]! >= 0;
  const last = t === run.plan.months;
  const open = sells && (flat.open[t]! > 0 || last);
  if (sells) strikeAt(run, flat.spot[flat.spotOf[t]!]!, price, t);
  const share = flat.share[t]!;
  const less = flat.less[t]!;
  const spotAt = measureAt(run, MEASURE.spot, t);
  const revenueAt = measureAt(run, MEASURE.spotRevenue, t);
  const year = run.plan.yearOf[t]! * LANES;
  let [sold, fresh, joined] = [0, 0, 0];
  product.anyCut = false;
  for (let i = 0; i < run.count; i++) {
    const wanted = called[i]! + due[i]!;
    const drawn = wanted > production ? drawFrom(product, t, i, wanted - production) : 0;
    const total = Math.min(wanted, production + drawn);
    kept[i] = called[i]! > total ? total / called[i]! : 1;
    if (kept[i]! < 1) product.anyCut = true;
    keptDeferred[i] = due[i]! > 0 && wanted > total ? Math.max(0, total - called[i]!) / due[i]! : 1;

    const undelivered = production - (total - drawn);
    const uncommitted = open ? Math.min(Math.max(0, production - nominal[i]!), undelivered) : 0;
    queue[queueAt(t) + i] = undelivered - uncommitted;
    const resold = open ? takeDue(run, product, t, i) : 0;
    const net = price[i]!;
    const revenue = uncommitted * (net * share - less) + resold * (QUEUED_PRICE * net * share - less);
    const tonnes = uncommitted + resold;
    sold += tonnes;
    fresh += uncommitted;
    joined += undelivered - uncommitted;
    if (tonnes === 0) continue;
    product.revenue[year + i]! += revenue;
    run.measures[spotAt + i]! += tonnes;
    run.measures[revenueAt + i]! += revenue;
  }
  const at = product.place * PRODUCT_MEASURES.length;
  run.sums.products[at + PRODUCT.spot]! += sold;
  run.sums.products[at + PRODUCT.uncommittedSold]! += fresh;
  run.sums.products[at + PRODUCT.queued]! += joined;
};

/** Steps 8 to 12: events, deliveries, spot, invoices, ends of contract years. */
export const deliver = (run: Run, t: number): void => {
  for (const product of run.products) {
    product.called.fill(0);
    product.due.fill(0);
    for (const c of product.flat.contracts) {
      const contract = run.contracts[c]!;
      if (contract.flat.setOf[t]! < 0) continue;
      drawEvents(run, contract, t);
      if (contract.eventsLast >= t) holdBack(run, contract, t);
      else if (contract.eventsLast === t - 1) {
        contract.refused.fill(0);
        contract.held.fill(0);
      }
      if (contract.eventsLast < t) for (let i = 0; i < LANES; i++) product.called[i]! += contract.called[i]!;
      else for (let i = 0; i < LANES; i++) product.called[i]! += contract.called[i]! - contract.refused[i]! - contract.held[i]!;
      if (!contract.anyDeferred) continue;
      dueNow(run, contract, t);
      for (let i = 0; i < LANES; i++) product.due[i]! += contract.due[i]!;
    }
    deliverProduct(run, product, t);
    for (const c of product.flat.contracts) {
      const contract = run.contracts[c]!;
      if (contract.flat.setOf[t]! >= 0) endOfMonth(run, contract, product, t);
      // what was owed in the month is paid
      const at = (t % contract.owedMonths) * LANES;
      contract.owed.fill(0, at, at + LANES);
    }
  }
};

const endOfMonth = (run: Run, contract: ContractLanes, product: ProductLanes, t: number): void => {
  settle(run, contract, product, t);
  if (t === contract.flat.end && contract.anyDeferred) lapseAtEnd(run, contract);
  endMonth(run, contract, t);
};

/** What is still deferred when a contract ends lapses with it and counts as untaken in its last year. */
const lapseAtEnd = (run: Run, contract: ContractLanes): void => {
  for (let i = 0; i < run.count; i++) {
    if (contract.alive[i] === 0) continue;
    const tonnes = lapseDeferred(contract, i);
    if (tonnes === 0) continue;
    noteContract(run, contract, 'deferredLapsed', tonnes);
    contract.taken[i]! -= tonnes;
  }
};
