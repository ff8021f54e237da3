import { LANES } from './kernel/layout.ts';
import type { Moments } from './types.ts';

/** Paths of a block: sums are merged by block, and hooks are called between blocks. */
export const BLOCK_PATHS = 256;

/** Paths `from` to `to`, the latter excluded. */
export type PathRange = { readonly from: number; readonly to: number };

/** Splits paths into their blocks. Blocks end at multiples of their size, whatever the range. */
export const splitIntoBlocks = ({ from, to }: PathRange): PathRange[] => {
  const blocks: PathRange[] = [];
  for (let first = from; first < to; ) {
    const end = Math.min(to, (Math.floor(first / BLOCK_PATHS) + 1) * BLOCK_PATHS);
    blocks.push({ from: first, to: end });
    first = end;
  }
  return blocks;
};

/** Lists the numbers of the paths of a range batch by batch; the last batch may have fewer paths than lanes. */
export const listBatches = ({ from, to }: PathRange): Int32Array[] =>
  Array.from({ length: Math.ceil((to - from) / LANES) }, (_, k) => {
    const first = from + k * LANES;
    return Int32Array.from({ length: Math.min(LANES, to - first) }, (__, i) => first + i);
  });

/** Merges mean and squared deviations of `count` values into those of `countBefore` values (Chan, Golub and LeVeque 1983). */
export const mergeMoments = (into: Moments, at: number, countBefore: number, mean: number, squares: number, count: number): void => {
  const delta = mean - into.mean[at]!;
  const total = countBefore + count;
  into.mean[at]! += (delta * count) / total;
  into.squares[at]! += squares + (delta * delta * countBefore * count) / total;
};
