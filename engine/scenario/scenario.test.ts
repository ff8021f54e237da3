import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { revalue, scenarioMarket, valuePortfolio } from '#engine';
import { type ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Quantity } from '#shared/domain/terms.ts';
import { sum } from '#shared/math.ts';
import { entry, market, month, offtake, portfolio, product, scenario, terms } from '../../tests/helpers/engine/plans.ts';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';

const plan = portfolio([]);
const valueAt = (series: Float64Array | undefined, t: number, start = market().start): number => series![month(t) - start]!;
const shock = (reference: string, knots: readonly { afterMonths: number; value: number }[]) =>
  ({ reference, knots, source: 'Stated in the test.' }) as Scenario['prices'][number];

describe("a scenario's market", () => {
  const fall = [
    { afterMonths: 0, value: 1 },
    { afterMonths: 24, value: 0.25 },
    { afterMonths: 30, value: 0.25 },
  ];

  it('interpolates prices in the logarithm from its start and holds the last knot', () => {
    const { prices } = scenarioMarket(market(), scenario({ startsAfterMonths: 6, prices: [shock('iron', fall)] }), plan);
    expect([0, 6].map((t) => valueAt(prices.iron, t))).toEqual([100, 100]);
    // half-way to a quarter is a half
    expect(valueAt(prices.iron, 18)).toBeCloseTo(50, 9);
    expect([30, 36, 50].map((t) => valueAt(prices.iron, t))).toEqual([25, 25, 25]);
  });

  it('does not change the deck, the fixings or any other reference', () => {
    const crash = scenario({ prices: [shock('iron', [{ afterMonths: 0, value: 0.5 }])] });
    const movedMarket = scenarioMarket(market(), crash, plan);
    expect(movedMarket.deck).toEqual(market().deck);
    expect([valueAt(movedMarket.prices.iron, 0), valueAt(movedMarket.prices.iron, 1), valueAt(movedMarket.prices.copper, 1)]).toEqual([
      100, 50, 9600,
    ]);
  });

  it('shifts a treatment charge linearly in USD/dmt', () => {
    const shift = [
      { afterMonths: 0, value: 0 },
      { afterMonths: 10, value: -40 },
    ];
    const { prices } = scenarioMarket(market(), scenario({ prices: [shock('tc', shift)] }), plan);
    expect(valueAt(prices.tc, 5)).toBeCloseTo(-40, 9);
    expect(valueAt(prices.tc, 20)).toBe(-60);
  });

  it('moves a follower by beta, then by its own shock', () => {
    const carbonate = shock('carbonate', [{ afterMonths: 0, value: 0.25 }]);
    const follower = (...prices: Scenario['prices'][number][]) =>
      valueAt(scenarioMarket(market(), scenario({ prices }), plan).prices.spodumene, 1);
    // 1,000 x 0.25^0.5
    expect(follower(carbonate)).toBeCloseTo(500, 9);
    expect(follower(carbonate, shock('spodumene', [{ afterMonths: 0, value: 0.8 }]))).toBeCloseTo(400, 9);
  });

  it('interpolates demand linearly between knots', () => {
    const knots = [
      { afterMonths: 0, value: 1 },
      { afterMonths: 12, value: 0.85 },
      { afterMonths: 24, value: 1 },
    ];
    const { demand } = scenarioMarket(
      market(),
      scenario({ startsAfterMonths: 6, demand: [{ zone: 'china', knots, source: 'Stated in the test.' }] }),
      plan,
    );
    expect([6, 12, 18, 24, 30].map((t) => valueAt(demand.china, t))).toEqual([
      1,
      expect.closeTo(0.925, 12),
      0.85,
      expect.closeTo(0.925, 12),
      1,
    ]);
    expect(valueAt(demand.europe, 18)).toBe(1);
  });

  it('refuses a multiplier of zero or less', () => {
    expectRefusal(
      () => scenarioMarket(market(), scenario({ prices: [shock('iron', [{ afterMonths: 3, value: 0 }])] }), plan),
      'OUT_OF_RANGE',
      {
        field: 'prices.iron',
      },
    );
  });
});

const causesOf = ({ causes }: ReturnType<typeof revalue>) => Object.fromEntries(causes.map(({ key, amount }) => [key, Math.round(amount)]));

