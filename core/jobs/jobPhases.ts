import type { Message } from '#shared/contract/figure.ts';
import { sum } from '#shared/math.ts';
import type { JobContext } from './jobRunner.ts';

/** Parts in which the progress of a job with phases is counted. */
const PARTS = 1_000;

/**
 * Returns the context of a job whose phases follow one another in the order of `shares`: by the key of a step, what it usually takes of the
 * time of the job, in any unit. Steps then report their part of the whole job, so that its progress and time left cover all phases. Progress
 * never falls; a step without a share, or of unknown length, keeps what was reached.
 */
export const withPhases = (job: JobContext, shares: Readonly<Record<string, number>>): JobContext => {
  const wholeShare = sum(Object.values(shares));
  const phases = new Map<string, { readonly before: number; readonly share: number }>();
  let shareBefore = 0;
  for (const [key, share] of Object.entries(shares)) {
    phases.set(key, { before: shareBefore, share });
    shareBefore += share;
  }
  let reachedParts = 0;
  const partsAt = ({ key }: Message, doneCount: number, total: number): number => {
    const phase = phases.get(key);
    const share = phase === undefined ? 0 : phase.before + (total > 0 ? (phase.share * doneCount) / total : 0);
    reachedParts = Math.max(reachedParts, Math.floor((PARTS * share) / wholeShare));
    return reachedParts;
  };
  return {
    ...job,
    report: (step, doneCount, total) => job.report(step, partsAt(step, doneCount, total), PARTS),
    reportAndYield: (step, doneCount, total) => job.reportAndYield(step, partsAt(step, doneCount, total), PARTS),
  };
};
