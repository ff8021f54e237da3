import { describe, expect, it } from 'vitest';
import { breakEvenPrice, type Market, marketMonths, valuePortfolio } from '#engine';
import type { Opening } from '#shared/domain/opening.ts';
import { sum } from '#shared/math.ts';
import {
  CONTRACT,
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

const flat = market();
const FULL = { takeOrPayShare: 1, takeOrPayBasis: 'full' } as const;

/** 1,000 dmt a month since July 2026: six months of the contract year have passed. */
const entryUnderWay = (
  opening: Partial<Opening> | undefined,
  fields: TermsGiven = { quantity: FULL },
  end = month(18),
  start = month(-5),
) =>
  entry(
    offtake({
      start,
      end,
      terms: [terms(fields)],
      ...(opening && {
        opening: {
          asOf: VALUED,
          takenTonnes: 0,
          paidTonnes: 0,
          paidValueUsd: 0,
          openDeliveries: [],
          makeUpLots: [],
          deferredTonnes: 0,
          unpaid: [],
          ...opening,
        },
      }),
    }),
  );

const plan = (contractEntry: ReturnType<typeof entry>, production = 2000) =>
  portfolio([contractEntry], { products: [product({ production: Array(36).fill(production) })] });
const valueEntry = (contractEntry: ReturnType<typeof entry>, at: Market = flat, production = 2000) =>
  valuePortfolio(plan(contractEntry, production), at).contracts[0]!;
const flowsOf = (value: ReturnType<typeof valueEntry>, kind: string) =>
  value.flows.filter((flow) => flow.kind === kind).map((flow) => [flow.month - VALUED, flow.amount]);

describe('a contract year under way', () => {
  it('counts its past months as taken at nominal without an opening position', () => {
    expect(valueEntry(entryUnderWay(undefined)).takeOrPay[0]).toMatchObject({
      month: month(6),
      annual: 12_000,
      taken: 12_000,
      deficiencyTonnes: 0,
    });
    const knownYear = valueEntry(entryUnderWay({ takenTonnes: 4000, paidTonnes: 4000, paidValueUsd: 480_000 })).takeOrPay[0];
    // 4,000 at 120 and 6,000 at 100 paid: 108; 2,000 short
    expect(knownYear).toMatchObject({ taken: 10_000, deficiencyTonnes: 2000, price: 108, amount: 216_000 });
  });

  it('has the same value without an opening position as with one at nominal', () => {
    for (const at of [flat, withDemand(flat, 0.8)]) {
      const quantity = { ...FULL, takeOrPayShare: 0.9, tolerance: 0.2, toleranceOption: 'buyer' } as const;
      expect(valueEntry(entryUnderWay({ takenTonnes: 6000 }, { quantity }), at)).toEqual(
        valueEntry(entryUnderWay(undefined, { quantity }), at),
      );
    }
  });

  it('counts months between the opening position and the valuation at nominal', () => {
    // known to October: 3,000 taken, then 2 x 1,000
    expect(valueEntry(entryUnderWay({ asOf: month(-2), takenTonnes: 3000 })).takeOrPay[0]).toMatchObject({
      taken: 11_000,
      deficiencyTonnes: 1000,
    });
  });

  it('ignores an opening position of the year before, and one dated after the valuation', () => {
    // contract years begin in December: December 2026 has passed of the one under way, the opening is of the one before
    const valueWithOldOpening = (takenTonnes: number) =>
      valueEntry(entryUnderWay({ asOf: month(-2), takenTonnes }, { quantity: FULL }, month(18), month(-12)));
    expect(valueWithOldOpening(1).takeOrPay[0]).toMatchObject({ month: month(11), taken: 12_000 });
    expect(valueWithOldOpening(1)).toEqual(valueWithOldOpening(9000));
    expect(valueEntry(entryUnderWay({ asOf: month(2), takenTonnes: 1 }))).toEqual(valueEntry(entryUnderWay(undefined)));
  });
});

describe('an open delivery', () => {
  const laterTerms: TermsGiven = {
    quotation: { alternatives: [{ offset: 2, length: 1, from: 'shipment' }] },
    payment: { paymentMonths: 1 },
  };

  it('pays its final price less the provisional payment, in the payment month of its quotational period', () => {
    const risingMarket = market({ iron: (t) => 100 + t });
    const value = valueEntry(
      entryUnderWay(
        {
          openDeliveries: [
            { month: month(-1), tonnes: 900, provisionalPaidUsd: 80_000 },
            { month: VALUED, tonnes: 1000, provisionalPaidUsd: 110_000 },
          ],
        },
        laterTerms,
      ),
      risingMarket,
    );
    // priced in month 1 and 2, paid in 2 and 3: 900 x 101 - 80,000; 1,000 x 102 - 110,000
    expect(flowsOf(value, 'openDelivery')).toEqual([
      [2, expect.closeTo(10_900, 6)],
      [3, expect.closeTo(-8000, 6)],
    ]);
    expect(value.revenue[0]! - valueEntry(entryUnderWay(undefined, laterTerms), risingMarket).revenue[0]!).toBeCloseTo(2900, 4);
    expect(value.tonnes).toEqual(valueEntry(entryUnderWay(undefined, laterTerms), risingMarket).tonnes);
  });

  it('counts as paid if its final payment was due by the valuation', () => {
    expect(
      flowsOf(
        valueEntry(entryUnderWay({ openDeliveries: [{ month: month(-3), tonnes: 900, provisionalPaidUsd: 0 }] }, laterTerms)),
        'openDelivery',
      ),
    ).toEqual([]);
  });

  it('uses the prices of its own quotational period', () => {
    const earlyTerms: TermsGiven = {
      quotation: { alternatives: [{ offset: -1, length: 2, from: 'shipment' }] },
      payment: { paymentMonths: 6 },
    };
    const earlyEntry = entryUnderWay({ openDeliveries: [{ month: month(-4), tonnes: 1, provisionalPaidUsd: 0 }] }, earlyTerms);
    expect(marketMonths(plan(earlyEntry)).from).toBe(month(-5));
    expect(marketMonths(plan(entryUnderWay({}, earlyTerms))).from).toBe(VALUED);
  });

  it('does not change the break-even price, because its cost is already spent', () => {
    const breakEven = (opening: Partial<Opening>) => breakEvenPrice(plan(entryUnderWay(opening, laterTerms)), CONTRACT, flat).price;
    expect(
      breakEven({
        openDeliveries: [{ month: VALUED, tonnes: 1000, provisionalPaidUsd: 0 }],
        unpaid: [{ date: '2027-03-01', amountUsd: 1e6 }],
      }),
    ).toBe(breakEven({}));
  });
});

it('an unpaid amount is cash in the month of its date, whichever side owes it', () => {
  const value = valueEntry(
    entryUnderWay({
      unpaid: [
        { date: '2027-02-28', amountUsd: 50_000 },
        { date: '2027-05-01', amountUsd: -7000 },
      ],
    }),
  );
  expect(flowsOf(value, 'unpaid')).toEqual([
    [2, 50_000],
    [5, -7000],
  ]);
  expect(sum(value.revenue) - sum(valueEntry(entryUnderWay({})).revenue)).toBeCloseTo(43_000, 6);
});

describe('make-up lots of the opening position', () => {
  // share 0.5 of 12,000: what the year takes above 6,000 is make-up while lots last
  const half: TermsGiven = { quantity: { ...FULL, takeOrPayShare: 0.5, makeUpMonths: 12 } };

  it('are taken in the order in which they lapse, without a price; the rest is credited when it lapses', () => {
    const value = valueEntry(
      entryUnderWay(
        {
          takenTonnes: 5500,
          makeUpLots: [
            { tonnes: 2500, priceUsdPerDmt: 90, lastMonth: month(8) },
            { tonnes: 1200, priceUsdPerDmt: 90, lastMonth: month(3) },
          ],
        },
        half,
      ),
    );
    // 500 of January and all of February and on are above: 1,200 by March, then 2,500 until April
    expect(value.months.slice(0, 5).map(({ makeUp }) => makeUp)).toEqual([500, 1000, 1000, 1000, 200]);
    expect(value.makeUpLapsed).toBe(0);
  });

  it('lapse at net spot', () => {
    const value = valueEntry(
      entryUnderWay({ takenTonnes: 0, makeUpLots: [{ tonnes: 2500, priceUsdPerDmt: 90, lastMonth: month(3) }] }, half),
    );
    expect(flowsOf(value, 'makeUpCredit')).toEqual([[3, -250_000]]);
    expect(value.makeUpLapsed).toBe(2500);
  });
});

describe('deferred tonnes of the opening position', () => {
  const deferredTonnes = (value: ReturnType<typeof valueEntry>) =>
    value.months.slice(0, 8).map((contractMonth) => Math.round(contractMonth.deferred * 1e6) / 1e6);

  it('are due in month 1 after the called tonnes, at its price, and do not count in the contract year', () => {
    const value = valueEntry(entryUnderWay({ takenTonnes: 6000, deferredTonnes: 3000 }), flat, 6000);
    expect(deferredTonnes(value)).toEqual([3000, 0, 0, 0, 0, 0, 0, 0]);
    expect(value.months[0]).toMatchObject({ called: 1000, delivered: 4000, cut: 0, makeUp: 0 });
    expect(value.takeOrPay[0]?.taken).toBe(12_000);
    expect(sum(value.revenue) - sum(valueEntry(entryUnderWay({ takenTonnes: 6000 }), flat, 6000).revenue)).toBeCloseTo(300_000, 4);
  });

  it('wait for product and for an open channel, and lapse with the contract', () => {
    expect(deferredTonnes(valueEntry(entryUnderWay({ takenTonnes: 6000, deferredTonnes: 3000 }), flat, 1200))).toEqual(Array(8).fill(200));
    const shutMarket: Market = {
      ...flat,
      channels: [{ zone: 'china', from: month(1), to: month(3), openShare: 0, discount: 0, freightUsdPerWmt: 0, excused: true }],
    };
    expect(deferredTonnes(valueEntry(entryUnderWay({ takenTonnes: 6000, deferredTonnes: 3000 }), shutMarket, 6000))).toEqual([
      0, 0, 0, 3000, 0, 0, 0, 0,
    ]);
    const short = valueEntry(entryUnderWay({ takenTonnes: 6000, deferredTonnes: 3000 }, undefined, month(2)), flat, 1500);
    expect(sum(short.months.map((contractMonth) => contractMonth.deferred))).toBe(1000);
  });

  it('count as untaken in the last contract year if they lapse with the contract', () => {
    // 500 a month are delivered until the end in month 2; 8 months of 1,000, of which 2,000 were deferred
    const value = valueEntry(entryUnderWay({ takenTonnes: 6000, deferredTonnes: 3000 }, undefined, month(2)), flat, 1500);
    expect(value.takeOrPay[0]).toMatchObject({ annual: 8000, taken: 6000, deficiencyTonnes: 2000, amount: 200_000 });
    const cut = valueEntry(entryUnderWay({ takenTonnes: 6000, deferredTonnes: 3000 }, undefined, month(2)), flat, 1200);
    expect(cut.takeOrPay[0]).toMatchObject({ taken: expect.closeTo(5400, 9), deficiencyTonnes: expect.closeTo(2600, 9) });
  });

  it('are due in month 1 whatever the date of the position', () => {
    const staleEntry = entryUnderWay({ asOf: month(-4), takenTonnes: 2000, deferredTonnes: 3000 });
    expect(deferredTonnes(valueEntry(staleEntry, flat, 6000))).toEqual([3000, 0, 0, 0, 0, 0, 0, 0]);
  });
});
