export type Latest<I> = {
  /** Asks; while one is under way the newest waits and takes the place of the one that waited. */
  readonly ask: (input: I) => void;
  /** Forgets what waits and what is under way. */
  readonly stop: () => void;
};

export type LatestOptions<I, O> = {
  readonly run: (input: I) => Promise<O>;
  readonly onAnswer: (output: O, input: I) => void;
  readonly onError: (error: unknown, input: I) => void;
  /** True while one is under way or waiting. */
  readonly onPending: (pending: boolean) => void;
};

/** Latest wins: one in flight, one waiting. Answers arrive in the order of the asking, so a figure never jumps back. */
export const latestWins = <I, O>({ run, onAnswer, onError, onPending }: LatestOptions<I, O>): Latest<I> => {
  let flying = false;
  let waiting: { readonly input: I } | undefined;
  let stopped = false;

  const fly = async (input: I): Promise<void> => {
    flying = true;
    onPending(true);
    try {
      const output = await run(input);
      if (!stopped) onAnswer(output, input);
    } catch (error) {
      if (!stopped) onError(error, input);
    }
    flying = false;
    if (stopped) return;
    const next = waiting;
    waiting = undefined;
    if (next) await fly(next.input);
    else onPending(false);
  };

  return {
    ask: (input) => {
      stopped = false;
      if (flying) waiting = { input };
      else void fly(input);
    },
    stop: () => {
      stopped = true;
      waiting = undefined;
    },
  };
};