describe('a revaluation', () => {
  it('attributes the loss to prices and the gain to the floor', () => {
    const flooredPlan = portfolio([entry(offtake({ terms: [terms({ collar: { level: 'blend', floor: 90 } })] }))]);
    const result = revalue(flooredPlan, market(), scenario({ prices: [shock('iron', [{ afterMonths: 0, value: 0.6 }])] }));
    // 24,000 dmt: 100 to 60 without the floor, 90 with it; spot 43,200 - 24,000 = 19,200 dmt at 40 less
    expect(causesOf(result)).toEqual({
      prices: -960_000,
      volume: 0,
      performance: 0,
      channels: 0,
      floors: 720_000,
      takeOrPay: 0,
      spot: -768_000,
    });
    expect(result.byContract[0]).toMatchObject({
      base: 2_400_000,
      scenario: 2_160_000,
      withoutClauses: expect.closeTo(1_440_000, 4),
      savedByFloor: expect.closeTo(720_000, 4),
      savedByTakeOrPay: 0,
    });
    expect(result.total).toMatchObject({ change: expect.closeTo(-1_008_000, 4), saved: expect.closeTo(720_000, 4) });
  });

  it('attributes the loss to volume and the gain to take-or-pay', () => {
    const committedQuantity = { tolerance: 0.2, toleranceOption: 'buyer', takeOrPayShare: 0.95 } as const;
    const committedPlan = portfolio([entry(offtake({ terms: [terms({ quantity: committedQuantity })] }))], {
      products: [product({ depthShare: 9 })],
    });
    const slump = scenario({ demand: [{ zone: 'china', knots: [{ afterMonths: 0, value: 0.85 }], source: 'Stated in the test.' }] });
    const result = revalue(committedPlan, market(), slump);
    // calls at 0.85 without take-or-pay, at 0.95 with it; the 5 % left, 1,200 dmt, go to spot at 97
    expect(causesOf(result)).toEqual({
      prices: 0,
      volume: -360_000,
      performance: 0,
      channels: 0,
      floors: 0,
      // without take-or-pay 3,600 dmt would be on spot: 240,000 - 2,400 x 97
      takeOrPay: 7_200,
      spot: 349_200,
    });
    expect(result.causes.find(({ key }) => key === 'takeOrPay')?.onContracts).toBeCloseTo(240_000, 4);
    expect(result.total.saved).toBeCloseTo(7_200, 4);
  });

  it('counts a floor by its value above that at the deck', () => {
    // the floor of 110 already gives 10 at the deck of 100
    const flooredPlan = portfolio([entry(offtake({ terms: [terms({ collar: { level: 'blend', floor: 110 } })] }))]);
    const result = revalue(flooredPlan, market(), scenario({ prices: [shock('iron', [{ afterMonths: 0, value: 0.6 }])] }));
    expect(causesOf(result)).toMatchObject({ prices: -960_000, floors: 960_000 });
    expect(result.byContract[0]?.savedByFloor).toBeCloseTo(24_000 * 50, 4);
  });

  it('counts take-or-pay by its payment above that at the deck', () => {
    // closed for three months already: 3,000 dmt are paid at 100 at the deck, at 60 in the scenario; the lot lapses at once at spot
    const closedMarket = {
      ...market(),
      channels: [{ zone: 'china', from: month(4), to: month(6), openShare: 0, discount: 0, freightUsdPerWmt: 0, excused: false } as const],
    };
    const flooredTerms = terms({ quantity: { takeOrPayShare: 1 }, collar: { level: 'blend', floor: 80 } });
    const result = revalue(
      portfolio([entry(offtake({ terms: [flooredTerms] }))]),
      closedMarket,
      scenario({ prices: [shock('iron', [{ afterMonths: 0, value: 0.6 }])] }),
    );
    // 3,000 x (80 - 60) in the scenario, 3,000 x (100 - 100) at the deck
    expect(causesOf(result)).toMatchObject({ floors: 21_000 * 20, takeOrPay: 60_000 });
    expect(result.byContract[0]?.savedByTakeOrPay).toBeCloseTo(60_000, 4);

    const difference = terms({ quantity: { takeOrPayShare: 1, takeOrPayBasis: 'difference' }, collar: { level: 'blend', floor: 110 } });
    const paidRevaluation = revalue(
      portfolio([entry(offtake({ terms: [difference] }))]),
      closedMarket,
      scenario({ prices: [shock('iron', [{ afterMonths: 0, value: 0.6 }])] }),
    );
    // 3,000 x (110 - 60) against 3,000 x (110 - 100) at the deck
    expect(causesOf(paidRevaluation)).toMatchObject({ takeOrPay: 120_000 });
    expect(paidRevaluation.byContract[0]?.savedByTakeOrPay).toBeCloseTo(150_000, 4);
  });

  it('equals the base for a scenario without shocks', () => {
    const unchangedScenario = scenario({
      prices: ['iron', 'copper', 'carbonate', 'spodumene'].map((code) =>
        shock(code, [
          { afterMonths: 0, value: 1 },
          { afterMonths: 24, value: 1 },
        ]),
      ),
      demand: [{ zone: 'china', knots: [{ afterMonths: 12, value: 1 }], source: 'Stated in the test.' }],
    });
    const movingMarket = market({ iron: (t) => 100 + 3 * Math.sin(t) });
    const optionPlan = portfolio([entry(offtake({ terms: [terms({ quantity: { tolerance: 0.1, toleranceOption: 'seller' } })] }))]);
    expect(valuePortfolio(optionPlan, scenarioMarket(movingMarket, unchangedScenario, optionPlan))).toEqual(
      valuePortfolio(optionPlan, movingMarket),
    );
  });
});

