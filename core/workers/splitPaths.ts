import { availableParallelism } from 'node:os';

/** The most threads; more would be limited by memory bandwidth. */
const MAX_THREADS = 8;

/** The number of threads on which paths are simulated. */
export const simulationThreads = (): number => Math.min(MAX_THREADS, availableParallelism());

/** The fewest and the most paths of a task, multiples of a block: a task takes long compared with its messages, and its sums are soon added. */
export const MIN_CHUNK = 256;
const MAX_CHUNK = 2_048;

/** Splits paths into tasks: half of each thread's share of the rest at a time, so that there are few tasks and all threads end together. */
export const splitPaths = (total: number, threads: number): { from: number; to: number }[] => {
  const ranges: { from: number; to: number }[] = [];
  for (let from = 0; from < total; ) {
    const halfShare = Math.floor((total - from) / (2 * threads * MIN_CHUNK)) * MIN_CHUNK;
    const to = Math.min(total, from + Math.min(MAX_CHUNK, Math.max(MIN_CHUNK, halfShare)));
    ranges.push({ from, to });
    from = to;
  }
  return ranges;
};

/** Splits the numbers from 0 to `total` (excluded) into at most `parts` ranges of about the same length. */
export const splitEvenly = (total: number, parts: number): { from: number; to: number }[] =>
  Array.from({ length: parts }, (_, i) => ({ from: Math.floor((i * total) / parts), to: Math.floor(((i + 1) * total) / parts) })).filter(
    ({ from, to }) => to > from,
  );
