/** How often a flag is looked at while a thread works, ms. */
const LOOK_EVERY = 100;

/** Calls `stop` soon after a flag is 1, once; answers what ends the looking. */
export const whenStopped = (flag: Int32Array<SharedArrayBuffer>, stop: () => void): (() => void) => {
  const look = setInterval(() => {
    if (Atomics.load(flag, 0) !== 1) return;
    clearInterval(look);
    stop();
  }, LOOK_EVERY);
  return () => clearInterval(look);
};

/** What a thread tells of its progress may give its work up: what `tell` throws goes to `end`, for in the message's own turn nobody hears it. */
export const telling =
  <A extends readonly unknown[]>(tell: (...of: A) => void, end: (error: Error) => void) =>
  (...of: A): void => {
    try {
      tell(...of);
    } catch (error) {
      end(error instanceof Error ? error : new Error(String(error)));
    }
  };
