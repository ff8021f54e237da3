import { describe, expect, it } from 'vitest';
import {
  clauseValues,
  deckMarket,
  type Market,
  type MarketReference,
  mergeBlocks,
  type Portfolio,
  type SimulationRequest,
  scenarioMarket,
  simulate,
  valuePortfolio,
} from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { IndexAverage } from '#shared/domain/indexAverage.ts';
import { OFF } from '../../tests/golden/engine/simulationOff.ts';
import {
  entry,
  month,
  offtake,
  portfolio,
  product,
  REFERENCES,
  scenario,
  type TermsGiven,
  terms,
  VALUED,
} from '../../tests/helpers/engine/plans.ts';
import { DRIVERS, driver } from '../../tests/helpers/engine/priceDrivers.ts';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const [PLATTS, MYSTEEL, BLEND] = ['iron' as ReferenceCode, 'mysteel' as ReferenceCode, 'blend' as ReferenceCode];
const mysteel: MarketReference = { code: MYSTEEL, kind: 'price', unit: 'USD/dmt', metal: 'iron' };

type Given = Parameters<typeof IndexAverage.parse>[0];
const half = [
  { reference: PLATTS, share: 0.5 },
  { reference: MYSTEEL, share: 0.5 },
];

/** A plan priced on the average; without one on the iron ore index. */
const planOf = (average?: Given, fields: TermsGiven = {}): Portfolio => {
  const price = { ...terms().price, reference: average === undefined ? PLATTS : BLEND } as ReturnType<typeof terms>['price'];
  return portfolio([entry(offtake({ end: month(12), terms: [terms({ price, ...fields })] }))], {
    lastMonth: month(12),
    products: [product({ production: Array.from({ length: 12 }, () => 1000) })],
    references: {
      ...REFERENCES,
      mysteel,
      ...(average === undefined
        ? {}
        : {
            blend: {
              code: BLEND,
              kind: 'price',
              unit: 'USD/dmt',
              metal: 'iron',
              average: IndexAverage.parse(average),
            } satisfies MarketReference,
          }),
    },
  });
};

/** Iron ore at 100 + t and Mysteel at 90 in month t after the valuation. */
const marketOf = ({ references }: Portfolio): Market => {
  const points = Array.from({ length: 48 }, (_, i) => i - 12).flatMap((t) => [
    { reference: PLATTS, month: VALUED + t, price: 100 + t },
    { reference: MYSTEEL, month: VALUED + t, price: 90 },
  ]);
  return deckMarket(points, references, VALUED - 12, VALUED + 35);
};

const netPrices = (plan: Portfolio, on = marketOf(plan)): readonly number[] =>
  valuePortfolio(plan, on).contracts[0]!.months.map(({ netPrice }) => netPrice);

const expectPrices = (average: Given, expectedAt: (t: number) => number): void =>
  netPrices(planOf(average)).forEach((price, i) => {
    expect(price).toBeCloseTo(expectedAt(i + 1), 9);
  });

describe('the price of an average', () => {
  it('is the weighted sum of its indices', () => {
    // 0.5 (100 + t) + 0.5 x 90
    expectPrices({ indices: half, fallback: { kind: 'lastValue' } }, (t) => 95 + t / 2);
  });

  it('switches from one index to another in the agreed month', () => {
    const indices = [
      { reference: PLATTS, share: 1, to: month(6) },
      { reference: MYSTEEL, share: 1, from: month(7) },
    ];
    expectPrices({ indices, fallback: { kind: 'lastValue' } }, (t) => (t <= 6 ? 100 + t : 90));
  });

  it('after its last index has ended is the last value, a fixed amount, or another index', () => {
    const indices = [{ reference: PLATTS, share: 1, to: month(4) }];
    expectPrices({ indices, fallback: { kind: 'lastValue' } }, (t) => 100 + Math.min(t, 4));
    expectPrices({ indices, fallback: { kind: 'fixed', amount: 77 } }, (t) => (t <= 4 ? 100 + t : 77));
    expectPrices({ indices, fallback: { kind: 'index', reference: MYSTEEL } }, (t) => (t <= 4 ? 100 + t : 90));
  });

  it('is averaged over the quotational period month by month, across a switch', () => {
    const indices = [
      { reference: PLATTS, share: 1, to: month(2) },
      { reference: MYSTEEL, share: 1, from: month(3) },
    ];
    const quotation = { alternatives: [{ offset: 0, length: 3, from: 'shipment' }] } as const;
    // January: (101 + 102 + 90) / 3
    expect(netPrices(planOf({ indices, fallback: { kind: 'lastValue' } }, { quotation }))[0]).toBeCloseTo(293 / 3, 9);
  });

  it('is missing before its first index starts, and where an index has no price', () => {
    const latePlan = planOf({ indices: [{ reference: PLATTS, share: 1, from: month(3) }], fallback: { kind: 'lastValue' } });
    expectRefusal(() => netPrices(latePlan), 'MISSING_PRICE', { reference: BLEND, month: month(1) });
    const unknownIndexPlan = planOf({ indices: [{ reference: 'nowhere', share: 1 }], fallback: { kind: 'lastValue' } });
    expectRefusal(() => netPrices(unknownIndexPlan), 'MISSING_PRICE', { reference: BLEND, month: month(1) });
  });

  it('moves with its indices in a scenario, not with a fixed amount', () => {
    const slump = scenario({ prices: [{ reference: PLATTS, knots: [{ afterMonths: 0, value: 0.5 }], source: '' }] });
    const average = {
      indices: [
        { ...half[0]!, to: month(4) },
        { ...half[1]!, to: month(4) },
      ],
      fallback: { kind: 'fixed', amount: 77 },
    } as const;
    const plan = planOf(average);
    // 0.5 x 0.5 (100 + t) + 0.5 x 90
    netPrices(plan, scenarioMarket(marketOf(plan), slump, plan)).forEach((price, i) => {
      expect(price).toBeCloseTo(i < 4 ? 70 + (i + 1) / 4 : 77, 9);
    });
  });
});

