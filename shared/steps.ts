/** Long work that can be interrupted between its steps; ends with its result. */
export type Steps<T> = Generator<undefined, T>;

/** Items of a list that are taken in one step where each takes a microsecond: a step for each would take as long as the work. */
const ITEMS_PER_STEP = 200;

/** Whether a step ends with the item at an index of a list whose items take little time each. */
export const isEndOfStep = (index: number): boolean => index % ITEMS_PER_STEP === ITEMS_PER_STEP - 1;

/** Runs all steps of a work and returns its result. */
export const runSteps = <T>(steps: Steps<T>): T => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

/** Results by key: `get` computes a missing one at once, `prepare` in steps. */
export type MemoizedSteps<K, T> = { readonly get: (key: K) => T; readonly prepare: (key: K) => Steps<T> };

/** Memoizes the results of a work: those of the `limit` keys that were asked for last. */
export const memoizeSteps = <K, T>(make: (key: K) => Steps<T>, limit = Number.POSITIVE_INFINITY): MemoizedSteps<K, T> => {
  // in the order in which they were asked for
  const results = new Map<K, { readonly value: T }>();
  // work between two steps: requests at the same time continue it instead of starting their own
  const unfinishedWork = new Map<K, Steps<T>>();
  const keep = (key: K, result: { readonly value: T }): void => {
    results.delete(key);
    results.set(key, result);
    const [oldestKey] = results.keys();
    if (results.size > limit) results.delete(oldestKey as K);
  };
  function* prepare(key: K): Steps<T> {
    for (;;) {
      const earlierResult = results.get(key);
      if (earlierResult !== undefined) {
        keep(key, earlierResult);
        return earlierResult.value;
      }
      const work = unfinishedWork.get(key) ?? make(key);
      // a step that throws ends its work, and the next caller starts another
      unfinishedWork.delete(key);
      const step = work.next();
      if (step.done) keep(key, { value: step.value });
      else {
        unfinishedWork.set(key, work);
        yield;
      }
    }
  }
  return { get: (key) => runSteps(prepare(key)), prepare };
};

/** A result that is computed once: `get` computes it at once, `prepare` in steps. */
export type LazySteps<T> = { readonly get: () => T; readonly prepare: () => Steps<T> };

/** Computes a result when it is first needed. */
export const lazySteps = <T>(make: () => Steps<T>): LazySteps<T> => {
  const { get, prepare } = memoizeSteps<undefined, T>(make);
  return { get: () => get(undefined), prepare: () => prepare(undefined) };
};
