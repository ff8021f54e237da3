import { clamp } from '#shared/math.ts';
import type { FacilityPeriods } from './facilityPeriods.ts';
import { type Installment, installment, principalDue, type Schedule } from './schedule.ts';

/** The state of a facility in the waterfall, at the end of the months that are computed. */
export type Position = {
  readonly periods: FacilityPeriods;
  readonly schedule: Schedule;
  readonly fees: ReadonlyMap<number, number>;
  /** Put aside for the reserve from the first draw. */
  readonly reserveAtClose: number;
  balance: number;
  /** Interest on the balance since the last payment date, not yet due. */
  accrued: number;
  arrearsInterest: number;
  arrearsPrincipal: number;
  /** Interest on arrears since the last payment date, not yet due. */
  arrearsAccrued: number;
  reserve: number;
  /** The lender's flows by month, month 0 first: fees and payments less draws. */
  readonly flows: number[];
  principalPaid: number;
  /** Principal paid x years from the first draw. */
  principalYears: number;
};

/** The draw, the fees and the dues of a facility in a period of the plan, before payments from cash, USD. */
export type PeriodDues = {
  draw: number;
  fees: number;
  /** Interest on the balance that falls due or is capitalised. */
  interest: number;
  interestOnArrears: number;
  /** The instalment that falls due in the period, if one does. */
  installment: Installment | undefined;
  /** The month that payments of the period are dated. */
  paymentMonth: number;
};

const isPaymentMonth = ({ facility, firstDue, paymentMonth }: FacilityPeriods, month: number): boolean =>
  month >= paymentMonth(firstDue) && (month - facility.start) % facility.periodMonths === 0;

/** The instalment of a period on the balance: the schedule's principal while the balance lasts, the balance at maturity. */
const nextInstallment = (
  { periods, schedule }: Pick<Position, 'periods' | 'schedule'>,
  paymentPeriod: number,
  { balance, interest, mandatoryShare }: { balance: number; interest: number; mandatoryShare: number },
): Installment => {
  const principal =
    periods.facility.kind === 'loan' && paymentPeriod < periods.maturity
      ? Math.min(schedule.principal[paymentPeriod]!, balance)
      : principalDue(periods, paymentPeriod, balance, schedule.debt);
  return installment(periods, paymentPeriod, { balance, interest, principal, mandatoryShare });
};

/** Fees by month: upfront, on the undrawn commitment at the end of each period, and others. */
const scheduleFees = ({ facility, periodOf, paymentMonth, monthFraction, drawIn }: FacilityPeriods): Map<number, number> => {
  const { opening, commitment, start, draws } = facility;
  const fees = new Map<number, number>();
  const add = (month: number, amount: number): void => {
    if (amount !== 0) fees.set(month, (fees.get(month) ?? 0) + amount);
  };
  if (opening === undefined) add(start, facility.upfrontFee * commitment);
  for (const { month, amount } of facility.otherFees) if (month >= (opening === undefined ? 0 : 1)) add(month, amount);
  if (facility.commitmentFee === 0) return fees;
  const lastDraw = draws.at(-1)?.month ?? start;
  let undrawn = commitment - (opening?.balance ?? 0);
  for (let month = opening === undefined ? start + 1 : 1; month <= lastDraw; month++) {
    undrawn -= drawIn(month - 1);
    add(paymentMonth(periodOf(month)), facility.commitmentFee * Math.max(0, undrawn) * monthFraction(month));
  }
  return fees;
};

/** Service of the next `count` payments after a month, as scheduled on a balance and its later draws. */
const projectService = (
  position: Pick<Position, 'periods' | 'schedule'>,
  month: number,
  { balance, accrued }: { balance: number; accrued: number },
  count: number,
): number[] => {
  const { periods } = position;
  const services: number[] = [];
  let currentBalance = balance;
  let interest = accrued;
  for (let next = month + 1; services.length < count && next <= periods.facility.finalMaturity; next++) {
    interest += currentBalance * periods.monthRate(next);
    if (isPaymentMonth(periods, next)) {
      const nextDue = nextInstallment(position, periods.periodOf(next), { balance: currentBalance, interest, mandatoryShare: 0 });
      services.push(nextDue.interest + nextDue.principal + nextDue.remainder);
      currentBalance = nextDue.balance;
      interest = 0;
    }
    currentBalance += periods.drawIn(next);
  }
  return services;
};

/** Reserve target = sum over j of clamp((dsraMonths - (j - 1) k) / k, 0, 1) x service of the next j-th payment. */
const reserveOf = (
  position: Pick<Position, 'periods' | 'schedule'>,
  month: number,
  state: { balance: number; accrued: number },
): number => {
  const { kind, start, dsraMonths, periodMonths: k } = position.periods.facility;
  if (kind === 'prepayment' || dsraMonths === 0 || month < start) return 0;
  let target = 0;
  for (const [j, service] of projectService(position, month, state, Math.ceil(dsraMonths / k)).entries()) {
    target += clamp((dsraMonths - j * k) / k, 0, 1) * service;
  }
  return target;
};

