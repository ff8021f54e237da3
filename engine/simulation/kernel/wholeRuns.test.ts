import { describe, expect, it } from 'vitest';
import type { SimulationRequest } from '#engine';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { referenceWork } from '../../../tests/golden/engine/simulation/referenceWork.ts';
import { readWorkspace, requestOf } from '../../../tests/golden/engine/simulation/workspace.ts';
import { createBlockSums } from '../batch/pathBatch.ts';
import { listBatches } from '../blocks.ts';
import { createSimulator } from '../simulator.ts';
import { type CreateArena, createArena, createReferenceArena } from './arena.ts';
import { LANES } from './layout.ts';

/** The request with less production than its contracts call, no market in some zones and months, and costs of selling elsewhere. */
const strain = (request: SimulationRequest, resaleMonths: number): SimulationRequest => {
  const { portfolio, market } = request;
  const { valuationMonth } = portfolio;
  const closure = (zone: Zone, from: number, to: number, openShare: number) => ({
    ...{ zone, from: valuationMonth + from, to: valuationMonth + to, openShare },
    ...{ discount: 0.1, freightUsdPerWmt: 7, excused: zone === 'china' },
  });
  return {
    ...request,
    portfolio: {
      ...portfolio,
      products: portfolio.products.map((product, p) => ({
        ...product,
        resaleMonths,
        depthShare: p % 3 === 2 ? 0 : 0.05,
        production: product.production.map((tonnes, month) => tonnes * (0.7 + 0.1 * (month % 5))),
      })),
      contracts: portfolio.contracts.map((entry, c) => ({ ...entry, priority: 3 - (c % 3), damagesShare: 0.02 * (c % 4) })),
    },
    market: {
      ...market,
      channels: [closure('china', 6, 20, 0), closure('europe', 15, 40, 0.3), closure('restOfAsia', 30, 33, 0)],
    },
  };
};

/** The request with frequent policy closures, which cost something, defaults and events, and spot sales in several zones. */
const closeZones = (request: SimulationRequest): SimulationRequest => {
  const { portfolio, parameters } = request;
  const hazard = Object.fromEntries(ZONES.map((zone) => [zone, 0.4]));
  const closures = portfolio.products.map(({ metal }) => [metal, { hazard, months: 5, discount: 0.08, freightUsdPerWmt: 4 }]);
  // a fifth of the spot sales has an unknown destination
  const spotDestination = [
    { zone: 'china', share: 0.5 },
    { zone: 'europe', share: 0.3 },
  ] as const;
  return {
    ...request,
    portfolio: { ...portfolio, products: portfolio.products.map((product) => ({ ...product, spotDestination })) },
    parameters: {
      ...parameters,
      hazards: {
        ...parameters.hazards,
        ...{ credit: true, performance: true, policy: true, performanceHazard: 0.5 },
        policyClosures: Object.fromEntries(closures),
      },
    },
  };
};

const drawQuasiRandom = (request: SimulationRequest): SimulationRequest => ({
  ...request,
  parameters: { ...request.parameters, draws: 'quasi-random' },
});

describe('a whole run has the same bits with the reference kernel', () => {
  /** All results of a full batch and of a smaller one. */
  const simulateWith = (request: SimulationRequest, createArenaOf: CreateArena) => {
    const simulator = createSimulator(request, { createArena: createArenaOf });
    return listBatches({ from: 0, to: LANES + 37 }).map((paths) => {
      const sums = createBlockSums(simulator.batch.plan);
      const { measures, contracts, products, simulatedProducts } = simulator.simulateBatch(paths, sums);
      const usedLanes = (values: Float64Array) => values.filter((_, i) => i % LANES < paths.length);
      return {
        sums,
        simulatedProducts: simulatedProducts.length,
        measures: usedLanes(measures),
        revenue: [...contracts, ...products].map(({ revenue }) => usedLanes(revenue)),
      };
    });
  };

  const plans = [
    { name: 'deterministic products', request: referenceWork(256), isSimulated: false },
    ...['w1', 'w2', 'w5'].map((name) => ({
      name: `workspace ${name}`,
      request: requestOf(readWorkspace(name), 256),
      isSimulated: name !== 'w1',
    })),
    ...['w2', 'w7', 'w8'].map((name) => ({
      name: `workspace ${name} with closures`,
      request: requestOf(readWorkspace(name), 256, { channels: true, demandPath: true }),
      isSimulated: true,
    })),
    ...[0, 2, 5].map((resaleMonths) => ({
      name: `short production, priorities, closures and a thin market, queued ${resaleMonths} months`,
      request: strain(requestOf(readWorkspace('w5'), 256), resaleMonths),
      isSimulated: true,
    })),
    ...['w2', 'w7'].map((name) => ({
      name: `policy closures with defaults and events, workspace ${name}`,
      request: closeZones(strain(requestOf(readWorkspace(name), 256), 2)),
      isSimulated: true,
    })),
    ...['w2', 'w5'].map((name) => ({
      name: `quasi-random draws, workspace ${name}`,
      request: drawQuasiRandom(requestOf(readWorkspace(name), 256)),
      isSimulated: true,
    })),
  ];

  it.each(plans)('$name', ({ request, isSimulated }) => {
    const reference = simulateWith(request, createReferenceArena);
    expect(reference[0]!.simulatedProducts > 0).toBe(isSimulated);
    expect(reference[1]!.measures.some((value) => value !== 0)).toBe(true);
    expect(simulateWith(request, createArena)).toEqual(reference);
  });
});
