/** Median of the values. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? Number.NaN) : ((sorted[half - 1] ?? Number.NaN) + (sorted[half] ?? Number.NaN)) / 2;
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
