import { useEffect, useState } from 'react';
import type { AllocationResult } from '#shared/contract/allocation.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/jobs.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { errorText } from '../history/index.ts';

type Ended = { readonly result?: AllocationResult; readonly said?: string };

const endOf = ({ at }: Job): Ended | undefined => {
  switch (at.state) {
    case 'running':
      return undefined;
    case 'done':
      return at.result.kind === 'allocation' ? { result: at.result } : {};
    case 'failed':
      return { said: errorText(new OrebookError(at.error.code, { ...at.error.details, id: at.error.id })) };
    case 'cancelled':
      return { said: text('allocation.cancelled') };
  }
};

/** Follows the allocation that was begun here to its end. */
export const useAllocationJob = () => {
  const [id, setId] = useState<string>();
  const [ended, setEnded] = useState<Ended>();
  const { data: job } = useCall('jobs.get', { id: id ?? '' }, { enabled: id !== undefined });
  useEffect(() => {
    if (id === undefined || job?.id !== id) return;
    const end = endOf(job);
    if (!end) return;
    setId(undefined);
    setEnded(end);
  }, [id, job]);
  return {
    job: id !== undefined && job?.id === id && job.at.state === 'running' ? job : undefined,
    running: id !== undefined,
    ended,
    watch: (jobId: string) => {
      setEnded(undefined);
      setId(jobId);
    },
  };
};
