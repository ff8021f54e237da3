import { expect, it } from 'vitest';
import { withCycleMoments } from '#engine';
import { readWorkspace, requestOf } from '../../../tests/golden/engine/simulation/workspace.ts';
import { createBlockSums } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { createSimulator } from '../simulate.ts';
import { type CreateArena, createArena, createReferenceArena } from './arena.ts';

const PATHS = [LANES, 37];

/** Everything that blocks of a workspace come to in an arena, the last with fewer paths than lanes. */
const cameTo = (name: string, arenaOf: CreateArena): number[] => {
  const { batch: empty, simulateBatch } = createSimulator(withCycleMoments(requestOf(readWorkspace(name), LANES)), false, arenaOf);
  const sums = createBlockSums(empty.plan);
  let first = 0;
  return PATHS.flatMap((count) => {
    const batch = simulateBatch(
      Int32Array.from({ length: count }, (_, i) => first + i),
      sums,
    );
    first += count;
    const lanes = (of: Float64Array) => [...of].filter((_, at) => at % LANES < count);
    const revenue = [...batch.contracts, ...batch.products].flatMap((one) => lanes(one.revenue));
    return [...lanes(batch.measures), ...revenue, ...sums.contracts, ...sums.products, ...sums.prices];
  });
};

it.each(['w1', 'w2', 'w5'])('workspace %s comes to the same bits with the kernel and with its plain reading', (name) => {
  const plain = cameTo(name, createReferenceArena);
  expect(plain.some((value) => value !== 0)).toBe(true);
  expect(cameTo(name, createArena)).toEqual(plain);
});
