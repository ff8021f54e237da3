import type { AllocationLimit, AllocationProblem, OpenModel, Solver, SolverAnswer } from '#shared/domain/allocation.ts';
import { buildLimitRows, buildModel, buildRevenueRow, type LimitRow, type LotMode, type ModelObjective, readTonnes } from './buildModel.ts';
import { formatModel } from './solverModel.ts';
import { cutForEffectiveNumber } from './spread.ts';

/** Rounds of cuts after which an effective number counts as out of reach. */
const MAX_CUT_ROUNDS = 80;

/** The solves of one problem: what one found out, the next begins with. */
export type ModelSearch = {
  /** The least of an aim; where a revenue is asked for, only that differs from the solve before, and the solver goes on from there. */
  readonly solve: (lots: LotMode, aim: ModelObjective, revenueAtLeast?: number) => Promise<SolverAnswer>;
  /** The problem's rules and the planes found so far, as rows of the model. */
  readonly limits: () => readonly AllocationLimit[];
  readonly rows: () => readonly LimitRow[];
  readonly close: () => void;
};

export const createModelSearch = (
  { cells, limits: stated, effectiveNumbers: spreads = [] }: Pick<AllocationProblem, 'cells' | 'limits' | 'effectiveNumbers'>,
  curved: boolean,
  solver: Solver,
): ModelSearch => {
  const cuts: AllocationLimit[] = [];
  let rows = buildLimitRows({ cells, limits: stated }, curved);
  let open: { readonly lots: LotMode; readonly aim: ModelObjective; readonly aimed: boolean; readonly model: OpenModel } | undefined;
  const close = (): void => {
    open?.model.close();
    open = undefined;
  };
  const model = (lots: LotMode, aim: ModelObjective, revenueAtLeast: number | undefined): OpenModel => {
    const aimed = revenueAtLeast !== undefined;
    if (open?.lots === lots && open.aim === aim && open.aimed === aimed) {
      // the revenue stands behind the limits
      if (aimed) open.model.setLeast(rows.length, buildRevenueRow(cells, revenueAtLeast).right);
      return open.model;
    }
    close();
    const more = aimed ? [buildRevenueRow(cells, revenueAtLeast)] : [];
    open = { lots, aim, aimed, model: solver(formatModel(buildModel({ cells }, rows, aim, lots, more))) };
    return open.model;
  };
  return {
    solve: async (lots, aim, revenueAtLeast) => {
      for (let round = 0; round < MAX_CUT_ROUNDS; round++) {
        const answer = await model(lots, aim, revenueAtLeast).solve();
        const tonnes = answer.status === 'optimal' ? readTonnes(cells, answer, aim) : undefined;
        const missed = tonnes ? spreads.flatMap((spread) => cutForEffectiveNumber(spread, cells, tonnes) ?? []) : [];
        if (missed.length === 0) return answer;
        close();
        cuts.push(...missed);
        rows = buildLimitRows({ cells, limits: [...stated, ...cuts] }, curved);
      }
      return { status: 'stopped', columns: {}, duals: [] };
    },
    limits: () => [...stated, ...cuts],
    rows: () => rows,
    close,
  };
};
