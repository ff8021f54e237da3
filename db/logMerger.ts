import { performance } from 'node:perf_hooks';

/** Time without a commit after which the log is copied to the file, if the thread was busy for at most this part of it. */
const IDLE_MS = 1_000;
const MAX_IDLE_UTILIZATION = 0.2;

/**
 * Creates a function to call after each commit. It calls `mergeLog` once the thread is idle, since the copy of a long log takes 100 ms, and
 * again while that returns false because a change or a copy of the file is under way.
 */
export const createLogMerger = (mergeLog: () => boolean): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const mergeWhenIdle = (): void => {
    clearTimeout(timer);
    const start = performance.eventLoopUtilization();
    timer = setTimeout(() => {
      if (performance.eventLoopUtilization(start).utilization > MAX_IDLE_UTILIZATION || !mergeLog()) mergeWhenIdle();
    }, IDLE_MS).unref();
  };
  return mergeWhenIdle;
};
