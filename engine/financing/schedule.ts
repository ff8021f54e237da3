import { sum } from '#shared/math.ts';
import { type FacilityPeriods, sumPeriod } from './facilityPeriods.ts';

/** What falls due at one payment date of a facility, USD. */
export type Installment = {
  /** Due and paid apart from the balance: interest of a loan; of a prepayment the interest that is set off. */
  readonly interest: number;
  /** Interest added to the balance; of a prepayment also what the linked payments do not cover. */
  readonly capitalised: number;
  /** Scheduled principal of a loan; of a prepayment the principal that is set off. */
  readonly principal: number;
  /** Early principal of a loan; of a prepayment the part that is set off. */
  readonly mandatory: number;
  /** Due from cash at the final maturity of a prepayment with recourse. */
  readonly remainder: number;
  /** Early principal of a prepayment due from cash. */
  readonly mandatoryRecourse: number;
  /** Balance that lapses at the final maturity of a prepayment without recourse. */
  readonly lapsed: number;
  /** The balance after the payment, before a draw of the same month. */
  readonly balance: number;
};

/** The payments of a facility if all is paid when due, without sweeps and mandatory prepayments, USD; arrays are indexed by its periods. */
export type Schedule = {
  /** The balance when the remaining repayment periods begin. */
  readonly debt: number;
  readonly interest: readonly number[];
  readonly principal: readonly number[];
  /** Interest, principal and, of a prepayment with recourse, the remainder at maturity. */
  readonly service: readonly number[];
  /** The balance after the payment of a period, before a draw of the same month. */
  readonly balance: readonly number[];
};

/** Scheduled principal of a sculpted loan by period, given the debt when repayment begins. */
export type SculptedPrincipal = (debt: number) => readonly number[];

const BALANCE_TOLERANCE = 1e-12;

/** A balance, or 0 if it is below 1e-12 of the commitment. */
export const clearBalance = (balance: number, { facility }: FacilityPeriods): number =>
  balance < BALANCE_TOLERANCE * facility.commitment ? 0 : balance;

/** Level principal of one of n periods: b i / (1 - (1 + i)^-n) - b i; b / n without interest. */
const levelPrincipal = (balance: number, rate: number, periodsLeft: number): number =>
  rate === 0 ? balance / periodsLeft : (balance * rate) / -Math.expm1(-periodsLeft * Math.log1p(rate)) - balance * rate;

/**
 * Computes the principal that falls due in a period under the terms, at most the balance; `debt` is the balance when repayment began. 0
 * before maturity for a sculpted loan, whose principal is scheduled separately.
 */
export const principalDue = (periods: FacilityPeriods, period: number, balance: number, debt: number): number => {
  const { facility, firstRepayment, firstRemaining, maturity } = periods;
  const { repayment, linked } = facility;
  if (period < firstRepayment) return 0;
  if (period >= maturity) return balance;
  let principal = 0;
  if (repayment.style === 'linear') principal = debt / (maturity - firstRemaining + 1);
  else if (repayment.style === 'level') principal = levelPrincipal(balance, periods.periodRate(period), maturity - period + 1);
  else if (repayment.style === 'schedule') {
    // the remaining shares are rescaled to 1
    const remainingShares = sum(repayment.shares.slice(firstRemaining - firstRepayment));
    principal = remainingShares > 0 ? (debt * repayment.shares[period - firstRepayment]!) / remainingShares : 0;
  } else if (repayment.style === 'perTonne') principal = repayment.usdPerTonne * sumPeriod(linked!.tonnes, periods, period);
  else if (repayment.style === 'shareOfInvoice') principal = repayment.share * Math.max(0, sumPeriod(linked!.payments, periods, period));
  return Math.min(balance, Math.max(0, principal));
};

/** The balance at the end of a period before its payment, and the interest of the period; `balance` is the one after the last payment. */
const accruePeriod = (periods: FacilityPeriods, period: number, balance: number): { interest: number; balance: number } => {
  const { paymentMonth, monthRate, drawIn } = periods;
  let interest = 0;
  let currentBalance = balance;
  for (let month = paymentMonth(period - 1) + 1; month <= paymentMonth(period); month++) {
    // the draw of a month follows its interest and payment
    currentBalance += drawIn(month - 1);
    interest += currentBalance * monthRate(month);
  }
  return { interest, balance: currentBalance };
};

/**
 * Computes what falls due in a period on a balance and its interest. A prepayment is paid from the linked payments of the period only:
 * interest, principal, then mandatory principal; the unpaid part stays in the balance. `mandatoryShare` of the balance after the scheduled
 * payment falls due early.
 */
