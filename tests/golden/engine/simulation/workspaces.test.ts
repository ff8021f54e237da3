import { describe, expect, it } from 'vitest';
import { mergeBlocks, type SimulationRequest, type SimulationResult, simulate, simulatePresentValues, valuePortfolio } from '#engine';
import { sum, sumBy } from '#shared/math.ts';
import { expectGolden } from '../goldenFile.ts';
import { compare, readExpected } from './agreement.ts';
import { referenceWork, WORK_EXPECTED } from './referenceWork.ts';
import { readWorkspace, requestOf } from './workspace.ts';

const PATHS = 4_096;

const run = (request: SimulationRequest): SimulationResult =>
  mergeBlocks(request, [simulate(request, { from: 0, to: request.parameters.paths })]);

const VALUES = 'deterministic value, exact to 1e-9';

/**
 * The one value that differs: there the other implementation lets tonnes that a slump leaves uncalled bear no cost of re-routing, against
 * its text and its simulated re-routing losses, which count the closed share of the nominal tonnes. The value here is lower.
 */
const DIFFERING = 'with the channel rows (section 3), with the demand path';

describe.each(['w1', 'w2', 'w5', 'w7', 'w8'])('workspace %s', (name) => {
  const expectedWorkspace = readExpected(name);

  it.each(Object.entries(expectedWorkspace[VALUES]))('has the deterministic value of the other implementation: %s', (what, golden) => {
    const appliedParts = { channels: what.startsWith('with the channel rows'), demandPath: what.endsWith('with the demand path') };
    const { portfolio, market } = requestOf(readWorkspace(name), 1, appliedParts);
    const { years, revenue, npv, contracts } = valuePortfolio(portfolio, market);
    if (what === DIFFERING) {
      expect(sum(revenue) / golden.total).toBeLessThan(1);
      expect(sum(revenue) / golden.total).toBeGreaterThan(0.998);
      return;
    }
    for (const [i, year] of years.entries()) expectGolden(revenue[i]!, golden.byYear[year] ?? 0, 1e-9, String(year), golden.total);
    expectGolden(sum(revenue), golden.total, 1e-9, 'total');
    expectGolden(npv, golden.npv, 1e-9, 'NPV');
    expectGolden(-sumBy(contracts, ({ damages }) => sum(damages)), golden.damages, 1e-9, 'damages', golden.total);
    expectGolden(
      sumBy(contracts, ({ months }) => sumBy(months, ({ cut }) => cut)),
      golden.cutTonnes,
      1e-9,
      'tonnes cut',
    );
  });

  it('agrees with it in every number within four standard errors and 0.1 %', () => {
    const request = requestOf(readWorkspace(name), PATHS, { channels: true, demandPath: true });
    const { contracts, spot } = simulatePresentValues(request, { from: 0, to: PATHS });
    const presentValues = contracts.map((value, i) => value + spot[i]!);
    const rows = compare({ result: run(request), presentValues }, expectedWorkspace);
    expect(rows.length).toBeGreaterThanOrEqual(40);
    const deviatingRows = rows.filter(({ share }) => !(share <= 1));
    expect(deviatingRows.map(({ name: what, got, want, allowed }) => `${what}: ${got}, expected ${want} +- ${allowed}`)).toEqual([]);
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
