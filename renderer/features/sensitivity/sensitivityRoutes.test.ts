import { expect, it } from 'vitest';
import { ContractId } from '#shared/domain/ids.ts';
import { type GoalSeekView, goalSeekRoute, parseGoalSeekView, parseTableView, type TableView, tableRoute } from './sensitivityRoutes.ts';

const searchOf = (route: string): string => route.slice(route.indexOf('?'));

it('a goal seek is the same after it went through its address', () => {
  const view: GoalSeekView = {
    contract: ContractId.parse('C-042'),
    target: 'deal.netPrice',
    year: 2028,
    goal: 1234.5,
    driver: 'terms.0.price.treatmentCharge.amount',
    low: -10,
    high: 1e-3,
    hold: [
      { target: 'plan.china', year: 2027, direction: 'atMost', level: 0.55 },
      { target: 'financing.minimumDscr', direction: 'atLeast', level: 1.3 },
    ],
    job: '0198c1',
  };
  expect(parseGoalSeekView(searchOf(goalSeekRoute(view)))).toEqual(view);
});

it('parts of an address that mean nothing are left out', () => {
  expect(parseGoalSeekView('?goal=lots&year=20&hold=plan.china~2027~between~1&hold=~~atMost~1')).toEqual({ hold: [] });
});

it('a table is the same after it went through its address', () => {
  const view: TableView = {
    contract: ContractId.parse('C-042'),
    target: 'deal.npv',
    year: undefined,
    rows: { driver: 'price.CU', low: 8000, high: 12_000, steps: 8 },
    columns: { driver: 'terms.0.collar.floor', low: undefined, high: undefined, steps: undefined },
    job: '0198c1',
  };
  expect(parseTableView(searchOf(tableRoute(view)))).toEqual(view);
});
