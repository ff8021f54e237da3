/** How often a flag is checked while a thread works, ms. */
const CHECK_INTERVAL_MS = 100;

/** Calls `stop` once, soon after a flag is 1. Returns a function that ends the checks. */
export const onStopFlag = (flag: Int32Array<SharedArrayBuffer>, stop: () => void): (() => void) => {
  const timer = setInterval(() => {
    if (Atomics.load(flag, 0) !== 1) return;
    clearInterval(timer);
    stop();
  }, CHECK_INTERVAL_MS);
  return () => clearInterval(timer);
};

/** Wraps a progress callback so that an error it throws is passed to `end`; thrown from a message handler it would be uncaught. */
export const withErrorHandler =
  <A extends readonly unknown[]>(callback: (...of: A) => void, end: (error: Error) => void) =>
  (...of: A): void => {
    try {
      callback(...of);
    } catch (error) {
      end(error instanceof Error ? error : new Error(String(error)));
    }
  };
