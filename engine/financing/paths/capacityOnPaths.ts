import { addAmount } from '#shared/collections.ts';
import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
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
  /** Set-off and recourse of prepayments, which rank ahead of the loan, by calendar year and path, USD. */
  readonly setOff: readonly Float64Array[];
  readonly remainder: readonly Float64Array[];
  /** Loans whose scheduled service ranks ahead of the loan. */
  readonly seniorLoans: readonly ScheduledFacility[];
};

export type PathCapacity = {
  /** Capacity by path, USD. */
  readonly values: Float64Array;
  /** The year whose cash flow binds on a path; 0 where another target than the DSCR binds. */
  readonly bindingYear: Uint16Array;
};

/** Months of a calendar year in a span: their share of the year's months after the valuation, and their interest on one dollar. */
type YearPart = { readonly share: number; readonly rate: number };

/** A calendar year from the beginning of a loan's repayment periods on. */
type LoanYear = {
  /** Index of the year from `firstYear`. */
  readonly y: number;
  /** The months up to the maturity. */
  readonly repayment: YearPart;
  /** Of a loan that is not sculpted: the years whose months belong to the periods paid in this year, with the share of their months. */
  readonly paidFrom: readonly { readonly y: number; readonly share: number }[];
  /** The months up to the end of the cash flow. */
  readonly planLife: YearPart;
  /** Service of one dollar of debt in the year; of a loan that is not sculpted. */
  readonly perDollar: number;
  /** Service of loans that rank ahead, in the months of the loan's periods, USD. */
  readonly seniorService: number;
};

/** The months of a loan's repayment periods by the calendar year of their payment: shares of the years they lie in, and their span. */
const paidMonths = (
  { loan, valuationMonth, firstYear, years }: PathCapacityInput,
  periods: FacilityPeriods,
): readonly { readonly shares: ReadonlyMap<number, number>; readonly from: number; readonly to: number }[] => {
  const placeOf = (month: number): number => yearOf(valuationMonth + month) - firstYear;
  /** Months of a year after the valuation. */
  const monthsOf = (y: number): number => Math.min(12, (firstYear + y + 1) * 12 - 1 - valuationMonth);
  const byYear = Array.from({ length: years }, () => ({ shares: new Map<number, number>(), from: Number.POSITIVE_INFINITY, to: 0 }));
  for (let period = periods.firstRemaining; period <= periods.maturity; period++) {
    const paymentMonth = periods.paymentMonth(period);
    const entry = byYear[placeOf(paymentMonth)]!;
    const first = Math.max(1, paymentMonth - loan.periodMonths + 1);
    entry.from = Math.min(entry.from, first);
    entry.to = Math.max(entry.to, paymentMonth);
    for (let month = first; month <= paymentMonth; month++) addAmount(entry.shares, placeOf(month), 1 / monthsOf(placeOf(month)));
  }
  return byYear;
};

