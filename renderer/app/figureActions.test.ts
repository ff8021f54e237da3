import { expect, it, vi } from 'vitest';
import { listIdentifiedFigures } from '#shared/contract/identifiedFigures.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { PlanId, ScenarioId } from '#shared/domain/ids.ts';
import { createFigureActions } from './figureActions.ts';

const plan = PlanId.parse('as-signed');
const identityOf = (fields: Partial<FigureIdentity>): FigureIdentity => ({
  measure: 'npv',
  subject: 'plan',
  plan,
  deck: 'base' as FigureIdentity['deck'],
  period: 'plan',
  ...fields,
});
const routes = (fields: Partial<FigureIdentity>, answers: Parameters<typeof createFigureActions>[1] = () => []) =>
  createFigureActions(plan, answers)
    .list({ identity: identityOf(fields), unit: 'usd', decimals: 1 })
    .map(({ route }) => route);

it('a figure of a contract or of the chosen plan leads to a goal seek and a table of it', () => {
  expect(routes({ subject: 'contract:C-042', dealBasis: 'inPlan', measure: 'netPrice', period: 2028 })).toEqual([
    '/goal-seek?contract=C-042&target=deal.netPrice&year=2028',
    '/sensitivity-table?contract=C-042&target=deal.netPrice&year=2028',
  ]);
  expect(routes({ measure: 'chinaShare', period: 2027 })[0]).toBe('/goal-seek?target=plan.china&year=2027');
  expect(routes({ measure: 'minimumDscr', financingCase: 'lender' })[0]).toBe('/goal-seek?target=financing.minimumDscr');
  expect(routes({ subject: 'bid:T-1-2', measure: 'netback' })[0]).toBe('/goal-seek?contract=T-1-2&target=bid.netback');
});

it('a figure of a simulation leads to the same figure over paths, of its year or of all years, and names the run', () => {
  const run = 'ab'.repeat(32);
  const ofRun = { subject: `plan/paths:${run}`, scenario: ScenarioId.parse('slump') };
  expect(routes({ ...ofRun, measure: 'tailMean', period: 2028 })[0]).toBe(`/goal-seek?target=paths.revenue.tailMean&year=2028&run=${run}`);
  expect(routes({ ...ofRun, measure: 'pathMean' })[1]).toBe(`/sensitivity-table?target=paths.revenue.mean.plan&run=${run}`);
  expect(routes({ ...ofRun, measure: 'cashMargin', percentile: 0.75, period: 2029 })[0]).toBe(
    `/goal-seek?target=paths.cash.upperQuartile&year=2029&run=${run}`,
  );
  const ofContract = { subject: 'contract:C-042', variant: `[paths:${run}]` };
  expect(routes({ ...ofContract, measure: 'pathMean' })[0]).toBe(`/goal-seek?contract=C-042&target=paths.dealRevenue.mean.plan&run=${run}`);
  expect(routes({ ...ofContract, measure: 'expectedShortfall' })[0]).toContain('paths.dealRevenue.part.plan');
  expect(routes({ ...ofRun, measure: 'defaultShare' })).toEqual([]);
  expect(routes({ ...ofRun, measure: 'pathMean', plan: PlanId.parse('another') })).toEqual([]);
});

it('any other figure leads to the query of the page whose answer has it', () => {
  const cfads = identityOf({ measure: 'cfads', financingCase: 'lender', period: 2029 });
  const figure = { value: 5e7, unit: 'usd', decimals: 1, identity: cfads };
  const answers = () => [
    { name: 'workspace.state', input: {}, value: { open: true } },
    { name: 'financing.get', input: { caseId: 'lender' }, value: { years: [figure] } },
  ];
  const [route] = routes(cfads, answers);
  expect(JSON.parse(new URLSearchParams(route!.split('?')[1]).get('figure')!)).toEqual({
    call: 'financing.get',
    input: { caseId: 'lender' },
    identity: cfads,
    unit: 'usd',
    decimals: 1,
  });
  expect(routes(cfads)).toEqual([]);
  // the contract that a query is asked about is that of the address, also where it was typed
  const onPreview = identityOf({ subject: 'contract:C-042', measure: 'scenarioCost', dealBasis: 'alone' });
  const preview = { name: 'contracts.preview', input: { contract: { id: 'C-042' } }, value: { cost: { ...figure, identity: onPreview } } };
  const search = new URLSearchParams(routes(onPreview, () => [preview])[0]!.split('?')[1]);
  expect(search.get('contract')).toBe('C-042');
  expect(JSON.parse(search.get('figure')!).input).toEqual({});
});

