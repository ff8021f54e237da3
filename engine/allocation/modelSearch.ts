import type { AllocationLimit, AllocationProblem, OpenModel, Solver, SolverAnswer } from '#shared/domain/allocation.ts';
import { buildLimitRows, buildModel, buildRevenueRow, type LimitRow, type LotMode, type ModelObjective, readTonnes } from './buildModel.ts';
import { cutForEffectiveNumber } from './effectiveNumberCut.ts';
import { formatModel } from './solverModel.ts';

/** Rounds of cuts after which the search stops without a result. */
const MAX_CUT_ROUNDS = 80;

/** Solves one problem repeatedly, reusing cuts and the open solver model. */
export type ModelSearch = {
  /** Minimises an objective. Where only the minimum revenue differs from the solve before, the solver continues from that solution. */
  readonly solve: (lots: LotMode, aim: ModelObjective, revenueAtLeast?: number) => Promise<SolverAnswer>;
  /** The limits of the problem and the cuts found so far. */
  readonly limits: () => readonly AllocationLimit[];
  readonly rows: () => readonly LimitRow[];
  readonly close: () => void;
};

export const createModelSearch = (
  { cells, limits: original, effectiveNumbers = [] }: Pick<AllocationProblem, 'cells' | 'limits' | 'effectiveNumbers'>,
  curved: boolean,
  solver: Solver,
): ModelSearch => {
  const cuts: AllocationLimit[] = [];
  let rows = buildLimitRows({ cells, limits: original }, curved);
  let open: { readonly lots: LotMode; readonly aim: ModelObjective; readonly hasRevenue: boolean; readonly model: OpenModel } | undefined;
  const close = (): void => {
    open?.model.close();
    open = undefined;
  };
  const model = (lots: LotMode, aim: ModelObjective, revenueAtLeast: number | undefined): OpenModel => {
    const hasRevenue = revenueAtLeast !== undefined;
    if (open?.lots === lots && open.aim === aim && open.hasRevenue === hasRevenue) {
      // the revenue row follows those of the limits
      if (hasRevenue) open.model.setLeast(rows.length, buildRevenueRow(cells, revenueAtLeast).right);
      return open.model;
    }
    close();
    const more = hasRevenue ? [buildRevenueRow(cells, revenueAtLeast)] : [];
    open = { lots, aim, hasRevenue, model: solver(formatModel(buildModel({ cells }, rows, aim, lots, more))) };
    return open.model;
  };
  return {
    solve: async (lots, aim, revenueAtLeast) => {
      for (let round = 0; round < MAX_CUT_ROUNDS; round++) {
        const answer = await model(lots, aim, revenueAtLeast).solve();
        const tonnes = answer.status === 'optimal' ? readTonnes(cells, answer, aim) : undefined;
        const newCuts = tonnes ? effectiveNumbers.flatMap((limit) => cutForEffectiveNumber(limit, cells, tonnes) ?? []) : [];
        if (newCuts.length === 0) return answer;
        close();
        cuts.push(...newCuts);
        rows = buildLimitRows({ cells, limits: [...original, ...cuts] }, curved);
      }
      return { status: 'stopped', columns: {}, duals: [] };
    },
    limits: () => [...original, ...cuts],
    rows: () => rows,
    close,
  };
};