describe('in every scenario', () => {
  const knots = (min: number, max: number) =>
    fc
      .uniqueArray(fc.record({ afterMonths: fc.integer({ min: 0, max: 36 }), value: fc.double({ min, max, noNaN: true }) }), {
        minLength: 1,
        maxLength: 4,
        selector: ({ afterMonths }) => afterMonths,
      })
      .map((points) => points.toSorted((a, b) => a.afterMonths - b.afterMonths));
  const quantity: fc.Arbitrary<Partial<Quantity>> = fc.record({
    tonnesPerYear: fc.integer({ min: 0, max: 9000 }),
    tolerance: fc.double({ min: 0, max: 0.3, noNaN: true }),
    toleranceOption: fc.constantFrom('none', 'buyer', 'seller'),
    takeOrPayShare: fc.double({ min: 0, max: 1, noNaN: true }),
    takeOrPayBasis: fc.constantFrom('full', 'difference'),
    makeUpMonths: fc.integer({ min: 0, max: 24 }),
  });
  const contracts = fc.array(fc.record({ quantity, floor: fc.option(fc.integer({ min: 50, max: 130 }), { nil: undefined }) }), {
    maxLength: 3,
  });
  const event = fc.record({
    prices: knots(0.2, 1.5).map((points) => [shock('iron', points)]),
    demand: knots(0.6, 1.1).map((points) => [{ zone: 'china' as const, knots: points, source: 'Stated in the test.' }]),
    channels: fc.array(
      fc.record({
        zone: fc.constant('china' as const),
        afterMonths: fc.constant(4),
        months: fc.constant(5),
        openShare: fc.double({ min: 0, max: 1, noNaN: true }),
        discount: fc.constant(0.1),
        freightUsdPerWmt: fc.constant(2),
        excused: fc.boolean(),
        source: fc.constant('Stated in the test.'),
      }),
      { maxLength: 1 },
    ),
  });

  it('the causes sum to the change, and the value of clauses to the scenario with them minus without', () => {
    fc.assert(
      fc.property(contracts, event, (contractFields, shocks) => {
        const of = portfolio(
          contractFields.map(({ quantity: q, floor }, i) =>
            entry(
              offtake({
                id: `C-${i}` as ContractId,
                terms: [terms({ quantity: q, ...(floor === undefined ? {} : { collar: { level: 'blend', floor } }) })],
              }),
            ),
          ),
          {
            products: [
              product({
                spotPrice: {
                  basis: 'indexDmt',
                  reference: ReferenceCode.parse('iron'),
                  element: 'Fe',
                  adjustment: { kind: 'proRata' },
                  referenceGrade: 0.62,
                  premium: -2,
                  penalties: [],
                },
              }),
            ],
          },
        );
        const { causes, total, byContract, spot, ...values } = revalue(of, market(), scenario(shocks));
        const scale = Math.max(1, Math.abs(total.base));
        expect(Math.abs(sum(causes.map(({ amount }) => amount)) - total.change) / scale).toBeLessThan(1e-12);
        const inScenario =
          sum(byContract.map((outcome) => outcome.savedByFloor + outcome.savedByTakeOrPay)) + spot.scenario - spot.withoutClauses;
        const atBase = sum(values.base.revenue) - sum(values.baseWithoutClauses.revenue);
        expect(Math.abs(inScenario - atBase - total.saved) / scale).toBeLessThan(1e-12);
        const bars = sum(causes.flatMap(({ key, amount }) => (key === 'floors' || key === 'takeOrPay' ? [amount] : [])));
        expect(Math.abs(bars - total.saved) / scale).toBeLessThan(1e-12);
      }),
      { numRuns: 100 },
    );
  });
});
