import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import type { Facility } from '../facility.ts';
import { layOutPeriods } from '../facilityPeriods.ts';
import { schedulePayments } from '../schedule.ts';

/** A contract on every path: payments by calendar year, USD, and the month from the valuation in which its buyer defaults, 0 if not. */
export type PathPayments = { readonly payments: readonly Float64Array[]; readonly defaultMonth: readonly Float64Array[] };

export type PathSetOffInput = {
  readonly valuationMonth: Month;
  readonly firstYear: Year;
  readonly years: number;
  readonly paths: number;
  /** The linked contracts. Their payments fall by what is set off. */
  readonly contracts: readonly PathPayments[];
};

/** What is set off and what is due from cash at maturity, by calendar year and path, USD. */
export type PathSetOff = { readonly setOff: Float64Array[]; readonly remainder: Float64Array[] };

/** The months of the deterministic payments as shares of their calendar year; equal shares where the year pays nothing. */
const monthShares = (payments: readonly number[], from: number, to: number): number[] => {
  const months = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => Math.max(0, payments[from + i - 1] ?? 0));
  const total = sumBy(months, (amount) => amount);
  return months.map((amount) => (total > 0 ? amount / total : 1 / months.length));
};

/** Deducts the set-off of a year from the payments of the contracts, in proportion to them. */
const takeSetOff = (contracts: PathSetOffInput['contracts'], y: number, i: number, amount: number): void => {
  const total = sumBy(contracts, ({ payments }) => payments[y]?.[i] ?? 0);
  if (!(amount > 0) || !(total > 0)) return;
  for (const { payments } of contracts) {
    const row = payments[y];
    if (row !== undefined) row[i]! *= Math.max(0, 1 - amount / total);
  }
};

/**
 * Sets a prepayment off against the payments of its contracts on every path. `facility` has the payments of a deterministic case: a path's
 * payments of a year have the months of that case. From the month in which the buyer defaults the whole balance is netted against its later
 * payments; its earlier payments in the same period of the facility are received in cash.
 */
export const setOffOnPaths = (facility: Facility, input: PathSetOffInput): PathSetOff => {
  const { valuationMonth, firstYear, years, paths, contracts } = input;
  const months = (firstYear + years) * 12 - 1 - valuationMonth;
  const linkedFlows = { payments: Array<number>(months).fill(0), tonnes: Array<number>(months).fill(0) };
  const periods = layOutPeriods({ ...facility, linked: linkedFlows }, valuationMonth);
  const plannedFlows = facility.linked ?? { payments: [], tonnes: [] };
  const plannedYears = Array.from({ length: years }, (_, y) => {
    const from = Math.max(1, (firstYear + y) * 12 - valuationMonth);
    const to = (firstYear + y + 1) * 12 - 1 - valuationMonth;
    const setOffAmount = sumBy(plannedFlows.payments.slice(from - 1, to), (amount) => amount);
    return { from, shares: monthShares(plannedFlows.payments, from, to), paid: setOffAmount };
  });
  const setOff = Array.from({ length: years }, () => new Float64Array(paths));
  const remainder = Array.from({ length: years }, () => new Float64Array(paths));
  const yearIndexOf = (period: number): number => Math.min(years - 1, yearOf(valuationMonth + periods.paymentMonth(period)) - firstYear);
  const yearIndices = Array.from({ length: periods.maturity + 1 }, (_, period) => (period < periods.firstDue ? 0 : yearIndexOf(period)));
  for (let i = 0; i < paths; i++) {
    let calledFrom = Number.POSITIVE_INFINITY;
    for (const [y, { from, shares, paid: setOffAmount }] of plannedYears.entries()) {
      let total = 0;
      for (const { payments, defaultMonth } of contracts) {
        total += payments[y]?.[i] ?? 0;
        const month = defaultMonth[y]?.[i] ?? 0;
        if (month > 0) calledFrom = Math.min(calledFrom, month);
      }
      for (let m = 0; m < shares.length; m++) {
        linkedFlows.payments[from + m - 1] = total * shares[m]!;
        linkedFlows.tonnes[from + m - 1] =
          setOffAmount > 0 ? ((plannedFlows.tonnes[from + m - 1] ?? 0) * Math.max(0, total)) / setOffAmount : 0;
      }
    }
    if (Number.isFinite(calledFrom)) {
      const periodStart = periods.paymentMonth(periods.periodOf(calledFrom) - 1) + 1;
      for (let month = Math.max(1, periodStart); month < calledFrom; month++) linkedFlows.payments[month - 1] = 0;
    }
    const { interest, principal, service } = schedulePayments(periods, undefined, calledFrom);
    // a prepayment is paid by set-off; with recourse its service has the remainder at maturity too
    for (let period = periods.firstDue; period <= periods.maturity; period++) {
      const setOffAmount = interest[period]! + principal[period]!;
      const y = yearIndices[period]!;
      setOff[y]![i]! += setOffAmount;
      remainder[y]![i]! += service[period]! - setOffAmount;
    }
    for (let y = 0; y < years; y++) takeSetOff(contracts, y, i, setOff[y]![i]!);
  }
  return { setOff, remainder };
};
