import type { Input } from '#shared/contract/contract.ts';
import type { Job } from '#shared/contract/jobs.ts';
import { listJobsToConfirm, type StopReason } from '#shared/presentation/stopQuestion.ts';
import { call } from '../../api/client.ts';
import { createOpenRequest } from './openRequest.ts';

/** Jobs about which this page asks before it closes the workspace or replaces its file. */
export const stopRequest = createOpenRequest<{ readonly jobs: readonly Job[]; readonly reason: StopReason }>();

/** Asks before the workspace is closed or replaced while jobs run, which end with it. Resolves to true where none runs. */
const confirmStop = async (reason: StopReason, opening: Input<'jobs.running'>): Promise<boolean> => {
  // where the app does not answer, the command that follows reports it
  const { jobs } = await call('jobs.running', opening).catch(() => ({ jobs: [] }));
  const jobsToConfirm = listJobsToConfirm(jobs);
  return jobsToConfirm.length === 0 || stopRequest.ask({ jobs: jobsToConfirm, reason });
};

/**
 * Runs an action that closes or replaces the workspace; asks before, where jobs run that end with it. `opening`: the file that is opened for
 * editing instead. Undefined where the person keeps the jobs.
 */
export const runIfJobsMayStop = async <T>(
  action: () => Promise<T>,
  reason: StopReason = 'close',
  opening: Input<'jobs.running'> = {},
): Promise<T | undefined> => ((await confirmStop(reason, opening)) ? action() : undefined);
