import { describe, expect, it } from 'vitest';
import { cashFlowAtRisk, componentShortfall, expectedShortfall, quantile, tailMean } from '#engine';
import { createDraws, DRAW_KIND, LANES } from '../simulation/draws/draws.ts';
import { createKey } from '../simulation/draws/philox.ts';
import { cholesky } from '../simulation/plan/cholesky.ts';

// ten metals of illustrative prices, USD, volatilities a year and correlations
const FORWARD = [9500.0, 2450.0, 2700.0, 16000.0, 2050.0, 31000.0, 27000.0, 12500.0, 105.0, 29.0];
const VOLATILITY = [0.22, 0.19, 0.25, 0.36, 0.21, 0.28, 0.4, 0.6, 0.33, 0.3];
const CORRELATION = [
  [1.0, 0.58, 0.59, 0.52, 0.48, 0.48, 0.26, 0.18, 0.39, 0.42],
  [0.58, 1.0, 0.53, 0.45, 0.44, 0.43, 0.21, 0.14, 0.36, 0.38],
  [0.59, 0.53, 1.0, 0.43, 0.47, 0.42, 0.16, 0.08, 0.38, 0.42],
  [0.52, 0.45, 0.43, 1.0, 0.32, 0.4, 0.36, 0.28, 0.26, 0.24],
  [0.48, 0.44, 0.47, 0.32, 1.0, 0.34, 0.06, 0.01, 0.32, 0.38],
  [0.48, 0.43, 0.42, 0.4, 0.34, 1.0, 0.24, 0.17, 0.27, 0.28],
  [0.26, 0.21, 0.16, 0.36, 0.06, 0.24, 1.0, 0.37, 0.06, -0.01],
  [0.18, 0.14, 0.08, 0.28, 0.01, 0.17, 0.37, 1.0, 0.02, -0.06],
  [0.39, 0.36, 0.38, 0.26, 0.32, 0.27, 0.06, 0.02, 1.0, 0.3],
  [0.42, 0.38, 0.42, 0.24, 0.38, 0.28, -0.01, -0.06, 0.3, 1.0],
];
const PATHS = 6_250 * LANES;
/** Tolerance of a simulated value in standard errors. */
const MAX_STANDARD_ERRORS = 4;

type Price = (metal: number, z: number, years: number) => number;
/** P = F exp(s sqrt(T) z - s^2 T / 2) */
const lognormal: Price = (i, z, years) => FORWARD[i]! * Math.exp(VOLATILITY[i]! * Math.sqrt(years) * z - 0.5 * VOLATILITY[i]! ** 2 * years);
/** P = F (1 + s sqrt(T) z) */
const normal: Price = (i, z, years) => FORWARD[i]! * (1 + VOLATILITY[i]! * Math.sqrt(years) * z);

/** Revenue of each metal on every path, with prices drawn and correlated as in a simulation. */
const revenues = (tonnes: readonly number[], years: number, price: Price): Float64Array[] => {
  const factor = cholesky(CORRELATION);
  const revenueByMetal = tonnes.map(() => new Float64Array(PATHS));
  const z = tonnes.map(() => new Float64Array(LANES));
  for (let first = 0; first < PATHS; first += LANES) {
    const draws = createDraws(
      createKey(20_260),
      Int32Array.from({ length: LANES }, (_, i) => first + i),
    );
    for (const [i, of] of z.entries()) draws.normals(of, DRAW_KIND.priceFactor, 1, i);
    for (const [i, of] of revenueByMetal.entries()) {
      for (let lane = 0; lane < LANES; lane++) {
        let e = 0;
        for (let k = 0; k <= i; k++) e += factor[i]![k]! * z[k]![lane]!;
        of[first + lane] = tonnes[i]! * price(i, e, years);
      }
    }
  }
  return revenueByMetal;
};

const sumOf = (parts: readonly Float64Array[]): Float64Array =>
  Float64Array.from({ length: PATHS }, (_, path) => parts.reduce((sum, of) => sum + of[path]!, 0));

