/** `shared` tasks run beside one another; an `exclusive` one runs alone. First come, first served. */
export type ReadWriteLock = {
  readonly shared: <T>(task: () => Promise<T>) => Promise<T>;
  readonly exclusive: <T>(task: () => Promise<T>) => Promise<T>;
};

type WaitingTask = { readonly isExclusive: boolean; readonly start: () => void };

/** Creates a lock. A command waits for running queries and they wait for it, so that each query sees one revision from beginning to end. */
export const createReadWriteLock = (): ReadWriteLock => {
  const waitingTasks: WaitingTask[] = [];
  let runningCount = 0;
  let isExclusiveRunning = false;

  const startWaitingTasks = (): void => {
    for (
      let first = waitingTasks[0];
      first !== undefined && !isExclusiveRunning && (!first.isExclusive || runningCount === 0);
      first = waitingTasks[0]
    ) {
      waitingTasks.shift();
      runningCount += 1;
      isExclusiveRunning = first.isExclusive;
      first.start();
    }
  };

  const runTask = async <T>(isExclusive: boolean, task: () => Promise<T>): Promise<T> => {
    await new Promise<void>((start) => {
      waitingTasks.push({ isExclusive, start });
      startWaitingTasks();
    });
    try {
      return await task();
    } finally {
      runningCount -= 1;
      if (isExclusive) isExclusiveRunning = false;
      startWaitingTasks();
    }
  };

  return { shared: (task) => runTask(false, task), exclusive: (task) => runTask(true, task) };
};
