export type LatestRunner<I> = {
  /** Runs an input at once, or after the run in progress; a newer input replaces one that waits. */
  readonly ask: (input: I) => void;
  /** Drops the waiting input and ignores the result of the run in progress. */
  readonly stop: () => void;
};

export type LatestRunnerOptions<I, O> = {
  readonly run: (input: I) => Promise<O>;
  readonly onAnswer: (output: O, input: I) => void;
  readonly onError: (error: unknown, input: I) => void;
  /** True while an input runs or waits. */
  readonly onPending: (isPending: boolean) => void;
};

/** Runs one input at a time and keeps only the newest of those that wait. Results arrive in the order of their inputs. */
export const createLatestRunner = <I, O>({ run, onAnswer, onError, onPending }: LatestRunnerOptions<I, O>): LatestRunner<I> => {
  let isRunning = false;
  let waitingInput: { readonly input: I } | undefined;
  let isStopped = false;

  const start = async (input: I): Promise<void> => {
    isRunning = true;
    onPending(true);
    try {
      const output = await run(input);
      if (!isStopped) onAnswer(output, input);
    } catch (error) {
      if (!isStopped) onError(error, input);
    }
    isRunning = false;
    if (isStopped) return;
    const next = waitingInput;
    waitingInput = undefined;
    if (next) await start(next.input);
    else onPending(false);
  };

  return {
    ask: (input) => {
      isStopped = false;
      if (isRunning) waitingInput = { input };
      else void start(input);
    },
    stop: () => {
      isStopped = true;
      waitingInput = undefined;
    },
  };
};

/** Creates a queue that runs tasks one after another, even if the previous one failed. Used for changes that may concern the same record. */
export const createTaskQueue = (): (<T>(task: () => Promise<T>) => Promise<T>) => {
  let lastTask: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = lastTask.then(task, task);
    lastTask = result;
    return result;
  };
};
