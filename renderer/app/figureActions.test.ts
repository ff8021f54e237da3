import { expect, it } from 'vitest';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { PlanId, ScenarioId } from '#shared/domain/ids.ts';
import { listFigureActions } from './figureActions.ts';

const plan = PlanId.parse('as-signed');
const routes = (identity: Partial<FigureIdentity>) =>
  listFigureActions({ measure: 'npv', subject: 'plan', plan, deck: 'base', period: 'plan', ...identity }, plan).map(({ route }) => route);

it('a figure of a contract or of the chosen plan leads to a goal seek and a table of it', () => {
  expect(routes({ subject: 'contract:C-042', dealBasis: 'inPlan', measure: 'netPrice', period: 2028 })).toEqual([
    '/goal-seek?contract=C-042&target=deal.netPrice&year=2028',
    '/sensitivity-table?contract=C-042&target=deal.netPrice&year=2028',
  ]);
  expect(routes({ measure: 'chinaShare', period: 2027 })[0]).toBe('/goal-seek?target=plan.china&year=2027');
  expect(routes({ measure: 'minimumDscr', financingCase: 'lender' })[0]).toBe('/goal-seek?target=financing.minimumDscr');
  expect(routes({ measure: 'limitValue', subject: 'limit:traders', period: 2027 })[0]).toBe('/goal-seek?target=limit.traders&year=2027');
});

it('a figure of a simulation leads to the same figure over paths, of its year or of all years, and names the run', () => {
  const run = 'ab'.repeat(32);
  const ofRun = { subject: `plan/paths:${run}`, scenario: ScenarioId.parse('slump') };
  expect(routes({ ...ofRun, measure: 'tailMean', period: 2028 })[0]).toBe(`/goal-seek?target=paths.revenue.tailMean&year=2028&run=${run}`);
  expect(routes({ ...ofRun, measure: 'pathMean' })[1]).toBe(`/sensitivity-table?target=paths.revenue.mean.plan&run=${run}`);
  expect(routes({ ...ofRun, measure: 'defaultShare' })).toEqual([]);
  expect(routes({ ...ofRun, measure: 'pathMean', plan: PlanId.parse('another') })).toEqual([]);
});

it('a figure that the pages would compute otherwise offers neither', () => {
  expect(routes({ plan: PlanId.parse('another') })).toEqual([]);
  expect(routes({ variant: '~C-042:1a2b' })).toEqual([]);
  expect(routes({ against: 'another' })).toEqual([]);
  expect(routes({ measure: 'minimumDscr' })).toEqual([]);
  expect(routes({ measure: 'tailMean' })).toEqual([]);
});
