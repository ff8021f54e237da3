import { expect, it } from 'vitest';
import { createTimeEstimate } from './timeEstimate.ts';

it('the time left follows the speed of what is counted', () => {
  let nowMs = 0;
  const estimate = createTimeEstimate(() => nowMs);
  const reportAt = (seconds: number, doneCount: number, total: number) => {
    nowMs = seconds * 1000;
    return estimate(doneCount, total);
  };
  expect(reportAt(0, 0, 100)).toBeUndefined();
  expect(reportAt(0.5, 1, 100)).toBeUndefined();
  expect(reportAt(10, 20, 100)).toBe(40);
  expect(reportAt(50, 100, 100)).toBe(0);
  // the next portfolio has the same step, and its first report may come after its first part
  expect(reportAt(51, 10, 100)).toBeUndefined();
  expect(reportAt(53, 30, 100)).toBe(7);
  expect(reportAt(60, 100, 100)).toBe(0);
  // and so has one with another total
  expect(reportAt(61, 100, 500)).toBeUndefined();
  expect(reportAt(63, 300, 500)).toBe(2);
  expect(reportAt(64, 0, 10)).toBeUndefined();
});
