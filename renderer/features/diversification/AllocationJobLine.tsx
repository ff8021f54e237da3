import type { Job } from '#shared/contract/jobs.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

/** An allocation under way, and the way to stop it. */
export const AllocationJobLine = ({ job }: { readonly job: Job }) => {
  const cancel = useCommand('jobs.cancel', { undoable: false });
  const running = job.at.state === 'running' ? job.at : undefined;
  const progress = running?.progress;
  const count = (value: number): string => formatNumber(value, { decimals: 0 });
  const said = () => {
    if (running?.cancelling) return text('allocation.cancelling');
    if (!progress) return text('allocation.begins');
    return text('allocation.running', { step: renderMessage(progress.step), done: count(progress.done), total: count(progress.total) });
  };
  return (
    <JobProgress
      what={renderMessage(job.label)}
      said={said()}
      share={progress && progress.total > 0 ? progress.done / progress.total : undefined}
      cancel={{
        label: text('act.cancel'),
        onAction: () => void cancel.run({ id: job.id }),
        disabled: running?.cancelling === true || cancel.pending,
      }}
    />
  );
};
