import { describe, expect, it } from 'vitest';
import { combineScenarios, destinationDiversificationValue, scaleScenario, scenarioMarket, valuePortfolio } from '#engine';
import { ReferenceCode } from '#shared/domain/ids.ts';
import type { Scenario, ScenarioShocks } from '#shared/domain/scenario.ts';
import { entry, market, month, offtake, portfolio, product, scenario, terms } from '../../tests/helpers/engine/plans.ts';

const shock = (reference: string, knots: readonly { afterMonths: number; value: number }[]) =>
  ({ reference, knots, source: 'Stated in the test.' }) as Scenario['prices'][number];
const none: ReadonlySet<string> = new Set();
const shocks = (given: Partial<ScenarioShocks>): ScenarioShocks => ({
  startsAfterMonths: 0,
  prices: [],
  demand: [],
  channels: [],
  ...given,
});
const fall = shock('iron', [
  { afterMonths: 0, value: 1 },
  { afterMonths: 10, value: 0.5 },
]);
const jump = shock('iron', [
  { afterMonths: 0, value: 0.8 },
  { afterMonths: 7, value: 1.1 },
]);
const pricesOf = (given: ScenarioShocks): number[] => [...scenarioMarket(market(), scenario(given), portfolio([])).prices.iron!];

describe('scenarios combined', () => {
  it("multiply month by month, from each scenario's own start", () => {
    const one = shocks({ startsAfterMonths: 2, prices: [fall] });
    const other = shocks({ startsAfterMonths: 6, prices: [jump] });
    const deck = pricesOf(shocks({}));
    const [first, second] = [pricesOf(one), pricesOf(other)];
    const together = pricesOf(combineScenarios([one, other], none));
    for (const [i, price] of together.entries()) expect(price).toBeCloseTo((first[i]! * second[i]!) / deck[i]!, 9);
    expect(pricesOf(combineScenarios([other, one], none))).toEqual(together.map((price) => expect.closeTo(price, 9)));
  });

  it('add the shifts of charges and keep shocks of one scenario unchanged', () => {
    const charge = { ...shock('iron', [{ afterMonths: 0, value: -10 }]), reference: ReferenceCode.parse('TC') };
    const both = combineScenarios([shocks({ prices: [charge] }), shocks({ prices: [charge, fall] })], new Set(['TC']));
    expect(both.prices.map(({ knots }) => knots)).toEqual([[{ afterMonths: 0, value: -20 }], fall.knots]);
    expect(combineScenarios([shocks({ startsAfterMonths: 9, prices: [fall] })], none)).toEqual(
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
    const both = combineScenarios(
      [shocks({ startsAfterMonths: 3, channels: [row] }), shocks({ startsAfterMonths: 8, channels: [row] })],
      none,
    );
    const dated = scenarioMarket(market(), scenario(both), portfolio([])).channels;
    expect(dated.map(({ from, to }) => [from, to])).toEqual([
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
    expect(() => combineScenarios([manyKnots(0), manyKnots(1)], none)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
    expect(() => combineScenarios([], none)).toThrow(expect.objectContaining({ code: 'EMPTY' }));
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
  const given = shocks({ prices: [fall], demand: [demand], channels: [row] });

  it('is itself at factor 1 and has no effect at factor 0', () => {
    expect(scaleScenario(given, 1, none)).toEqual(given);
    const still = scaleScenario(given, 0, none);
    expect(pricesOf(still)).toEqual(pricesOf(shocks({})));
    expect([still.demand[0]!.knots[0]!.value, still.channels[0]!.openShare, still.channels[0]!.discount]).toEqual([1, 1, 0]);
  });

  it('at factor 2 squares a multiplier, doubles a shift and stays within bounds', () => {
    const twice = scaleScenario(given, 2, none);
    expect(twice.prices[0]!.knots[1]!.value).toBe(0.25);
    expect(twice.demand[0]!.knots[0]!.value).toBe(0);
    expect(twice.channels[0]).toMatchObject({ openShare: 0, discount: 1, freightUsdPerWmt: 10 });
    const charge = shocks({ prices: [shock('iron', [{ afterMonths: 0, value: -21.25 }])] });
    expect(scaleScenario(charge, 2, new Set(['iron'])).prices[0]!.knots[0]!.value).toBe(-42.5);
  });

  it('scaled by a half twice equals scaled by a quarter once', () => {
    const halves = scaleScenario(scaleScenario(shocks({ prices: [fall] }), 0.5, none), 0.5, none);
    expect(pricesOf(halves)).toEqual(
      pricesOf(scaleScenario(shocks({ prices: [fall] }), 0.25, none)).map((price) => expect.closeTo(price, 9)),
    );
  });

  it('refuses a negative factor', () => {
    expect(() => scaleScenario(given, -1, none)).toThrow(expect.objectContaining({ code: 'OUT_OF_RANGE' }));
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
  const avoidedLoss = (zone: 'china' | 'europe', given: ScenarioShocks): number => {
    const of = portfolioIn(zone);
    const base = { portfolio: of, market: market(), value: valuePortfolio(of, market()) };
    const after = scenarioMarket(market(), scenario(given), of);
    return destinationDiversificationValue(base, { portfolio: of, market: after, value: valuePortfolio(of, after) });
  };
  const less = shocks({ demand: [{ zone: 'china', knots: [{ afterMonths: 0, value: 0.5 }], source: 'Test.' }] });

  it('is zero in a price scenario, and zero if everything goes to China', () => {
    expect(avoidedLoss('europe', shocks({ prices: [fall] }))).toBeCloseTo(0, 6);
    expect(avoidedLoss('china', less)).toBeCloseTo(0, 6);
  });

  it('equals the loss that China’s reduced calls would have caused, where the market is deep', () => {
    const of = portfolioIn('china');
    const lost =
      valuePortfolio(of, market()).revenue.reduce((a, b) => a + b, 0) -
      valuePortfolio(of, scenarioMarket(market(), scenario(less), of)).revenue.reduce((a, b) => a + b, 0);
    expect(lost).toBeGreaterThan(0);
    expect(avoidedLoss('europe', less)).toBeCloseTo(lost, 4);
  });
});
