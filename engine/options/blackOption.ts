import { OrebookError } from '#shared/contract/errors.ts';
import { requireFinite, requireNotNegative } from '../numberChecks.ts';
import { normalDistribution } from '../statistics/normal.ts';

export type OptionKind = 'call' | 'put';

export type BlackInput = {
  readonly kind: OptionKind;
  readonly forward: number;
  readonly strike: number;
  /** Per year, a fraction. */
  readonly volatility: number;
  readonly years: number;
  readonly discountFactor: number;
};

/** Undiscounted Black value; `deviation` is the standard deviation of the log forward at expiry. Callers check the inputs. */
export const blackFromDeviation = (kind: OptionKind, forward: number, strike: number, deviation: number): number => {
  const sign = kind === 'call' ? 1 : -1;
  if (deviation === 0 || forward === 0 || strike === 0) return Math.max(0, sign * (forward - strike));
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  // w (F N(w d1) - K N(w d2)), w = +1 call, -1 put
  return Math.max(0, sign * (forward * normalDistribution(sign * d1) - strike * normalDistribution(sign * (d1 - deviation))));
};

/** Checks the kind of an option. Errors: BAD_SHAPE. */
export const requireOptionKind = (kind: OptionKind): void => {
  if (kind !== 'call' && kind !== 'put') throw new OrebookError('BAD_SHAPE', { field: 'kind' });
};

/**
 * Computes the premium today of a European option on a forward, in the forward's unit. With zero volatility or time it is the
 * discounted intrinsic value. Errors: NOT_FINITE, OUT_OF_RANGE (negative input). Source: Black 1976; docs/model/options.md.
 */
export const blackOption = ({ kind, forward, strike, volatility, years, discountFactor }: BlackInput): number => {
  requireOptionKind(kind);
  requireNotNegative(forward, 'forward');
  requireNotNegative(strike, 'strike');
  const deviation = requireFinite(
    requireNotNegative(volatility, 'volatility') * Math.sqrt(requireNotNegative(years, 'years')),
    'volatility',
  );
  return requireNotNegative(discountFactor, 'discountFactor') * blackFromDeviation(kind, forward, strike, deviation);
};
