import { daysBetweenMonths, type Month } from '#shared/domain/time.ts';
import { clamp } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import type { Facility } from './facility.ts';

/** A facility with its periods of k months: period p covers months start + (p - 1) k + 1 .. start + p k and is paid in the last of them. */
export type FacilityPeriods = {
  readonly facility: Facility;
  /** First period that is paid after month 0. */
  readonly firstDue: number;
  /** Period of the first repayment. */
  readonly firstRepayment: number;
  /** First repayment period that is paid after month 0. */
  readonly firstRemaining: number;
  /** Period of the final maturity. */
  readonly maturity: number;
  readonly paymentMonth: (period: number) => number;
  /** The period that holds a month after the start. */
  readonly periodOf: (month: number) => number;
  /** Fraction of a year of a month. */
  readonly monthFraction: (month: number) => number;
  /** Interest in a month on one dollar. */
  readonly monthRate: (month: number) => number;
  /** Interest of a whole period on one dollar. */
  readonly periodRate: (period: number) => number;
  readonly drawIn: (month: number) => number;
  /** Whether the interest of a period is added to the balance. */
  readonly isCapitalised: (period: number) => boolean;
};

/** Sum of a series by month (month 1 first, 0 outside it) over the months from .. to. */
export const sumMonths = (series: readonly number[], from: number, to: number): number => {
  let total = 0;
  for (let month = Math.max(1, from); month <= Math.min(to, series.length); month++) total += series[month - 1]!;
  return total;
};

/** Sum of a series over the months of a facility's period. */
export const sumPeriod = (series: readonly number[], { facility, paymentMonth }: FacilityPeriods, period: number): number =>
  sumMonths(series, paymentMonth(period) - facility.periodMonths + 1, paymentMonth(period));

/** Fraction of a year of month m, which runs from the 15th of the month before to its 15th. */
const yearFraction = (dayCount: Facility['dayCount'], calendarMonth: Month): number =>
  dayCount === '30/360' ? 1 / 12 : daysBetweenMonths(calendarMonth - 1, calendarMonth) / (dayCount === 'actual/360' ? 360 : 365);

/** The interest rate per year of a period of a facility: max(base at the beginning of the period, floor) + margin. */
export const yearlyRate = ({ rate: terms, start, periodMonths }: Facility, period: number): number => {
  if ('fixed' in terms) return terms.fixed;
  const base = terms.base[clamp(start + (period - 1) * periodMonths, 0, terms.base.length - 1)]!;
  const margin = typeof terms.margin === 'number' ? terms.margin : terms.margin[clamp(period - 1, 0, terms.margin.length - 1)]!;
  return Math.max(base, terms.floor ?? Number.NEGATIVE_INFINITY) + margin;
};

/** Lays out the periods of a facility whose terms are checked. */
export const layOutPeriods = (facility: Facility, valuationMonth: Month): FacilityPeriods => {
  const { start, periodMonths: k, draws, graceInterest } = facility;
  const periodOf = (month: number): number => Math.ceil((month - start) / k);
  const monthFraction = (month: number): number => yearFraction(facility.dayCount, valuationMonth + month);
  const monthRate = memoize((month: number) => yearlyRate(facility, periodOf(month)) * monthFraction(month));
  const drawByMonth = new Map<number, number>();
  for (const { month, amount } of draws) drawByMonth.set(month, (drawByMonth.get(month) ?? 0) + amount);
  const firstRepayment = (facility.firstRepayment - start) / k;
  const firstDue = Math.max(1, Math.floor(-start / k) + 1);
  return {
    facility,
    firstDue,
    firstRepayment,
    firstRemaining: Math.max(firstRepayment, firstDue),
    maturity: (facility.finalMaturity - start) / k,
    paymentMonth: (period) => start + period * k,
    periodOf,
    monthFraction,
    monthRate,
    periodRate: memoize((period: number) => {
      let total = 0;
      for (let month = start + (period - 1) * k + 1; month <= start + period * k; month++) total += monthRate(month);
      return total;
    }),
    drawIn: (month) => drawByMonth.get(month) ?? 0,
    isCapitalised: (period) => graceInterest === 'capitalised' && period < firstRepayment,
  };
};
