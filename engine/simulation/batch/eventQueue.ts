/** Numbers of an event, and their places in it. */
export const EVENT_NUMBERS = 4;
export const EVENT_FIELD = { month: 0, contract: 1, lane: 2, event: 3 } as const;

/**
 * Events of the contracts of a product on the paths of a batch: month, index of the contract, lane, and `EVENT`. They are drawn before the months
 * of the product are simulated, in the order in which these need them: by month, defaults first. `next`: the place of the first that has not
 * begun; `end`: the end of the last.
 */
export type EventQueue = { entries: Int32Array; next: number; end: number };

/** The events for which a product has memory at first. */
const INITIAL_EVENTS = 256;

export const createEventQueue = (): EventQueue => ({ entries: new Int32Array(INITIAL_EVENTS * EVENT_NUMBERS), next: 0, end: 0 });

/** Forgets the events of earlier paths. */
export const resetEventQueue = (queue: EventQueue): void => {
  queue.next = 0;
  queue.end = 0;
};

/** Adds an event after all others. */
export const addEvent = (queue: EventQueue, month: number, contract: number, lane: number, event: number): void => {
  if (queue.end === queue.entries.length) {
    // kept for the next batches: arrays that grow anew in each would be garbage of hundreds of megabytes
    const entries = new Int32Array(2 * queue.end);
    entries.set(queue.entries);
    queue.entries = entries;
  }
  const { entries, end } = queue;
  entries[end + EVENT_FIELD.month] = month;
  entries[end + EVENT_FIELD.contract] = contract;
  entries[end + EVENT_FIELD.lane] = lane;
  entries[end + EVENT_FIELD.event] = event;
  queue.end = end + EVENT_NUMBERS;
};

/** Whether the next event begins in month t. */
export const hasEventIn = ({ entries, next, end }: EventQueue, t: number): boolean => next < end && entries[next + EVENT_FIELD.month] === t;

/** One of the numbers of the next event. */
export const nextEvent = ({ entries, next }: EventQueue, number: keyof typeof EVENT_FIELD): number => entries[next + EVENT_FIELD[number]]!;