// scipy: 16 scrambles of 2^20 Sobol points, with their standard error and that of ten million pseudo-random paths
const BASKETS = [
  {
    name: 'ten metals over a year',
    tonnes: [12000, 30000, 18000, 4000, 15000, 1500, 1200, 3000, 900000, 2000000],
    years: 1,
    quantiles: [
      { value: 436683761, error: 20689, ofTenMillion: 52052 },
      { value: 386029832, error: 35249, ofTenMillion: 83929 },
    ],
    tails: [
      { value: 405815778, error: 7671, ofTenMillion: 56125 },
      { value: 363812340, error: 11890, ofTenMillion: 93328 },
    ],
  },
  {
    name: 'four metals over two years',
    tonnes: [10000, 0, 0, 2500, 0, 0, 1500, 6000, 0, 0],
    years: 2,
    quantiles: [
      { value: 127355928, error: 6285, ofTenMillion: 28850 },
      { value: 101326951, error: 9423, ofTenMillion: 39948 },
    ],
    tails: [
      { value: 111503315, error: 1332, ofTenMillion: 28201 },
      { value: 91075520, error: 4803, ofTenMillion: 42223 },
    ],
  },
] as const;

describe('revenue at lognormal prices has the quantiles and tail means of an independent computation', () => {
  it.each(BASKETS)('$name', ({ tonnes, years, quantiles, tails }) => {
    const revenue = sumOf(revenues(tonnes, years, lognormal));
    [0.05, 0.01].forEach((p, i) => {
      for (const [computedValue, { value, error, ofTenMillion }] of [
        [quantile(revenue, p), quantiles[i]!],
        [tailMean(revenue, 1 - p), tails[i]!],
      ] as const) {
        expect(Math.abs(computedValue - value)).toBeLessThan(
          MAX_STANDARD_ERRORS * Math.hypot(error, ofTenMillion * Math.sqrt(1e7 / PATHS)),
        );
      }
    });
  });
});

// closed form in scipy: z sd, phi(z) / 0.05 sd, and their Euler components q_i (C q)_i / sd
const NORMALS = [
  {
    name: 'ten metals over a year',
    tonnes: [12000, 30000, 18000, 4000, 15000, 1500, 1200, 3000, 900000, 2000000],
    years: 1,
    sd: 109573169,
    atRisk: 180231825,
    shortfall: 226017980,
    components: [41815632, 20365892, 17335224, 33880390, 7262667, 16619152, 11268128, 18232473, 40289958, 18948464],
  },
  {
    name: 'three metals over a quarter',
    tonnes: [8000, 0, 5000, 0, 0, 0, 0, 2500, 0, 0],
    years: 0.25,
    sd: 14422932,
    atRisk: 23723613,
    shortfall: 29750368,
    components: [13203329, 0, 1778650, 0, 0, 0, 0, 14768388, 0, 0],
  },
] as const;

describe('revenue at normal prices has the at-risk value, the shortfall and the components of the closed form at 95 %', () => {
  it.each(NORMALS)('$name', ({ tonnes, years, sd, atRisk, shortfall, components }) => {
    const parts = revenues(tonnes, years, normal);
    const revenue = sumOf(parts);
    // the error of a tail mean is below the standard deviation / sqrt(number of tail paths)
    const standardError = (spread: number) => (MAX_STANDARD_ERRORS * spread) / Math.sqrt(0.05 * PATHS);
    expect(Math.abs(cashFlowAtRisk(revenue, 0.95) - atRisk)).toBeLessThan(standardError(sd));
    expect(Math.abs(expectedShortfall(revenue, 0.95) - shortfall)).toBeLessThan(standardError(sd));
    const computedShares = componentShortfall(parts, 0.95);
    computedShares.forEach((part, i) => {
      const spread = tonnes[i]! * FORWARD[i]! * VOLATILITY[i]! * Math.sqrt(years);
      expect(Math.abs(part - components[i]!)).toBeLessThanOrEqual(standardError(spread));
    });
    const totalShortfall = expectedShortfall(revenue, 0.95);
    expect(Math.abs(computedShares.reduce((sum, part) => sum + part, 0) - totalShortfall) / totalShortfall).toBeLessThan(1e-9);
  });
});
