import { setImmediate } from 'node:timers/promises';

/** Time for which the core may be held before others get their turn, ms. */
const SLICE = 15;

/** Lets others in whenever a slice of work is done. */
export const createYielder = (): (() => Promise<void>) => {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < SLICE) return;
    await setImmediate();
    began = performance.now();
  };
};
