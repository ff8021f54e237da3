/** The time that a step must have run before its end is estimated, ms. */
const MIN_ESTIMATE_MS = 1_000;

/** A part of a job's work that counts from its first report to its total. */
type CountedStep = {
  readonly key: string;
  readonly total: number;
  readonly startMs: number;
  readonly doneBefore: number;
  lastDone: number;
};

/**
 * Creates the estimate of a job's time left, seconds: elapsed x (total - done) / done of its current step; undefined while it is not known. A
 * step with the same key begins again where its count falls or its total changes: a job simulates several portfolios one after another.
 */
export const createTimeEstimate = (clock: () => number = () => performance.now()) => {
  let currentStep: CountedStep | undefined;
  return (key: string, doneCount: number, total: number): number | undefined => {
    const nowMs = clock();
    if (currentStep?.key !== key || currentStep.total !== total || doneCount < currentStep.lastDone)
      currentStep = { key, total, startMs: nowMs, doneBefore: doneCount, lastDone: doneCount };
    currentStep.lastDone = doneCount;
    const elapsedMs = nowMs - currentStep.startMs;
    const doneInTime = doneCount - currentStep.doneBefore;
    if (doneInTime <= 0 || total <= 0 || elapsedMs < MIN_ESTIMATE_MS) return undefined;
    return Math.ceil((elapsedMs * Math.max(0, total - doneCount)) / doneInTime / 1000);
  };
};
