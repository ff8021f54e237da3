import { OrebookError } from '#shared/contract/errors.ts';
import { requireFinite, requireFiniteSeries, requireNotNegative, requirePositive, requireWhole } from '../numberChecks.ts';

export type Loan = {
  readonly principal: number;
  /** Nominal annual rate; the rate of a period is annualRate / periodsPerYear. */
  readonly annualRate: number;
  readonly periodsPerYear: number;
  /** All periods, grace included. */
  readonly periods: number;
  readonly style: 'level' | 'linear';
  /** Number of first periods that pay interest only. */
  readonly gracePeriods?: number | undefined;
};

export type LoanPeriod = {
  readonly opening: number;
  readonly interest: number;
  readonly principal: number;
  readonly payment: number;
  readonly closing: number;
};

/**
 * Computes the amortisation table of a loan, one row per period, in the principal's currency. The last period repays the remaining
 * balance. Level: equal payments after grace; linear: equal principal after grace.
 * Errors: NOT_FINITE, OUT_OF_RANGE (negative principal or rate, no period left after grace).
 */
export const amortise = ({ principal, annualRate, periodsPerYear, periods, style, gracePeriods = 0 }: Loan): LoanPeriod[] => {
  requireNotNegative(principal, 'principal');
  requireWhole(periods, 'periods', 1);
  requireWhole(gracePeriods, 'gracePeriods', 0);
  if (gracePeriods >= periods) throw new OrebookError('OUT_OF_RANGE', { field: 'gracePeriods', max: periods - 1, value: gracePeriods });
  const rate = requireNotNegative(annualRate, 'annualRate') / requirePositive(periodsPerYear, 'periodsPerYear');
  const repaymentPeriods = periods - gracePeriods;
  // level payment = P r / (1 - (1 + r)^-n), P / n without interest
  const levelPayment = rate === 0 ? principal / repaymentPeriods : (principal * rate) / -Math.expm1(-repaymentPeriods * Math.log1p(rate));
  const rows: LoanPeriod[] = [];
  let opening = principal;
  for (let period = 1; period <= periods; period++) {
    const interest = opening * rate;
    const scheduledPrincipal = period <= gracePeriods ? 0 : style === 'level' ? levelPayment - interest : principal / repaymentPeriods;
    const repayment = period === periods ? opening : scheduledPrincipal;
    rows.push({ opening, interest, principal: repayment, payment: interest + repayment, closing: opening - repayment });
    opening -= repayment;
  }
  return rows;
};

/**
 * Computes the debt service coverage ratio of each period: cash flow available for debt service / debt service (interest + principal).
 * Errors: EMPTY, BAD_SHAPE (lengths differ), NOT_FINITE, OUT_OF_RANGE (debt service of zero or less).
 */
export const debtServiceCoverage = (cashFlows: readonly number[], service: readonly number[]): number[] => {
  if (cashFlows.length !== service.length) throw new OrebookError('BAD_SHAPE', { field: 'service', length: service.length });
  // DSCR_t = CFADS_t / debt service_t
  return Array.from(requireFiniteSeries(cashFlows, 'cashFlows'), (flow, i) => flow / requirePositive(service[i]!, `service.${i}`));
};

/**
 * Computes the loan life coverage ratio: present value of the cash flow available for debt service over the loan's life (the first flow
 * one period from now) / debt now. `rate` per period. Errors: EMPTY, NOT_FINITE, OUT_OF_RANGE.
 */
export const loanLifeCoverage = (cashFlows: readonly number[], rate: number, debt: number): number => {
  if (requireFinite(rate, 'rate') <= -1) throw new OrebookError('OUT_OF_RANGE', { field: 'rate', above: -1, value: rate });
  let value = 0;
  // LLCR = sum CFADS_t / (1 + r)^t / debt
  for (const flow of requireFiniteSeries(cashFlows, 'cashFlows').reverse()) value = (value + flow) / (1 + rate);
  return requireFinite(value / requirePositive(debt, 'debt'), 'cashFlows');
};

/**
 * Computes the weighted average life of the principal in years, payments at the end of each period.
 * Errors: EMPTY (nothing repaid), NOT_FINITE, OUT_OF_RANGE (negative payments).
 */
export const weightedAverageLife = (principalPayments: readonly number[], periodsPerYear: number): number => {
  requirePositive(periodsPerYear, 'periodsPerYear');
  let weightedSum = 0;
  let repaid = 0;
  for (const [i, payment] of requireFiniteSeries(principalPayments, 'principalPayments').entries()) {
    repaid += requireNotNegative(payment, `principalPayments.${i}`);
    weightedSum += (i + 1) * payment;
  }
  if (repaid === 0) throw new OrebookError('EMPTY', { field: 'principalPayments' });
  // WAL = sum t P_t / sum P_t
  return weightedSum / repaid / periodsPerYear;
};
