import { setImmediate } from 'node:timers/promises';
import type { Steps } from '#shared/steps.ts';
import { throwIfCancelled, waitForOtherQueries } from './requestContext.ts';

/** How long one request may run before it yields to others, ms. */
const SLICE_MS = 15;

/**
 * Creates a function to await between two steps of work: it lets other requests run when SLICE_MS have passed, in a background query until
 * they have finished. Throws CANCELLED when the
 * query was cancelled, and what `throwIfStopped` throws.
 */
export const createYielder = (throwIfStopped: () => void = () => undefined): (() => Promise<void>) => {
  let startedAt = performance.now();
  return async () => {
    throwIfStopped();
    throwIfCancelled();
    if (performance.now() - startedAt < SLICE_MS) return;
    await setImmediate();
    await waitForOtherQueries();
    throwIfCancelled();
    startedAt = performance.now();
  };
};

/** Runs a work in steps and yields between them. */
export const runWithYielding = async <T>(steps: Steps<T>, yieldNow: () => Promise<void> = createYielder()): Promise<T> => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await yieldNow();
  }
};
