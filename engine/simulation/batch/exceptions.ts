/** Performance events of a contract, and its end by default. */
export const EVENT = { none: 0, refuse: 1, defer: 2, renegotiate: 3, default: 4 } as const;

/** Months in the ring of deferred tonnes: more than lie between an event and the last of its returns. */
export const DEFERRAL_RING_MONTHS = 16;

/**
 * Fields of an exception, side by side:
 * - event and its last month
 * - tonnes of the month's call that are refused, and that are deferred
 * - deferred tonnes deliverable in the month; those that have come due and are not yet delivered; the last month in which some come due
 * - tonnes of make-up lots
 * - from `ring` on, deferred tonnes by the month in which they come due, modulo DEFERRAL_RING_MONTHS
 */
export const EXCEPTION = {
  event: 0,
  lastEventMonth: 1,
  refused: 2,
  deferred: 3,
  deliverable: 4,
  overdue: 5,
  lastReturnMonth: 6,
  makeUp: 7,
  ring: 8,
} as const;
export const EXCEPTION_FIELDS = 8 + DEFERRAL_RING_MONTHS;

/** Exceptions for which a contract has memory at first; most contracts never have more. */
const INITIAL_CAPACITY = 8;

/** Lanes of a contract in an event, or with deferred tonnes or make-up lots, ascending. All other lanes are computed together. */
export type Exceptions = {
  count: number;
  lanes: Int32Array;
  /** Entry k * EXCEPTION_FIELDS + field, of the k-th exception. */
  fields: Float64Array;
};

export const createExceptions = (): Exceptions => ({
  count: 0,
  lanes: new Int32Array(INITIAL_CAPACITY),
  fields: new Float64Array(INITIAL_CAPACITY * EXCEPTION_FIELDS),
});

const grow = (exceptions: Exceptions): void => {
  const { lanes, fields } = exceptions;
  exceptions.lanes = new Int32Array(2 * lanes.length);
  exceptions.lanes.set(lanes);
  exceptions.fields = new Float64Array(2 * fields.length);
  exceptions.fields.set(fields);
};

/** Index of the first exception whose lane is not before lane i. */
const searchLane = ({ count, lanes }: Exceptions, i: number): number => {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lanes[middle]! < i) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Offset of the fields of lane i, -1 if the lane is no exception. */
export const findException = (exceptions: Exceptions, i: number): number => {
  const k = searchLane(exceptions, i);
  return k < exceptions.count && exceptions.lanes[k] === i ? k * EXCEPTION_FIELDS : -1;
};

/** Returns the offset of the fields of lane i, all 0 if it was no exception so far. */
export const markException = (exceptions: Exceptions, i: number): number => {
  const { count } = exceptions;
  const k = count > 0 && exceptions.lanes[count - 1]! < i ? count : searchLane(exceptions, i);
  const at = k * EXCEPTION_FIELDS;
  if (k < count && exceptions.lanes[k] === i) return at;
  if (count === exceptions.lanes.length) grow(exceptions);
  const { lanes, fields } = exceptions;
  if (k < count) {
    lanes.copyWithin(k + 1, k, count);
    fields.copyWithin(at + EXCEPTION_FIELDS, at, count * EXCEPTION_FIELDS);
  }
  lanes[k] = i;
  fields.fill(0, at, at + EXCEPTION_FIELDS);
  exceptions.count = count + 1;
  return at;
};

/** Moves the k-th exception to place `to`, which is not after it. */
export const moveException = ({ lanes, fields }: Exceptions, k: number, to: number): void => {
  if (k === to) return;
  lanes[to] = lanes[k]!;
  const [from, into] = [k * EXCEPTION_FIELDS, to * EXCEPTION_FIELDS];
  for (let field = 0; field < EXCEPTION_FIELDS; field++) fields[into + field] = fields[from + field]!;
};
