import { expect, it } from 'vitest';
import { valuePortfolio } from '#engine';
import type { ContractId } from '#shared/domain/ids.ts';
import { sum, sumBy } from '#shared/math.ts';
import { entry, market, offtake, portfolio, product, terms, VALUED } from '../../tests/helpers/engine/plans.ts';
import { buyerPayments, contractRevenue } from './planCash.ts';

it('the revenue of a contract by month and what its buyer pays include damages for lack of product', () => {
  const contracts = ['C-1', 'C-2'].map((id) => entry(offtake({ id: id as ContractId, terms: [terms({ payment: { paymentMonths: 2 } })] })));
  const plan = portfolio(contracts, { products: [product({ production: Array(36).fill(1500) })] });
  for (const value of valuePortfolio(plan, market()).contracts) {
    const damages = sumBy(value.flows, ({ kind, amount }) => (kind === 'damages' ? amount : 0));
    expect(damages).toBeLessThan(0);
    expect(sum(contractRevenue(value, VALUED))).toBeCloseTo(sum(value.revenue), 6);
    expect(sum(buyerPayments(value, VALUED))).toBeCloseTo(sum(value.revenue), 6);
    for (const { month } of value.flows)
      expect(contractRevenue(value, VALUED)[month - VALUED - 1]).toBeCloseTo(
        sumBy(value.flows, (flow) => (flow.month === month ? flow.amount : 0)),
        6,
      );
  }
});
