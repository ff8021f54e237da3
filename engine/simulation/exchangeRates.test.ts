import { describe, expect, it } from 'vitest';
import {
  deckMarket,
  type Market,
  mergeBlocks,
  type Portfolio,
  type PortfolioProduct,
  type PriceDriver,
  type SimulationRequest,
  type SimulationResult,
  simulate,
  valuePortfolio,
} from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { mean } from '#shared/math.ts';
import { OFF } from '../../tests/golden/engine/simulationOff.ts';
import { entry, month, offtake, portfolio, product, REFERENCES, terms, VALUED } from '../../tests/helpers/engine/plans.ts';

const [COPPER, YUAN, AUSTRALIAN, CATHODE] = ['copper', 'usdcny', 'usdaud', 'cathode'].map((code) => code as ReferenceCode) as [
  ReferenceCode,
  ReferenceCode,
  ReferenceCode,
  ReferenceCode,
];
const PATHS = 4096;
const MONTHS = 24;
const VOLATILITY = 0.1;

const driver = (reference: string, volatility: number): PriceDriver => ({
  reference,
  volatility,
  meanReversion: 0,
  cycleExponent: 0,
  additive: false,
});

const planOf = (price: 'copper' | 'cathode', fields: Partial<PortfolioProduct> = {}): Portfolio =>
  portfolio(
    [
      entry(
        offtake({ end: month(MONTHS), terms: [terms({ price: { basis: 'refined', reference: price as ReferenceCode, premium: 0 } })] }),
      ),
    ],
    {
      lastMonth: month(MONTHS),
      products: [product({ metal: 'copper', unitCost: [{ year: 2027, usdPerDmt: 6000 }], ...fields })],
      references: {
        ...REFERENCES,
        [YUAN]: { code: YUAN, kind: 'rate', unit: 'CNY/USD' },
        [AUSTRALIAN]: { code: AUSTRALIAN, kind: 'rate', unit: 'AUD/USD' },
        [CATHODE]: { code: CATHODE, kind: 'price', unit: 'CNY/t', metal: 'copper' },
      },
    },
  );

const marketOf = ({ references }: Portfolio): Market => {
  const points = [
    [COPPER, 9600],
    [YUAN, 7],
    [AUSTRALIAN, 1.5],
    [CATHODE, 70_000],
  ].flatMap(([reference, price]) =>
    Array.from({ length: 60 }, (_, i) => ({ reference: reference as ReferenceCode, month: VALUED - 12 + i, price: price as number })),
  );
  return deckMarket(points, references, VALUED - 12, VALUED + 47);
};

/** Copper, then the rates: the correlation of copper with the Australian dollar's rate is given. */
const requestOf = (plan: Portfolio, rateVolatility = VOLATILITY, correlation = 0): SimulationRequest => ({
  portfolio: plan,
  market: marketOf(plan),
  drivers: [driver(COPPER, 0.2), driver(YUAN, rateVolatility), driver(AUSTRALIAN, rateVolatility), driver(CATHODE, 0)],
  correlation: [
    [1, 0, correlation, 0],
    [0, 1, 0, 0],
    [correlation, 0, 1, 0],
    [0, 0, 0, 1],
  ],
  parameters: { ...OFF, cycle: { ...OFF.cycle, on: false } },
});

const run = (request: SimulationRequest): SimulationResult => mergeBlocks(request, [simulate(request, { from: 0, to: PATHS })]);

const spread = (values: readonly number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const totalCost = ({ measures }: SimulationResult): number[] =>
  Array.from({ length: PATHS }, (_, i) => measures.cost.reduce((total, year) => total + year[i]!, 0));
const margins = (result: SimulationResult): number[] => totalCost(result).map((cost, i) => result.netRevenueTotal[i]! - cost);

const inAustralia = planOf('copper', { costCurrency: { currency: 'AUD', share: 0.6 } });

describe('exchange rates on paths', () => {
  it('have the mean of the deck, and the spread of their volatility', () => {
    const { drivers } = run(requestOf(inAustralia));
    const rate = drivers.find(({ reference }) => reference === AUSTRALIAN)!;
    rate.meanRatio.forEach(({ value, error }, i) => {
      expect(Math.abs(value - 1)).toBeLessThan(4 * error);
      expect(rate.logSd[i]! / (VOLATILITY * Math.sqrt((i + 1) / 12))).toBeCloseTo(1, 1);
    });
  });

  it('move the revenue of a price in yuan: a fixed price varies as the rate, and its mean exceeds that of the deck by the variance', () => {
    const of = planOf('cathode', { spotPrice: { basis: 'refined', reference: CATHODE, premium: 0 } });
    const fixedRateResult = run(requestOf(of, 0));
    expect(spread([...fixedRateResult.netRevenueTotal])).toBe(0);
    const movingRateResult = run(requestOf(of));
    // month t pays F / S: its mean is e^(s^2 t) of the deck's
    const expectedMean = mean(Array.from({ length: MONTHS }, (_, i) => Math.exp((VOLATILITY ** 2 * (i + 1)) / 12)));
    const { value, error } = movingRateResult.total.mean;
    expect(error).toBeGreaterThan(0);
    expect(Math.abs(value / fixedRateResult.total.mean.value - expectedMean)).toBeLessThan((4 * error) / fixedRateResult.total.mean.value);
  });
});

describe('unit costs on paths', () => {
  it('equal the planned cost on every path without a share in another currency and with a rate that does not move', () => {
    const deterministicValue = valuePortfolio(inAustralia, marketOf(inAustralia));
    const plannedCosts = deterministicValue.contracts[0]!.cost.map((cost, y) => cost + deterministicValue.products[0]!.spotCost[y]!);
    for (const of of [requestOf(planOf('copper')), requestOf(inAustralia, 0)]) {
      run(of).measures.cost.forEach((year, y) => {
        for (const cost of year) expect(cost).toBeCloseTo(plannedCosts[y] ?? 0, 4);
      });
    }
  });

  it('move with the rate by their share in the currency', () => {
    const cost = totalCost(run(requestOf(inAustralia)));
    const deck = MONTHS * 1200 * 6000;
    const factor = mean(Array.from({ length: MONTHS }, (_, i) => Math.exp((VOLATILITY ** 2 * (i + 1)) / 12) - 1));
    const error = spread(cost) / Math.sqrt(PATHS);
    expect(error).toBeGreaterThan(0);
    expect(Math.abs(mean(cost) - deck * (1 + 0.6 * factor))).toBeLessThan(4 * error);
    // twice the share moves each path's cost twice as far
    const half = totalCost(run(requestOf(planOf('copper', { costCurrency: { currency: 'AUD', share: 0.3 } }))));
    for (const [i, amount] of cost.entries()) expect((amount - deck) / (half[i]! - deck)).toBeCloseTo(2, 5);
  });

  it('in a currency that rises with the metal lower the spread of the margin', () => {
    // Australian dollars for one US dollar fall when copper rises
    const [correlatedSpread, uncorrelatedSpread, inUsd] = [
      requestOf(inAustralia, VOLATILITY, -0.6),
      requestOf(inAustralia),
      requestOf(planOf('copper')),
    ].map((of) => spread(margins(run(of))));
    expect(correlatedSpread!).toBeLessThan(0.95 * inUsd!);
    expect(inUsd!).toBeLessThan(uncorrelatedSpread!);
  });

  it('leave revenue as it is, to the bit', () => {
    expect(run(requestOf(inAustralia)).netRevenueTotal).toEqual(run(requestOf(planOf('copper'))).netRevenueTotal);
  });
});
