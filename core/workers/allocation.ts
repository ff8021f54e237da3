import { parentPort, workerData } from 'node:worker_threads';
import { allocateTonnage, allocationFrontier } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Solver } from '#shared/domain/allocation.ts';
import type { AllocationJob, FromAllocation } from './allocationJob.ts';
import { loadSolver } from './highsSolver.ts';

// A thread for one allocation: a solve can't be interrupted, so what takes too long dies with its thread, and the core goes on meanwhile.
const port = parentPort;
if (!port) throw new Error('the core starts this thread');

const { problem, frontier, flag }: AllocationJob = workerData;
const say = (message: FromAllocation): void => port.postMessage(message);

const open = await loadSolver();
const solver: Solver = (text) => {
  const model = open(text);
  return {
    ...model,
    solve: () => {
      if (Atomics.load(flag, 0) === 1) throw new OrebookError('CANCELLED');
      return model.solve();
    },
  };
};

try {
  const allocation = await allocateTonnage(problem, solver);
  // the most that the same deals earn without the house's limits: what those cost
  const free = await allocateTonnage(
    {
      ...problem,
      limits: problem.limits.filter(({ source }) => source.startsWith('production:')),
      effectiveNumbers: [],
      objective: { kind: 'revenue' },
    },
    solver,
  );
  say({ kind: 'progress', done: 1, total: (frontier?.points ?? 0) + 1 });
  const line =
    frontier === undefined || allocation.status !== 'optimal'
      ? undefined
      : await allocationFrontier(problem, frontier.risk, frontier.points, solver, {
          onPoint: (done) => say({ kind: 'progress', done: done + 1, total: frontier.points + 1 }),
          shouldStop: () => Atomics.load(flag, 0) === 1,
        });
  say({ kind: 'done', answer: { allocation, free, frontier: line !== undefined && 'points' in line ? line : undefined } });
} catch (error) {
  if (!(error instanceof OrebookError)) throw error;
  say({ kind: 'refused', code: error.code, details: error.details });
}
