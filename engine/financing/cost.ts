import { dateOfMonth, daysBetween, type Month } from '#shared/domain/time.ts';
import { requireFinite } from '../numberChecks.ts';
import { ratesOf } from './cashFlows.ts';

const DAYS_PER_YEAR = 365;
/** The range of effective annual rates in which a cost is searched. */
const LOWEST = -0.99;
const HIGHEST = 10;

/** Years from the valuation to the 15th of a month, actual/365. */
const yearsFromValuation = (month: number, valuationMonth: Month): number =>
  daysBetween(dateOfMonth(valuationMonth), dateOfMonth(valuationMonth + month)) / DAYS_PER_YEAR;

/**
 * Computes the effective annual rate, actual/365, at which the present value of flows by month (month 0 first, dated on the 15th) is zero:
 * the root nearest 0 in (-0.99, 10), null without one.
 */
export const rateNearestZero = (flows: readonly number[], valuationMonth: Month): number | null => {
  const terms = flows.flatMap((amount, month) => (amount === 0 ? [] : [{ time: yearsFromValuation(month, valuationMonth), amount }]));
  let nearestRate: number | null = null;
  for (const rate of ratesOf(terms)) {
    if (rate > LOWEST && rate < HIGHEST && (nearestRate === null || Math.abs(rate) < Math.abs(nearestRate))) nearestRate = rate;
  }
  return nearestRate;
};

/** Computes the nominal rate of a loan with payments every k months that costs the effective rate x: (12/k) ((1 + x)^(k/12) - 1). */
export const nominalRate = (effectiveRate: number, periodMonths: number): number =>
  (12 / periodMonths) * ((1 + effectiveRate) ** (periodMonths / 12) - 1);

/** The flows with the concession of each month added; a concession of month m stands at index m - 1. */
const addConcession = (flows: readonly number[], concession: readonly number[]): number[] => {
  const total = Array<number>(Math.max(flows.length, concession.length + 1)).fill(0);
  for (const [month, flow] of flows.entries()) total[month] = requireFinite(flow, `flows.${month}`);
  for (const [i, amount] of concession.entries()) total[i + 1] = total[i + 1]! + requireFinite(amount, `concession.${i}`);
  return total;
};

/**
 * Computes the all-in cost of a prepayment with the price conceded for it, an effective annual rate. `flows` are the lender's flows of a
 * facility (month 0 first), `concession` the alternative net price less the contract's, times paid tonnes, by payment month (month 1
 * first). Null without a rate in (-0.99, 10). Errors: NOT_FINITE.
 */
export const allInCostWithPrice = (flows: readonly number[], concession: readonly number[], valuationMonth: Month): number | null =>
  rateNearestZero(addConcession(flows, concession), valuationMonth);

/** The present values at the all-in cost of flows and concession by month, month 0 first; null without a rate. Errors: NOT_FINITE. */
export const discountedFlows = (
  flows: readonly number[],
  concession: readonly number[],
  valuationMonth: Month,
): { readonly rate: number; readonly flows: number[]; readonly concession: number[] } | null => {
  const rate = allInCostWithPrice(flows, concession, valuationMonth);
  if (rate === null) return null;
  const discounted = (amounts: readonly number[]): number[] =>
    amounts.map((amount, month) => amount / (1 + rate) ** yearsFromValuation(month, valuationMonth));
  return { rate, flows: discounted(flows), concession: discounted([0, ...concession]) };
};
