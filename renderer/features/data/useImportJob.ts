import { useEffect, useRef, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type { ImportResult } from '#shared/contract/imports.ts';
import type { Job } from '#shared/contract/jobs.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { errorText } from '../history/index.ts';

export type JobEnd = { readonly applied: ImportResult } | { readonly problem: string } | 'cancelled';

const endOf = ({ at }: Job): JobEnd | undefined => {
  switch (at.state) {
    case 'running':
      return undefined;
    case 'done':
      return at.result.kind === 'import' ? { applied: at.result } : undefined;
    case 'failed':
      return { problem: errorText(new OrebookError(at.error.code, { ...at.error.details, id: at.error.id })) };
    case 'cancelled':
      return 'cancelled';
  }
};

export type ImportJobWatch = {
  /** The import that runs now, begun here or on this page before it was left. */
  readonly job: Job | undefined;
  readonly running: boolean;
  readonly watch: (jobId: string) => void;
};

/** Follows an import to its end, which it tells once. */
export const useImportJob = (onEnd: (end: JobEnd) => void): ImportJobWatch => {
  const [begun, setBegun] = useState<string>();
  const [ended, setEnded] = useState<string>();
  const others = useCall('jobs.running', {});
  const id = begun ?? others.data?.jobs.find((other) => other.kind === 'import' && other.id !== ended)?.id;
  const { data: job, error } = useCall('jobs.get', { id: id ?? '' }, { enabled: id !== undefined });
  const tell = useRef(onEnd);
  useEffect(() => {
    tell.current = onEnd;
  });

  useEffect(() => {
    if (id === undefined) return;
    // a core that was replaced knows nothing of the jobs before it
    const end: JobEnd | undefined =
      error?.code === 'NOT_FOUND' ? { problem: text('data.job.cutOff') } : job?.id === id ? endOf(job) : undefined;
    if (!end) return;
    setEnded(id);
    setBegun(undefined);
    tell.current(end);
  }, [id, job, error]);

  return { job: job?.at.state === 'running' ? job : undefined, running: id !== undefined, watch: setBegun };
};
