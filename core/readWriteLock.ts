/** `shared` tasks run beside one another; an `exclusive` one runs alone. First come, first served. */
export type ReadWriteLock = {
  /** `onWaiting` is called, also repeatedly, when an exclusive task waits while this one runs. */
  readonly shared: <T>(task: () => Promise<T>, onWaiting?: () => void) => Promise<T>;
  readonly exclusive: <T>(task: () => Promise<T>) => Promise<T>;
};

type Task = { readonly isExclusive: boolean; readonly start: () => void; readonly onWaiting: (() => void) | undefined };

/** Creates a lock. A command waits for running queries and they wait for it, so that each query sees one revision from beginning to end. */
export const createReadWriteLock = (): ReadWriteLock => {
  const waitingTasks: Task[] = [];
  const runningTasks = new Set<Task>();
  let isExclusiveRunning = false;

  const startWaitingTasks = (): void => {
    for (
      let first = waitingTasks[0];
      first !== undefined && !isExclusiveRunning && (!first.isExclusive || runningTasks.size === 0);
      first = waitingTasks[0]
    ) {
      waitingTasks.shift();
      runningTasks.add(first);
      isExclusiveRunning = first.isExclusive;
      first.start();
    }
    if (waitingTasks.some(({ isExclusive }) => isExclusive)) for (const { onWaiting } of runningTasks) onWaiting?.();
  };

  const runTask = async <T>(isExclusive: boolean, run: () => Promise<T>, onWaiting?: () => void): Promise<T> => {
    const { promise: turn, resolve: start } = Promise.withResolvers<void>();
    const task = { isExclusive, start, onWaiting };
    waitingTasks.push(task);
    startWaitingTasks();
    await turn;
    try {
      return await run();
    } finally {
      runningTasks.delete(task);
      if (isExclusive) isExclusiveRunning = false;
      startWaitingTasks();
    }
  };

  return { shared: (task, onWaiting) => runTask(false, task, onWaiting), exclusive: (task) => runTask(true, task) };
};
