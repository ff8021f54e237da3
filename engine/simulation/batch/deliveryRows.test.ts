import { expect, it } from 'vitest';
import { mergeBlocks, type SimulationRequest, simulate } from '#engine';
import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import { OFF, requestOff } from '../../../tests/golden/engine/simulationOff.ts';
import { entry, market, month, offtake, portfolio, product, terms } from '../../../tests/helpers/engine/plans.ts';
import { getSimulator } from '../simulator.ts';

/** A contract with a take-or-pay that carries tonnes forward, paid two months after its deliveries, with a buyer of its own. */
const contractFrom = (id: string, first: number, last: number) =>
  entry(
    offtake({
      id: id as ContractId,
      start: month(first),
      end: month(last),
      terms: [
        terms({
          from: month(first),
          quantity: { tolerance: 0.1, toleranceOption: 'buyer', takeOrPayShare: 0.9, carryForwardShare: 0.2, makeUpMonths: 12 },
          payment: { paymentMonths: 2 },
        }),
      ],
    }),
    { id: `buyer of ${id}` as BuyerId, rating: 'CCC/C' },
  );

const requestOf = (contracts: readonly ReturnType<typeof contractFrom>[]): SimulationRequest => {
  const request = requestOff(portfolio(contracts, { products: [product({ production: Array(36).fill(5_000) })] }), market());
  const hazards = { ...OFF.hazards, credit: true, performance: true, performanceHazard: 0.5 };
  return {
    ...request,
    drivers: request.drivers.map((driver) => ({ ...driver, volatility: 0.3 })),
    parameters: { ...OFF, cycle: { ...OFF.cycle, on: true }, hazards },
  };
};

/** Two contracts over the same months, and two after their last payment. */
const EARLY = [contractFrom('C-1', 1, 14), contractFrom('C-2', 3, 16)];
const LATE = [contractFrom('C-3', 19, 36), contractFrom('C-4', 20, 34)];

it('contracts share rows only if one is paid before the other delivers', () => {
  const { contracts } = getSimulator(requestOf([...EARLY, ...LATE])).batch;
  const [first, second, third, fourth] = contracts.map(({ taken }) => taken);
  expect(first).not.toBe(second);
  expect(third).toBe(first);
  expect(fourth).toBe(second);
  // C-2 is paid in month 18
  const { contracts: meeting } = getSimulator(requestOf([EARLY[1]!, contractFrom('C-5', 18, 30)])).batch;
  expect(meeting[0]!.called).not.toBe(meeting[1]!.called);
});

it('a contract has the same results to the bit whether or not an earlier one used its rows', () => {
  const resultsOf = (contracts: readonly ReturnType<typeof contractFrom>[]) => {
    const request = requestOf(contracts);
    const { contracts: results } = mergeBlocks(request, [simulate(request, { from: 0, to: 600 })]);
    return results.map(({ means, revenue: { total, totalSd } }) => ({ means, total, totalSd }));
  };
  const resultsTogether = resultsOf([...EARLY, ...LATE]);
  expect(resultsTogether).toEqual([...resultsOf(EARLY), ...resultsOf(LATE)]);
  for (const { means } of resultsTogether)
    for (const name of ['defaults', 'deficiency', 'deferrals'] as const) expect(means[name]).toBeGreaterThan(0);
});
