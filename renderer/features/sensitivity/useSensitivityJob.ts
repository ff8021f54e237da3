import { OrebookError } from '#shared/contract/errors.ts';
import type { Job, JobResult } from '#shared/contract/jobs.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';

type Kind = 'sensitivity' | 'goalSeek';
type ShownJob<K extends Kind> = {
  readonly running?: Job;
  readonly result?: Extract<JobResult, { kind: K }>;
  readonly problem?: string;
};

const isResultOf = <K extends Kind>(kind: K, result: JobResult): result is Extract<JobResult, { kind: K }> => result.kind === kind;

/** Follows the job of an address to its end. `problems`: texts for a job that a restart ended, and for one that was not completed. */
export const useSensitivityJob = <K extends Kind>(
  kind: K,
  id: string | undefined,
  problems: { readonly cutOff: string; readonly cancelled: string },
): ShownJob<K> => {
  const { data, error } = useCall('jobs.get', { id: id ?? '' }, { enabled: id !== undefined });
  if (id === undefined) return {};
  // a restarted core does not have the job
  if (error?.code === 'NOT_FOUND') return { problem: problems.cutOff };
  if (data?.id !== id) return {};
  switch (data.at.state) {
    case 'running':
      return { running: data };
    case 'done':
      return isResultOf(kind, data.at.result) ? { result: data.at.result } : {};
    case 'failed':
      return { problem: errorText(new OrebookError(data.at.error.code, { ...data.at.error.details, id: data.at.error.id })) };
    case 'cancelled':
      return { problem: problems.cancelled };
  }
};
