import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ProductId } from '#shared/domain/ids.ts';
import { dateOfMonth } from '#shared/domain/time.ts';
import { contractValue } from '../../../core/portfolio/contractValues.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

test('the value of each contract alone is that of its portfolio bit for bit', async () => {
  const book = await services.book();
  const [runningContract] = book.contracts.filter(({ status }) => status === 'active');
  const withOpening: OfftakeContract = {
    ...runningContract!,
    opening: {
      asOf: book.valuationMonth,
      openDeliveries: [{ month: book.valuationMonth, tonnes: 1000, provisionalPaidUsd: 50_000 }],
      unpaid: [{ date: dateOfMonth(book.valuationMonth + 2), amountUsd: 70_000 }],
      makeUpLots: [{ tonnes: 500, priceUsdPerDmt: 90, lastMonth: book.valuationMonth + 24 }],
      deferredTonnes: 0,
      takenTonnes: 1000,
      paidTonnes: 400,
      paidValueUsd: 40_000,
    },
  };
  const values = [...book.contracts, withOpening].flatMap((contract) => {
    const value = book.aloneValue(contract);
    return value === undefined ? [] : [{ contract, value }];
  });
  expect(values.length).toBeGreaterThan(30);
  for (const { contract, value } of values) {
    const expectedValue = contractValue(book.alone(contract), contract.id)!;
    expect(value, contract.code).toEqual(expectedValue);
    expect(value.months, contract.code).toEqual(expectedValue.months);
    expect(value.flows, contract.code).toEqual(expectedValue.flows);
  }
});

test('a contract beyond the production of its product has no value without spot sales', async () => {
  const book = await services.book();
  const contract = book.contracts.find((candidate) => candidate.id === 'C-014')!;
  const withTonnes = (tonnesPerYear: number) =>
    book.aloneValue({
      ...contract,
      terms: contract.terms.map((terms) => ({ ...terms, quantity: { ...terms.quantity, tonnesPerYear } })),
    });
  expect(withTonnes(1000)).toBeDefined();
  expect(withTonnes(1e9)).toBeUndefined();
});

test('a contract that can not be priced has no value', async () => {
  const book = await services.book();
  expect(book.aloneValue({ ...book.contracts[0]!, productId: ProductId.parse('none') })).toBeUndefined();
});
