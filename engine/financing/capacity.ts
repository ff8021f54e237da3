import { OrebookError } from '#shared/contract/errors.ts';
import type { Month } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { requireFinite, requireFiniteSeries, requireNotNegative, requirePositive, requireWithin } from '../numberChecks.ts';
import { type Facility, requireFacility } from './facility.ts';
import { type FacilityPeriods, layOutPeriods, sumPeriod } from './facilityPeriods.ts';
import { principalDue } from './schedule.ts';

export type CapacityTarget = 'dscr' | 'llcr' | 'plcr' | 'gearing' | 'setOff';

export type CapacityInput = {
  /** Cash flow available for debt service by month, month 1 first. */
  readonly cfads: readonly number[];
  /** Service of other facilities that comes first, by month, month 1 first. */
  readonly otherService?: readonly number[] | undefined;
  readonly valuationMonth: Month;
  readonly targets: {
    readonly dscr: number;
    readonly llcr?: number | undefined;
    readonly plcr?: number | undefined;
    readonly gearing?: { readonly share: number; readonly cost: number } | undefined;
  };
};

export type DebtCapacity = {
  /** The largest balance when repayment begins. */
  readonly capacity: number;
  /** One draw at the start that grows to the capacity by capitalised interest. */
  readonly draw: number;
  readonly binding: CapacityTarget;
  /** The facility's period that binds; it is paid in month start + period x periodMonths. */
  readonly bindingPeriod: number;
  readonly byTarget: Readonly<Partial<Record<CapacityTarget, number>>>;
};

/** The largest debt by repayment period, from 0, if principal is never negative. */
export type Sculpting = {
  /** M_{q-1}: the largest debt at the beginning of period q; the first one is the capacity. */
  readonly largest: readonly number[];
  /** B_q: the largest debt after the payment of period q. */
  readonly after: readonly number[];
  /** Whether the service of period q cannot pay the interest on what the later periods carry. */
  readonly isTight: readonly boolean[];
};

const TOLERANCE = 1e-9;

/** Computes the largest debt that service carries, from the last period back. `service` and `rates` by repayment period. */
export const sculpt = (service: readonly number[], rates: readonly number[]): Sculpting => {
  const largestPayments: number[] = [];
  const remainingPayments: number[] = [];
  const isTight: boolean[] = [];
  let laterDebt = 0;
  for (let q = service.length - 1; q >= 0; q--) {
    const [s, i] = [service[q]!, rates[q]!];
    // B_q = min(M_q, S_q / i_q): principal is not negative
    remainingPayments[q] = i > 0 ? Math.min(laterDebt, s / i) : laterDebt;
    // M_{q-1} = (B_q + S_q) / (1 + i_q)
    largestPayments[q] = (remainingPayments[q]! + s) / (1 + i);
    isTight[q] = remainingPayments[q]! < laterDebt * (1 - TOLERANCE) || largestPayments[q] === 0;
    laterDebt = largestPayments[q]!;
  }
  return { largest: largestPayments, after: remainingPayments, isTight };
};

/** Principal of a sculpted loan by repayment period: b_q = B_q b_{q-1} / M_{q-1}, principal is the fall of b. */
export const sculptedPrincipal = ({ largest, after }: Sculpting, debt: number): number[] => {
  let balance = debt;
  return largest.map((largestDebt, q) => {
    const remainingDebt = largestDebt > 0 ? (after[q]! * balance) / largestDebt : 0;
    const principal = balance - remainingDebt;
    balance = remainingDebt;
    return principal;
  });
};

/** The repayment periods that are left. */
export const repaymentPeriods = ({ firstRemaining, maturity }: FacilityPeriods): number[] =>
  Array.from({ length: maturity - firstRemaining + 1 }, (_, i) => firstRemaining + i);

