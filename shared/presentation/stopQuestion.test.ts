import { expect, it } from 'vitest';
import type { Job } from '../contract/jobs.ts';
import { listJobsToConfirm, stopQuestion } from './stopQuestion.ts';

const jobOf = (kind: Job['kind'], secondsLeft?: number, isCancelling = false): Job => ({
  id: `${kind} ${secondsLeft}`,
  kind,
  label: { key: 'simulation.job.run', values: { plan: kind } },
  at: {
    state: 'running',
    isCancelling,
    ...(secondsLeft === undefined
      ? {}
      : { progress: { step: { key: 'simulation.job.run', values: { plan: '' } }, done: 1, total: 2, secondsLeft } }),
  },
});

it('jobs are asked about, but not an export that is known to take a few seconds or a job that is being stopped', () => {
  const jobs = [
    jobOf('simulation'),
    jobOf('document'),
    jobOf('document', 3),
    jobOf('document', 60),
    jobOf('import', 1),
    jobOf('allocation', 9, true),
  ];
  expect(listJobsToConfirm(jobs).map(({ id }) => id)).toEqual(['simulation undefined', 'document undefined', 'document 60', 'import 1']);
});

it('the question names what runs', () => {
  expect(stopQuestion([jobOf('simulation')], 'quit')).toEqual({
    title: 'A simulation is running. Quit and stop it?',
    jobs: ['Simulate simulation'],
    lost: 'Its result will not be saved.',
    action: 'Stop and quit',
  });
  expect(stopQuestion([jobOf('simulation'), jobOf('import')], 'close').title).toBe(
    '2 jobs are running. Close the workspace and stop them?',
  );
  expect(stopQuestion([jobOf('import')], 'replace')).toMatchObject({
    title: 'An import is running. Stop it and continue?',
    action: 'Stop and continue',
  });
});
