import { describe, expect, it } from 'vitest';
import { combineScenarios, destinationDiversificationValue, scaleScenario, scenarioMarket, valuePortfolio } from '#engine';
import { ReferenceCode } from '#shared/domain/ids.ts';
import type { Scenario, ScenarioShocks } from '#shared/domain/scenario.ts';
import { entry, market, month, offtake, portfolio, product, scenario, terms } from '../../tests/helpers/engine/plans.ts';

const shock = (reference: string, knots: readonly { afterMonths: number; value: number }[]) =>
  ({ reference, knots, source: 'Stated in the test.' }) as Scenario['prices'][number];
const noCharges: ReadonlySet<string> = new Set();
const shocks = (fields: Partial<ScenarioShocks>): ScenarioShocks => ({
  startsAfterMonths: 0,
  prices: [],
  demand: [],
  channels: [],
  ...fields,
});
const fall = shock('iron', [
  { afterMonths: 0, value: 1 },
  { afterMonths: 10, value: 0.5 },
]);
const jump = shock('iron', [
  { afterMonths: 0, value: 0.8 },
  { afterMonths: 7, value: 1.1 },
]);
const pricesOf = (scenarioShocks: ScenarioShocks): number[] => [
  ...scenarioMarket(market(), scenario(scenarioShocks), portfolio([])).prices.iron!,
];

