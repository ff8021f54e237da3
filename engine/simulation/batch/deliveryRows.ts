import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import type { FlatContract } from '../plan/flatContract.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';

/** Counters of a contract year, in rows side by side, so that one fill resets them. */
const YEAR_COUNTERS = ['taken', 'paidTonnes', 'paidValue', 'makeUpTaken', 'excused', 'notOffered', 'unpricedTonnes'] as const;

/**
 * Rows that a contract uses from its first delivery, or from the valuation if it has payments from before, to its last payment. Contracts
 * that use them one after the other share them, so a contract writes them before it reads them. dmt, USD.
 */
export type DeliveryRows = {
  /** Tonnes called in the month after the open share. */
  readonly called: Float64Array;
  /** The rows of the year's counters; they and what follows are empty where no year is assessed. */
  readonly yearCounters: Float64Array;
  readonly taken: Float64Array;
  readonly paidTonnes: Float64Array;
  readonly paidValue: Float64Array;
  readonly makeUpTaken: Float64Array;
  readonly excused: Float64Array;
  readonly notOffered: Float64Array;
  /** Paid tonnes whose final price is known only after the contract year. */
  readonly unpricedTonnes: Float64Array;
  readonly takeOrPayQuantity: Float64Array;
  readonly hasRefusedInYear: Uint8Array;
  readonly carriedForward: Float64Array;
  /** Amounts that the buyer owes, by payment month modulo `receivableSlots`; empty without credit risk. */
  readonly receivables: Float64Array;
};

/** Whether a contract has payments for deliveries before the valuation. */
export const hasOpeningPayments = ({ openDeliveries, unpaidAmounts }: FlatContract): boolean =>
  openDeliveries.length > 0 || unpaidAmounts.length > 0;

/** Payment months for which a contract keeps receivables. */
export const receivableSlotsOf = ({ longestPaymentLag }: FlatContract): number => longestPaymentLag + 1;

const createRows = (isAssessed: boolean, receivableRows: number, allocate: AllocateLanes): DeliveryRows => {
  const yearLanes = isAssessed ? LANES : 0;
  const yearCounters = allocate(YEAR_COUNTERS.length * yearLanes);
  const counters = Object.fromEntries(
    YEAR_COUNTERS.map((name, row) => [name, yearCounters.subarray(row * yearLanes, (row + 1) * yearLanes)]),
  ) as Record<(typeof YEAR_COUNTERS)[number], Float64Array>;
  return {
    called: allocate(LANES),
    yearCounters,
    ...counters,
    takeOrPayQuantity: allocate(yearLanes),
    hasRefusedInYear: new Uint8Array(yearLanes),
    carriedForward: allocate(yearLanes),
    receivables: allocate(receivableRows * LANES),
  };
};

/** Allocates the rows of each contract of a plan. */
export const allocateDeliveryRows = ({ contracts, parameters }: FlatPlan, allocate: AllocateLanes): readonly DeliveryRows[] => {
  /** Rows of one size, and the last month in which they are in use so far. */
  const pools = new Map<string, { readonly rows: DeliveryRows; lastMonth: number }[]>();
  const rowsOf: DeliveryRows[] = [];
  const uses = contracts.map((flat, c) => ({ flat, c, firstMonth: hasOpeningPayments(flat) ? 0 : flat.firstDelivery }));
  for (const { flat, c, firstMonth } of uses.sort((a, b) => a.firstMonth - b.firstMonth)) {
    const receivableRows = parameters.hazards.credit ? receivableSlotsOf(flat) : 0;
    const key = `${flat.isAssessed}:${receivableRows}`;
    const pool = pools.get(key) ?? [];
    pools.set(key, pool);
    const unusedRows = pool.find(({ lastMonth }) => lastMonth < firstMonth);
    const entry = unusedRows ?? { rows: createRows(flat.isAssessed, receivableRows, allocate), lastMonth: 0 };
    if (unusedRows === undefined) pool.push(entry);
    entry.lastMonth = flat.lastPayment;
    rowsOf[c] = entry.rows;
  }
  return rowsOf;
};
