import { expect, it } from 'vitest';
import { mergeBlocks, type SimulationRequest, simulate } from '#engine';
import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import type { Zone } from '#shared/domain/zone.ts';
import { OFF, requestOff } from '../../../tests/golden/engine/simulationOff.ts';
import { entry, market, offtake, portfolio, product, type TermsGiven, terms } from '../../../tests/helpers/engine/plans.ts';

/** Priced in the month after delivery, so that a month has a provisional and a final price. */
const TERMS: TermsGiven = {
  quantity: { tonnesPerYear: 6_000, tolerance: 0.1, toleranceOption: 'buyer', takeOrPayShare: 0.9 },
  payment: { paymentMonths: 1 },
  quotation: { alternatives: [{ offset: 1, length: 2, from: 'shipment' }] },
};

/** A contract with a floor at the deck price, below which spot falls and a renegotiation lowers the price. */
const contractTo = (id: string, destination: Zone, otherCost = 0) =>
  entry(
    offtake({
      id: id as ContractId,
      terms: [terms({ ...TERMS, collar: { level: 'reference', floor: 100 }, delivery: { otherUsdPerDmt: otherCost } })],
    }),
    {
      id: `buyer of ${id}` as BuyerId,
      destination: [{ zone: destination, share: 1 }],
    },
  );

/** Random prices and demand, with events in every second contract year and closures in every fifth year. */
const requestOf = (contracts: readonly ReturnType<typeof contractTo>[]): SimulationRequest => {
  const request = requestOff(portfolio(contracts, { products: [product({ production: Array(36).fill(5_000) })] }), market());
  const hazards = { ...OFF.hazards, performance: true, performanceHazard: 0.5, policy: true };
  const policyClosures = { iron: { hazard: { china: 0.2, europe: 0.2 }, months: 4 } };
  return {
    ...request,
    drivers: request.drivers.map((driver) => ({ ...driver, volatility: 0.3 })),
    parameters: { ...OFF, cycle: { ...OFF.cycle, on: true }, hazards: { ...hazards, policyClosures } },
  };
};

it('a contract has the same results to the bit whether or not others share its price and its destination', () => {
  const resultsOf = (contracts: readonly ReturnType<typeof contractTo>[]) => {
    const request = requestOf(contracts);
    return mergeBlocks(request, [simulate(request, { from: 0, to: 300 })]).contracts;
  };
  const sharing = resultsOf(['C-1', 'C-2', 'C-3'].map((id) => contractTo(id, 'china')));
  const unshared = [
    resultsOf([contractTo('C-1', 'china'), contractTo('C-2', 'europe', 1), contractTo('C-3', 'europe', 2)])[0]!,
    resultsOf([contractTo('C-1', 'europe', 1), contractTo('C-2', 'china'), contractTo('C-3', 'europe', 2)])[1]!,
    resultsOf([contractTo('C-1', 'europe', 1), contractTo('C-2', 'europe', 2), contractTo('C-3', 'china')])[2]!,
  ];
  expect(sharing).toEqual(unshared);
  for (const { means } of sharing)
    for (const name of ['renegotiations', 'deferrals', 'deficiency'] as const) expect(means[name]).toBeGreaterThan(0);
});
