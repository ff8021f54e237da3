/** Texts of running jobs, and of the question before they are stopped. */
export const jobsMessages = {
  'jobs.running.allocation': 'An allocation is running.',
  'jobs.running.clauses': 'A simulation of contract terms is running.',
  'jobs.running.comparison': 'A comparison of plans is running.',
  'jobs.running.document': 'An export is running.',
  'jobs.running.goalSeek': 'A goal seek is running.',
  'jobs.running.import': 'An import is running.',
  'jobs.running.sensitivity': 'A sensitivity table is being computed.',
  'jobs.running.simulation': 'A simulation is running.',
  'jobs.running.several': '{count} jobs are running.',
  'jobs.stop.quit': { one: '{running} Quit and stop it?', other: '{running} Quit and stop them?' },
  'jobs.stop.close': {
    one: '{running} Close the workspace and stop it?',
    other: '{running} Close the workspace and stop them?',
  },
  'jobs.stop.replace': { one: '{running} Stop it and continue?', other: '{running} Stop them and continue?' },
  'jobs.stop.lost': { one: 'Its result will not be saved.', other: 'Their results will not be saved.' },
  'jobs.stop.quitAction': 'Stop and quit',
  'jobs.stop.closeAction': 'Stop and close',
  'jobs.stop.replaceAction': 'Stop and continue',
  'toast.jobsEnded': 'Stopped because the workspace was closed or replaced: {jobs}. Nothing of it was saved.',
} as const;
