/** Runs acts one after another: each waits for the one before it, whatever became of that. For acts that may be about the same record. */
export const inTurn = (): (<T>(act: () => Promise<T>) => Promise<T>) => {
  let before: Promise<unknown> = Promise.resolve();
  return (act) => {
    const now = before.then(act, act);
    before = now;
    return now;
  };
};