/** S_q = max(0, CFADS_q / target - A_q) by repayment period. */
export const serviceRoom = (
  periods: FacilityPeriods,
  cfads: readonly number[],
  target: number,
  otherService: readonly number[],
): number[] =>
  repaymentPeriods(periods).map((period) =>
    Math.max(0, sumPeriod(cfads, periods, period) / target - sumPeriod(otherService, periods, period)),
  );

/** Interest and principal of a debt by repayment period if each payment is made when it is due. */
export const serviceOf = (periods: FacilityPeriods, debt: number): number[] => {
  let balance = debt;
  return repaymentPeriods(periods).map((period) => {
    const principal = principalDue(periods, period, balance, debt);
    const service = balance * periods.periodRate(period) + principal;
    balance -= principal;
    return service;
  });
};

/** The largest debt at the DSCR target, USD, and the facility's period that binds. */
type TargetBound = { readonly value: number; readonly period: number };

const sizeSculpted = (periods: FacilityPeriods, room: readonly number[]): TargetBound => {
  const { largest, isTight } = sculpt(room, repaymentPeriods(periods).map(periods.periodRate));
  const firstTight = isTight.indexOf(true);
  return { value: largest[0]!, period: periods.firstRemaining + (firstTight < 0 ? room.length - 1 : firstTight) };
};

const sizeProportional = (periods: FacilityPeriods, room: readonly number[]): TargetBound => {
  // capacity = min over q with s_q > 0 of S_q / s_q
  const bounds = serviceOf(periods, 1).map((service, q) => (service > 0 ? room[q]! / service : Number.POSITIVE_INFINITY));
  const value = Math.min(...bounds);
  return { value, period: periods.firstRemaining + bounds.findIndex((bound) => bound <= value * (1 + TOLERANCE)) };
};

/** Sizes by bisection to 1e-15 of the amount: repayments by tonnes or invoices do not grow with the debt. */
const sizeByBisection = (periods: FacilityPeriods, room: readonly number[]): TargetBound => {
  const firstBreach = (debt: number): number => serviceOf(periods, debt).findIndex((service, q) => service > 0 && service > room[q]!);
  // with rates of 0 or more the service of all periods is at least the debt
  let high = sum(room) > 0 ? sum(room) * (1 + TOLERANCE) : 1;
  while (firstBreach(high) < 0 && high < Number.MAX_VALUE / 2) high *= 2;
  let low = 0;
  const scale = high;
  while (high - low > 1e-15 * scale) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (firstBreach(middle) < 0) low = middle;
    else high = middle;
  }
  const upper = Math.max(high, low * (1 + TOLERANCE));
  return { value: low, period: periods.firstRemaining + Math.max(0, firstBreach(upper)) };
};

const sizeByDscr = (periods: FacilityPeriods, { cfads, otherService, targets }: CapacityInput): TargetBound => {
  const room = serviceRoom(periods, cfads, targets.dscr, otherService ?? []);
  const { style } = periods.facility.repayment;
  if (style === 'sculpted') return sizeSculpted(periods, room);
  return style === 'perTonne' || style === 'shareOfInvoice' ? sizeByBisection(periods, room) : sizeProportional(periods, room);
};

/** Present values at the beginning of repayment of amounts by period, at the facility's rates. */
export const presentValues = (
  periods: FacilityPeriods,
  lastPeriod: number,
  amountOf: (period: number) => number,
): { readonly period: number; readonly value: number }[] => {
  const values: { period: number; value: number }[] = [];
  let discount = 1;
  for (let period = periods.firstRemaining; period <= lastPeriod; period++) {
    discount /= 1 + periods.periodRate(period);
    values.push({ period, value: amountOf(period) * discount });
  }
  return values;
};

/** The amounts by period, USD, whose present value divided by `target` is a capacity. */
export type TargetCash = { readonly target: number; readonly lastPeriod: number; readonly amountOf: (period: number) => number };

