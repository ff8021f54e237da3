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
  /** What comes before the loan on the path. */
  readonly setOff: readonly Float64Array[];
  readonly remainder: readonly Float64Array[];
  /** Loans whose scheduled service comes before the loan. */
  readonly before: readonly ScheduledFacility[];
};

export type PathCapacity = {
  readonly values: Float64Array;
  /** The year whose cash flow binds on a path; 0 where another target than the DSCR binds. */
  readonly bindingYear: Uint16Array;
};

/** Months of a calendar year in a span: their share of the year's months after the valuation, and their interest on one dollar. */
type YearPart = { readonly share: number; readonly rate: number };

/** A calendar year from the beginning of a loan's repayment periods on. */
type LoanYear = {
  readonly y: number;
  /** Up to the maturity. */
  readonly repayment: YearPart;
  /** Of a loan that is not sculpted: shares of the years whose months are in the periods that are paid in the year. */
  readonly paidFrom: readonly { readonly y: number; readonly share: number }[];
  /** Up to the end of the cash flow. */
  readonly life: YearPart;
  /** Service of one dollar of debt in the year; of a loan that is not sculpted. */
  readonly perDollar: number;
  /** Service, in the months of its cash, of loans that come before it. */
  readonly before: number;
};

/** The months of a loan's repayment periods by the calendar year of their payment: shares of the years they lie in, and their span. */
const paidMonths = (
  { loan, valuationMonth, firstYear, years }: PathCapacityInput,
  periods: FacilityPeriods,
): readonly { readonly shares: ReadonlyMap<number, number>; readonly from: number; readonly to: number }[] => {
  const placeOf = (month: number): number => yearOf(valuationMonth + month) - firstYear;
  /** Months of a year after the valuation. */
  const monthsOf = (y: number): number => Math.min(12, (firstYear + y + 1) * 12 - 1 - valuationMonth);
  const found = Array.from({ length: years }, () => ({ shares: new Map<number, number>(), from: Number.POSITIVE_INFINITY, to: 0 }));
  for (let period = periods.firstLeft; period <= periods.maturity; period++) {
    const paid = periods.paymentMonth(period);
    const entry = found[placeOf(paid)]!;
    const first = Math.max(1, paid - loan.periodMonths + 1);
    entry.from = Math.min(entry.from, first);
    entry.to = Math.max(entry.to, paid);
    for (let month = first; month <= paid; month++) addAmount(entry.shares, placeOf(month), 1 / monthsOf(placeOf(month)));
  }
  return found;
};

const loanYears = (input: PathCapacityInput, periods: FacilityPeriods): LoanYear[] => {
  const { loan, valuationMonth, firstYear, years, before } = input;
  const from = Math.max(1, periods.paymentMonth(periods.firstLeft - 1) + 1);
  const perDollar = Array<number>(years).fill(0);
  const isSculpted = loan.repayment.style === 'sculpted';
  if (!isSculpted) {
    for (const [q, service] of serviceOf(periods, 1).entries())
      perDollar[yearOf(valuationMonth + periods.paymentMonth(periods.firstLeft + q)) - firstYear]! += service;
  }
  const paid = isSculpted ? [] : paidMonths(input, periods);
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
      paidFrom: [...(paid[y]?.shares ?? [])].map(([of, share]) => ({ y: of, share })),
      before: isSculpted ? sumMonths(senior, Math.max(start, from), repaid) : sumMonths(senior, paid[y]!.from, paid[y]!.to),
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
 * and PLCR targets hold in the calendar years of its repayment. A sculpted loan counts a year that its repayment covers in part in part;
 * other loans pay the instalments of a year from the months of their periods, months of the year before included. Undefined for repayment
 * by tonnes or invoices, which does not follow from the cash flow.
 */
export const capacityOnPaths = (input: PathCapacityInput): PathCapacity | undefined => {
  const { loan, targets, paths, cfads, setOff, remainder } = input;
  const { style } = loan.repayment;
  if (style === 'perTonne' || style === 'shareOfInvoice') return undefined;
  const periods = layOutPeriods(loan, input.valuationMonth);
  const all = loanYears(input, periods);
  const isSculpted = style === 'sculpted';
  const years = all.filter(({ repayment, paidFrom }) => (isSculpted ? repayment.share > 0 : paidFrom.length > 0));
  const rates = years.map(({ repayment }) => repayment.rate);
  const loanLife = all.flatMap(({ y, repayment }) => (repayment.share > 0 ? [{ y, ...repayment }] : []));
  const planLife = all.flatMap(({ y, life }) => (life.share > 0 ? [{ y, ...life }] : []));
  const gearing = targets.gearing === undefined ? Number.POSITIVE_INFINITY : targets.gearing.share * targets.gearing.cost;
  const capacity = new Float64Array(paths);
  const bindingYear = new Uint16Array(paths);
  const room = years.map(() => 0);
  for (let i = 0; i < paths; i++) {
    // CFADS_y / target - what is set off
    const ownRoom = (y: number): number => cfads[y]![i]! / targets.dscr - setOff[y]![i]! - remainder[y]![i]!;
    for (const [q, { y, repayment, paidFrom, before }] of years.entries()) {
      // S_y = max(0, room of the months - service that comes first)
      const own = isSculpted ? repayment.share * ownRoom(y) : sumBy(paidFrom, (part) => part.share * ownRoom(part.y));
      room[q] = Math.max(0, own - before);
    }
    let most = Number.POSITIVE_INFINITY;
    let binding = 0;
    if (isSculpted) {
      const { largest, isTight } = sculpt(room, rates);
      const tight = isTight.indexOf(true);
      most = largest[0] ?? 0;
      binding = tight < 0 ? years.length - 1 : tight;
    } else
      for (const [q, { perDollar }] of years.entries()) {
        const carried = perDollar > 0 ? room[q]! / perDollar : most;
        if (carried < most) [most, binding] = [carried, q];
      }
    let others = gearing;
    if (targets.llcr !== undefined) others = Math.min(others, Math.max(0, presentValue(loanLife, cfads, i) / targets.llcr));
    if (targets.plcr !== undefined) others = Math.min(others, Math.max(0, presentValue(planLife, cfads, i) / targets.plcr));
    capacity[i] = Math.min(most, others);
    bindingYear[i] = most <= others ? input.firstYear + (years[binding]?.y ?? 0) : 0;
  }
  return { values: capacity, bindingYear };
};
