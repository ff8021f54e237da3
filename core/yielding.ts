import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from './requestContext.ts';

/** How long one request may hold the core before others run, ms. */
const SLICE_MS = 15;

/**
 * Makes a function to await between two pieces of work: it lets other requests run once a slice of time is used up. Throws CANCELLED when
 * nobody waits for the answer any more.
 */
export const createYielder = (): (() => Promise<void>) => {
  let began = performance.now();
  return async () => {
    throwIfCancelled();
    if (performance.now() - began < SLICE_MS) return;
    await setImmediate();
    throwIfCancelled();
    began = performance.now();
  };
};
