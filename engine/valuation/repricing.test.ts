import { describe, expect, it } from 'vitest';
import { type Market, type PortfolioContract, valuePortfolio } from '#engine';
import { type ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Opening } from '#shared/domain/opening.ts';
import type { PriceSupport } from '#shared/domain/terms.ts';
import {
  entry,
  market,
  month,
  offtake,
  portfolio,
  product,
  type TermsGiven,
  terms,
  VALUED,
  withDemand,
} from '../../tests/helpers/engine/plans.ts';

const before = withDemand(market({ iron: (t) => 100 + 10 * Math.sin(t) }), 0.95);
// spot above what fixed prices and caps pay, so that cuts cost more than their share of the price
const after = withDemand(market({ iron: (t) => 130 - t }), 0.95);

const OPENING: Opening = {
  asOf: VALUED,
  takenTonnes: 6000,
  paidTonnes: 6000,
  paidValueUsd: 600_000,
  openDeliveries: [{ month: VALUED, tonnes: 900, provisionalPaidUsd: 80_000 }],
  makeUpLots: [],
  deferredTonnes: 0,
  unpaid: [{ date: '2027-02-11', amountUsd: 5000 }],
};

const SUPPORT: PriceSupport = {
  reference: ReferenceCode.parse('copper'),
  floor: 10_000,
  upsideShare: 0.5,
  paymentMonths: 2,
  payer: 'State',
  rating: 'AAA',
};

const deal = (id: string, givenTerms: TermsGiven = {}, opening?: Opening, fields: Parameters<typeof entry>[2] = {}): PortfolioContract =>
  entry(
    offtake({
      id: id as ContractId,
      start: month(opening === undefined ? 2 : -6),
      opening,
      terms: [
        terms({
          from: month(-6),
          ...givenTerms,
          quantity: { tonnesPerYear: 6000, tolerance: 0.1, toleranceOption: 'buyer', takeOrPayShare: 0.9, ...givenTerms.quantity },
          payment: { paymentMonths: 1, ...givenTerms.payment },
        }),
      ],
    }),
    {},
    fields,
  );

/** Values a plan of 1,000 dmt a month on another market, from its valuation before; whether the tonnes of the first contract were kept. */
const valueAgain = (contracts: readonly PortfolioContract[], on: Market = after) => {
  const plan = portfolio(contracts, { products: [product({ production: Array(36).fill(1000) })] });
  const earlierValuation = { portfolio: plan, market: before, value: valuePortfolio(plan, before) };
  const value = valuePortfolio(plan, on, earlierValuation);
  expect(value).toEqual(valuePortfolio(plan, on));
  expect(value.contracts.map(({ flows }) => flows)).toEqual(valuePortfolio(plan, on).contracts.map(({ flows }) => flows));
  expect(value.npv).not.toBe(earlierValuation.value.npv);
  return { value, isKept: value.contracts[0]!.takeOrPay === earlierValuation.value.contracts[0]!.takeOrPay };
};

describe('the tonnes of a product on a market that differs in prices alone', () => {
  it('are kept with their cuts and damages, opening positions, declared months, programmes and prepayments', () => {
    const { value, isKept } = valueAgain([
      deal('C-1', { collar: { level: 'blend', cap: 105 } }, OPENING),
      deal('C-2', {
        quotation: {
          holder: 'buyer',
          alternatives: [
            { offset: 0, length: 1, from: 'shipment' },
            { offset: 3, length: 1, from: 'shipment' },
          ],
        },
      }),
      deal('C-3', { priceSupport: SUPPORT }),
      deal('C-4', {}, undefined, {
        prepayment: { amountUsd: 1e5, date: '2027-03-01', annualRate: 0.08, graceMonths: 2, repayMonths: 10 },
      }),
    ]);
    expect(isKept).toBe(true);
    const kinds = new Set(value.contracts.flatMap(({ flows }) => flows.map(({ kind }) => kind)));
    expect([...kinds].toSorted()).toEqual(['damages', 'final', 'openDelivery', 'prepayment', 'priceSupport', 'provisional', 'unpaid']);
  });

  it.each<[string, PortfolioContract]>([
    ['a seller has the tolerance', deal('C-2', { quantity: { toleranceOption: 'seller' } })],
    ['a fall in price excuses the buyer', deal('C-2', { quantity: { excused: { importBan: true, tariff: false, priceFall: true } } })],
    ['a contract year has a deficiency', deal('C-2', { quantity: { takeOrPayShare: 1, takeOrPayBasis: 'difference' } })],
    ['make-up tonnes are left', deal('C-2', {}, { ...OPENING, makeUpLots: [{ tonnes: 100, priceUsdPerDmt: 90, lastMonth: month(9) }] })],
    ['deferred tonnes are due', deal('C-2', {}, { ...OPENING, deferredTonnes: 300 })],
  ])('are computed again where %s', (_, otherContract) => {
    expect(valueAgain([deal('C-1'), otherContract]).isKept).toBe(false);
  });

  it('are computed again where demand differs too', () => {
    expect(valueAgain([deal('C-1')], withDemand(after, 0.8)).isKept).toBe(false);
  });
});
