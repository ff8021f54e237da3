import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { quantileOfSorted } from '../../statistics/quantile.ts';
import { BLOCK_PATHS } from '../blocks.ts';
import { createDraws, DRAW_KIND, LANES } from '../draws/draws.ts';
import { createKey } from '../draws/philox.ts';
import type { SimulationRequest } from '../types.ts';
import { createCyclePaths, createCycleSimulator } from './demandCycle.ts';

/** Paths that month-wise quantiles are taken over: the first of the run. */
const QUANTILE_PATHS = 8 * BLOCK_PATHS;

/**
 * Month-wise quantiles of demand by zone over the first paths of a run, 1 = plateau: entry [zone][probability][month], month 0 = the
 * valuation, to the last month of the plan. Type 7.
 */
export const demandQuantiles = (
  { portfolio, parameters }: Pick<SimulationRequest, 'portfolio' | 'parameters'>,
  probabilities: readonly number[],
): Readonly<Record<Zone, readonly Float64Array[]>> => {
  const months = portfolio.lastMonth - portfolio.valuationMonth;
  const run = createCycleSimulator(parameters.cycle, { world: DRAW_KIND.worldCycle, zone: DRAW_KIND.zoneCycle }, months);
  const paths = createCyclePaths(months);
  const all = ZONES.map(() => Array.from({ length: months + 1 }, () => new Float64Array(QUANTILE_PATHS)));
  for (let first = 0; first < QUANTILE_PATHS; first += LANES) {
    const draws = createDraws(
      createKey(parameters.seed),
      Int32Array.from({ length: LANES }, (_, i) => first + i),
    );
    run(draws, paths);
    for (const [z, demand] of paths.demand.entries()) {
      for (let t = 0; t <= months; t++) all[z]![t]!.set(demand.subarray(t * LANES, (t + 1) * LANES), first);
    }
  }
  for (const zone of all) for (const month of zone) month.sort();
  return Object.fromEntries(
    ZONES.map((zone, z) => [
      zone,
      probabilities.map((probability) => Float64Array.from(all[z]!, (sorted) => quantileOfSorted(sorted, probability))),
    ]),
  ) as unknown as Readonly<Record<Zone, readonly Float64Array[]>>;
};
