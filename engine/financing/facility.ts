import { OrebookError } from '#shared/contract/errors.ts';
import { Covenant } from '#shared/domain/financing.ts';
import { sum, sumBy } from '#shared/math.ts';
import { requireFinite, requireFiniteSeries, requireNotNegative, requirePositive, requireWhole, requireWithin } from '../numberChecks.ts';

/** An amount dated on the 15th of a month; month 0 is the valuation. */
export type MonthAmount = { readonly month: number; readonly amount: number };

export type FacilityRate =
  | { readonly fixed: number }
  /** Base rate by month (month 0 first, the last one holds), floored, plus a margin (a list is by period, its last value holds). */
  | { readonly base: readonly number[]; readonly margin: number | readonly number[]; readonly floor?: number | undefined };

export type Repayment =
  | { readonly style: 'bullet' | 'linear' | 'level' }
  | { readonly style: 'sculpted'; readonly targetDscr: number }
  /** One share of the debt for each repayment period from firstRepayment to finalMaturity; they sum to 1. */
  | { readonly style: 'schedule'; readonly shares: readonly number[] }
  | { readonly style: 'perTonne'; readonly usdPerTonne: number }
  | { readonly style: 'shareOfInvoice'; readonly share: number };

/** A loan, or a prepayment by a buyer that is set off against the invoices of linked contracts. */
export type Facility = {
  readonly kind: 'loan' | 'prepayment';
  /** Rank 1 is paid first; equal ranks share in proportion to what is due. */
  readonly rank: number;
  readonly commitment: number;
  /** Ascending; of a facility with `opening` only the draws after month 0. */
  readonly draws: readonly MonthAmount[];
  /** Month of the first draw, the origin of the facility's periods. */
  readonly start: number;
  /** State at the valuation of a facility drawn before it, after the payments due in month 0. */
  readonly opening?: { readonly balance: number; readonly reserve: number; readonly arrears: number } | undefined;
  /** Fraction of the commitment, paid in the month of the first draw. */
  readonly upfrontFee: number;
  /** Per year on the undrawn commitment until the last draw. */
  readonly commitmentFee: number;
  readonly otherFees: readonly MonthAmount[];
  readonly rate: FacilityRate;
  readonly dayCount: '30/360' | 'actual/360' | 'actual/365';
  readonly periodMonths: 1 | 3 | 6 | 12;
  readonly firstRepayment: number;
  readonly finalMaturity: number;
  readonly graceInterest: 'paid' | 'capitalised';
  readonly repayment: Repayment;
  /** Delivered tonnes and payments of the linked contracts by month, month 1 first. */
  readonly linked?: { readonly tonnes: readonly number[]; readonly payments: readonly number[] } | undefined;
  /** Of a prepayment: what is left at final maturity is due from cash (true) or lapses (false). */
  readonly recourse: boolean;
  /** Shares of the balance that fall due early, at the end of the period that holds the month. */
  readonly mandatory: readonly { readonly month: number; readonly share: number }[];
  readonly sweepShare: number;
  readonly dsraMonths: number;
  readonly dsraAtClose: boolean;
  readonly covenants: Readonly<Partial<Record<Covenant, number | undefined>>>;
};

const TOLERANCE = 1e-9;
const PERIOD_MONTHS: readonly number[] = [1, 3, 6, 12];

const requireAtMost = (value: number, field: string, max: number): void => {
  requireWithin(value, field, Number.NEGATIVE_INFINITY, max);
};

const requireMonth = (month: number, field: string): number => requireWhole(month, field, Number.MIN_SAFE_INTEGER);

const requireOnGrid = (month: number, field: string, { start, periodMonths }: Facility): void => {
  requireMonth(month, field);
  if ((month - start) % periodMonths !== 0) throw new OrebookError('OUT_OF_RANGE', { field, step: periodMonths, value: month });
};

const requireDates = (facility: Facility, field: string): void => {
  const { start, periodMonths, firstRepayment, finalMaturity } = facility;
  requireMonth(start, `${field}.start`);
  if (!PERIOD_MONTHS.includes(periodMonths))
    throw new OrebookError('OUT_OF_RANGE', { field: `${field}.periodMonths`, value: periodMonths });
  requireOnGrid(firstRepayment, `${field}.firstRepayment`, facility);
  requireOnGrid(finalMaturity, `${field}.finalMaturity`, facility);
  // the grace period ends within the life
  requireWithin(firstRepayment, `${field}.firstRepayment`, start + periodMonths, finalMaturity);
};

const requireDraws = ({ draws, opening, commitment, start, firstRepayment, periodMonths }: Facility, field: string): void => {
  let earliestMonth = opening === undefined ? start : 1;
  let totalDrawn = 0;
  for (const [i, { month, amount }] of draws.entries()) {
    const name = `${field}.draws.${i}`;
    requireWithin(requireMonth(month, `${name}.month`), `${name}.month`, earliestMonth, firstRepayment - periodMonths);
    if (i === 0 && opening === undefined) requireAtMost(month, `${name}.month`, start);
    requireNotNegative(amount, `${name}.amount`);
    totalDrawn += amount;
    requireAtMost(totalDrawn, `${name}.amount`, commitment * (1 + TOLERANCE));
    earliestMonth = month;
  }
  if (opening === undefined) return;
  requireAtMost(start, `${field}.start`, 0);
  requireNotNegative(opening.balance, `${field}.opening.balance`);
  requireNotNegative(opening.reserve, `${field}.opening.reserve`);
  requireNotNegative(opening.arrears, `${field}.opening.arrears`);
};

