import { OrebookError } from '#shared/contract/errors.ts';
import { requireFinite, requireNotNegative, requirePositive } from '../numberChecks.ts';
import { blackFromDeviation, type OptionKind, requireOptionKind } from './blackOption.ts';

export type AveragePriceInput = {
  readonly kind: OptionKind;
  /** Forwards of the future fixings, and their times, years from now, ascending. */
  readonly forwards: readonly number[];
  readonly fixingYears: readonly number[];
  readonly strike: number;
  /** Per year, a fraction; one for all fixings or one per fixing. */
  readonly volatility: number | readonly number[];
  readonly discountFactor: number;
  /** Known fixings. */
  readonly fixed?: readonly number[] | undefined;
  /** Covariance of the logarithms of the future fixings; replaces `volatility`. */
  readonly covariance?: readonly (readonly number[])[] | undefined;
};

type CovarianceOf = (earlierMonth: number, laterMonth: number) => number;

const covarianceOf = ({ volatility, fixingYears, covariance }: AveragePriceInput): CovarianceOf => {
  const n = fixingYears.length;
  if (covariance !== undefined) {
    if (covariance.length !== n) throw new OrebookError('BAD_SHAPE', { field: 'covariance', length: covariance.length });
    for (const [i, row] of covariance.entries()) {
      if (row.length !== n) throw new OrebookError('BAD_SHAPE', { field: `covariance.${i}`, length: row.length });
      row.forEach((value, j) => {
        requireFinite(value, `covariance.${i}.${j}`);
        if (i === j) requireNotNegative(value, `covariance.${i}.${j}`);
      });
    }
    return (i, j) => covariance[i]![j]!;
  }
  if (typeof volatility !== 'number' && volatility.length !== n)
    throw new OrebookError('BAD_SHAPE', { field: 'volatility', length: volatility.length });
  const variances = fixingYears.map(
    (years, i) => requireNotNegative(typeof volatility === 'number' ? volatility : volatility[i]!, `volatility.${i}`) ** 2 * years,
  );
  // cov(i, j) = s_i^2 t_i, t_i <= t_j
  return (i) => variances[i]!;
};

/** First moment of the sum of the future fixings, and the log variance that matches its second moment. */
const momentsOfSum = (input: AveragePriceInput): { forwardSum: number; logVariance: number } => {
  const covariance = covarianceOf(input);
  const { forwards } = input;
  let forwardSum = 0;
  let excess = 0;
  for (let j = 0; j < forwards.length; j++) {
    forwardSum += forwards[j]!;
    // E S_i S_j - F_i F_j = F_i F_j (e^cov - 1): summing this excess keeps small variances exact
    excess += forwards[j]! ** 2 * Math.expm1(covariance(j, j));
    for (let i = 0; i < j; i++) excess += 2 * forwards[i]! * forwards[j]! * Math.expm1(covariance(i, j));
  }
  // v = ln(E A^2 / (E A)^2)
  return { forwardSum, logVariance: forwardSum === 0 ? 0 : Math.max(0, Math.log1p(excess / forwardSum ** 2)) };
};

/**
 * Computes the premium today of an option on the arithmetic average of known and future fixings of equal weight, in the price's unit.
 * The sum of the future fixings is taken as lognormal with the exact first two moments; known fixings reduce the strike.
 *
 * cov(i, j) = volatility[i]^2 t_i for t_i <= t_j unless `covariance` is given. If the known fixings alone reach the strike, the call is
 * D (expected average - strike) and the put 0; with all fixings known the value is D times the payoff.
 * Errors: EMPTY (no fixing at all), BAD_SHAPE (lengths, order of times), NOT_FINITE, OUT_OF_RANGE.
 * Source: Levy 1992, Turnbull and Wakeman 1991; limits in docs/model/options.md.
 */
export const averagePriceOption = (input: AveragePriceInput): number => {
  const { kind, forwards, fixingYears, fixed = [] } = input;
  requireOptionKind(kind);
  const strike = requireNotNegative(input.strike, 'strike');
  const discount = requireNotNegative(input.discountFactor, 'discountFactor');
  const count = forwards.length + fixed.length;
  if (count === 0) throw new OrebookError('EMPTY', { field: 'forwards' });
  if (fixingYears.length !== forwards.length) throw new OrebookError('BAD_SHAPE', { field: 'fixingYears', length: fixingYears.length });
  forwards.forEach((forward, i) => {
    requirePositive(forward, `forwards.${i}`);
  });
  fixingYears.forEach((years, i) => {
    requireNotNegative(years, `fixingYears.${i}`);
    if (i > 0 && years < fixingYears[i - 1]!) throw new OrebookError('BAD_SHAPE', { field: 'fixingYears', rule: 'ascending' });
  });
  let knownSum = 0;
  fixed.forEach((fixing, i) => {
    knownSum += requireNotNegative(fixing, `fixed.${i}`);
  });

  // payoff of the average with strike K = payoff of the future sum with strike n K - known, over n
  const { forwardSum, logVariance } = momentsOfSum(input);
  const remainingStrike = count * strike - knownSum;
  if (remainingStrike <= 0) return kind === 'call' ? (discount * (forwardSum - remainingStrike)) / count : 0;
  return (discount * blackFromDeviation(kind, forwardSum, remainingStrike, Math.sqrt(requireFinite(logVariance, 'volatility')))) / count;
};
