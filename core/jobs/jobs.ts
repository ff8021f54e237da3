import type { HandlersOf } from '../context.ts';

/** Handlers of jobs, which continue after their command was answered. */
export const jobsHandlers: HandlersOf<'jobs'> = {
  'jobs.get': ({ id }, { jobs }) => jobs.get(id),
  'jobs.running': async ({ opening }, { jobs, intake, workspace }) => {
    const path = opening && (await intake.readPath(opening.intake));
    return { jobs: path !== undefined && workspace.isOpenFile(path) ? [] : jobs.running() };
  },
  'jobs.cancel': ({ id }, { jobs }) => {
    jobs.cancel(id);
    return { done: true };
  },
};