const requireCost = ({ upfrontFee, commitmentFee, otherFees, rate }: Facility, field: string): void => {
  requireNotNegative(upfrontFee, `${field}.upfrontFee`);
  requireNotNegative(commitmentFee, `${field}.commitmentFee`);
  for (const [i, { month, amount }] of otherFees.entries()) {
    requireMonth(month, `${field}.otherFees.${i}.month`);
    requireFinite(amount, `${field}.otherFees.${i}.amount`);
  }
  if ('fixed' in rate) {
    requireFinite(rate.fixed, `${field}.rate.fixed`);
    return;
  }
  requireFiniteSeries(rate.base, `${field}.rate.base`);
  requireFiniteSeries(typeof rate.margin === 'number' ? [rate.margin] : rate.margin, `${field}.rate.margin`);
  if (rate.floor !== undefined) requireFinite(rate.floor, `${field}.rate.floor`);
};

const requireLinked = ({ kind, linked, repayment }: Facility, field: string): void => {
  const needsTonnes = repayment.style === 'perTonne';
  if (kind === 'loan' && !needsTonnes && repayment.style !== 'shareOfInvoice') return;
  if (linked === undefined) throw new OrebookError('EMPTY', { field: `${field}.linked` });
  if (needsTonnes) requireFiniteSeries(linked.tonnes, `${field}.linked.tonnes`);
  if (kind === 'prepayment' || !needsTonnes) requireFiniteSeries(linked.payments, `${field}.linked.payments`);
};

const requireRepayment = (facility: Facility, field: string): void => {
  const { kind, repayment, firstRepayment, finalMaturity, periodMonths } = facility;
  const name = `${field}.repayment`;
  if (repayment.style === 'sculpted') {
    if (kind === 'prepayment') throw new OrebookError('BAD_SHAPE', { field: `${name}.style` });
    requirePositive(repayment.targetDscr, `${name}.targetDscr`);
  } else if (repayment.style === 'perTonne') requireNotNegative(repayment.usdPerTonne, `${name}.usdPerTonne`);
  else if (repayment.style === 'shareOfInvoice') requireWithin(repayment.share, `${name}.share`, 0, 1);
  else if (repayment.style === 'schedule') {
    const periods = (finalMaturity - firstRepayment) / periodMonths + 1;
    if (repayment.shares.length !== periods) {
      throw new OrebookError('BAD_SHAPE', { field: `${name}.shares`, length: repayment.shares.length, expected: periods });
    }
    for (const [i, share] of repayment.shares.entries()) requireNotNegative(share, `${name}.shares.${i}`);
    requireWithin(sum(repayment.shares), `${name}.shares`, 1 - TOLERANCE, 1 + TOLERANCE);
  }
  requireLinked(facility, field);
};

const requireProtection = (facility: Facility, field: string): void => {
  const { mandatory, sweepShare, dsraMonths, covenants, start, periodMonths } = facility;
  const byPeriod = new Map<number, number>();
  for (const [i, { month, share }] of mandatory.entries()) {
    const name = `${field}.mandatory.${i}`;
    requireWithin(share, `${name}.share`, 0, 1);
    const period = Math.ceil((requireMonth(month, `${name}.month`) - start) / periodMonths);
    byPeriod.set(period, (byPeriod.get(period) ?? 0) + share);
    requireAtMost(byPeriod.get(period)!, `${name}.share`, 1 + TOLERANCE);
  }
  requireWithin(sweepShare, `${field}.sweepShare`, 0, 1);
  requireNotNegative(dsraMonths, `${field}.dsraMonths`);
  for (const covenant of Covenant.options) {
    const limit = covenants[covenant];
    if (limit !== undefined) requireNotNegative(limit, `${field}.covenants.${covenant}`);
  }
};

/**
 * Checks the terms of a facility; `field` is its name in errors.
 * Errors: MATURED (final maturity not after month 0); NOT_FINITE; OUT_OF_RANGE (grace beyond maturity, months off the facility's grid, draws
 * above the commitment, shares that do not sum to 1, shares outside 0..1); BAD_SHAPE (number of shares, a sculpted prepayment); EMPTY (a
 * prepayment, or a repayment by tonnes or invoices, without linked contracts; no base rate).
 */
export const requireFacility = (facility: Facility, field: string): void => {
  requireMonth(facility.finalMaturity, `${field}.finalMaturity`);
  if (facility.finalMaturity <= 0) throw new OrebookError('MATURED', { field: `${field}.finalMaturity`, month: facility.finalMaturity });
  requireFinite(facility.rank, `${field}.rank`);
  requireNotNegative(facility.commitment, `${field}.commitment`);
  requireDates(facility, field);
  requireDraws(facility, field);
  requireCost(facility, field);
  requireRepayment(facility, field);
  requireProtection(facility, field);
};

/** Checks that a facility with covenants has debt. Errors: EMPTY with the field of the draws. */
export const requireDebtForCovenants = ({ covenants, draws, opening }: Facility, field: string): void => {
  const debt = sumBy(draws, ({ amount }) => amount) + (opening?.balance ?? 0) + (opening?.arrears ?? 0);
  if (debt === 0 && Covenant.options.some((covenant) => covenants[covenant] !== undefined))
    throw new OrebookError('EMPTY', { field: `${field}.draws` });
};
