import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import solverModule, { type LegacyHighs } from 'highs';
import type { Solver } from '#shared/domain/allocation.ts';

/** Time for one solve, s; a longer one answers what it has as stopped. */
const PATIENCE = 60;
/** Tonnes by which a row may be missed. */
const TOLERANCE = 1e-9;
/** What the quadratic solver adds to the diagonal, beside weights of 1. */
const REGULAR = 1e-10;

// built, the solver's binary lies beside this file
const bundled = !import.meta.url.endsWith('.ts');
const binary = fileURLToPath(bundled ? new URL('./highs.wasm', import.meta.url) : import.meta.resolve('highs/runtime'));
// its types describe the CommonJS build, whose loader is a member; what is imported here is the loader itself
const loadHighs = solverModule as unknown as (options: { readonly wasmBinary: Uint8Array }) => Promise<LegacyHighs>;

const OPTIONS = {
  output_flag: false,
  time_limit: PATIENCE,
  primal_feasibility_tolerance: TOLERANCE,
  dual_feasibility_tolerance: TOLERANCE,
  mip_feasibility_tolerance: TOLERANCE,
  mip_rel_gap: TOLERANCE,
  qp_regularization_value: REGULAR,
} as const;

/** HiGHS in this thread. A solve can't be interrupted. */
export const loadSolver = async (): Promise<Solver> => {
  const highs = await loadHighs({ wasmBinary: readFileSync(binary) });
  return async (model) => {
    const { Status, Columns, Rows } = highs.solve(model, OPTIONS as Parameters<typeof highs.solve>[1]);
    if (Status === 'Infeasible' || Status === 'Primal infeasible or unbounded') return { status: 'infeasible', columns: {}, duals: [] };
    if (Status !== 'Optimal') return { status: Status === 'Unbounded' ? 'unbounded' : 'stopped', columns: {}, duals: [] };
    return {
      status: 'optimal',
      columns: Object.fromEntries(Object.entries(Columns).map(([name, column]) => [name, 'Primal' in column ? column.Primal : 0])),
      duals: Rows.map((row) => ('Dual' in row ? row.Dual : 0)),
    };
  };
};
