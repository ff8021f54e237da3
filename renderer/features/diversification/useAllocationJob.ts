import type { AllocationResult } from '#shared/contract/allocation.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/jobs.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';

/** How an allocation ended: with a result, or in words. */
type Ended = { readonly result?: AllocationResult; readonly said?: string };

const endOf = ({ at }: Job): Ended | undefined => {
  switch (at.state) {
    case 'running':
      return undefined;
    case 'done':
      return at.result.kind === 'allocation' ? { result: at.result } : { said: text('allocation.gone') };
    case 'failed':
      return { said: errorText(new OrebookError(at.error.code, { ...at.error.details, id: at.error.id })) };
    case 'cancelled':
      return { said: text('allocation.cancelled') };
  }
};

/** Follows the allocation of this id to its end. */
export const useAllocationJob = (id: string | undefined) => {
  const { data, error } = useCall('jobs.get', { id: id ?? '' }, { enabled: id !== undefined });
  const job = data?.id === id ? data : undefined;
  // a core that began anew knows nothing of it
  const lost: Ended | undefined = error?.code === 'NOT_FOUND' ? { said: text('allocation.gone') } : undefined;
  const ended = id === undefined ? undefined : ((job && endOf(job)) ?? lost);
  return {
    job: job?.at.state === 'running' ? job : undefined,
    running: id !== undefined && ended === undefined,
    ended,
  };
};
