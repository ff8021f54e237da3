import { expect, it } from 'vitest';
import type { SimulationRequest } from '#engine';
import { ZONES } from '#shared/domain/zone.ts';
import { readWorkspace, requestOf } from '../../../tests/golden/engine/simulation/workspace.ts';
import { LANES } from '../draws/draws.ts';
import { createSimulator } from '../simulator.ts';
import { createBlockSums } from './pathBatch.ts';

/** The request with one buyer, of whom all products have contracts, and frequent defaults, events and policy closures. */
const withEvents = (request: SimulationRequest): SimulationRequest => {
  const { portfolio, parameters } = request;
  const closure = { hazard: Object.fromEntries(ZONES.map((zone) => [zone, 0.4])), months: 5, discount: 0.08 };
  const policyClosures = Object.fromEntries(portfolio.products.map(({ metal }) => [metal, closure]));
  const hazards = { ...parameters.hazards, credit: true, performance: true, policy: true, performanceHazard: 0.5, policyClosures };
  const buyer = { ...portfolio.contracts[0]!.buyer, rating: 'CCC/C' as const };
  const contracts = portfolio.contracts.map((entry) => ({ ...entry, buyer }));
  return { ...request, portfolio: { ...portfolio, contracts }, parameters: { ...parameters, hazards } };
};

it('families simulated one after the other give the numbers of all products simulated month by month', () => {
  const request = withEvents(requestOf(readWorkspace('w2'), LANES));
  const paths = Int32Array.from({ length: LANES }, (_, path) => path);
  const simulate = (isOneFamily: boolean) => {
    const simulator = createSimulator(request, { isOneFamily });
    const sums = createBlockSums(simulator.batch.plan);
    const batch = simulator.simulateBatch(paths, sums);
    return { batch, sums, revenue: [...batch.contracts, ...batch.products].map(({ revenue }) => revenue) };
  };
  const inFamilies = simulate(false);
  const byMonth = simulate(true);
  const { families, contracts, measures } = inFamilies.batch;
  expect(families.map(({ products, policies }) => [products.length, policies.length])).toEqual([
    [1, 1],
    [1, 1],
  ]);
  // the buyer defaults on some paths
  expect(contracts.every(({ endedCount }) => endedCount > 0)).toBe(true);
  expect(inFamilies.sums).toEqual(byMonth.sums);
  expect(inFamilies.revenue).toEqual(byMonth.revenue);
  // sums over products have another order
  measures.forEach((amount, at) => {
    const amountByMonth = byMonth.batch.measures[at]!;
    if (Math.abs(amount - amountByMonth) > 1e-12 * Math.abs(amountByMonth)) expect(amount).toBe(amountByMonth);
  });
});
