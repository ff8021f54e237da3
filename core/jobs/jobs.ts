import type { HandlersOf } from '../context.ts';

/** Handlers of jobs, which continue after their command was answered. */
export const jobsHandlers: HandlersOf<'jobs'> = {
  'jobs.get': ({ id }, { jobs }) => jobs.get(id),
  'jobs.running': (_input, { jobs }) => ({ jobs: jobs.running() }),
  'jobs.cancel': ({ id }, { jobs }) => {
    jobs.cancel(id);
    return { done: true };
  },
};
