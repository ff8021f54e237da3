import { OrebookError } from '#shared/contract/errors.ts';
import { requireFinite, requireNotNegative } from '../numberChecks.ts';
import { normalDistribution } from '../statistics/normal.ts';

export type OptionKind = 'call' | 'put';

export type BlackInput = {
  readonly kind: OptionKind;
  readonly forward: number;
  readonly strike: number;
  /** A year, a fraction. */
  readonly volatility: number;
  readonly years: number;
  readonly discountFactor: number;
};

/** Undiscounted Black value from the standard deviation of the logarithm at expiry; inputs checked by the callers. */
export const blackFromDeviation = (kind: OptionKind, forward: number, strike: number, deviation: number): number => {
  const sign = kind === 'call' ? 1 : -1;
  if (deviation === 0 || forward === 0 || strike === 0) return Math.max(0, sign * (forward - strike));
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  // w (F N(w d1) - K N(w d2)), w = +1 call, -1 put
  return Math.max(0, sign * (forward * normalDistribution(sign * d1) - strike * normalDistribution(sign * (d1 - deviation))));
};

export const checkKind = (kind: OptionKind): void => {
  if (kind !== 'call' && kind !== 'put') throw new OrebookError('BAD_SHAPE', { field: 'kind' });
};

/**
 * European option on a forward, paid today, in the forward's unit. Forward and strike not negative; no volatility or no time leaves
 * the discounted intrinsic value. Errors: NOT_FINITE, OUT_OF_RANGE. Source: Black 1976; docs/model/options.md.
 */
export const blackOption = ({ kind, forward, strike, volatility, years, discountFactor }: BlackInput): number => {
  checkKind(kind);
  requireNotNegative(forward, 'forward');
  requireNotNegative(strike, 'strike');
  const deviation = requireFinite(
    requireNotNegative(volatility, 'volatility') * Math.sqrt(requireNotNegative(years, 'years')),
    'volatility',
  );
  return requireNotNegative(discountFactor, 'discountFactor') * blackFromDeviation(kind, forward, strike, deviation);
};
