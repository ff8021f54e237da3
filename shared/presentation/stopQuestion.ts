import type { Job } from '../contract/jobs.ts';
import { text } from '../messages/text.ts';
import { renderMessage } from './message.ts';

/** An export that is known to have less time left than this is not asked about, s: it is repeated as fast as the question is read. */
const SHORT_EXPORT_S = 5;

/** The jobs about which a person is asked before they are stopped. */
export const listJobsToConfirm = (jobs: readonly Job[]): readonly Job[] =>
  jobs.filter(
    ({ kind, at }) =>
      at.state === 'running' && !at.isCancelling && !(kind === 'document' && (at.progress?.secondsLeft ?? SHORT_EXPORT_S) < SHORT_EXPORT_S),
  );

export type StopQuestion = { readonly title: string; readonly jobs: readonly string[]; readonly lost: string; readonly action: string };

/** Why jobs end: the app is quit, the workspace is closed, or its file is replaced by what the person has just chosen. */
export type StopReason = 'quit' | 'close' | 'replace';

/** Asks whether jobs may be stopped. */
export const stopQuestion = (jobs: readonly Job[], reason: StopReason): StopQuestion => {
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
