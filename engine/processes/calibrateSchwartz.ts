import { OrebookError } from '#shared/contract/errors.ts';
import { requireFiniteSeries, requirePositive } from '../numberChecks.ts';
import { randomWalkVolatility } from './volatility.ts';

export type SchwartzCalibration = {
  /** Per year. */
  readonly meanReversion: number;
  /** Undefined without mean reversion. */
  readonly longRunLogPrice: number | undefined;
  readonly volatility: number;
  readonly standardErrors: { readonly meanReversion: number; readonly longRunLogPrice: number | undefined; readonly volatility: number };
  /** Undefined without mean reversion. */
  readonly halfLifeYears: number | undefined;
  /** Whether a unit root is rejected at 5 % (Dickey-Fuller with constant); if not, no long-run price should be shown. */
  readonly isSignificant: boolean;
};

/** 5 % point of the Dickey-Fuller t with constant for n pairs: MacKinnon 2010, Critical values for cointegration tests, table 2. */
const dickeyFullerPoint = (n: number): number => -2.86154 - 2.8903 / n - 4.234 / n ** 2 - 40.04 / n ** 3;

type Regression = { n: number; slope: number; intercept: number; variance: number; slopeError: number; meanX: number; sxx: number };

/** Ordinary least squares of each value on the previous one, residual variance with n - 2. */
const regressOnLagged = (x: Float64Array): Regression => {
  const n = x.length - 1;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i]! / n;
    meanY += x[i + 1]! / n;
  }
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (x[i]! - meanX) ** 2;
    sxy += (x[i]! - meanX) * (x[i + 1]! - meanY);
  }
  // a sum of squares below the rounding error of the mean of n equal prices is no variance
  if (sxx <= n * (n * Number.EPSILON * meanX) ** 2) throw new OrebookError('OUT_OF_RANGE', { field: 'prices', rule: 'varies' });
  const slope = sxy / sxx;
  const intercept = meanY - slope * meanX;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (x[i + 1]! - intercept - slope * x[i]!) ** 2;
  const variance = squares / (n - 2);
  return { n, slope, intercept, variance, slopeError: Math.sqrt(variance / sxx), meanX, sxx };
};

/**
 * Fits Schwartz's process to equally spaced prices by least squares of the log price on the previous one; rates per year, fractions.
 * Standard errors by the delta method. A slope of 1 or more gives no mean reversion and the volatility of a random walk.
 * Errors: EMPTY, BAD_SHAPE (fewer than four prices), NOT_FINITE, OUT_OF_RANGE (a price of zero or less, constant prices, a slope of 0 or
 * less, which the process can't have). Source: docs/model/price-process.md.
 */
export const calibrateSchwartz = (prices: ArrayLike<number>, stepYears: number): SchwartzCalibration => {
  const dt = requirePositive(stepYears, 'stepYears');
  const logPrices = requireFiniteSeries(prices, 'prices').map((price, i) => Math.log(requirePositive(price, `prices.${i}`)));
  if (logPrices.length < 4) throw new OrebookError('BAD_SHAPE', { field: 'prices', min: 4, length: logPrices.length });
  const { n, slope: b, intercept, variance, slopeError, meanX, sxx } = regressOnLagged(logPrices);
  if (b <= 0) throw new OrebookError('OUT_OF_RANGE', { field: 'slope', above: 0, value: b });
  // k = -ln b / dt, so se(k) = se(b) / (b dt)
  const reversionError = slopeError / (b * dt);
  if (b >= 1) {
    const volatility = randomWalkVolatility(logPrices, dt);
    return {
      meanReversion: 0,
      longRunLogPrice: undefined,
      volatility,
      standardErrors: { meanReversion: reversionError, longRunLogPrice: undefined, volatility: volatility / Math.sqrt(2 * (n - 1)) },
      halfLifeYears: undefined,
      isSignificant: false,
    };
  }
  const meanReversion = -Math.log(b) / dt;
  // a = c / (1 - b)
  const longRunLogPrice = intercept / (1 - b);
  // s = sd(e) sqrt(2k / (1 - b^2))
  const volatility = Math.sqrt((variance * 2 * meanReversion) / (1 - b * b));
  // d ln s / db
  const elasticity = 0.5 / (b * Math.log(b)) + b / (1 - b * b);
  return {
    meanReversion,
    longRunLogPrice,
    volatility,
    standardErrors: {
      meanReversion: reversionError,
      // Var a = s_e^2 (1/n + (a - mean)^2 / Sxx) / (1 - b)^2
      longRunLogPrice: Math.sqrt(variance * (1 / n + (longRunLogPrice - meanX) ** 2 / sxx)) / (1 - b),
      volatility: volatility * Math.sqrt(1 / (2 * (n - 2)) + (elasticity * slopeError) ** 2),
    },
    // ln 2 / k
    halfLifeYears: Math.LN2 / meanReversion,
    // t = (b - 1) / se(b)
    isSignificant: b - 1 < dickeyFullerPoint(n) * slopeError,
  };
};
