import type { Job } from '#shared/contract/jobs.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { useCommand } from './useCommand.ts';

const said = (job: Job, counted: boolean): string => {
  if (job.at.state !== 'running') return '';
  if (job.at.cancelling) return text('data.job.cancelling');
  const { progress } = job.at;
  if (!progress) return text('data.job.waiting');
  const step = renderMessage(progress.step);
  if (!counted) return step;
  const count = (value: number): string => formatNumber(value, { decimals: 0 });
  return text('data.job.progress', { step, done: count(progress.done), total: count(progress.total) });
};

const shareOf = (job: Job): number | undefined => {
  const progress = job.at.state === 'running' ? job.at.progress : undefined;
  return progress && progress.total > 0 ? progress.done / progress.total : undefined;
};

export type RunningJobProps = {
  readonly job: Job;
  /** What the button that stops it says. */
  readonly stop: string;
  /** False where its steps count by themselves. */
  readonly counted?: boolean | undefined;
};

/** A job under way: how far it is, and the way to stop it. */
export const RunningJob = ({ job, stop, counted = true }: RunningJobProps) => {
  const cancel = useCommand('jobs.cancel', { undoable: false });
  const cancelling = job.at.state === 'running' && job.at.cancelling;
  return (
    <JobProgress
      what={renderMessage(job.label)}
      said={said(job, counted)}
      share={shareOf(job)}
      cancel={{ label: stop, onAction: () => void cancel.run({ id: job.id }), disabled: cancelling || cancel.pending }}
    />
  );
};
