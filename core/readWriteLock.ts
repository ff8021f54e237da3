/** `shared` tasks run beside one another; an `exclusive` one runs alone. First come, first served. */
export type ReadWriteLock = {
  readonly shared: <T>(task: () => Promise<T>) => Promise<T>;
  readonly exclusive: <T>(task: () => Promise<T>) => Promise<T>;
};

type Waiting = { readonly alone: boolean; readonly start: () => void };

/** Queries see one revision from beginning to end because a command waits for them, and they for it. */
export const createReadWriteLock = (): ReadWriteLock => {
  const waiting: Waiting[] = [];
  let running = 0;
  let alone = false;

  const next = (): void => {
    for (let first = waiting[0]; first !== undefined && !alone && (!first.alone || running === 0); first = waiting[0]) {
      waiting.shift();
      running += 1;
      alone = first.alone;
      first.start();
    }
  };

  const enter = async <T>(mine: boolean, task: () => Promise<T>): Promise<T> => {
    await new Promise<void>((start) => {
      waiting.push({ alone: mine, start });
      next();
    });
    try {
      return await task();
    } finally {
      running -= 1;
      if (mine) alone = false;
      next();
    }
  };

  return { shared: (task) => enter(false, task), exclusive: (task) => enter(true, task) };
};
