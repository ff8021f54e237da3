import { addAmount } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { daysBetween, type IsoDate } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { requireFinite, requireFiniteSeries } from '../numberChecks.ts';
import { type ExponentialTerm, exponentialRoots } from './exponentialRoots.ts';

export type DatedFlow = { readonly date: IsoDate; readonly amount: number };

const DAYS_PER_YEAR = 365;

/** Years from the first flow's date, actual/365. Errors: EMPTY, NOT_FINITE (not a date), OUT_OF_RANGE (a date before the first). */
const yearsFromFirst = (flows: readonly DatedFlow[]): number[] => {
  const first = flows[0];
  if (first === undefined) throw new OrebookError('EMPTY', { field: 'flows' });
  return flows.map(({ date }, i) => {
    const days = daysBetween(first.date, date);
    // Date.parse reads 30 February as 2 March: only an existing date is written back unchanged
    const isDate = Number.isFinite(days) && new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) === date;
    if (!isDate) throw new OrebookError('NOT_FINITE', { field: `flows.${i}.date` });
    if (days < 0) throw new OrebookError('OUT_OF_RANGE', { field: `flows.${i}.date`, min: first.date, value: date });
    return days / DAYS_PER_YEAR;
  });
};

const requireDiscountRate = (rate: number): number => {
  if (requireFinite(rate, 'rate') <= -1) throw new OrebookError('OUT_OF_RANGE', { field: 'rate', above: -1, value: rate });
  return rate;
};

/**
 * Computes the present value on the first flow's date of dated cash flows: actual/365, effective annual rate (XNPV of spreadsheets).
 * Errors: EMPTY, NOT_FINITE, OUT_OF_RANGE (a rate of -1 or less, a date before the first).
 */
export const xnpv = (rate: number, flows: readonly DatedFlow[]): number => {
  requireDiscountRate(rate);
  // sum CF / (1 + r)^(days/365)
  const value = sumBy(yearsFromFirst(flows), (years, i) => requireFinite(flows[i]!.amount, `flows.${i}.amount`) / (1 + rate) ** years);
  return requireFinite(value, 'xnpv');
};

/**
 * Computes the present value of periodic cash flows, the first one now (not discounted), rate per period.
 * Errors: EMPTY, NOT_FINITE, OUT_OF_RANGE (a rate of -1 or less).
 */
export const npv = (rate: number, amounts: readonly number[]): number => {
  requireDiscountRate(rate);
  let value = 0;
  // Horner's scheme in 1 / (1 + r)
  for (const amount of requireFiniteSeries(amounts, 'amounts').reverse()) value = value / (1 + rate) + amount;
  return requireFinite(value, 'npv');
};

/** Finds all rates above -1, ascending, at which the present value of terms in any order is zero. */
export const ratesOf = (flows: readonly ExponentialTerm[]): number[] => {
  const byTime = new Map<number, number>();
  for (const { time, amount } of flows) addAmount(byTime, time, amount);
  const terms = [...byTime].map(([time, amount]) => ({ time, amount })).filter(({ amount }) => amount !== 0);
  // 1 + r = e^y
  return exponentialRoots(terms.sort((a, b) => a.time - b.time))
    .map(Math.expm1)
    .filter((rate) => rate > -1 && Number.isFinite(rate));
};

const requireSingleRate = (roots: readonly number[]): number => {
  const rate = roots[0];
  if (rate === undefined) throw new OrebookError('NO_RATE');
  if (roots.length > 1) throw new OrebookError('MULTIPLE_RATES', { roots });
  return rate;
};

const periodicFlows = (amounts: readonly number[]): ExponentialTerm[] =>
  Array.from(requireFiniteSeries(amounts, 'amounts'), (amount, time) => ({ time, amount }));

/** Computes all internal rates of return per period above -1 of periodic flows, ascending; may be empty. Errors: EMPTY, NOT_FINITE. */
export const internalRates = (amounts: readonly number[]): number[] => ratesOf(periodicFlows(amounts));

/**
 * Computes the internal rate of return per period of periodic flows.
 * Errors: EMPTY, NOT_FINITE; NO_RATE; MULTIPLE_RATES with details.roots ascending (none of several roots is the rate).
 */
export const irr = (amounts: readonly number[]): number => requireSingleRate(internalRates(amounts));

/** Computes the effective annual internal rate of return of dated flows, actual/365 (XIRR). Errors as for `irr` and `xnpv`. */
export const xirr = (flows: readonly DatedFlow[]): number => {
  const terms = yearsFromFirst(flows).map((time, i) => ({ time, amount: requireFinite(flows[i]!.amount, `flows.${i}.amount`) }));
  return requireSingleRate(ratesOf(terms));
};
