import { expect, it } from 'vitest';
import { withPhases } from './jobPhases.ts';
import type { JobContext } from './jobRunner.ts';

const reportedBy = (work: (job: JobContext) => void): readonly (readonly [number, number])[] => {
  const progress: [number, number][] = [];
  const report: JobContext['report'] = (_step, doneCount, total) => void progress.push([doneCount, total]);
  const job: JobContext = {
    flag: new Int32Array(new SharedArrayBuffer(4)),
    signal: new AbortController().signal,
    exclusive: (task) => task(),
    report,
    reportAndYield: async (...step) => report(...step),
  };
  work(withPhases(job, { first: 10, second: 30, last: 60 }));
  return progress;
};

it('steps of a job with phases report their part of the whole job', () => {
  const progress = reportedBy((job) => {
    job.report({ key: 'first' }, 5, 10);
    void job.reportAndYield({ key: 'second' }, 0, 8);
    job.report({ key: 'second' }, 4, 8);
    job.report({ key: 'last' }, 60, 60);
  });
  expect(progress).toEqual([
    [50, 1000],
    [100, 1000],
    [250, 1000],
    [1000, 1000],
  ]);
});

it('the progress of a job with phases stays at a step of unknown length, and never falls', () => {
  const progress = reportedBy((job) => {
    job.report({ key: 'second' }, 4, 8);
    job.report({ key: 'a step without a share' }, 1, 2);
    job.report({ key: 'second' }, 1, 8);
    job.report({ key: 'last' }, 0, 0);
  });
  expect(progress.map(([doneCount]) => doneCount)).toEqual([250, 250, 250, 400]);
});
