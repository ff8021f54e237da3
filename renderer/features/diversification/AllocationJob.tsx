import type { AllocationResult } from '#shared/contract/allocation.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/jobs.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { lostJobText } from '../../api/useJob.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

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

/** The progress of a running allocation, with a button to stop it. */
export const AllocationJobLine = ({ job }: { readonly job: Job }) => {
  const cancel = useCommand('jobs.cancel', { isUndoable: false });
  const runningState = job.at.state === 'running' ? job.at : undefined;
  const progress = runningState?.progress;
  const count = (value: number): string => formatPlainNumber(value, { decimals: 0 });
  const status = () => {
    if (runningState?.isCancelling) return text('allocation.cancelling');
    if (!progress) return text('allocation.begins');
    const { step, done, total, secondsLeft } = progress;
    if (total === 0) return renderMessage(step);
    const values = { step: renderMessage(step), done: count(done), total: count(total) };
    return secondsLeft === undefined
      ? text('allocation.running', values)
      : text('allocation.runningLeft', { ...values, seconds: count(secondsLeft) });
  };
  return (
    <JobProgress
      what={renderMessage(job.label)}
      progressText={status()}
      share={progress && progress.total > 0 ? progress.done / progress.total : undefined}
      cancel={{
        label: text('action.cancel'),
        onAction: () => void cancel.run({ id: job.id }),
        disabled: runningState?.isCancelling === true || cancel.isPending,
      }}
    />
  );
};
