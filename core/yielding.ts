import { setImmediate } from 'node:timers/promises';
import type { Steps } from '#shared/steps.ts';
import { throwIfCancelled, waitForOtherQueries } from './requestContext.ts';

/**
 * How long the core may run before it yields, ms. The step that runs then ends later: with ten thousand contracts by a few milliseconds, and
 * by up to 120 ms while the garbage collector marks, since V8 marks for 5 ms or more for each 64 kB of new objects.
 */
const SLICE_MS = 5;

/** When the slice began; of the thread, because the parts of a request, each with a yielder of its own, hold the core together. */
let sliceStartedAt = 0;

/** What a yielder returns while the slice lasts: thousands of steps need not await it. */
const NO_PAUSE = Promise.resolve();

const pause = async (): Promise<void> => {
  await setImmediate();
  await waitForOtherQueries();
  throwIfCancelled();
  sliceStartedAt = performance.now();
};

/**
 * Creates a function to await between two steps of work: it lets other requests run when SLICE_MS have passed, in a background query until
 * they have finished. Throws CANCELLED when the query was cancelled, and what `throwIfStopped` throws.
 */
export const createYielder =
  (throwIfStopped: () => void = () => undefined): (() => Promise<void>) =>
  () => {
    throwIfStopped();
    throwIfCancelled();
    return performance.now() - sliceStartedAt < SLICE_MS ? NO_PAUSE : pause();
  };

/** A function of `createYielder`, or one that also takes how many parts of the work are done. */
export type YieldWithCounts = (doneCount?: number, total?: number) => Promise<void>;

/** Yields between two parts of a request whose time grows with the number of records, as the functions of `createYielder` do. */
export const yieldIfDue = createYielder();

/** Runs a work in steps and yields between them. */
export const runWithYielding = async <T>(steps: Steps<T>, yieldNow: () => Promise<void> = yieldIfDue): Promise<T> => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    const yielding = yieldNow();
    if (yielding !== NO_PAUSE) await yielding;
  }
};

/** Passes parts of a work on and yields to other requests between them. */
export async function* withYielding<T>(parts: Iterable<T>, yieldNow: () => Promise<void> = yieldIfDue): AsyncGenerator<T> {
  for (const part of parts) {
    yield part;
    await yieldNow();
  }
}
