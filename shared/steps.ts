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
  const keep = (key: K, result: { readonly value: T }): T => {
    // without a limit the order does not matter
    if (limit < Number.POSITIVE_INFINITY) results.delete(key);
    results.set(key, result);
    if (results.size > limit) results.delete(results.keys().next().value as K);
    return result.value;
  };
  function* prepare(key: K): Steps<T> {
    for (;;) {
      const earlierResult = results.get(key);
      if (earlierResult !== undefined) return keep(key, earlierResult);
      const work = unfinishedWork.get(key) ?? make(key);
      unfinishedWork.set(key, work);
      let isFinished = true;
      try {
        const step = work.next();
        if (step.done) return keep(key, { value: step.value });
        isFinished = false;
      } finally {
        // a step that throws ends its work too, and the next caller starts another
        if (isFinished) unfinishedWork.delete(key);
      }
      yield;
    }
  }
  const get = (key: K): T => {
    const earlierResult = results.get(key);
    return earlierResult === undefined ? runSteps(prepare(key)) : keep(key, earlierResult);
  };
  return { get, prepare };
};

/** A result that is computed once: `get` computes it at once, `prepare` in steps. */
export type LazySteps<T> = { readonly get: () => T; readonly prepare: () => Steps<T> };

/** Computes a result when it is first needed. */
export const lazySteps = <T>(make: () => Steps<T>): LazySteps<T> => {
  const { get, prepare } = memoizeSteps<undefined, T>(make);
  return { get: () => get(undefined), prepare: () => prepare(undefined) };
};
