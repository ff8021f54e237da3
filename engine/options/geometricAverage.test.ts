import { describe, expect, it } from 'vitest';
import { averagePriceOption, blackOption } from '#engine';

// QuantLib 1.38, AnalyticDiscreteGeometricAveragePriceAsianEngine; calls, forwards equal to spot, Act/365F
const CASES = [
  {
    name: '12 fixings',
    spot: 9500,
    strike: 9500,
    volatility: 0.25,
    days: [30, 61, 91, 122, 152, 182, 213, 243, 274, 304, 335, 365],
    discountFactor: 0.9607894391523232,
    value: 532.9124901469573,
  },
  {
    name: '180 fixings',
    spot: 24000,
    strike: 26000,
    volatility: 0.6,
    days: Array.from({ length: 180 }, (_, i) => i + 1),
    discountFactor: 0.9853143806626516,
    value: 1394.6959824487635,
  },
] as const;

describe('a call on the geometric mean of fixings', () => {
  it.each(CASES)('of $name equals Black-76 on the moments of its logarithm and is below the call on the arithmetic mean', (example) => {
    const { spot, strike, volatility, days, discountFactor, value } = example;
    const years = days.map((day) => day / 365);
    const last = years.at(-1)!;
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    // E ln G = ln F - s^2 mean(t) / 2, Var ln G = s^2 mean(min(ti, tj))
    const drift = -0.5 * volatility ** 2 * mean(years);
    const variance = volatility ** 2 * mean(years.map((a) => mean(years.map((b) => Math.min(a, b)))));
    const geometricValue = blackOption({
      kind: 'call',
      forward: spot * Math.exp(drift + 0.5 * variance),
      strike,
      volatility: Math.sqrt(variance / last),
      years: last,
      discountFactor,
    });
    expect(Math.abs(geometricValue / value - 1)).toBeLessThan(1e-9);
    const arithmeticValue = averagePriceOption({
      kind: 'call',
      forwards: years.map(() => spot),
      fixingYears: years,
      strike,
      volatility,
      discountFactor,
    });
    expect(arithmeticValue).toBeGreaterThan(geometricValue);
  });
});