/** The reserve that a facility holds for its next payments after a month, as scheduled. */
export const reserveTarget = (position: Position, month: number): number => reserveOf(position, month, position);

/** Share of the service of the facility's unfinished period that has elapsed by the end of a month. */
export const setAside = (position: Position, month: number): number => {
  const { start, periodMonths: k } = position.periods.facility;
  const elapsedMonths = month > start ? (month - start) % k : 0;
  return elapsedMonths === 0 ? 0 : (elapsedMonths / k) * (projectService(position, month, position, 1)[0] ?? 0);
};

/** Interest on the opening balance from the last payment date to the valuation; 0 without an opening balance. */
const interestToValuation = ({ firstDue, paymentMonth, monthRate }: FacilityPeriods, balance: number): number => {
  if (balance === 0) return 0;
  let accruedInterest = 0;
  for (let month = paymentMonth(firstDue - 1) + 1; month <= 0; month++) accruedInterest += balance * monthRate(month);
  return accruedInterest;
};

/** Opens the position of a facility at the valuation, before the draws of month 0. */
export const openPosition = (periods: FacilityPeriods, schedule: Schedule, months: number): Position => {
  const { facility, drawIn } = periods;
  const { opening, start, kind, dsraAtClose } = facility;
  const { balance, reserve, arrears } = opening ?? { balance: 0, reserve: 0, arrears: 0 };
  const accrued = interestToValuation(periods, balance);
  const flows = Array<number>(months + 1).fill(0);
  flows[0] = opening ? -(balance + arrears + accrued) : 0;
  const firstDraw = drawIn(start);
  const reserveAtClose =
    dsraAtClose && kind === 'loan' && !opening
      ? Math.min(firstDraw, reserveOf({ periods, schedule }, start, { balance: firstDraw, accrued: 0 }))
      : 0;
  return {
    periods,
    schedule,
    fees: scheduleFees(periods),
    reserveAtClose,
    balance,
    accrued,
    arrearsInterest: 0,
    arrearsPrincipal: arrears,
    arrearsAccrued: 0,
    reserve,
    flows,
    principalPaid: 0,
    principalYears: 0,
  };
};

export const arrearsOf = ({ arrearsInterest, arrearsPrincipal }: Position): number => arrearsInterest + arrearsPrincipal;

/** Adds the interest on the arrears of the months from .. to. */
export const accrueArrears = (position: Position, from: number, to: number): void => {
  const arrears = arrearsOf(position);
  if (arrears === 0) return;
  for (let month = Math.max(1, from); month <= to; month++) position.arrearsAccrued += arrears * position.periods.monthRate(month);
};

/** Share of the balance that falls due early in a period. */
const mandatoryShareIn = ({ facility, periodOf }: FacilityPeriods, period: number): number => {
  let share = 0;
  for (const entry of facility.mandatory) if (periodOf(entry.month) === period) share += entry.share;
  return Math.min(1, share);
};

/**
 * Moves a position through the months of a period of the plan: interest accrues, dues leave the balance, then the draw is added. Interest on
 * arrears accrues up to the payment date; the waterfall adds that of the later months, which depends on what was paid.
 */
export const advance = (position: Position, from: number, to: number): PeriodDues => {
  const { periods, fees, flows } = position;
  const dues: PeriodDues = { draw: 0, fees: 0, interest: 0, interestOnArrears: 0, installment: undefined, paymentMonth: to };
  let isPaid = false;
  for (let month = from; month <= to; month++) {
    if (month > 0) position.accrued += position.balance * periods.monthRate(month);
    if (isPaymentMonth(periods, month)) {
      const period = periods.periodOf(month);
      isPaid = true;
      dues.paymentMonth = month;
      dues.interest = position.accrued;
      if (period <= periods.maturity) {
        const mandatoryShare = mandatoryShareIn(periods, period);
        const nextDue = nextInstallment(position, period, { balance: position.balance, interest: position.accrued, mandatoryShare });
        dues.installment = nextDue;
        position.balance = nextDue.balance;
      }
      position.accrued = 0;
      accrueArrears(position, from, month);
      dues.interestOnArrears = position.arrearsAccrued;
      position.arrearsAccrued = 0;
    }
    const draw = periods.drawIn(month);
    const fee = fees.get(month) ?? 0;
    position.balance += draw;
    dues.draw += draw;
    dues.fees += fee;
    flows[month] = flows[month]! + fee - draw;
  }
  if (!isPaid) accrueArrears(position, from, to);
  return dues;
};

/** Records what a lender is paid in a month. */
export const recordPayment = (position: Position, month: number, interest: number, principal: number): void => {
  position.flows[month] = position.flows[month]! + interest + principal;
  position.principalPaid += principal;
  position.principalYears += (principal * (month - position.periods.facility.start)) / 12;
};
