import { expect, it } from 'vitest';
import { secondsOfRun } from './simulateInJob.ts';

it('a run takes the time of its preview, and that of its further paths on all threads', () => {
  const preview = { seconds: 19, pathSeconds: 3, paths: 256 };
  expect(secondsOfRun(preview, { paths: 256, threads: 1 })).toBe(19);
  expect(secondsOfRun(preview, { paths: 2560, threads: 1 })).toBe(19 + 3 * 9);
  expect(secondsOfRun(preview, { paths: 2560, threads: 2 })).toBe(19 + 3 * 4);
  // fewer paths than threads
  expect(secondsOfRun(preview, { paths: 256, threads: 8 })).toBe(19);
});
