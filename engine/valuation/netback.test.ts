import { describe, expect, it } from 'vitest';
import { type ContractMonth, netback } from '#engine';
import { monthOf } from '#shared/domain/time.ts';
import { terms } from '../../tests/helpers/engine/plans.ts';

const START = monthOf(2026, 6);

/** 100 dmt at 1,000 USD/dmt in June 2026, priced in September. */
const june: ContractMonth = {
  month: START,
  contractYear: 0,
  nominal: 100,
  minimum: 100,
  maximum: 100,
  called: 100,
  cut: 0,
  delivered: 100,
  makeUp: 0,
  deferred: 0,
  pricing: { from: START + 3, to: START + 3 },
  hasProvisionalInvoice: true,
  netPrice: 1000,
};

const base = { valuationDate: '2026-06-15', discountRate: 0.1, defaultProbability: 0.05 };
const payment = { provisionalShare: 0.9, paymentMonths: 1, letterOfCredit: false, currency: 'USD' as const };
const withPayment = (fields: Partial<typeof payment>) => () => ({ ...terms(), payment: { ...payment, ...fields } });
const amounts = ({ lines }: { readonly lines: readonly { readonly label: string; readonly amount: number }[] }) =>
  Object.fromEntries(lines.map(({ label, amount }) => [label, amount]));

describe('a netback', () => {
  it('consists of price and timing, with the credit loss beside it, as calculated by hand for one delivery', () => {
    // paid 90 % on 15 July (30 days), 10 % on 15 October (122 days)
    const npv = 90_000 * 1.1 ** (-30 / 365) + 10_000 * 1.1 ** (-122 / 365);
    const result = netback({ months: [june], npv }, { ...base, termsIn: withPayment({}) })!;
    const creditLoss = (amount: number, months: number, days: number) => amount * 0.6 * (1 - 0.95 ** (months / 12)) * 1.1 ** (-days / 365);
    const { netbackPrice, netbackTiming, total } = amounts(result);
    expect(netbackPrice).toBeCloseTo(1000, 10);
    expect(netbackTiming).toBeCloseTo(npv / 100 - 1000, 10);
    expect(result.creditLoss).toBeCloseTo((creditLoss(90_000, 1, 30) + creditLoss(10_000, 4, 122)) / 100, 10);
    expect(result.total).toBe(total);
    expect(total).toBeCloseTo(netbackPrice! + netbackTiming!, 10);
  });

  it('has no credit loss under a letter of credit or for payment at delivery, and the minimum hazard for the best buyer', () => {
    const credit = (fields: Partial<typeof payment>, defaultProbability: number, contractMonth: ContractMonth = june) =>
      netback({ months: [contractMonth], npv: 100_000 }, { ...base, defaultProbability, termsIn: withPayment(fields) })!.creditLoss;
    expect(credit({ letterOfCredit: true }, 0.5)).toBeCloseTo(0, 12);
    expect(credit({}, 0)).toBeCloseTo(credit({}, 1 - Math.exp(-0.0003)), 12);
    expect(credit({}, 0)).toBeGreaterThan(0);
    const atOnce = { ...june, pricing: { from: START, to: START }, hasProvisionalInvoice: false };
    expect(credit({ paymentMonths: 0 }, 0.5, atOnce)).toBeCloseTo(0, 12);
  });

  it('is undefined for a contract without deliveries, and refuses a probability outside 0..1', () => {
    expect(netback({ months: [], npv: 0 }, { ...base, termsIn: withPayment({}) })).toBeUndefined();
    expect(() => netback({ months: [june], npv: 0 }, { ...base, defaultProbability: 1.2, termsIn: withPayment({}) })).toThrow(
      'OUT_OF_RANGE',
    );
  });

  it('less its credit loss falls with the months to payment and with the default probability', () => {
    const total = (paymentMonths: number, defaultProbability: number) => {
      const result = netback(
        { months: [june], npv: 100_000 * 1.1 ** (-paymentMonths / 12) },
        { ...base, defaultProbability, termsIn: withPayment({ paymentMonths }) },
      )!;
      return result.total - result.creditLoss;
    };
    expect(total(2, 0.05)).toBeLessThan(total(1, 0.05));
    expect(total(1, 0.2)).toBeLessThan(total(1, 0.05));
  });
});
