import type { Job } from '#shared/contract/jobs.ts';
import { listJobsToConfirm, type StopReason } from '#shared/presentation/stopQuestion.ts';
import { call } from '../../api/client.ts';
import { createOpenRequest } from './openRequest.ts';

/** Jobs about which this page asks before it closes the workspace or replaces its file. */
export const stopRequest = createOpenRequest<{ readonly jobs: readonly Job[]; readonly reason: StopReason }>();

/** Asks before the workspace is closed or replaced while jobs run, which end with it. Resolves to true where none runs. */
const confirmStop = async (reason: StopReason): Promise<boolean> => {
  // where the app does not answer, the command that follows reports it
  const { jobs } = await call('jobs.running', {}).catch(() => ({ jobs: [] }));
  const jobsToConfirm = listJobsToConfirm(jobs);
  return jobsToConfirm.length === 0 || stopRequest.ask({ jobs: jobsToConfirm, reason });
};

/** Runs an action that closes or replaces the workspace; asks before, where jobs run. Undefined where the person keeps them. */
export const runIfJobsMayStop = async <T>(action: () => Promise<T>, reason: StopReason = 'close'): Promise<T | undefined> =>
  (await confirmStop(reason)) ? action() : undefined;
