import { useSyncExternalStore } from 'react';
import type { Job } from '#shared/contract/jobs.ts';
import { listJobsToConfirm, type StopReason } from '#shared/presentation/stopQuestion.ts';
import { call } from '../../api/client.ts';

/** Jobs about which this page asks before it closes the workspace or replaces its file. */
type StopRequest = { readonly jobs: readonly Job[]; readonly reason: StopReason; readonly onEnd: (mayStop: boolean) => void };

let openRequest: StopRequest | undefined;
const listeners = new Set<() => void>();

const setOpenRequest = (next: StopRequest | undefined): void => {
  openRequest = next;
  for (const listener of [...listeners]) listener();
};

/** Returns the open request and rerenders when it changes. */
export const useStopRequest = (): StopRequest | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => openRequest,
  );

/** Ends the open request. */
export const endStopRequest = (mayStop: boolean): void => {
  const request = openRequest;
  setOpenRequest(undefined);
  request?.onEnd(mayStop);
};

/** Asks before the workspace is closed or replaced while jobs run, which end with it. Resolves to true where none runs. */
const confirmStop = async (reason: StopReason): Promise<boolean> => {
  // where the app does not answer, the command that follows reports it
  const { jobs } = await call('jobs.running', {}).catch(() => ({ jobs: [] }));
  const jobsToConfirm = listJobsToConfirm(jobs);
  if (jobsToConfirm.length === 0) return true;
  endStopRequest(false);
  return new Promise((resolve) => setOpenRequest({ jobs: jobsToConfirm, reason, onEnd: resolve }));
};

/** Runs an action that closes or replaces the workspace; asks before, where jobs run. Undefined where the person keeps them. */
export const runIfJobsMayStop = async <T>(action: () => Promise<T>, reason: StopReason = 'close'): Promise<T | undefined> =>
  (await confirmStop(reason)) ? action() : undefined;
