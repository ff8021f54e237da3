import type { ContractLanes } from './batch/contractLanes.ts';
import { createBlockSums, type PathBatch } from './batch/pathBatch.ts';
import { listBatches, type PathRange, splitIntoBlocks } from './blocks.ts';
import { DOUBLE_BYTES, ROW_BYTES } from './kernel/layout.ts';
import { createPathTable, getPathTableShape, writePathTable } from './results/pathTable.ts';
import { addReplicateSums, createReplicateSums } from './results/replicateSums.ts';
import { getSimulator } from './simulator.ts';
import type { PathBlock, PathBlocks, PathTable, SimulationRequest } from './types.ts';

export type SimulationHooks = {
  /** Called after every block with the number of paths done. */
  readonly onBlock?: (doneCount: number) => void;
  /** Called before every block. */
  readonly shouldStop?: () => boolean;
};

const addRevenueRows = ({ kernel, measures }: PathBatch, { revenue, revenueYears: [first, last] }: ContractLanes): void => {
  // contract revenue is the first measure
  kernel.addRows(revenue.byteOffset, measures.byteOffset + first * ROW_BYTES, last - first + 1);
};

/** Adds the contracts' revenue to the measures of the paths, after the last month, because a default reduces revenue of later months. */
export const addContractRevenue = (batch: PathBatch): void => {
  for (const contract of batch.contracts) addRevenueRows(batch, contract);
};

/** Adds the contracts' revenue as above, and merges all revenue of the batch into the moments of its block, which has `pathsBefore` paths so far. */
const addRevenueAndMoments = (batch: PathBatch, pathsBefore: number): void => {
  const { plan, kernel, moments, count } = batch;
  /** `revenue` has the years from the first to the last. */
  const mergeRevenue = (revenue: Float64Array, row: number, first: number, last: number): void => {
    const rowAt = moments.byteOffset + row * (plan.years + 1) * DOUBLE_BYTES;
    kernel.mergeRowMoments({
      rowsAt: revenue.byteOffset,
      years: last - first + 1,
      count,
      pathsBefore,
      intoAt: rowAt + first * DOUBLE_BYTES,
      squaresOffset: moments.byteLength / 2,
      totalAt: rowAt + plan.years * DOUBLE_BYTES,
    });
  };
  // one contract after the other: its rows are read twice while they are in the cache
  batch.contracts.forEach((contract, c) => {
    addRevenueRows(batch, contract);
    mergeRevenue(contract.revenue, c, ...contract.revenueYears);
  });
  batch.products.forEach(({ revenue }, p) => {
    mergeRevenue(revenue, plan.contracts.length + p, 0, plan.years - 1);
  });
};

/**
 * Simulates paths `from` to `to` (excluded) of a request (docs/model/simulation.md). Synchronous; the hooks are called between blocks of
 * 256 paths. A path depends on the request and its own number only, so ranges may be split in any way, and all may write into one table.
 * Errors: those of `valuePortfolio`; BAD_SHAPE (correlation, drivers); NOT_FINITE (a result).
 */
export const simulate = (
  request: SimulationRequest,
  { from, to }: PathRange,
  { onBlock, shouldStop }: SimulationHooks = {},
  table?: PathTable,
): PathBlocks => {
  const simulator = getSimulator(request);
  const { plan, moments } = simulator.batch;
  const pathTable = table ?? createPathTable(getPathTableShape(request), from, to - from);
  const blocks: PathBlock[] = [];
  for (const block of splitIntoBlocks({ from, to })) {
    if (shouldStop?.() === true) return { from, to, isStopped: true, pathTable, blocks };
    const sums = createBlockSums(plan);
    const replicates = plan.parameters.draws === 'quasi-random' ? createReplicateSums(plan) : undefined;
    moments.fill(0);
    for (const paths of listBatches(block)) {
      const batch = simulator.simulateBatch(paths, sums);
      addRevenueAndMoments(batch, paths[0]! - block.from);
      if (replicates !== undefined) addReplicateSums(batch, paths, replicates);
      writePathTable(batch, pathTable, paths[0]! - pathTable.firstPath);
    }
    blocks.push({
      from: block.from,
      count: block.to - block.from,
      revenue: { mean: moments.slice(0, moments.length / 2), squares: moments.slice(moments.length / 2) },
      contracts: sums.contracts,
      products: sums.products,
      priceSums: sums.prices,
      ...(replicates && { replicates }),
    });
    onBlock?.(block.to - from);
  }
  return { from, to, isStopped: false, pathTable, blocks };
};
