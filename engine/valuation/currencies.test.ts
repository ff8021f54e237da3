import { describe, expect, it } from 'vitest';
import { deckMarket, explainNetPrice, type Market, type MarketReference, type Portfolio, valuePortfolio } from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import { sum } from '#shared/math.ts';
import {
  CONTRACT,
  entry,
  month,
  offtake,
  portfolio,
  REFERENCES,
  type TermsGiven,
  terms,
  VALUED,
} from '../../tests/helpers/engine/plans.ts';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const [CATHODE, RATE] = ['cathode' as ReferenceCode, 'usdcny' as ReferenceCode];
const yuan: MarketReference = { code: CATHODE, kind: 'price', unit: 'CNY/t', metal: 'copper' };
const rate: MarketReference = { code: RATE, kind: 'rate', unit: 'CNY/USD' };
const metal: PriceBasis = { basis: 'refined', reference: CATHODE, premium: 0 };

const planOf = (fields: TermsGiven = {}, references: readonly MarketReference[] = [yuan, rate]): Portfolio =>
  portfolio([entry(offtake({ end: month(12), terms: [terms({ price: metal, ...fields })] }))], {
    lastMonth: month(12),
    references: { ...REFERENCES, ...Object.fromEntries(references.map((reference) => [reference.code, reference])) },
  });

const marketOf = ({ references }: Portfolio, priceAt: (t: number) => number, rateAt: (t: number) => number | undefined): Market => {
  const points = Array.from({ length: 48 }, (_, i) => i - 12).flatMap((t) => {
    const datedRate = rateAt(t);
    return [
      { reference: CATHODE, month: month(t), price: priceAt(t) },
      ...(datedRate === undefined ? [] : [{ reference: RATE, month: month(t), price: datedRate }]),
    ];
  });
  return deckMarket(points, references, VALUED - 12, month(35));
};

const netPrices = (plan: Portfolio, market: Market): readonly number[] =>
  valuePortfolio(plan, market).contracts[0]!.months.map(({ netPrice }) => netPrice);

describe('a price in yuan', () => {
  it('is converted at the rate of its pricing month, month by month', () => {
    const plan = planOf();
    const prices = netPrices(
      plan,
      marketOf(
        plan,
        () => 70_000,
        (t) => 7 + t / 10,
      ),
    );
    // month t: 70,000 / (7 + t/10)
    expect(prices.map((price) => Math.round(price * 100) / 100).slice(0, 3)).toEqual([9859.15, 9722.22, 9589.04]);
  });

  it('over several months is the mean price at the mean rate of the same months', () => {
    const plan = planOf({ quotation: { alternatives: [{ offset: 1, length: 2, from: 'shipment' }] } });
    const [first] = netPrices(
      plan,
      marketOf(
        plan,
        (t) => 70_000 + 1000 * t,
        (t) => 7 + t / 10,
      ),
    );
    // months 2 and 3: (72,000 + 73,000)/2 over (7.2 + 7.3)/2
    expect(first).toBeCloseTo(72_500 / 7.25, 9);
  });

  it('has a floor in its own unit, and its lines sum to the price', () => {
    const plan = planOf({ collar: { level: 'reference', floor: 66_000 } });
    const market = marketOf(
      plan,
      () => 60_000,
      () => 7.5,
    );
    const lines = explainNetPrice(plan, CONTRACT, market, month(1));
    expect(lines.map(({ label, amount }) => ({ label, amount }))).toEqual([
      { label: 'reference', amount: 8000 },
      { label: 'floor', amount: 800 },
      { label: 'total', amount: 8800 },
    ]);
    expect(sum(lines.slice(0, -1).map(({ amount }) => amount))).toBe(lines.at(-1)!.amount);
  });

  it('halves when the yuan rate doubles', () => {
    const plan = planOf();
    const pricesAt = (yuanForDollar: number) =>
      netPrices(
        plan,
        marketOf(
          plan,
          (t) => 70_000 + 100 * t,
          () => yuanForDollar,
        ),
      );
    expect(pricesAt(14)).toEqual(pricesAt(7).map((price) => price / 2));
  });

  it('names currency, rate and month if a month has no rate, and the currency if there is no rate at all', () => {
    const plan = planOf({ quotation: { alternatives: [{ offset: 1, length: 2, from: 'shipment' }] } });
    const gap = marketOf(
      plan,
      () => 70_000,
      (t) => (t === 3 ? undefined : 7),
    );
    expectRefusal(() => valuePortfolio(plan, gap), 'CURRENCY', { currency: 'CNY', reference: RATE, month: month(3) });
    const planWithout = planOf({}, [yuan]);
    const deck = marketOf(
      planWithout,
      () => 70_000,
      () => undefined,
    );
    expectRefusal(() => valuePortfolio(planWithout, deck), 'CURRENCY', { currency: 'CNY', month: month(1) });
  });

  it('refuses a rate of zero or less', () => {
    const plan = planOf();
    const brokenMarket = marketOf(
      plan,
      () => 70_000,
      () => 0,
    );
    expectRefusal(() => valuePortfolio(plan, brokenMarket), 'OUT_OF_RANGE', { field: `rates.${RATE}` });
  });
});
