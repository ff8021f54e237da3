import type { Label } from '#shared/contract/figure.ts';
import type { PartialYear } from '#shared/contract/limits.ts';
import { monthOf, monthOfYear, type Year, yearOf } from '#shared/domain/time.ts';
import type { Workbook } from './portfolio.ts';

type PlanPeriod = Pick<Workbook, 'valuationMonth' | 'lastMonth'>;

/** The first year of the plan with its months after the valuation; none where it is a whole year. */
export const partialFirstYear = ({ valuationMonth, lastMonth }: PlanPeriod): { readonly firstYear?: PartialYear } => {
  const from = valuationMonth + 1;
  const year = yearOf(from);
  return monthOfYear(from) === 1 ? {} : { firstYear: { year, from, to: Math.min(lastMonth, monthOf(year, 12)) } };
};

/** The year of a measured limit as sentences name it: the first year by the months that count. */
export const countedYear = (period: PlanPeriod, year: Year): Label => {
  const { firstYear } = partialFirstYear(period);
  return firstYear?.year === year
    ? { calendarYear: year, countedMonths: { from: firstYear.from, to: firstYear.to } }
    : { calendarYear: year };
};
