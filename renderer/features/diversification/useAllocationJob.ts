import type { AllocationResult } from '#shared/contract/allocation.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/jobs.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { lostJobText } from '../../api/useJob.ts';

/** How an allocation ended: with a result, or with a notice. */
type JobEnd = { readonly result?: AllocationResult; readonly notice?: string };

const endOf = ({ at }: Job): JobEnd | undefined => {
  switch (at.state) {
    case 'running':
      return undefined;
    case 'done':
      return at.result.kind === 'allocation' ? { result: at.result } : { notice: text('allocation.unavailable') };
    case 'failed':
      return { notice: errorText(new OrebookError(at.error.code, { ...at.error.details, id: at.error.id })) };
    case 'cancelled':
      return { notice: text('allocation.cancelled') };
  }
};

/** Follows the allocation job of this id to its end. */
export const useAllocationJob = (id: string | undefined) => {
  const { data, error } = useCall('jobs.get', { id: id ?? '' }, { enabled: id !== undefined });
  const job = data?.id === id ? data : undefined;
  const notice = lostJobText(error, text('allocation.unavailable'));
  const jobEnd = id === undefined ? undefined : ((job && endOf(job)) ?? (notice === undefined ? undefined : { notice }));
  return {
    job: jobEnd === undefined && job?.at.state === 'running' ? job : undefined,
    isRunning: id !== undefined && jobEnd === undefined,
    ended: jobEnd,
  };
};
