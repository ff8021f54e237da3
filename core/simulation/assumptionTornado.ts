import { findRunPart, listRuns } from '#db/repositories/runs.ts';
import type { SimulationTornado } from '#shared/contract/simulation.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { ServiceContext } from '../context.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { tornadoCharts } from './analysis.ts';
import { inputsToday } from './request.ts';
import { SIMULATION_RUNS } from './runFormat.ts';
import { isOtherEngine } from './simulateInJob.ts';

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
 * Returns the default assumptions in the tornado of the newest run of a plan whose inputs and engine are those of today; undefined without
 * such a tornado.
 */
export const assumptionTornado = async (
  { workspace }: ServiceContext,
  book: Workbook,
  planId: PlanId,
): Promise<SimulationTornado | undefined> => {
  const db = workspace.db();
  for (const run of await listRuns(db, SIMULATION_RUNS)) {
    const { choice } = run.head;
    if ((choice.planId ?? book.settings.planId) !== planId || run.isOutdated || isOtherEngine(run)) continue;
    const stored = await findRunPart(db, SIMULATION_RUNS, run.id, 'tornado');
    if (stored.state !== 'readable' || (await inputsToday(db, book, choice)) !== run.inputsDigest) continue;
    const rows = stored.value.rows.filter(({ key }) => ASSUMPTIONS.has(key));
    return { paths: stored.value.paths, rows, ...tornadoCharts(rows) };
  }
  return undefined;
};