export const installment = (
  periods: FacilityPeriods,
  period: number,
  { balance, interest, principal, mandatoryShare }: { balance: number; interest: number; principal: number; mandatoryShare: number },
): Installment => {
  const { facility, maturity } = periods;
  const isCapitalised = periods.isCapitalised(period);
  if (facility.kind === 'loan') {
    const remainingBalance = balance + (isCapitalised ? interest : 0) - principal;
    const mandatoryInstalment = mandatoryShare * remainingBalance;
    return {
      interest: isCapitalised ? 0 : interest,
      capitalised: isCapitalised ? interest : 0,
      principal,
      mandatory: mandatoryInstalment,
      remainder: 0,
      mandatoryRecourse: 0,
      lapsed: 0,
      balance: clearBalance(remainingBalance - mandatoryInstalment, periods),
    };
  }
  const availablePayments = Math.max(0, sumPeriod(facility.linked!.payments, periods, period));
  const interestSetOff = isCapitalised ? 0 : Math.min(availablePayments, interest);
  const principalSetOff = Math.min(availablePayments - interestSetOff, principal);
  const remainingBalance = clearBalance(balance + interest - interestSetOff - principalSetOff, periods);
  const earlyPrincipal = period >= maturity ? 0 : mandatoryShare * remainingBalance;
  const mandatoryPayment = Math.min(availablePayments - interestSetOff - principalSetOff, earlyPrincipal);
  const mandatoryRecourse = facility.recourse ? earlyPrincipal - mandatoryPayment : 0;
  const atMaturity = period >= maturity ? remainingBalance : 0;
  return {
    interest: interestSetOff,
    capitalised: interest - interestSetOff,
    principal: principalSetOff,
    mandatory: mandatoryPayment,
    remainder: facility.recourse ? atMaturity : 0,
    mandatoryRecourse,
    lapsed: facility.recourse ? 0 : atMaturity,
    balance: clearBalance(remainingBalance - mandatoryPayment - mandatoryRecourse - atMaturity, periods),
  };
};

/**
 * Schedules the payments of a facility on its draws or opening balance. `sculptPrincipal` gives the principal of a sculpted loan by period
 * from the debt when repayment begins. The whole balance falls due in the period that holds the month `calledFrom`, and in later ones.
 */
export const schedulePayments = (
  periods: FacilityPeriods,
  sculptPrincipal?: SculptedPrincipal,
  calledFrom = Number.POSITIVE_INFINITY,
): Schedule => {
  const { facility, firstDue, firstRemaining, maturity } = periods;
  const columns = { interest: [] as number[], principal: [] as number[], service: [] as number[], balance: [] as number[] };
  for (const column of Object.values(columns)) column.push(...Array<number>(firstDue).fill(0));
  let balance = facility.opening?.balance ?? 0;
  columns.balance[firstDue - 1] = balance;
  let debt = 0;
  let sculptedByPeriod: readonly number[] | undefined;
  for (let period = firstDue; period <= maturity; period++) {
    const accrued = accruePeriod(periods, period, balance);
    if (period === firstRemaining) {
      debt = accrued.balance;
      sculptedByPeriod = sculptPrincipal?.(debt);
    }
    const isCalled = periods.paymentMonth(period) >= calledFrom;
    const principal = isCalled
      ? accrued.balance
      : sculptedByPeriod === undefined || period === maturity
        ? principalDue(periods, period, accrued.balance, debt)
        : Math.min(accrued.balance, sculptedByPeriod[period] ?? 0);
    const periodInstallment = installment(periods, period, { ...accrued, principal, mandatoryShare: 0 });
    columns.interest.push(periodInstallment.interest);
    columns.principal.push(periodInstallment.principal);
    columns.service.push(periodInstallment.interest + periodInstallment.principal + periodInstallment.remainder);
    columns.balance.push(periodInstallment.balance);
    balance = periodInstallment.balance;
  }
  return { debt, ...columns };
};

/** The schedule's balance at the end of a month, its draw included. */
export const scheduledBalance = ({ balance }: Schedule, periods: FacilityPeriods, month: number): number => {
  const { facility, firstDue, paymentMonth, maturity, drawIn } = periods;
  if (month < facility.start) return 0;
  const lastPaidPeriod = Math.min(maturity, Math.max(firstDue - 1, Math.floor((month - facility.start) / facility.periodMonths)));
  let total = balance[lastPaidPeriod]!;
  for (let drawMonth = paymentMonth(lastPaidPeriod); drawMonth <= month && lastPaidPeriod < maturity; drawMonth++)
    total += drawIn(drawMonth);
  return total;
};

/** Adds the service of a schedule to a series by month (month 1 first), at the payment months. */
export const addService = (series: number[], { service }: Schedule, periods: FacilityPeriods): void => {
  for (let period = periods.firstDue; period <= periods.maturity; period++) {
    const month = periods.paymentMonth(period);
    while (series.length < month) series.push(0);
    series[month - 1] = series[month - 1]! + service[period]!;
  }
};
