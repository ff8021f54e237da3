import type { PathBatch } from './pathBatch.ts';

/** Contracts that are read together. */
export const PREFETCHED_CONTRACTS = 8;

/**
 * Reads the state of the next contracts of a list, from place `from`, that month t needs. The state of thousands of contracts does not fit in
 * the caches, and the processor waits for several of these reads at once, because none depends on another; the steps that follow would
 * wait for one after the other.
 */
export const prefetchContracts = (batch: PathBatch, indexes: readonly number[], from: number, t: number): void => {
  const { contracts, work } = batch;
  const end = Math.min(indexes.length, from + PREFETCHED_CONTRACTS);
  let sum = 0;
  for (let k = from; k < end; k++) {
    const { index, endedCount, month, spotMonth, contractYear, receivableSlots } = contracts[indexes[k]!]!;
    sum += index + endedCount + month + spotMonth + contractYear + receivableSlots;
  }
  // what the objects of the contracts refer to, then what that refers to
  for (let k = from; k < end; k++) {
    const contract = contracts[indexes[k]!]!;
    const { flat, exceptions, makeUpLots, isAlive, endedLanes, unplannedFrom, receivableMonths } = contract;
    sum += flat.hash + flat.end + flat.priority + flat.lastPayment + flat.firstDelivery + exceptions.count;
    sum += makeUpLots.length + isAlive.length + endedLanes.length + unplannedFrom.length + receivableMonths.length;
    const { called, revenue, receivables, yearCounters, taken, paidTonnes, paidValue, excused } = contract;
    sum += called.length + revenue.length + receivables.length + yearCounters.length;
    sum += taken.length + paidTonnes.length + paidValue.length + excused.length;
  }
  for (let k = from; k < end; k++) {
    const { flat, exceptions, terms, isAlive, endedLanes, unplannedFrom, receivableMonths } = contracts[indexes[k]!]!;
    const { termsIndex, nominal, openShare, openShareExcused, contractYearOf } = flat;
    sum += termsIndex[t]! + nominal[t]! + openShare[t]! + openShareExcused[t]! + contractYearOf[t]! + flat.terms.length + flat.years.length;
    sum += exceptions.lanes[0]! + exceptions.fields[0]!;
    sum += terms.beta + terms.paymentMonths + isAlive[0]! + endedLanes[0]! + unplannedFrom[0]! + receivableMonths[0]!;
  }
  // without a use of the sum the compiler would leave the reads out
  work.discardedRow[0] = sum;
};