const loanYears = (input: PathCapacityInput, periods: FacilityPeriods): LoanYear[] => {
  const { loan, valuationMonth, firstYear, years, seniorLoans } = input;
  const from = Math.max(1, periods.paymentMonth(periods.firstRemaining - 1) + 1);
  const perDollar = Array<number>(years).fill(0);
  const isSculpted = loan.repayment.style === 'sculpted';
  if (!isSculpted) {
    for (const [q, service] of serviceOf(periods, 1).entries())
      perDollar[yearOf(valuationMonth + periods.paymentMonth(periods.firstRemaining + q)) - firstYear]! += service;
  }
  const paidMonthsByYear = isSculpted ? [] : paidMonths(input, periods);
  const seniorService: number[] = [];
  for (const { schedule, periods: seniorPeriods } of seniorLoans) addService(seniorService, schedule, seniorPeriods);
  return Array.from({ length: years }, (_, y): LoanYear => {
    const start = Math.max(1, (firstYear + y) * 12 - valuationMonth);
    const end = (firstYear + y + 1) * 12 - 1 - valuationMonth;
    const part = (last: number): YearPart => {
      let rate = 0;
      for (let month = Math.max(start, from); month <= last; month++) rate += periods.monthRate(month);
      return { share: Math.max(0, last - Math.max(start, from) + 1) / (end - start + 1), rate };
    };
    const lastRepaymentMonth = Math.min(end, loan.finalMaturity);
    return {
      y,
      repayment: part(lastRepaymentMonth),
      planLife: part(end),
      perDollar: perDollar[y]!,
      paidFrom: [...(paidMonthsByYear[y]?.shares ?? [])].map(([of, share]) => ({ y: of, share })),
      seniorService: isSculpted
        ? sumMonths(seniorService, Math.max(start, from), lastRepaymentMonth)
        : sumMonths(seniorService, paidMonthsByYear[y]!.from, paidMonthsByYear[y]!.to),
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
 * and PLCR targets hold in the calendar years of its repayment. For a sculpted loan a year that repayment covers in part counts pro rata;
 * other loans pay the instalments of a year from the months of their periods, months of the previous year included. Undefined for repayment
 * by tonnes or invoices, which does not depend on the cash flow.
 */
export const capacityOnPaths = (input: PathCapacityInput): PathCapacity | undefined => {
  const { loan, targets, paths, cfads, setOff, remainder } = input;
  const { style } = loan.repayment;
  if (style === 'perTonne' || style === 'shareOfInvoice') return undefined;
  const periods = layOutPeriods(loan, input.valuationMonth);
  const allYears = loanYears(input, periods);
  const isSculpted = style === 'sculpted';
  const years = allYears.filter(({ repayment, paidFrom }) => (isSculpted ? repayment.share > 0 : paidFrom.length > 0));
  const rates = years.map(({ repayment }) => repayment.rate);
  const loanLife = allYears.flatMap(({ y, repayment }) => (repayment.share > 0 ? [{ y, ...repayment }] : []));
  const planLife = allYears.flatMap(({ y, planLife }) => (planLife.share > 0 ? [{ y, ...planLife }] : []));
  const gearing = targets.gearing === undefined ? Number.POSITIVE_INFINITY : targets.gearing.share * targets.gearing.cost;
  const capacity = new Float64Array(paths);
  const bindingYear = new Uint16Array(paths);
  const room = years.map(() => 0);
  for (let i = 0; i < paths; i++) {
    // cash flow of a year that can serve the loan, USD: CFADS_y / target - set-off and recourse of prepayments
    const roomOfYear = (y: number): number => cfads[y]![i]! / targets.dscr - setOff[y]![i]! - remainder[y]![i]!;
    for (const [q, { y, repayment, paidFrom, seniorService }] of years.entries()) {
      // S_y = max(0, room of the months - service of senior loans)
      const roomOfMonths = isSculpted ? repayment.share * roomOfYear(y) : sumBy(paidFrom, (part) => part.share * roomOfYear(part.y));
      room[q] = Math.max(0, roomOfMonths - seniorService);
    }
    let dscrCapacity = Number.POSITIVE_INFINITY;
    let bindingIndex = 0;
    if (isSculpted) {
      const { largest, isTight } = sculpt(room, rates);
      const firstTight = isTight.indexOf(true);
      dscrCapacity = largest[0] ?? 0;
      bindingIndex = firstTight < 0 ? years.length - 1 : firstTight;
    } else
      for (const [q, { perDollar }] of years.entries()) {
        const yearCapacity = perDollar > 0 ? room[q]! / perDollar : dscrCapacity;
        if (yearCapacity < dscrCapacity) [dscrCapacity, bindingIndex] = [yearCapacity, q];
      }
    let otherTargets = gearing;
    if (targets.llcr !== undefined) otherTargets = Math.min(otherTargets, Math.max(0, presentValue(loanLife, cfads, i) / targets.llcr));
    if (targets.plcr !== undefined) otherTargets = Math.min(otherTargets, Math.max(0, presentValue(planLife, cfads, i) / targets.plcr));
    capacity[i] = Math.min(dscrCapacity, otherTargets);
    bindingYear[i] = dscrCapacity <= otherTargets ? input.firstYear + (years[bindingIndex]?.y ?? 0) : 0;
  }
  return { values: capacity, bindingYear };
};