describe('an average that consists of one index', () => {
  const ALONE = { indices: [{ reference: PLATTS, share: 1 }], fallback: { kind: 'lastValue' } } as const;
  const collar = { level: 'reference', floor: 100, cap: 120 } as const;
  const choice = {
    alternatives: [
      { offset: 0, length: 1, from: 'shipment' },
      { offset: 2, length: 2, from: 'shipment' },
    ],
    holder: 'seller',
    declarationMonths: 0,
  } as const;

  it('has the same revenue on every path, also with a choice of quotational periods', () => {
    const revenue = (average: Given | undefined, fields: TermsGiven) => {
      const plan = planOf(average, fields);
      const request: SimulationRequest = {
        portfolio: plan,
        market: marketOf(plan),
        drivers: [...DRIVERS, driver(MYSTEEL, { meanReversion: 0 })],
        correlation: Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (__, j) => (i === j ? 1 : 0.2))),
        parameters: OFF,
      };
      return mergeBlocks(request, [simulate(request, { from: 0, to: 256 })]).netRevenueTotal;
    };
    for (const fields of [{}, { collar }, { quotation: choice }]) expect(revenue(ALONE, fields)).toEqual(revenue(undefined, fields));
  });

  it('has clauses of the same value', () => {
    const valuesOf = (average?: Given) => {
      const plan = planOf(average, { collar, quotation: choice });
      const on = marketOf(plan);
      const iron = { kind: 'price', volatility: 0.3, meanReversion: 0 } as const;
      return clauseValues(plan, valuePortfolio(plan, on).contracts[0]!, on, { iron, mysteel: iron }).clauses.map(({ value }) => value);
    };
    valuesOf(ALONE).forEach((value, i) => {
      expect(value).toBeCloseTo(valuesOf()[i]!, 6);
    });
  });
});

it('a floor on the average of two uncorrelated indices is worth less than on one of them', () => {
  const iron = { kind: 'price', volatility: 0.3, meanReversion: 0 } as const;
  const floorValue = (indices: Given) => {
    const plan = planOf(indices, { collar: { level: 'reference', floor: 90 } });
    const flat = deckMarket(
      Array.from({ length: 48 }, (_, i) => i - 12).flatMap((t) =>
        [PLATTS, MYSTEEL].map((reference) => ({ reference, month: VALUED + t, price: 100 })),
      ),
      plan.references,
      VALUED - 12,
      VALUED + 35,
    );
    return clauseValues(plan, valuePortfolio(plan, flat).contracts[0]!, flat, { iron, mysteel: iron }).clauses[0]!.value;
  };
  const separateValue = floorValue({ indices: [{ reference: PLATTS, share: 1 }], fallback: { kind: 'lastValue' } });
  expect(floorValue({ indices: half, fallback: { kind: 'lastValue' } })).toBeLessThan(0.8 * separateValue);
});

describe('an average is refused', () => {
  const issueOf = (average: Given) => IndexAverage.safeParse(average).error?.issues.map(({ path, message }) => [path.join('.'), message]);
  const fallback = { kind: 'lastValue' } as const;

  it('whose shares do not sum to 100 % in a month with an index', () => {
    expect(issueOf({ indices: [{ reference: PLATTS, share: 0.5 }], fallback })).toEqual([['indices.0.share', 'sharesNotWhole']]);
    // both are in force in months 4 and 5
    const overlap = [
      { reference: PLATTS, share: 1, to: month(5) },
      { reference: MYSTEEL, share: 1, from: month(4) },
    ];
    expect(issueOf({ indices: overlap, fallback })).toEqual([['indices.0.share', 'sharesNotWhole']]);
    expect(
      issueOf({
        indices: [
          { reference: PLATTS, share: 1, to: month(3) },
          { reference: MYSTEEL, share: 1, from: month(6) },
        ],
        fallback,
      }),
    ).toBeUndefined();
  });

  it('with an index that ends before it starts', () => {
    expect(issueOf({ indices: [{ reference: PLATTS, share: 1, from: month(5), to: month(4) }], fallback })).toEqual([
      ['indices.0.to', 'endBeforeStart'],
    ]);
  });
});