/** The amounts of LLCR (cash flow to the maturity), PLCR (to the end of cash flow, in whole periods) and set-off (linked payments). */
export const targetCash = (periods: FacilityPeriods, { cfads, targets }: CapacityInput, target: 'llcr' | 'plcr' | 'setOff'): TargetCash => {
  const { facility, maturity, periodOf } = periods;
  if (target === 'setOff') {
    return {
      target: 1,
      lastPeriod: maturity,
      amountOf: (period) => Math.max(0, sumPeriod(facility.linked?.payments ?? [], periods, period)),
    };
  }
  return {
    target: targets[target] ?? 1,
    lastPeriod: target === 'llcr' ? maturity : periodOf(cfads.length),
    amountOf: (period) => sumPeriod(cfads, periods, period),
  };
};

const sizeByPresentValue = (periods: FacilityPeriods, { target, lastPeriod, amountOf }: TargetCash): number =>
  Math.max(0, sumBy(presentValues(periods, lastPeriod, amountOf), ({ value }) => value) / target);

const requireTargets = ({ dscr, llcr, plcr, gearing }: CapacityInput['targets']): void => {
  requirePositive(dscr, 'targets.dscr');
  if (llcr !== undefined) requirePositive(llcr, 'targets.llcr');
  if (plcr !== undefined) requirePositive(plcr, 'targets.plcr');
  if (gearing === undefined) return;
  requireWithin(gearing.share, 'targets.gearing.share', 0, 1);
  requireNotNegative(gearing.cost, 'targets.gearing.cost');
};

/**
 * Computes the largest balance of a facility when its repayment begins at which every target holds in the repayment periods that are
 * left, and names the target and the period that bind. Money in USD, ratios as numbers; the DSCR target is `targets.dscr`, also of a
 * sculpted loan. A year whose cash flow is not positive gives a capacity of 0.
 * Errors: MATURED (final maturity not after the valuation); EMPTY, NOT_FINITE, OUT_OF_RANGE, BAD_SHAPE with the field.
 */
export const debtCapacity = (facility: Facility, input: CapacityInput): DebtCapacity => {
  requireFacility(facility, 'facility');
  requireFiniteSeries(input.cfads, 'cfads');
  for (const [i, service] of (input.otherService ?? []).entries()) requireFinite(service, `otherService.${i}`);
  requireTargets(input.targets);
  const periods = layOutPeriods(facility, input.valuationMonth);
  const { firstRemaining, firstDue, firstRepayment, periodRate } = periods;
  const { targets } = input;
  const dscr = sizeByDscr(periods, input);
  const byTarget: Partial<Record<CapacityTarget, number>> = { dscr: dscr.value };
  if (targets.llcr !== undefined) byTarget.llcr = sizeByPresentValue(periods, targetCash(periods, input, 'llcr'));
  if (targets.plcr !== undefined) byTarget.plcr = sizeByPresentValue(periods, targetCash(periods, input, 'plcr'));
  if (targets.gearing !== undefined) byTarget.gearing = targets.gearing.share * targets.gearing.cost;
  if (facility.kind === 'prepayment') byTarget.setOff = sizeByPresentValue(periods, targetCash(periods, input, 'setOff'));

  const entries = Object.entries(byTarget) as [CapacityTarget, number][];
  const capacity = requireFinite(Math.min(...entries.map(([, value]) => value)), 'capacity');
  const binding = entries.find(([, value]) => value <= capacity * (1 + TOLERANCE))![0];
  let growth = 1;
  for (let period = firstDue; period < firstRepayment; period++) if (periods.isCapitalised(period)) growth *= 1 + periodRate(period);
  return {
    capacity,
    draw: capacity / growth,
    binding,
    bindingPeriod: binding === 'dscr' ? dscr.period : firstRemaining,
    byTarget,
  };
};

/** Refuses a sculpted debt above what its service carries. Errors: DEBT_ABOVE_CAPACITY with the capacity. */
export const requireWithinCapacity = (debt: number, capacity: number, field: string): void => {
  if (debt > capacity * (1 + TOLERANCE)) throw new OrebookError('DEBT_ABOVE_CAPACITY', { field, debt, capacity });
};
