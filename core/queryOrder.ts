/** The order of queries that run at the same time: those in the background wait for the others. */
export type QueryOrder = {
  /** Runs a query that is not in the background. */
  readonly runFirst: <T>(query: () => Promise<T>) => Promise<T>;
  /** Returns what a query in the background waits for; undefined where no other query runs. */
  readonly others: () => Promise<void> | undefined;
};

export const createQueryOrder = (): QueryOrder => {
  let runningCount = 0;
  let end: PromiseWithResolvers<void> | undefined;
  return {
    runFirst: async (query) => {
      runningCount += 1;
      try {
        return await query();
      } finally {
        runningCount -= 1;
        if (runningCount === 0) {
          end?.resolve();
          end = undefined;
        }
      }
    },
    others: () => {
      if (runningCount === 0) return undefined;
      end ??= Promise.withResolvers();
      return end.promise;
    },
  };
};
