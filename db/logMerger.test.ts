import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLogMerger } from './logMerger.ts';

let utilization = 0;

beforeEach(() => {
  utilization = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'eventLoopUtilization').mockImplementation(() => ({ idle: 0, active: 0, utilization }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('the log is merged once, a second after the last commit', () => {
  const mergeLog = vi.fn(() => true);
  const onCommit = createLogMerger(mergeLog);
  onCommit();
  vi.advanceTimersByTime(900);
  onCommit();
  vi.advanceTimersByTime(900);
  expect(mergeLog).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(mergeLog).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60_000);
  expect(mergeLog).toHaveBeenCalledTimes(1);
});

it('the log is not merged while the thread is busy', () => {
  const mergeLog = vi.fn(() => true);
  createLogMerger(mergeLog)();
  utilization = 0.3;
  vi.advanceTimersByTime(10_000);
  expect(mergeLog).not.toHaveBeenCalled();
  utilization = 0.1;
  vi.advanceTimersByTime(1_000);
  expect(mergeLog).toHaveBeenCalledTimes(1);
});

it('a log that could not be merged is tried again every second', () => {
  const mergeLog = vi.fn(() => mergeLog.mock.calls.length === 3);
  createLogMerger(mergeLog)();
  vi.advanceTimersByTime(3_000);
  expect(mergeLog).toHaveBeenCalledTimes(3);
  vi.advanceTimersByTime(60_000);
  expect(mergeLog).toHaveBeenCalledTimes(3);
});
