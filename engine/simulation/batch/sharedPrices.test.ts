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
};
type Quotation = NonNullable<TermsGiven['quotation']>;
const NEXT_MONTHS = { offset: 1, length: 2, from: 'shipment' } as const;
const SINGLE_PERIOD = { alternatives: [NEXT_MONTHS] };
const DECLARED_PERIOD = { holder: 'buyer', alternatives: [NEXT_MONTHS, { offset: 3, length: 1, from: 'shipment' }] } as const;

/** A contract with a floor at the deck price, below which spot falls and a renegotiation lowers the price. */
const contractTo = (id: string, destination: Zone, quotation: Quotation, otherCost = 0) =>
  entry(
    offtake({
      id: id as ContractId,
      terms: [terms({ ...TERMS, quotation, collar: { level: 'reference', floor: 100 }, delivery: { otherUsdPerDmt: otherCost } })],
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

it.each([
  ['its price', SINGLE_PERIOD],
  ['its declared price', DECLARED_PERIOD],
])('a contract has the same results to the bit whether or not others share %s and its destination', (_, quotation) => {
  const resultsOf = (...contracts: readonly (readonly [destination: Zone, otherCost?: number])[]) => {
    const request = requestOf(contracts.map(([zone, otherCost], c) => contractTo(`C-${c + 1}`, zone, quotation, otherCost)));
    return mergeBlocks(request, [simulate(request, { from: 0, to: 300 })]).contracts;
  };
  const sharing = resultsOf(['china'], ['china'], ['china']);
  const unshared = [
    resultsOf(['china'], ['europe', 1], ['europe', 2])[0]!,
    resultsOf(['europe', 1], ['china'], ['europe', 2])[1]!,
    resultsOf(['europe', 1], ['europe', 2], ['china'])[2]!,
  ];
  expect(sharing).toEqual(unshared);
  for (const { means } of sharing)
    for (const name of ['renegotiations', 'deferrals', 'deficiency'] as const) expect(means[name]).toBeGreaterThan(0);
});
