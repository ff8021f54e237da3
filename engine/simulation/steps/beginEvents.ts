import { monthOfDate } from '#shared/domain/time.ts';
import { setOffPrepayment } from '../../valuation/prepayment.ts';
import { DEFERRED_PARTS } from '../../valuation/tolerances.ts';
import { type ContractLanes, endLane, revenueOffset } from '../batch/contractLanes.ts';
import { EVENT_NUMBERS, hasEventIn, nextEvent } from '../batch/eventQueue.ts';
import { DEFERRAL_RING_MONTHS, EVENT, EXCEPTION, findException, markException } from '../batch/exceptions.ts';
import { addContractMeasure, addPathMeasure, type PathBatch, type ProductFamily } from '../batch/pathBatch.ts';
import type { ProductLanes } from '../batch/productLanes.ts';
import { LANES } from '../draws/draws.ts';
import { lastMonthOfEvent } from './drawEvents.ts';

/** Balance of a contract's prepayment in month t that is not yet set off, USD. */
const remainingPrepayment = (batch: PathBatch, contract: ContractLanes, t: number, i: number): number => {
  const { prepayment } = contract.flat;
  const { valuationMonth } = batch.plan;
  if (prepayment === undefined || monthOfDate(prepayment.date) >= valuationMonth + t) return 0;
  const payments = Array.from({ length: t - 1 }, (_, m) => ({
    month: valuationMonth + m + 1,
    date: '',
    kind: 'final' as const,
    amount: contract.paymentsByMonth[(m + 1) * LANES + i]!,
  }));
  return setOffPrepayment(prepayment, payments, valuationMonth).left;
};

/** Ends a contract by default in lane i: later receivables are recovered in part; make-up lots and deferred tonnes lapse. */
const endByDefault = (batch: PathBatch, contract: ContractLanes, t: number, i: number): void => {
  const { flat, receivables, receivableMonths, receivableSlots } = contract;
  endLane(contract, i);
  // calls of products with a seller's option are computed before defaults
  if (flat.termsIndex[t]! >= 0) contract.called[i] = 0;
  const { recovery } = flat.terms[Math.max(0, flat.termsIndex[Math.min(t, batch.plan.months)]!)]!;
  // the seller nets the remaining prepayment against the receivables
  let prepaidAmount = remainingPrepayment(batch, contract, t, i);
  for (let month = t; month < t + receivableSlots; month++) {
    const slot = month % receivableSlots;
    const at = slot * LANES + i;
    const amount = receivableMonths[slot] === month ? receivables[at]! : 0;
    if (amount === 0) continue;
    receivables[at] = 0;
    const nettedAmount = Math.min(prepaidAmount, amount);
    prepaidAmount -= nettedAmount;
    const lostAmount = (amount - nettedAmount) * (1 - recovery);
    contract.revenue[revenueOffset(contract, batch.plan.yearIndex[month]!) + i]! -= lostAmount;
    if (contract.paymentsByMonth.length > 0) contract.paymentsByMonth[month * LANES + i]! -= lostAmount;
  }
  for (const lot of contract.makeUpLots) lot.tonnes[i] = 0;
  const at = findException(contract.exceptions, i);
  if (at < 0) return;
  const { fields } = contract.exceptions;
  addContractMeasure(batch, contract, 'makeUpLapsed', fields[at + EXCEPTION.makeUp]!);
  fields[at + EXCEPTION.makeUp] = 0;
  addContractMeasure(batch, contract, 'deferredLapsed', lapseDeferred(contract, at));
};

/** Removes all deferred tonnes of the exception with its fields at `at` and returns them, dmt. */
export const lapseDeferred = ({ exceptions: { fields } }: ContractLanes, at: number): number => {
  let tonnes = fields[at + EXCEPTION.overdue]!;
  fields[at + EXCEPTION.overdue] = 0;
  const ring = at + EXCEPTION.ring;
  for (let slot = ring; slot < ring + DEFERRAL_RING_MONTHS; slot++) {
    tonnes += fields[slot]!;
    fields[slot] = 0;
  }
  return tonnes;
};

/** Step 7: ends the contracts that default in month t, also those that deliver nothing in it. */
export const endDefaultedContracts = (batch: PathBatch, { products }: ProductFamily, t: number): void => {
  for (const { events } of products) {
    for (; hasEventIn(events, t) && nextEvent(events, 'event') === EVENT.default; events.next += EVENT_NUMBERS) {
      endByDefault(batch, batch.contracts[nextEvent(events, 'contract')]!, t, nextEvent(events, 'lane'));
    }
  }
};

/** Starts an event in lane i. */
const startEvent = (batch: PathBatch, contract: ContractLanes, t: number, i: number, event: number): void => {
  const at = markException(contract.exceptions, i);
  const { fields } = contract.exceptions;
  const lastMonth = lastMonthOfEvent(event, t);
  fields[at + EXCEPTION.event] = event;
  fields[at + EXCEPTION.lastEventMonth] = lastMonth;
  if (event === EVENT.refuse) addPathMeasure(batch, contract, 'refusals', t, i, 1);
  else if (event === EVENT.defer) {
    fields[at + EXCEPTION.lastReturnMonth] = Math.max(fields[at + EXCEPTION.lastReturnMonth]!, lastMonth + DEFERRED_PARTS);
    addPathMeasure(batch, contract, 'deferrals', t, i, 1);
  } else addPathMeasure(batch, contract, 'renegotiations', t, i, 1);
};

/** Step 8: starts the performance events of a contract that begin in month t. */
export const startEvents = (batch: PathBatch, { events }: ProductLanes, contract: ContractLanes, t: number): void => {
  for (; hasEventIn(events, t) && nextEvent(events, 'contract') === contract.index; events.next += EVENT_NUMBERS) {
    startEvent(batch, contract, t, nextEvent(events, 'lane'), nextEvent(events, 'event'));
  }
};
