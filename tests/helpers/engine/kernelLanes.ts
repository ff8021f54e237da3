import type { CreateArena } from '../../../engine/simulation/kernel/arena.ts';
import type { DrawCounter } from '../../../engine/simulation/kernel/argumentBlocks.ts';
import type { Kernel } from '../../../engine/simulation/kernel/kernel.ts';
import { LANES } from '../../../engine/simulation/kernel/layout.ts';

/** Rows that a case reads, with values of every size and both signs, and rows that it writes. */
export const ROWS = 12;

/** Memory of a case. */
export type CaseLanes = {
  readonly rows: readonly Float64Array[];
  readonly table: Float64Array;
  readonly numbers: Int32Array;
  /** Rows of queued tonnes, of their discounts and of their freights, eight of each; and four rows of costs. */
  readonly queue: Float64Array;
  readonly costs: readonly Float64Array[];
};
/** Calls a function of the kernel for `count` paths. */
export type KernelCase = (kernel: Kernel, lanes: CaseLanes, count: number) => void;

/** Runs a case on a new arena and returns all that it may have written. */
export const runCase = (createArenaOf: CreateArena, runOn: KernelCase, count: number): number[] => {
  const { kernel, lanes } = createArenaOf((allocate) => ({
    block: allocate(ROWS * LANES),
    table: allocate(16),
    numbers: allocate(LANES / 2),
    queue: allocate(24 * LANES),
    costs: allocate(4 * LANES),
  }));
  const { block, table, queue } = lanes;
  const rows = Array.from({ length: ROWS }, (_, row) => block.subarray(row * LANES, (row + 1) * LANES));
  // a sequence without a period: sines of squares, small in the first row, large in the last
  for (const [row, values] of rows.entries()) {
    for (let i = 0; i < LANES; i++) values[i] = Math.sin((row * LANES + i) ** 2 + 1) * 3 ** (row - 4);
  }
  const numbers = new Int32Array(lanes.numbers.buffer, lanes.numbers.byteOffset, LANES);
  for (let i = 0; i < LANES; i++) numbers[i] = (i * 2_654_435_769) | 0;
  const costs = Array.from({ length: 4 }, (_, row) => lanes.costs.subarray(row * LANES, (row + 1) * LANES));
  runOn(kernel, { rows, table, numbers, queue, costs }, count);
  // lanes beyond the count belong to no path
  return [...rows.flatMap((row) => [...row.subarray(0, count)]), ...table, ...queue.filter((_, i) => i % LANES < count)];
};

/** Byte offset of a row. */
export const offsetOf = ({ rows }: CaseLanes, row: number): number => rows[row]!.byteOffset;

/** Counter of a block of draws. */
export const counterOf = ({ numbers }: CaseLanes, count: number, block: number): DrawCounter => ({
  pathsAt: numbers.byteOffset,
  count,
  key: [77, -5],
  block,
  kind: 4,
  entity: -123_456,
});

/** Clears a row beyond its list: those values are not specified. */
export const clearAfterList = ({ rows, numbers }: CaseLanes, row: number, listLength: number): void => {
  new Int32Array(numbers.buffer, rows[row]!.byteOffset, 2 * LANES).fill(0, listLength);
};
