import { expect, it } from 'vitest';
import { mergeBlocks, type SimulationRequest, simulate } from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { sum } from '#shared/math.ts';
import { identity, OFF } from '../../../tests/golden/engine/simulationOff.ts';
import { entry, market, offtake, portfolio, product, terms } from '../../../tests/helpers/engine/plans.ts';

const PATHS = 256;

/** High and low prices in turn: a buyer who may choose between two months always pays the low one. */
const alternate = (high: number, low: number) => (month: number) => (month % 2 === 0 ? high : low);

it.each([
  ['its own period', { alternatives: [{ offset: 1, length: 3, from: 'shipment' }] }, { iron: 100, carbonate: 60 }],
  [
    'the declared period',
    { holder: 'buyer', alternatives: [1, 2].map((offset) => ({ offset, length: 1, from: 'shipment' as const })) },
    { iron: alternate(110, 100), carbonate: alternate(67, 60) },
  ],
] as const)('a renegotiated price moves half-way to the spot terms of the product over %s on any price basis', (_, quotation, prices) => {
  const spotPrice = {
    basis: 'indexDmt' as const,
    reference: 'carbonate' as ReferenceCode,
    element: 'Fe',
    adjustment: { kind: 'proRata' as const },
    referenceGrade: 0.62,
    premium: 0,
    penalties: [],
  };
  const fixedPrice = { volatility: 0, meanReversion: 0, cycleExponent: 0, additive: false };
  const request: SimulationRequest = {
    portfolio: portfolio([entry(offtake({ terms: [terms({ quotation })] }))], {
      products: [product({ spotPrice, production: Array.from({ length: 36 }, () => 3000) })],
    }),
    market: market(prices),
    drivers: ['iron', 'carbonate'].map((reference) => ({ reference, ...fixedPrice })),
    correlation: identity(2),
    parameters: { ...OFF, hazards: { ...OFF.hazards, performance: true, performanceHazard: 0.5 } },
  };
  const { measures } = mergeBlocks(request, [simulate(request, { from: 0, to: PATHS })]);
  const total = (years: readonly Float64Array[], path: number) => sum(years.map((of) => of[path]!));
  const parts = Array.from({ length: PATHS }, (_, path) => {
    // 100 USD of iron ore, 60 on spot: 80 for whole months of 1,000 tonnes, or for sixths of the half that was deferred by a month
    const concession = 100 * total(measures.delivered, path) - total(measures.contractRevenue, path);
    return concession / 20 / (500 / 6);
  });
  for (const part of parts) expect(part).toBeCloseTo(Math.round(part), 6);
  expect(parts.filter((part) => part > 0.5).length).toBeGreaterThan(20);
});
