import type { Job } from '#shared/contract/jobs.ts';
import { messageText, text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { useAct } from '../history/index.ts';

const said = (job: Job): string => {
  if (job.at.state !== 'running') return '';
  if (job.at.cancelling) return text('data.job.cancelling');
  const { progress } = job.at;
  if (!progress) return text('data.job.waiting');
  const count = (value: number): string => formatNumber(value, { decimals: 0 });
  return text('data.job.progress', { step: messageText(progress.step), done: count(progress.done), total: count(progress.total) });
};

const shareOf = (job: Job): number | undefined => {
  const progress = job.at.state === 'running' ? job.at.progress : undefined;
  return progress && progress.total > 0 ? progress.done / progress.total : undefined;
};

/** An import under way. */
export const ImportJob = ({ job }: { readonly job: Job }) => {
  const cancel = useAct('jobs.cancel', { undoable: false });
  const cancelling = job.at.state === 'running' && job.at.cancelling;
  return (
    <JobProgress
      what={messageText(job.label)}
      said={said(job)}
      share={shareOf(job)}
      cancel={{ label: text('data.job.cancel'), onAct: () => void cancel.run({ id: job.id }), disabled: cancelling || cancel.pending }}
    />
  );
};
