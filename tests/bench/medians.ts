import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

/** Median of the values. */
export const median = (values: readonly number[]): number => {
  const sortedValues = [...values].sort((a, b) => a - b);
  const half = sortedValues.length >> 1;
  return sortedValues.length % 2 === 1
    ? (sortedValues[half] ?? Number.NaN)
    : ((sortedValues[half - 1] ?? Number.NaN) + (sortedValues[half] ?? Number.NaN)) / 2;
};

/** Runs `work` after `warmUp` runs that do not count. Returns the milliseconds of each of the `runs` runs. */
export const measureRuns = async (runs: number, warmUp: number, work: () => unknown): Promise<readonly number[]> => {
  const durations: number[] = [];
  for (let run = -warmUp; run < runs; run++) {
    const start = performance.now();
    await work();
    if (run >= 0) durations.push(performance.now() - start);
  }
  return durations;
};

/** Prints one line per figure: name, median, range and what it was measured on. */
export const report = (what: string, values: readonly number[], unit: string, on: string): void => {
  const format = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
  console.log(
    `${what.padEnd(58)} ${format(median(values)).padStart(8)} ${unit.padEnd(3)} (${format(Math.min(...values))} to ${format(Math.max(...values))}, ${values.length} runs; ${on})`,
  );
};

/**
 * The longest block of the thread during some work, ms: by the clock, in which other processes and the hypervisor may take part; by the
 * processor time of the thread; and the longest pause of the garbage collector, which may be part of it.
 */
export type LongestBlock = { readonly blockMs: number; readonly processorMs: number; readonly collectorMs: number };

/** How often the processor time of the thread is read, ms; blocks are exact to this. */
const SAMPLE_MS = 1;

export const measureLongestBlock = async (work: () => Promise<unknown>): Promise<LongestBlock> => {
  const pauses: number[] = [];
  const observer = new PerformanceObserver((list) => pauses.push(...list.getEntries().map(({ duration }) => duration)));
  const delay = monitorEventLoopDelay({ resolution: SAMPLE_MS });
  delay.enable();
  // the monitor starts with its first tick
  await nextTurn();
  delay.reset();
  observer.observe({ entryTypes: ['gc'] });
  let processorMs = 0;
  let usageBefore = process.threadCpuUsage();
  const sampler = setInterval(() => {
    const { user, system } = process.threadCpuUsage(usageBefore);
    processorMs = Math.max(processorMs, (user + system) / 1000);
    usageBefore = process.threadCpuUsage();
  }, SAMPLE_MS);
  await work();
  // the timers of the monitor, and the entries of the collector, come after a block at the very end
  await wait(5);
  clearInterval(sampler);
  delay.disable();
  observer.disconnect();
  return { blockMs: delay.max / 1e6, processorMs, collectorMs: Math.max(0, ...pauses) };
};
