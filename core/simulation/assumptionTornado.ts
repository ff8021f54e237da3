import { findRunPart } from '#db/repositories/runs.ts';
import type { SimulationTornado } from '#shared/contract/simulation.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { ServiceContext } from '../context.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { tornadoWithCharts } from './analysis.ts';
import { SIMULATION_RUNS } from './runFormat.ts';
import { identifyInRun } from './runIdentity.ts';
import { currentRuns } from './storedRun.ts';

/** Rows of a tornado that are default assumptions, not sources of randomness or the state of the cycle. */
const ASSUMPTIONS: ReadonlySet<string> = new Set([
  'depthShare',
  'depthSlope',
  'damages',
  'defaultRates',
  'performanceHazard',
  'policyHazard',
  'volatility',
  'correlation',
]);

/**
 * Returns the rows of default assumptions in the tornado of the newest run of a plan with the current inputs and engine; undefined without
 * such a tornado.
 */
export const assumptionTornado = async (ctx: ServiceContext, book: Workbook, planId: PlanId): Promise<SimulationTornado | undefined> => {
  for await (const run of currentRuns(ctx, book, planId)) {
    const storedTornado = await findRunPart(ctx.workspace.db(), SIMULATION_RUNS, run.id, 'tornado');
    if (storedTornado.state !== 'readable') continue;
    const rows = storedTornado.value.rows.filter(({ key }) => ASSUMPTIONS.has(key));
    return tornadoWithCharts(storedTornado.value.paths, rows, identifyInRun(book, run));
  }
  return undefined;
};
