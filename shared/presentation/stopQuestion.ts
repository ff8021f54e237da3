import type { Job } from '../contract/jobs.ts';
import { text } from '../messages/text.ts';
import { renderMessage } from './message.ts';

/** An export with less time left than this is not asked about, s: it is repeated as fast as the question is read. */
const SHORT_EXPORT_S = 5;

/** The jobs about which a person is asked before they are stopped. */
export const listJobsToConfirm = (jobs: readonly Job[]): readonly Job[] =>
  jobs.filter(
    ({ kind, at }) =>
      at.state === 'running' && !at.isCancelling && (kind !== 'document' || (at.progress?.secondsLeft ?? 0) >= SHORT_EXPORT_S),
  );

export type StopQuestion = { readonly title: string; readonly jobs: readonly string[]; readonly lost: string; readonly action: string };

/** Asks whether jobs may be stopped, because the app is quit or the workspace is closed. */
export const stopQuestion = (jobs: readonly Job[], reason: 'quit' | 'close'): StopQuestion => {
  const count = jobs.length;
  const [first] = jobs;
  const runningText = count === 1 && first ? text(`jobs.running.${first.kind}`) : text('jobs.running.several', { count });
  return {
    title: text(`jobs.stop.${reason}`, { running: runningText, count }),
    jobs: jobs.map(({ label }) => renderMessage(label)),
    lost: text('jobs.stop.lost', { count }),
    action: text(`jobs.stop.${reason}Action`),
  };
};
