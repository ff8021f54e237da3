import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { type CapacityInput, sculpt, serviceOf } from '../capacity.ts';
import type { Facility } from '../facility.ts';
import { type FacilityPeriods, layOutPeriods, sumMonths } from '../facilityPeriods.ts';
import { addService } from '../schedule.ts';
import type { ScheduledFacility } from '../scheduleFacilities.ts';

export type PathCapacityInput = {
  readonly loan: Facility;
  readonly targets: CapacityInput['targets'];
  readonly valuationMonth: Month;
  readonly firstYear: Year;
  readonly years: number;
  readonly paths: number;
  /** By calendar year and path, USD. */
  readonly cfads: readonly Float64Array[];
  /** What comes before the loan on the path. */
  readonly setOff: readonly Float64Array[];
  readonly remainder: readonly Float64Array[];
  /** Loans whose scheduled service comes before the loan. */
  readonly before: readonly ScheduledFacility[];
};

/** Months of a calendar year in a span: their share of the year's months after the valuation, and their interest on one dollar. */
type YearPart = { readonly share: number; readonly rate: number };

/** A calendar year from the beginning of a loan's repayment periods on. */
type LoanYear = {
  readonly y: number;
  /** Up to the maturity. */
  readonly repayment: YearPart;
  /** Up to the end of the cash flow. */
  readonly life: YearPart;
  /** Service of one dollar of debt in the year; of a loan that is not sculpted. */
  readonly perDollar: number;
  /** Service in the repayment periods of loans that come before it. */
  readonly before: number;
};

const loanYears = ({ loan, valuationMonth, firstYear, years, before }: PathCapacityInput, periods: FacilityPeriods): LoanYear[] => {
  const from = Math.max(1, periods.paymentMonth(periods.firstLeft - 1) + 1);
  const perDollar = Array<number>(years).fill(0);
  if (loan.repayment.style !== 'sculpted') {
    for (const [q, service] of serviceOf(periods, 1).entries())
      perDollar[yearOf(valuationMonth + periods.paymentMonth(periods.firstLeft + q)) - firstYear]! += service;
  }
  const senior: number[] = [];
  for (const { schedule, periods: of } of before) addService(senior, schedule, of);
  return Array.from({ length: years }, (_, y): LoanYear => {
    const start = Math.max(1, (firstYear + y) * 12 - valuationMonth);
    const end = (firstYear + y + 1) * 12 - 1 - valuationMonth;
    const part = (last: number): YearPart => {
      let rate = 0;
      for (let month = Math.max(start, from); month <= last; month++) rate += periods.monthRate(month);
      return { share: Math.max(0, last - Math.max(start, from) + 1) / (end - start + 1), rate };
    };
    const repaid = Math.min(end, loan.finalMaturity);
    return {
      y,
      repayment: part(repaid),
      life: part(end),
      perDollar: perDollar[y]!,
      before: sumMonths(senior, Math.max(start, from), repaid),
    };
  });
};

/** Present value at the beginning of repayment of a path's cash flow in parts of years. */
const presentValue = (parts: readonly (YearPart & { readonly y: number })[], cfads: readonly Float64Array[], i: number): number => {
  let discount = 1;
  let value = 0;
  for (const { y, share, rate } of parts) {
    discount /= 1 + rate;
    value += share * cfads[y]![i]! * discount;
  }
  return value;
};

/**
 * Computes the capacity of a loan with annual periods on every path, USD: the largest balance when repayment begins at which the DSCR, LLCR
 * and PLCR targets hold in the calendar years of its repayment; a year that its repayment covers in part counts in part. Undefined for
 * repayment by tonnes or invoices, which does not follow from the cash flow.
 */
export const capacityOnPaths = (input: PathCapacityInput): Float64Array | undefined => {
  const { loan, targets, paths, cfads, setOff, remainder } = input;
  const { style } = loan.repayment;
  if (style === 'perTonne' || style === 'shareOfInvoice') return undefined;
  const periods = layOutPeriods(loan, input.valuationMonth);
  const all = loanYears(input, periods);
  const years = all.filter(({ repayment }) => repayment.share > 0);
  const rates = years.map(({ repayment }) => repayment.rate);
  const loanLife = years.map(({ y, repayment }) => ({ y, ...repayment }));
  const planLife = all.flatMap(({ y, life }) => (life.share > 0 ? [{ y, ...life }] : []));
  const gearing = targets.gearing === undefined ? Number.POSITIVE_INFINITY : targets.gearing.share * targets.gearing.cost;
  const capacity = new Float64Array(paths);
  const room = years.map(() => 0);
  for (let i = 0; i < paths; i++) {
    for (const [q, { y, repayment, before }] of years.entries()) {
      // S_y = max(0, CFADS_y / target - service that comes first)
      const own = cfads[y]![i]! / targets.dscr - setOff[y]![i]! - remainder[y]![i]!;
      room[q] = Math.max(0, repayment.share * own - before);
    }
    let most = gearing;
    if (style === 'sculpted') most = Math.min(most, sculpt(room, rates).largest[0] ?? 0);
    else for (const [q, { perDollar }] of years.entries()) if (perDollar > 0) most = Math.min(most, room[q]! / perDollar);
    if (targets.llcr !== undefined) most = Math.min(most, Math.max(0, presentValue(loanLife, cfads, i) / targets.llcr));
    if (targets.plcr !== undefined) most = Math.min(most, Math.max(0, presentValue(planLife, cfads, i) / targets.plcr));
    capacity[i] = most;
  }
  return capacity;
};
