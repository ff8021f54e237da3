/** The middle of several runs. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? Number.NaN) : ((sorted[half - 1] ?? Number.NaN) + (sorted[half] ?? Number.NaN)) / 2;
};

/** Milliseconds that each of `runs` runs of `work` took, after `warm` that do not count. */
export const timed = async (runs: number, warm: number, work: () => unknown): Promise<readonly number[]> => {
  const taken: number[] = [];
  for (let run = -warm; run < runs; run++) {
    const began = performance.now();
    await work();
    if (run >= 0) taken.push(performance.now() - began);
  }
  return taken;
};

/** One line a figure: what, median, range, and what it was measured on. */
export const report = (what: string, values: readonly number[], unit: string, on: string): void => {
  const shown = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
  console.log(
    `${what.padEnd(58)} ${shown(median(values)).padStart(8)} ${unit.padEnd(3)} (${shown(Math.min(...values))} to ${shown(Math.max(...values))}, ${values.length} runs; ${on})`,
  );
};
