import { ZONES, type Zone } from '#shared/domain/zone.ts';
import type { Steps } from '#shared/steps.ts';
import { quantileOfSorted } from '../../statistics/quantile.ts';
import { BLOCK_PATHS, listBatches } from '../blocks.ts';
import { createDraws, LANES } from '../draws/draws.ts';
import { createKey } from '../draws/philox.ts';
import type { SimulationRequest } from '../types.ts';
import { createCycle, RUN_CYCLE_DRAWS } from './demandCycle.ts';

type DemandQuantiles = Readonly<Record<Zone, readonly Float64Array[]>>;

/** Number of paths that month-wise quantiles are taken over: the first paths of the run. */
const QUANTILE_PATHS = 8 * BLOCK_PATHS;

/**
 * Computes month-wise quantiles (type 7) of demand by zone over the first 2,048 paths of a run, 1 = plateau: entry
 * [zone][probability][month], month 0 = valuation, to the last month of the plan.
 */
export function* demandQuantilesInSteps(
  { portfolio, parameters }: Pick<SimulationRequest, 'portfolio' | 'parameters'>,
  probabilities: readonly number[],
): Steps<DemandQuantiles> {
  const months = portfolio.lastMonth - portfolio.valuationMonth;
  const cycle = createCycle(parameters.cycle, RUN_CYCLE_DRAWS, { months });
  const demandByMonth = ZONES.map(() => Array.from({ length: months + 1 }, () => new Float64Array(QUANTILE_PATHS)));
  for (const paths of listBatches({ from: 0, to: QUANTILE_PATHS })) {
    cycle.simulate(createDraws(createKey(parameters.seed), paths));
    for (const [z, demand] of cycle.paths.demand.entries()) {
      for (let t = 0; t <= months; t++) demandByMonth[z]![t]!.set(demand.subarray(t * LANES, (t + 1) * LANES), paths[0]);
    }
    yield;
  }
  for (const zone of demandByMonth) {
    for (const month of zone) {
      month.sort();
      yield;
    }
  }
  return Object.fromEntries(
    ZONES.map((zone, z) => [
      zone,
      probabilities.map((probability) =>
        Float64Array.from(demandByMonth[z]!, (sortedDemand) => quantileOfSorted(sortedDemand, probability)),
      ),
    ]),
  ) as unknown as DemandQuantiles;
}
