import { type SimulationRequest, withCycleMoments } from '#engine';
import { allocatePriceLanes, createPriceSimulator, priceSumsLength } from '../../engine/simulation/batch/pricePaths.ts';
import { allocateCycleLanes, createCycleSimulator } from '../../engine/simulation/cycle/demandCycle.ts';
import { createDraws, DRAW_KIND, LANES } from '../../engine/simulation/draws/draws.ts';
import { createKey } from '../../engine/simulation/draws/philox.ts';
import { createArena } from '../../engine/simulation/kernel/arena.ts';
import { MONTHS_PER_BLOCK } from '../../engine/simulation/kernel/layout.ts';
import { flattenPlan } from '../../engine/simulation/plan/flatPlan.ts';

/** A unit of work that is measured: `times` units in a call of `work`. */
export type MeasuredWork = { readonly times: number; readonly work: () => void };

/** The price paths of a request's drivers with their yearly means, without contracts. */
export const makePriceSteps = (request: SimulationRequest): MeasuredWork => {
  const plan = flattenPlan(withCycleMoments(request));
  const { kernel, lanes } = createArena((allocate) => ({
    prices: allocatePriceLanes(plan, allocate),
    cycle: allocateCycleLanes(plan.horizon, allocate),
  }));
  const prices = createPriceSimulator(plan, lanes.cycle, { kernel, lanes: lanes.prices });
  const kinds = { world: DRAW_KIND.worldCycle, zone: DRAW_KIND.zoneCycle };
  const simulateCycle = createCycleSimulator(plan.parameters.cycle, kinds, { months: plan.horizon }, { kernel, lanes: lanes.cycle });
  const sums = new Float64Array(priceSumsLength(plan));
  const draws = createDraws(
    createKey(1),
    Int32Array.from({ length: LANES }, (_, i) => i),
  );
  simulateCycle(draws);
  return { times: plan.drivers.length * plan.horizon * LANES, work: () => prices.simulate(draws, sums) };
};

/** Draws a block of months of one entity. */
export const makeDraw = (what: 'drawUniforms' | 'drawNormals'): MeasuredWork => {
  const { kernel, lanes } = createArena((allocate) => ({ paths: allocate(LANES), drawn: allocate(MONTHS_PER_BLOCK * LANES) }));
  const counter = { pathsAt: lanes.paths.byteOffset, count: LANES, key: createKey(1), kind: DRAW_KIND.priceFactor, entity: 7 };
  let block = 0;
  return { times: MONTHS_PER_BLOCK * LANES, work: () => kernel[what]({ ...counter, block: block++ }, lanes.drawn.byteOffset) };
};
