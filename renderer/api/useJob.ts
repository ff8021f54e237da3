import { useEffect, useRef, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Job, JobResult } from '#shared/contract/jobs.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from './queries.ts';

type Kind = Job['kind'];
export type JobEnd<K extends Kind> = { readonly result: Extract<JobResult, { kind: K }> } | { readonly problem: string } | 'cancelled';

const isResultOf = <K extends Kind>(kind: K, result: JobResult): result is Extract<JobResult, { kind: K }> => result.kind === kind;

/** How a job of a kind ended; undefined while it runs. */
export const jobEndOf = <K extends Kind>(kind: K, { at }: Job): JobEnd<K> | undefined => {
  switch (at.state) {
    case 'running':
      return undefined;
    case 'done':
      return isResultOf(kind, at.result) ? { result: at.result } : undefined;
    case 'failed':
      return { problem: errorText(new OrebookError(at.error.code, { ...at.error.details, id: at.error.id })) };
    case 'cancelled':
      return 'cancelled';
  }
};

/** Why a job can't be followed further: a restarted core does not have it, or its answer is faulty. Undefined after a lost connection. */
export const lostJobText = (error: OrebookError | null, interruptedText: string): string | undefined => {
  if (error?.code === 'NOT_FOUND') return interruptedText;
  return error?.code === 'INTERNAL' ? errorText(error) : undefined;
};

export type JobWatch = {
  /** The running job, started here or on an earlier visit to this page. */
  readonly job: Job | undefined;
  readonly isRunning: boolean;
  readonly watch: (jobId: string) => void;
};

/**
 * Follows a job of a kind and calls `onEnd` once when it ends. `interruptedMessage` is for a job that a core restart ended. With
 * `ignoresOtherWindows` jobs that other windows started are not followed.
 */
export const useJob = <K extends Kind>(
  kind: K,
  interruptedMessage: string,
  onEnd: (end: JobEnd<K>) => void,
  ignoresOtherWindows = false,
): JobWatch => {
  const [startedId, setStartedId] = useState<string>();
  const [endedId, setEndedId] = useState<string>();
  const runningJobs = useCall('jobs.running', {}, { enabled: !ignoresOtherWindows });
  const foundId = ignoresOtherWindows
    ? undefined
    : runningJobs.data?.jobs.find((otherJob) => otherJob.kind === kind && otherJob.id !== endedId)?.id;
  const id = startedId ?? foundId;
  const { data: job, error } = useCall('jobs.get', { id: id ?? '' }, { enabled: id !== undefined });
  const notifyEnd = useRef(onEnd);
  useEffect(() => {
    notifyEnd.current = onEnd;
  });

  useEffect(() => {
    if (id === undefined) return;
    const problem = lostJobText(error, interruptedMessage);
    const end: JobEnd<K> | undefined = problem !== undefined ? { problem } : job?.id === id ? jobEndOf(kind, job) : undefined;
    if (!end) return;
    setEndedId(id);
    setStartedId(undefined);
    notifyEnd.current(end);
  }, [id, job, error, kind, interruptedMessage]);

  return { job: job?.at.state === 'running' ? job : undefined, isRunning: id !== undefined, watch: setStartedId };
};
