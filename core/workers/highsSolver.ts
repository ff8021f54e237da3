import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import solverModule, { type Highs } from 'highs';
import type { Solver, SolverAnswer } from '#shared/domain/allocation.ts';

/** Time limit of one solve, s; a solve that takes longer is answered as stopped. */
const TIME_LIMIT_S = 60;
/** Tolerance of a row, tonnes. */
const TOLERANCE = 1e-9;
/** Tolerances of a quadratic program, tonnes: its solver can fail at a tight one and succeed at the next. */
const QUADRATIC_TOLERANCES = [TOLERANCE, 1e-8, 1e-7, 1e-6];
/** Regularisation that the quadratic solver adds to the diagonal; weights are about 1. */
const REGULARIZATION = 1e-10;

// in a build, the solver's binary lies beside this file
const isBundled = !import.meta.url.endsWith('.ts');
const binary = fileURLToPath(isBundled ? new URL('./highs.wasm', import.meta.url) : import.meta.resolve('highs/runtime'));
// the types describe the CommonJS build, whose loader is a member; the import is the loader itself
const loadHighs = solverModule as unknown as (options: { readonly wasmBinary: Uint8Array }) => Promise<Highs>;

const OPTIONS = {
  output_flag: false,
  time_limit: TIME_LIMIT_S,
  primal_feasibility_tolerance: TOLERANCE,
  dual_feasibility_tolerance: TOLERANCE,
  mip_feasibility_tolerance: TOLERANCE,
  mip_rel_gap: TOLERANCE,
  qp_regularization_value: REGULARIZATION,
} as const;

const emptyAnswer = (status: SolverAnswer['status']): SolverAnswer => ({ status, columns: {}, duals: [] });

/** Loads HiGHS in this thread. A solve can't be interrupted. */
export const loadSolver = async (): Promise<Solver> => {
  const highs = await loadHighs({ wasmBinary: readFileSync(binary) });
  const { optimal, infeasible, unboundedOrInfeasible, unbounded, solveError, unknown } = highs.constants.modelStatus;
  return (text, limits) => {
    const openedAt = performance.now();
    // as bytes: HiGHS makes a list of numbers of a text, several times its size
    const model = highs.createModel({ format: 'lp', data: Buffer.from(text) });
    model.options.set({ ...OPTIONS, time_limit: limits?.seconds ?? TIME_LIMIT_S });
    const isQuadratic = text.includes('[');
    const hasIntegers = text.includes('\nGeneral\n');
    const runModel = (): number => {
      try {
        model.run();
      } catch {
        // the solver threw because it stopped early; the status has the reason
      }
      return model.getModelStatus();
    };
    let columnNames: readonly string[] | undefined;
    const names = (): readonly string[] => {
      columnNames ??= Array.from({ length: model.getDimensions().numCols }, (_, i) => model.getColName(i));
      return columnNames;
    };
    let indexes: ReadonlyMap<string, number> | undefined;
    return {
      solve: async () => {
        // its clock continues from solve to solve
        model.zeroAllClocks();
        let status = runModel();
        for (const tolerance of isQuadratic ? QUADRATIC_TOLERANCES.slice(1) : []) {
          if (status !== solveError && status !== unknown) break;
          model.clearSolver();
          model.options.set({ primal_feasibility_tolerance: tolerance, dual_feasibility_tolerance: tolerance });
          status = runModel();
        }
        if (isQuadratic) model.options.set(OPTIONS);
        if (status === infeasible || status === unboundedOrInfeasible) return emptyAnswer('infeasible');
        const dualBound = limits !== undefined && hasIntegers ? model.info.get('mip_dual_bound') : undefined;
        const bound = typeof dualBound === 'number' && Number.isFinite(dualBound) ? { least: dualBound } : {};
        const hasSolution =
          status === optimal ||
          (limits !== undefined && model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible);
        if (!hasSolution) return { ...emptyAnswer(status === unbounded ? 'unbounded' : 'stopped'), ...bound };
        const { colValue, colDual, rowDual } = model.getSolution();
        const byName = (values: Float64Array) => Object.fromEntries(names().map((name, i) => [name, values[i] ?? 0]));
        return {
          status: status === optimal ? 'optimal' : 'limited',
          columns: byName(colValue),
          duals: [...rowDual],
          ...bound,
          ...(limits !== undefined && {
            seconds: (performance.now() - openedAt) / 1000,
            ...(hasIntegers ? {} : { reducedCosts: byName(colDual) }),
          }),
        };
      },
      setLeast: (row, minimum) => void model.changeRowBounds(row, minimum, highs.infinity),
      addRow: ({ terms, relation, right }) => {
        // the solver's own search by name takes longer after each row
        indexes ??= new Map(names().map((name, i) => [name, i]));
        const entries = [...terms].filter(([, weight]) => weight !== 0);
        model.addRow(relation === '<=' ? -highs.infinity : right, relation === '>=' ? highs.infinity : right, {
          indices: entries.map(([name]) => indexes!.get(name)!),
          values: entries.map(([, weight]) => weight),
        });
      },
      close: () => model.dispose(),
    };
  };
};
