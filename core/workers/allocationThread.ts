import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { allocateTonnage, allocationFrontier, cureBreach, findCureConflict, findRelaxations } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { AllocationCell, AllocationLimit, AllocationProblem, Solver } from '#shared/domain/allocation.ts';
import type { AllocationJob, AllocationThreadJob, CureJob, FromAllocation, ProblemPart } from './allocationClient.ts';
import { loadSolver } from './highsSolver.ts';

// The thread of allocations and cures, one at a time. A solve can't be interrupted; the core ends it by terminating the thread.
const port = parentPort;
if (!port) throw new Error('the core starts this thread');

const post = (message: FromAllocation): void => port.postMessage(message);

/** Loads the solver for one job, whose memory is freed after it. */
const loadStoppableSolver = async (flag: Int32Array): Promise<Solver> => {
  const createModel = await loadSolver();
  return (text, limits) => {
    const model = createModel(text, limits);
    return {
      ...model,
      solve: () => {
        if (Atomics.load(flag, 0) === 1) throw new OrebookError('CANCELLED');
        return model.solve();
      },
    };
  };
};

const allocate = async ({ problem, frontier, shouldRelax, flag }: AllocationJob, solver: Solver): Promise<void> => {
  const allocation = await allocateTonnage(problem, solver);
  if (allocation.status !== 'optimal' || frontier === undefined) {
    const relaxations =
      allocation.status === 'infeasible' && shouldRelax ? await findRelaxations(problem, allocation.conflict.sources, solver) : [];
    post({ kind: 'done', answer: { allocation, relaxations, unrestricted: undefined, frontier: undefined } });
    return;
  }
  // the optimum without the company's limits, which shows what they cost
  const unrestricted = await allocateTonnage(
    {
      ...problem,
      limits: problem.limits.filter(({ source }) => source.startsWith('production:')),
      effectiveNumbers: [],
      objective: { kind: 'revenue' },
    },
    solver,
  );
  const total = frontier.points + 1;
  post({ kind: 'progress', done: 1, total });
  const isMaximumRevenue = problem.objective.kind === 'revenue' && problem.objective.revenueAtLeast === undefined;
  const frontierLine = await allocationFrontier(problem, frontier.risk, frontier.points, solver, {
    maximumRevenue: isMaximumRevenue ? allocation : undefined,
    onPoint: (doneCount) => post({ kind: 'progress', done: doneCount + 1, total }),
    shouldStop: () => Atomics.load(flag, 0) === 1,
  });
  const line = 'points' in frontierLine ? frontierLine : undefined;
  post({ kind: 'done', answer: { allocation, relaxations: [], unrestricted, frontier: line } });
};

/** The time in which the limits that prevent a cure are searched, ms. */
const CONFLICT_MS = 15_000;

/** A solver that stops at the next solve after some time, ms. */
const stopAfter = (solver: Solver, ms: number): Solver => {
  const end = performance.now() + ms;
  return (text, limits) => {
    const model = solver(text, limits);
    return { ...model, solve: async () => (performance.now() > end ? { status: 'stopped', columns: {}, duals: [] } : model.solve()) };
  };
};

const cure = async ({ problem }: CureJob, solver: Solver): Promise<void> => {
  const solution = await cureBreach(problem, solver);
  const isPrevented = (solution.status === 'reduced' || solution.status === 'unchanged') && !solution.bounds?.hasLessExcess;
  post({
    kind: 'done',
    answer: { solution, conflict: isPrevented ? await findCureConflict(problem, stopAfter(solver, CONFLICT_MS)) : undefined },
  });
};

const messages = on(port, 'message') as AsyncIterableIterator<[AllocationThreadJob | ProblemPart]>;

/** Receives the deals and limits that follow a job. */
const receiveProblem = async ({ problem, parts }: AllocationJob & { readonly parts: number }): Promise<AllocationProblem> => {
  const rows = { problem: { cells: [], limits: [] }, whole: { cells: [], limits: [] } } as Record<
    ProblemPart['of'],
    { readonly cells: AllocationCell[]; readonly limits: AllocationLimit[] }
  >;
  for (let i = 0; i < parts; i++) {
    const [part] = (await messages.next()).value as [ProblemPart];
    rows[part.of].cells.push(...part.cells);
    rows[part.of].limits.push(...part.limits);
  }
  return { ...problem, ...rows.problem, ...(problem.whole && { whole: { ...problem.whole, ...rows.whole } }) };
};

for await (const [message] of messages) {
  const job = message as AllocationThreadJob;
  try {
    const completeJob = job.kind === 'cure' ? job : { ...job, problem: await receiveProblem(job) };
    const solver = await loadStoppableSolver(job.flag);
    await (completeJob.kind === 'cure' ? cure(completeJob, solver) : allocate(completeJob, solver));
  } catch (error) {
    if (!(error instanceof OrebookError)) throw error;
    post({ kind: 'refused', code: error.code, details: error.details });
  }
}
