import type { Job, JobResult } from '#shared/contract/jobs.ts';
import { useCall } from '../../api/queries.ts';
import { jobEndOf, lostJobText } from '../../api/useJob.ts';

type Kind = 'sensitivity' | 'goalSeek';
type ShownJob<K extends Kind> = {
  readonly running?: Job;
  readonly result?: Extract<JobResult, { kind: K }>;
  readonly problem?: string;
};

/** Follows the job of an address to its end. `problems`: texts for a job that a restart ended, and for one that was not completed. */
export const useSensitivityJob = <K extends Kind>(
  kind: K,
  id: string | undefined,
  problems: { readonly cutOff: string; readonly cancelled: string },
): ShownJob<K> => {
  const { data: job, error } = useCall('jobs.get', { id: id ?? '' }, { enabled: id !== undefined });
  if (id === undefined) return {};
  const problem = lostJobText(error, problems.cutOff);
  if (problem !== undefined) return { problem };
  if (job?.id !== id) return {};
  if (job.at.state === 'running') return { running: job };
  const end = jobEndOf(kind, job);
  return end === 'cancelled' ? { problem: problems.cancelled } : (end ?? {});
};
