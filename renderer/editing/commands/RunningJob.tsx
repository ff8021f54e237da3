import type { Job } from '#shared/contract/jobs.ts';
import { jobProgressText } from '#shared/presentation/jobProgressText.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { useCommand } from './useCommand.ts';

const shareOf = (job: Job): number | undefined => {
  const progress = job.at.state === 'running' ? job.at.progress : undefined;
  return progress && progress.total > 0 ? progress.done / progress.total : undefined;
};

export type RunningJobProps = {
  readonly job: Job;
  /** The label of the button that stops it. */
  readonly stopLabel: string;
  /** False where the names of its steps contain the count, or where it is of parts of the whole job. */
  readonly isCounted?: boolean | undefined;
};

/** The progress of a running job, with a button that stops it. */
export const RunningJob = ({ job, stopLabel, isCounted = true }: RunningJobProps) => {
  const cancel = useCommand('jobs.cancel', { isUndoable: false });
  const isCancelling = job.at.state === 'running' && job.at.isCancelling;
  return (
    <JobProgress
      what={renderMessage(job.label)}
      progressText={jobProgressText(job.at, isCounted)}
      share={shareOf(job)}
      cancel={{ label: stopLabel, onAction: () => void cancel.run({ id: job.id }), disabled: isCancelling || cancel.isPending }}
    />
  );
};
