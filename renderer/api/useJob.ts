import { useEffect, useRef, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Job, JobResult } from '#shared/contract/jobs.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from './queries.ts';

type Kind = Job['kind'];
export type JobEnd<K extends Kind> = { readonly result: Extract<JobResult, { kind: K }> } | { readonly problem: string } | 'cancelled';

const isOf = <K extends Kind>(kind: K, result: JobResult): result is Extract<JobResult, { kind: K }> => result.kind === kind;

const endOf = <K extends Kind>(kind: K, { at }: Job): JobEnd<K> | undefined => {
  switch (at.state) {
    case 'running':
      return undefined;
    case 'done':
      return isOf(kind, at.result) ? { result: at.result } : undefined;
    case 'failed':
      return { problem: errorText(new OrebookError(at.error.code, { ...at.error.details, id: at.error.id })) };
    case 'cancelled':
      return 'cancelled';
  }
};

export type JobWatch = {
  /** The job that runs now, begun here or on this page before it was left. */
  readonly job: Job | undefined;
  readonly running: boolean;
  readonly watch: (jobId: string) => void;
};

/**
 * Follows a job of a kind to its end, which it tells once; `cutOff` says what a core that was replaced leaves unknown. One of `own` alone:
 * what another window began is that window's.
 */
export const useJob = <K extends Kind>(kind: K, cutOff: string, onEnd: (end: JobEnd<K>) => void, own = false): JobWatch => {
  const [begun, setBegun] = useState<string>();
  const [ended, setEnded] = useState<string>();
  const others = useCall('jobs.running', {}, { enabled: !own });
  const found = own ? undefined : others.data?.jobs.find((other) => other.kind === kind && other.id !== ended)?.id;
  const id = begun ?? found;
  const { data: job, error } = useCall('jobs.get', { id: id ?? '' }, { enabled: id !== undefined });
  const tell = useRef(onEnd);
  useEffect(() => {
    tell.current = onEnd;
  });

  useEffect(() => {
    if (id === undefined) return;
    // a core that was replaced knows nothing of the jobs before it
    const end: JobEnd<K> | undefined = error?.code === 'NOT_FOUND' ? { problem: cutOff } : job?.id === id ? endOf(kind, job) : undefined;
    if (!end) return;
    setEnded(id);
    setBegun(undefined);
    tell.current(end);
  }, [id, job, error, kind, cutOff]);

  return { job: job?.at.state === 'running' ? job : undefined, running: id !== undefined, watch: setBegun };
};