it('a figure that is entered, noted, or at terms that are not stored offers neither', () => {
  expect(routes({ variant: '~C-042:1a2b' })).toEqual([]);
  expect(routes({ measure: 'commitment', subject: 'facility:loan' })).toEqual([]);
  expect(routes({ notedAt: '2026-06-03T09:00:00Z' })).toEqual([]);
  expect(routes({ measure: 'tailMean' })).toEqual([]);
});

it('looking for a figure reads no cells of other measures and rows in the tables of an answer', () => {
  const onCell = vi.fn();
  const onCost = vi.fn();
  const rows = Array.from({ length: 3 }, (_, i) => ({
    id: `G-${i}`,
    get cost() {
      onCost();
      return i;
    },
    get netPrice() {
      onCell();
      return i;
    },
  }));
  const { subject: _, ...ofPlan } = identityOf({ measure: 'netPrice', dealBasis: 'inPlan', period: 2028 });
  const identities = {
    rows: { rowSubject: 'contract', columns: { netPrice: ofPlan, cost: { ...ofPlan, measure: 'scenarioCost', period: 'plan' } } },
  };
  const answers = [{ name: 'contracts.list', input: {}, value: { rows, identities } }];
  const { has } = createFigureActions(plan, () => answers);
  const costOf = (id: string) => identityOf({ measure: 'scenarioCost', subject: `contract:${id}`, dealBasis: 'inPlan' });
  // the visit of the answer reads each row once
  expect(has(costOf('G-2'))).toBe(true);
  expect(has(costOf('G-3'))).toBe(false);
  expect(has(identityOf({ measure: 'cfads', financingCase: 'lender' }))).toBe(false);
  expect(onCell).toHaveBeenCalledTimes(rows.length);
  expect(onCost).toHaveBeenCalledTimes(rows.length + 1);
});

it('a figure is found in each part of an answer that shows it', () => {
  const base = identityOf({ measure: 'cfads', financingCase: 'lender' });
  const withPeriod = (period: FigureIdentity['period']) => ({ ...base, period });
  const { period: _, ...ofYears } = base;
  const value = {
    nested: [{ figure: { value: 1, unit: 'usd', decimals: 1, identity: withPeriod(2026) } }],
    years: [
      { year: 2027, cash: 2 },
      { year: 2028, cash: [{ value: 3, probability: 0.05 }] },
    ],
    identities: { years: { rowPeriod: 'year', columns: { cash: ofYears } } },
    chart: {
      kind: 'bars',
      title: 'Cash',
      unit: 'usd',
      categories: [{ label: '2029', period: 2029 }],
      series: [{ values: [4], identity: ofYears }],
    },
  };
  const { has } = createFigureActions(plan, () => [{ name: 'financing.get', input: {}, value }]);
  expect([2026, 2027, 2028, 2029, 2030].filter((year) => has(withPeriod(year)))).toEqual([2026, 2027, 2029]);
  expect(has({ ...withPeriod(2028), percentile: 0.05 })).toBe(true);
  expect(listIdentifiedFigures(value).map(({ at, identity }) => [at, identity.period])).toEqual([
    ['.years.0.cash', 2027],
    ['.years.1.cash', 2028],
    ['.nested.0.figure', 2026],
    ['.chart.series.0.values.0', 2029],
  ]);
});
