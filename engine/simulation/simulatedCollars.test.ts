import { describe, expect, it } from 'vitest';
import { averagePriceOption, type SimulationRequest, simulatePathRevenue } from '#engine';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import { sum } from '#shared/math.ts';
import { OFF } from '../../tests/golden/engine/simulationOff.ts';
import { entry, market, month, offtake, portfolio, product, terms } from '../../tests/helpers/engine/plans.ts';

const [S, K] = [0.35, 0.3];
const PATHS = 8192;
const MONTHLY = 1000;
const MONTHS = 12;
const BARE = 'bare' as ProductId;
/** Two-moment matching is an approximation for averages; for one fixing it is exact. */
const APPROXIMATION = 0.005;

const varianceAfter = (years: number): number => (S * S * (1 - Math.exp(-2 * K * years))) / (2 * K);

/** Covariance of two log fixings of a mean-reverting price, i and j months ahead. */
const covariance = (i: number, j: number): number => {
  const [first, last] = [Math.min(i, j) / 12, Math.max(i, j) / 12];
  return Math.exp(-K * (last - first)) * varianceAfter(first);
};

/** The same tonnes twice with the same random numbers, with the clause and without it; each contract has a product of its own. */
const request = (length: number, collar: { readonly floor?: number; readonly cap?: number }): SimulationRequest => {
  const contract = (id: string, productId: ProductId, clause: typeof collar | undefined) =>
    entry(
      offtake({
        id: id as ContractId,
        productId,
        end: month(MONTHS),
        terms: [
          terms({
            quantity: { tonnesPerYear: 12 * MONTHLY },
            quotation: { alternatives: [{ offset: 1, length, from: 'shipment' }] },
            collar: clause && { level: 'reference', ...clause },
          }),
        ],
      }),
    );
  const products = portfolio([], { products: [product(), product({ id: BARE })] });
  return {
    portfolio: { ...products, contracts: [contract('A', products.products[0]!.id, collar), contract('B', BARE, undefined)] },
    market: market({ iron: (t) => 100 + t / 2 }),
    drivers: [{ reference: 'iron', volatility: S, meanReversion: K, cycleExponent: 0, additive: false }],
    correlation: [[1]],
    parameters: { ...OFF, paths: PATHS },
  };
};

describe.each([1, 3])('a simulated clause on the mean of %i months', (length) => {
  it.each([
    { kind: 'put' as const, collar: { floor: 95 } },
    { kind: 'call' as const, collar: { cap: 115 } },
  ])('has the value of the average-price option: $kind', ({ kind, collar }) => {
    const of = request(length, collar);
    const revenue = simulatePathRevenue(
      of,
      Int32Array.from({ length: PATHS }, (_, i) => i),
    );
    const differences = Float64Array.from({ length: PATHS }, (_, i) => revenue[i]! - revenue[PATHS + i]!);
    const mean = sum([...differences]) / PATHS;
    const error = Math.sqrt(sum([...differences].map((value) => (value - mean) ** 2)) / (PATHS - 1) / PATHS);
    const options = Array.from({ length: MONTHS }, (_, d) => {
      const fixings = Array.from({ length }, (__, k) => d + 2 + k);
      return averagePriceOption({
        kind,
        forwards: fixings.map((t) => 100 + t / 2),
        fixingYears: fixings.map((t) => t / 12),
        strike: collar.floor ?? collar.cap ?? 0,
        volatility: S,
        discountFactor: 1,
        covariance: fixings.map((i) => fixings.map((j) => covariance(i, j))),
      });
    });
    const value = (kind === 'put' ? 1 : -1) * MONTHLY * sum(options);
    expect(Math.abs(mean)).toBeGreaterThan(10 * error);
    expect(Math.abs(mean - value)).toBeLessThan(4 * error + (length === 1 ? 0 : APPROXIMATION) * Math.abs(value));
  });
});
