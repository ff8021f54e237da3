import type { AllocationLimit, AllocationProblem, OpenModel, Solver, SolverAnswer } from '#shared/domain/allocation.ts';
import { modelText } from './model.ts';
import { type Aim, type LimitRow, type Lots, limitRows, program, revenueRow, tonnesOf } from './program.ts';
import { spreadCut } from './spread.ts';

/** Rounds of cuts after which an effective number counts as out of reach. */
const MOST_CUTS = 80;

/** The solves of one problem: what one found out, the next begins with. */
export type Search = {
  /** The least of an aim; where a revenue is asked for, only that differs from the solve before, and the solver goes on from there. */
  readonly solve: (lots: Lots, aim: Aim, revenueAtLeast?: number) => Promise<SolverAnswer>;
  /** The problem's rules and the planes found so far, as rows of the model. */
  readonly limits: () => readonly AllocationLimit[];
  readonly rows: () => readonly LimitRow[];
  readonly close: () => void;
};

export const searchOf = (
  { cells, limits: stated, spreads = [] }: Pick<AllocationProblem, 'cells' | 'limits' | 'spreads'>,
  curved: boolean,
  solver: Solver,
): Search => {
  const cuts: AllocationLimit[] = [];
  let rows = limitRows({ cells, limits: stated }, curved);
  let open: { readonly lots: Lots; readonly aim: Aim; readonly aimed: boolean; readonly model: OpenModel } | undefined;
  const close = (): void => {
    open?.model.close();
    open = undefined;
  };
  const model = (lots: Lots, aim: Aim, revenueAtLeast: number | undefined): OpenModel => {
    const aimed = revenueAtLeast !== undefined;
    if (open?.lots === lots && open.aim === aim && open.aimed === aimed) {
      // the revenue stands behind the limits
      if (aimed) open.model.setLeast(rows.length, revenueRow(cells, revenueAtLeast).right);
      return open.model;
    }
    close();
    const more = aimed ? [revenueRow(cells, revenueAtLeast)] : [];
    open = { lots, aim, aimed, model: solver(modelText(program({ cells }, rows, aim, lots, more))) };
    return open.model;
  };
  return {
    solve: async (lots, aim, revenueAtLeast) => {
      for (let round = 0; round < MOST_CUTS; round++) {
        const answer = await model(lots, aim, revenueAtLeast).solve();
        const tonnes = answer.status === 'optimal' ? tonnesOf(cells, answer, aim) : undefined;
        const missed = tonnes ? spreads.flatMap((spread) => spreadCut(spread, cells, tonnes) ?? []) : [];
        if (missed.length === 0) return answer;
        close();
        cuts.push(...missed);
        rows = limitRows({ cells, limits: [...stated, ...cuts] }, curved);
      }
      return { status: 'stopped', columns: {}, duals: [] };
    },
    limits: () => [...stated, ...cuts],
    rows: () => rows,
    close,
  };
};
