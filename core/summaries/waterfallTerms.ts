import type { Facility as EngineFacility, Financing } from '#engine';
import { text } from '#shared/messages/text.ts';

/** A facility of the sheet with its results by period of the plan. */
export type SheetFacility = {
  readonly name: string;
  readonly facility: EngineFacility;
  readonly rows: Financing['facilities'][number]['rows'];
  /** Interest accrued at the valuation of a facility drawn before it. */
  readonly accrued: number;
  /** Prefix of its columns. */
  readonly id: string;
};

export type Timing = {
  /** The facility's period that is paid in a row; undefined where none is. */
  readonly paid: readonly (number | undefined)[];
  /** Rows of the first remaining repayment and of the maturity. */
  readonly firstRow: number;
  readonly maturityRow: number;
};

export const timingOf = ({ facility, rows }: SheetFacility): Timing => {
  const { start, periodMonths: k, firstRepayment, finalMaturity } = facility;
  const paidPeriods = rows.map(({ month }) => (month > 0 && month > start && (month - start) % k === 0 ? (month - start) / k : undefined));
  const rowOf = (month: number): number => rows.findIndex((row) => row.month >= month);
  const firstRow = paidPeriods.findIndex((period) => period !== undefined && start + period * k >= firstRepayment);
  return { paid: paidPeriods, firstRow: firstRow, maturityRow: rowOf(finalMaturity) };
};

/**
 * Whether interest and principal can be computed from the rows: all payments and draws are at the end of a period of the plan, and there is
 * no mandatory early repayment.
 */
export const followsPeriods = ({ facility, rows }: SheetFacility): boolean => {
  const ends = new Set(rows.map(({ month }) => month));
  const { start, periodMonths: k, draws, finalMaturity, mandatory, repayment, opening } = facility;
  const payments: number[] = [];
  for (let month = start + k; month <= finalMaturity; month += k) if (month > 0) payments.push(month);
  // the level payment of a period that began before the valuation needs its whole interest
  const hasPeriodBeforeValuation = repayment.style === 'level' && opening !== undefined && payments[0]! - k < 0;
  return (
    mandatory.length === 0 &&
    !hasPeriodBeforeValuation &&
    [...draws.map(({ month }) => month), ...payments].every((month) => ends.has(month))
  );
};

/** Returns the column keys of a facility. In formulas a cell that may be empty is added to 0, since MIN ignores empty cells. */
export const keysOf = (id: string) => (key: string) => `${id}.${key}`;

export const labelOf = ({ name }: SheetFacility, line: string): string => text('financing.waterfall.ofFacility', { name, line });

export const isCapitalised = ({ facility }: SheetFacility, period: number | undefined): boolean =>
  period !== undefined &&
  facility.graceInterest === 'capitalised' &&
  facility.start + period * facility.periodMonths < facility.firstRepayment;
