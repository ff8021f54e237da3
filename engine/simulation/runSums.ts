import { OrebookError } from '#shared/contract/errors.ts';
import { mergeMoments } from './blocks.ts';
import type { PathBlock, RunSums } from './types.ts';

/** Sums of no path, in the shape of those of a block. */
const emptySums = ({ revenue, contracts, products, priceSums, replicates }: PathBlock): RunSums => ({
  paths: 0,
  revenue: { mean: new Float64Array(revenue.mean.length), squares: new Float64Array(revenue.mean.length) },
  contracts: new Float64Array(contracts.length),
  products: new Float64Array(products.length),
  priceSums: new Float64Array(priceSums.length),
  replicates: replicates && {
    revenue: new Float64Array(replicates.revenue.length),
    priceRatios: new Float64Array(replicates.priceRatios.length),
  },
});

const addValues = (into: Float64Array, values: Float64Array): void => {
  for (let i = 0; i < into.length; i++) into[i]! += values[i]!;
};

/** Returns the sums with those of the block that follows them. Writes to the arrays of `sums`. */
const addBlock = (sums: RunSums, block: PathBlock): RunSums => {
  const { mean, squares } = block.revenue;
  for (let i = 0; i < mean.length; i++) mergeMoments(sums.revenue, i, sums.paths, mean[i]!, squares[i]!, block.count);
  for (const name of ['contracts', 'products', 'priceSums'] as const) addValues(sums[name], block[name]);
  if (sums.replicates !== undefined && block.replicates !== undefined) {
    for (const name of ['revenue', 'priceRatios'] as const) addValues(sums.replicates[name], block.replicates[name]);
  }
  return { ...sums, paths: sums.paths + block.count };
};

/**
 * Collects the sums of a run from its blocks. They may come in any order and are added in the order of their paths, so the sums have the
 * same bits for any number of workers.
 */
export const createRunSums = () => {
  let sums: RunSums | undefined;
  /** Blocks that wait for an earlier one, by first path. */
  const waitingBlocks = new Map<number, PathBlock>();
  return {
    add: (blocks: readonly PathBlock[]): void => {
      for (const block of blocks) waitingBlocks.set(block.from, block);
      for (let next = waitingBlocks.get(sums?.paths ?? 0); next !== undefined; next = waitingBlocks.get(sums.paths)) {
        waitingBlocks.delete(next.from);
        sums = addBlock(sums ?? emptySums(next), next);
      }
    },
    /** Returns the sums of all blocks. Errors: EMPTY, BAD_SHAPE (a gap). */
    total: (): RunSums => {
      if (waitingBlocks.size > 0)
        throw new OrebookError('BAD_SHAPE', { field: 'blocks', rule: 'gapless', value: Math.min(...waitingBlocks.keys()) });
      if (sums === undefined) throw new OrebookError('EMPTY', { field: 'blocks' });
      return sums;
    },
  };
};
