import { expect, it } from 'vitest';
import type { SimulationRequest } from '#engine';
import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import { OFF, requestOff } from '../../../tests/golden/engine/simulationOff.ts';
import { entry, market, offtake, portfolio, product, terms } from '../../../tests/helpers/engine/plans.ts';
import { createBlockSums } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { exp } from '../draws/elementary.ts';
import { getSimulator } from '../simulator.ts';
import { boundUniform, isLaneReachable, priceGap } from './boundHazards.ts';
import { getRenegotiatedPrice, isRenegotiated, netSpotInLane } from './evaluatePrices.ts';

/** A contract with a floor at the deck price. Its costs leave little of the floor, and less than nothing of a low spot price. */
const contractWith = (id: string, otherUsdPerDmt: number) =>
  entry(
    offtake({
      id: id as ContractId,
      terms: [terms({ quantity: { tonnesPerYear: 6_000 }, collar: { level: 'reference', floor: 100 }, delivery: { otherUsdPerDmt } })],
    }),
    { id: 'buyer' as BuyerId, rating: 'B' },
  );

const createRequest = (otherUsdPerDmt: number, gap: number): SimulationRequest => {
  const contracts = [contractWith('C-1', otherUsdPerDmt), contractWith('C-2', 0)];
  const request = requestOff(portfolio(contracts, { products: [product({ production: Array(36).fill(5_000) })] }), market());
  return {
    ...request,
    drivers: request.drivers.map((driver) => ({ ...driver, volatility: 0.3 })),
    parameters: {
      ...OFF,
      cycle: { ...OFF.cycle, on: true },
      hazards: { ...OFF.hazards, credit: true, performance: true, performanceHazard: 0.3, gap },
    },
  };
};

/**
 * Runs a batch and counts in all months the lanes with a renegotiated price, with a negative spot price, above or close to the bound of the contract,
 * excluded although an event can occur, and excluded below that bound.
 */
const countLanes = (request: SimulationRequest) => {
  const { batch, simulateBatch } = getSimulator(request);
  const { hazards } = request.parameters;
  const counts = { renegotiated: 0, withNegativeSpot: 0, aboveBound: 0, closeToBound: 0, wronglyExcluded: 0, excluded: 0 };
  simulateBatch(
    Int32Array.from({ length: 256 }, (_, path) => path),
    createBlockSums(batch.plan),
    (t) => {
      for (const c of batch.products[0]!.deliveringContracts[t]!) {
        const contract = batch.contracts[c]!;
        const { flat, exceptions } = contract;
        const bounds = batch.hazardBounds.ofContracts[c]![flat.termsIndex[t]!]!;
        const bound = boundUniform(batch, bounds, t, hazards.performanceHazard);
        for (let k = 0; k < exceptions.count; k++) if (isRenegotiated(contract, t, k)) counts.renegotiated++;
        const netPrice = getRenegotiatedPrice(batch, contract, t);
        for (let i = 0; i < batch.count; i++) {
          const spot = netSpotInLane(batch, contract, t, i);
          const exponent = hazards.gap * priceGap(netPrice[i]!, spot) + hazards.slack * batch.slack[flat.split]![t * LANES + i]!;
          const probability = 1 - exp(-Math.min(hazards.most, hazards.performanceHazard * exp(exponent)) / 12);
          if (spot < 0) counts.withNegativeSpot++;
          if (probability >= bound) counts.aboveBound++;
          if (probability >= 0.9 * bound) counts.closeToBound++;
          if (!isLaneReachable(bounds, i, probability, hazards.performanceHazard)) counts.wronglyExcluded++;
          if (!isLaneReachable(bounds, i, bound, hazards.performanceHazard)) counts.excluded++;
        }
      }
    },
  );
  return counts;
};

it('no lane has a chance of an event above the bound of its contract, and some come close to it', () => {
  const counts = countLanes(createRequest(0, 2));
  expect(counts.renegotiated).toBeGreaterThan(100);
  expect(counts.aboveBound).toBe(0);
  expect(counts.closeToBound).toBeGreaterThan(36);
  expect(counts.wronglyExcluded).toBe(0);
  expect(counts.excluded).toBeGreaterThan(1_000);
});

it('no lane has one where a renegotiation widens the gap because spot is below 0', () => {
  const deck = createRequest(0, 0).market.prices;
  const counts = countLanes(createRequest(0.9 * Object.values(deck)[0]![0]!, 0.2));
  expect(counts.renegotiated).toBeGreaterThan(100);
  expect(counts.withNegativeSpot).toBeGreaterThan(100);
  expect(counts.aboveBound).toBe(0);
  expect(counts.wronglyExcluded).toBe(0);
});
