import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { clamp } from '#shared/math.ts';
import type { Facility } from '../facility.ts';
import { layOutPeriods } from '../facilityPeriods.ts';
import { usesByMonth } from '../financing.ts';
import { openPosition } from '../position.ts';
import { planRates } from '../ratios.ts';
import { type ScheduledFacility, scheduleFacilities } from '../scheduleFacilities.ts';

/** Service, draws and reserves of the facilities by calendar year if all is paid when due, USD; month 0 counts in the first year. */
export type YearlySchedule = {
  /** Interest and scheduled principal of loans. */
  readonly service: number[];
  readonly draws: number[];
  readonly fees: number[];
  readonly uses: number[];
  /** Put aside for reserves at the first draw. */
  readonly reserveAtClose: number[];
  /** Target of all reserves at the end of the year. */
  readonly reserveTarget: number[];
  /** Interest of the year on one dollar of arrears. */
  readonly arrearsRate: number[];
  /** Highest lock-up and default DSCR covenants of the facilities that have debt in the year; undefined without one. */
  readonly lockUpDscr: (number | undefined)[];
  readonly defaultDscr: (number | undefined)[];
  /** Whether a drawn facility has not begun repayment while project costs are still to come. */
  readonly isBuilding: boolean[];
  /** The schedules of the loans. */
  readonly loans: readonly ScheduledFacility[];
};

export type YearlyScheduleInput = {
  readonly facilities: readonly Facility[];
  readonly sizingCfads: readonly number[];
  readonly uses?: readonly number[] | undefined;
  readonly valuationMonth: Month;
  readonly firstYear: Year;
  readonly years: number;
};

/** sum over j of clamp((dsraMonths - (j - 1) k) / k, 0, 1) x scheduled service of the next j-th payment after a month. */
const scheduledReserve = ({ periods, schedule }: ScheduledFacility, month: number): number => {
  const { kind, start, dsraMonths, periodMonths: k } = periods.facility;
  if (kind === 'prepayment' || dsraMonths === 0 || month < start) return 0;
  const nextPeriod = Math.max(periods.firstDue, Math.floor((month - start) / k) + 1);
  let target = 0;
  for (let j = 0; j * k < dsraMonths && nextPeriod + j <= periods.maturity; j++)
    target += clamp((dsraMonths - j * k) / k, 0, 1) * schedule.service[nextPeriod + j]!;
  return target;
};

const highestLimit = (limits: readonly (number | undefined)[]): number | undefined => {
  const enteredLimits = limits.filter((limit) => limit !== undefined);
  return enteredLimits.length === 0 ? undefined : Math.max(...enteredLimits);
};

/**
 * Schedules the facilities of a plan by calendar year. Sculpted loans have the instalments of the sizing case.
 * Errors: DEBT_ABOVE_CAPACITY (a sculpted loan).
 */
export const scheduleByYear = (input: YearlyScheduleInput): YearlySchedule => {
  const { facilities, valuationMonth, firstYear, years } = input;
  const scheduledFacilities = scheduleFacilities(
    facilities.map((facility) => layOutPeriods(facility, valuationMonth)),
    input.sizingCfads,
  );
  const loans = scheduledFacilities.filter(({ periods }) => periods.facility.kind === 'loan');
  const lastMonthOf = (y: number): number => (firstYear + y + 1) * 12 - 1 - valuationMonth;
  const firstMonthOf = (y: number): number => (y === 0 ? 1 : lastMonthOf(y - 1) + 1);
  const lastMonth = lastMonthOf(years - 1);
  const yearIndexOf = (month: number): number => clamp(yearOf(valuationMonth + Math.max(1, month)) - firstYear, 0, years - 1);
  const byYear = (): number[] => Array<number>(years).fill(0);
  const [service, draws, fees, uses, reserveAtClose] = [byYear(), byYear(), byYear(), byYear(), byYear()];
  for (const { periods, schedule } of loans) {
    for (let period = periods.firstDue; period <= periods.maturity; period++)
      service[yearIndexOf(periods.paymentMonth(period))]! += schedule.service[period]!;
  }
  const positions = scheduledFacilities.map(({ periods, schedule }) => openPosition(periods, schedule, lastMonth));
  for (const position of positions) {
    const { facility } = position.periods;
    for (const { month, amount } of facility.draws) draws[yearIndexOf(month)]! += amount;
    for (const [month, amount] of position.fees) fees[yearIndexOf(month)]! += amount;
    reserveAtClose[yearIndexOf(facility.start)]! += position.reserveAtClose;
  }
  const monthlyUses = usesByMonth(input.uses, positions, lastMonth);
  for (const [month, amount] of monthlyUses.entries()) uses[yearIndexOf(month)]! += amount;
  const lastUse = monthlyUses.findLastIndex((amount) => amount > 0);
  const rates = planRates(
    Array.from({ length: years }, (_, y) => ({ from: firstMonthOf(y), to: lastMonthOf(y) })),
    positions,
  );
  const hasDebt = ({ start, finalMaturity }: Facility, y: number): boolean => start <= lastMonthOf(y) && finalMaturity >= firstMonthOf(y);
  const covenantsIn = (y: number, key: 'lockUpDscr' | 'defaultDscr'): number | undefined =>
    highestLimit(facilities.map((facility) => (hasDebt(facility, y) ? facility.covenants[key] : undefined)));
  const mapYears = <T>(of: (y: number) => T): T[] => Array.from({ length: years }, (_, y) => of(y));
  return {
    service,
    draws,
    fees,
    uses,
    reserveAtClose,
    reserveTarget: mapYears((y) => loans.reduce((total, loan) => total + scheduledReserve(loan, lastMonthOf(y)), 0)),
    arrearsRate: mapYears((y) => rates[y] ?? 0),
    lockUpDscr: mapYears((y) => covenantsIn(y, 'lockUpDscr')),
    defaultDscr: mapYears((y) => covenantsIn(y, 'defaultDscr')),
    isBuilding: mapYears(
      (y) =>
        lastUse > lastMonthOf(y) &&
        facilities.some(
          ({ start, opening, firstRepayment }) => (opening !== undefined || start <= lastMonthOf(y)) && firstRepayment > lastMonthOf(y),
        ),
    ),
    loans,
  };
};
