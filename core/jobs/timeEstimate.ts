/** The time that a step must have run before its end is estimated, ms. */
const MIN_ESTIMATE_MS = 1_000;

/** Work that counts from its first report to its total: a step of a job, or all of its phases. */
type CountedWork = {
  readonly total: number;
  readonly startMs: number;
  readonly doneBefore: number;
  lastDone: number;
};

/**
 * Creates the estimate of a job's time left, seconds: elapsed x (total - done) / done of what it counts; undefined while it is not known. Other
 * work begins where the count falls or its total changes: a job simulates several portfolios one after another.
 */
export const createTimeEstimate = (clock: () => number = () => performance.now()) => {
  let work: CountedWork | undefined;
  return (doneCount: number, total: number): number | undefined => {
    const nowMs = clock();
    if (work?.total !== total || doneCount < work.lastDone) work = { total, startMs: nowMs, doneBefore: doneCount, lastDone: doneCount };
    work.lastDone = doneCount;
    const elapsedMs = nowMs - work.startMs;
    const doneInTime = doneCount - work.doneBefore;
    if (doneInTime <= 0 || total <= 0 || elapsedMs < MIN_ESTIMATE_MS) return undefined;
    return Math.ceil((elapsedMs * Math.max(0, total - doneCount)) / doneInTime / 1000);
  };
};
