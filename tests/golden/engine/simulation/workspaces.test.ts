import { describe, expect, it } from 'vitest';
import { mergeBlocks, type SimulationRequest, type SimulationResult, simulate, valuePortfolio } from '#engine';
import { expectGolden } from '../goldenFile.ts';
import { compare, readExpected } from './agreement.ts';
import { referenceWork, WORK_EXPECTED } from './referenceWork.ts';
import { readWorkspace, requestOf } from './workspace.ts';

const PATHS = 20_000;

const run = (request: SimulationRequest): SimulationResult =>
  mergeBlocks(request, [simulate(request, { from: 0, to: request.parameters.paths })]);

describe.each(['w1', 'w2', 'w5'])('workspace %s', (name) => {
  const expected = readExpected(name);

  it('has the deterministic values of the other implementation', () => {
    const { portfolio, market } = requestOf(readWorkspace(name), PATHS);
    const value = valuePortfolio(portfolio, market);
    const { total, byYear } = expected['deterministic value, exact to 1e-9']['no events (channel rows off)'];
    expectGolden(
      value.revenue.reduce((sum, usd) => sum + usd, 0),
      total,
      1e-9,
      'total',
    );
    for (const [i, year] of value.years.entries()) expectGolden(value.revenue[i]!, byYear[year]!, 1e-9, String(year));
  });

  it('agrees with it in every number within four standard errors and 0.1 %', () => {
    const rows = compare(run(requestOf(readWorkspace(name), PATHS)), expected);
    expect(rows.length).toBeGreaterThanOrEqual(40);
    for (const { name: what, got, want, allowed } of rows) {
      expect(Math.abs(got - want), `${what}: ${got}, expected ${want}`).toBeLessThanOrEqual(allowed);
    }
  });
});

it('the reference work has the exact yearly means and the shortfalls of four million paths', () => {
  const request = referenceWork(4_096);
  const result = run(request);
  expect(result.years.length).toBe(WORK_EXPECTED.expected_revenue_by_year.length);
  result.byYear.forEach(({ mean, shortfall }, y) => {
    expect(Math.abs(mean.value - WORK_EXPECTED.expected_revenue_by_year[y]!), `mean of year ${y}`).toBeLessThanOrEqual(4 * mean.error);
    expect(Math.abs(shortfall.value - WORK_EXPECTED.cvar95_vs_mean_by_year_4M_paths[y]!), `shortfall of year ${y}`).toBeLessThanOrEqual(
      4 * shortfall.error,
    );
  });
});
