import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { computeScenarioChanges, type SimulationRequest, scenarioMarket, valuePortfolio, withCycleMoments } from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { sum } from '#shared/math.ts';
import { unpackParts } from '../../../core/packedRequest.ts';
import { scenario } from '../../../tests/helpers/engine/plans.ts';

const sampleFile = new URL('../../../tests/golden/engine/simulation/sample.json', import.meta.url);
const { centre: _centre, ...storedRequest } = unpackParts<SimulationRequest>(JSON.parse(readFileSync(sampleFile, 'utf8')));
const request = withCycleMoments({ ...storedRequest, parameters: { ...storedRequest.parameters, centrePaths: 256 } });
const { portfolio, market } = request;

const knots = [{ afterMonths: 3, value: 0.8 }];
const shockOf = (code: string) => ({ reference: code as ReferenceCode, knots, source: 'test' });
const channel = { afterMonths: 6, months: 12, zone: 'china', openShare: 0.2, discount: 0.1, freightUsdPerWmt: 5, excused: true } as const;

it('the change in each scenario is that of the whole plan, whichever products its prices, demand and channels reach', () => {
  const base = sum(valuePortfolio(portfolio, market).revenue);
  const scenarios = [
    ...request.drivers.map(({ reference }) => scenario({ prices: [shockOf(reference)] })),
    scenario({ demand: [{ zone: 'china', knots, source: 'test' }] }),
    scenario({ channels: [{ ...channel, source: 'test' }] }),
    scenario({}),
  ];
  const changes = computeScenarioChanges(request, scenarios);
  const wholePlanChanges = scenarios.map((of) => sum(valuePortfolio(portfolio, scenarioMarket(market, of, portfolio)).revenue) - base);
  changes.forEach((change, n) => {
    expect(Math.abs(change - wholePlanChanges[n]!)).toBeLessThan(1e-12 * base);
  });
  expect(changes.at(-1)).toBe(0);
  expect(changes.filter((change) => change !== 0).length).toBeGreaterThan(5);
});