describe('scenarios combined', () => {
  it("multiply month by month, from each scenario's own start", () => {
    const firstShocks = shocks({ startsAfterMonths: 2, prices: [fall] });
    const secondShocks = shocks({ startsAfterMonths: 6, prices: [jump] });
    const deck = pricesOf(shocks({}));
    const [first, second] = [pricesOf(firstShocks), pricesOf(secondShocks)];
    const combinedPrices = pricesOf(combineScenarios([firstShocks, secondShocks], noCharges));
    for (const [i, price] of combinedPrices.entries()) expect(price).toBeCloseTo((first[i]! * second[i]!) / deck[i]!, 9);
    expect(pricesOf(combineScenarios([secondShocks, firstShocks], noCharges))).toEqual(
      combinedPrices.map((price) => expect.closeTo(price, 9)),
    );
  });

  it('add the shifts of charges and keep shocks of one scenario unchanged', () => {
    const charge = { ...shock('iron', [{ afterMonths: 0, value: -10 }]), reference: ReferenceCode.parse('TC') };
    const combination = combineScenarios([shocks({ prices: [charge] }), shocks({ prices: [charge, fall] })], new Set(['TC']));
    expect(combination.prices.map(({ knots }) => knots)).toEqual([[{ afterMonths: 0, value: -20 }], fall.knots]);
    expect(combineScenarios([shocks({ startsAfterMonths: 9, prices: [fall] })], noCharges)).toEqual(
      shocks({ startsAfterMonths: 9, prices: [fall] }),
    );
  });

  it('keep each channel row in its own months', () => {
    const row = {
      zone: 'china',
      afterMonths: 1,
      months: 2,
      openShare: 0,
      discount: 0,
      freightUsdPerWmt: 0,
      excused: true,
      source: 'Test.',
    } as const;
    const combination = combineScenarios(
      [shocks({ startsAfterMonths: 3, channels: [row] }), shocks({ startsAfterMonths: 8, channels: [row] })],
      noCharges,
    );
    const datedChannels = scenarioMarket(market(), scenario(combination), portfolio([])).channels;
    expect(datedChannels.map(({ from, to }) => [from, to])).toEqual([
      [month(4), month(5)],
      [month(9), month(10)],
    ]);
  });

  it('are refused if the result has too many knots, and if the list is empty', () => {
    const manyKnots = (from: number) =>
      shocks({
        prices: [
          shock(
            'iron',
            Array.from({ length: 30 }, (_, i) => ({ afterMonths: from + 2 * i, value: 0.9 })),
          ),
        ],
      });
    expect(() => combineScenarios([manyKnots(0), manyKnots(1)], noCharges)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
    expect(() => combineScenarios([], noCharges)).toThrow(expect.objectContaining({ code: 'EMPTY' }));
  });
});

describe('a scenario scaled', () => {
  const row = {
    zone: 'china',
    afterMonths: 0,
    months: 2,
    openShare: 0.4,
    discount: 0.6,
    freightUsdPerWmt: 5,
    excused: true,
    source: 'Test.',
  } as const;
  const demand = { zone: 'china', knots: [{ afterMonths: 12, value: 0.4 }], source: 'Test.' } as const;
  const baseShocks = shocks({ prices: [fall], demand: [demand], channels: [row] });

  it('is itself at factor 1 and has no effect at factor 0', () => {
    expect(scaleScenario(baseShocks, 1, noCharges)).toEqual(baseShocks);
    const zeroShocks = scaleScenario(baseShocks, 0, noCharges);
    expect(pricesOf(zeroShocks)).toEqual(pricesOf(shocks({})));
    expect([zeroShocks.demand[0]!.knots[0]!.value, zeroShocks.channels[0]!.openShare, zeroShocks.channels[0]!.discount]).toEqual([1, 1, 0]);
  });

  it('at factor 2 squares a multiplier, doubles a shift and stays within bounds', () => {
    const doubleShocks = scaleScenario(baseShocks, 2, noCharges);
    expect(doubleShocks.prices[0]!.knots[1]!.value).toBe(0.25);
    expect(doubleShocks.demand[0]!.knots[0]!.value).toBe(0);
    expect(doubleShocks.channels[0]).toMatchObject({ openShare: 0, discount: 1, freightUsdPerWmt: 10 });
    const charge = shocks({ prices: [shock('iron', [{ afterMonths: 0, value: -21.25 }])] });
    expect(scaleScenario(charge, 2, new Set(['iron'])).prices[0]!.knots[0]!.value).toBe(-42.5);
  });

  it('scaled by a half twice equals scaled by a quarter once', () => {
    const halves = scaleScenario(scaleScenario(shocks({ prices: [fall] }), 0.5, noCharges), 0.5, noCharges);
    expect(pricesOf(halves)).toEqual(
      pricesOf(scaleScenario(shocks({ prices: [fall] }), 0.25, noCharges)).map((price) => expect.closeTo(price, 9)),
    );
  });

  it('refuses a negative factor', () => {
    expect(() => scaleScenario(baseShocks, -1, noCharges)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
  });
});

describe('the value of other destinations than China', () => {
  const portfolioIn = (zone: 'china' | 'europe') =>
    portfolio(
      [
        entry(offtake({ terms: [terms({ quantity: { tolerance: 0.5, toleranceOption: 'buyer' } })] }), {
          destination: [{ zone, share: 1 }],
        }),
      ],
      { products: [product({ depthShare: 9 })] },
    );
  const avoidedLoss = (zone: 'china' | 'europe', scenarioShocks: ScenarioShocks): number => {
    const of = portfolioIn(zone);
    const base = { portfolio: of, market: market(), value: valuePortfolio(of, market()) };
    const after = scenarioMarket(market(), scenario(scenarioShocks), of);
    return destinationDiversificationValue(base, { portfolio: of, market: after, value: valuePortfolio(of, after) });
  };
  const demandShocks = shocks({ demand: [{ zone: 'china', knots: [{ afterMonths: 0, value: 0.5 }], source: 'Test.' }] });

  it('is zero in a price scenario, and zero if everything goes to China', () => {
    expect(avoidedLoss('europe', shocks({ prices: [fall] }))).toBeCloseTo(0, 6);
    expect(avoidedLoss('china', demandShocks)).toBeCloseTo(0, 6);
  });

  it('equals the loss that China’s reduced calls would have caused, where the market is deep', () => {
    const of = portfolioIn('china');
    const lostRevenue =
      valuePortfolio(of, market()).revenue.reduce((a, b) => a + b, 0) -
      valuePortfolio(of, scenarioMarket(market(), scenario(demandShocks), of)).revenue.reduce((a, b) => a + b, 0);
    expect(lostRevenue).toBeGreaterThan(0);
    expect(avoidedLoss('europe', demandShocks)).toBeCloseTo(lostRevenue, 4);
  });
});
