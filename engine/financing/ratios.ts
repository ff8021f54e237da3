import { Covenant } from '#shared/domain/financing.ts';
import { sumBy } from '#shared/math.ts';
import { arrearsOf, type Position } from './position.ts';
import { scheduledBalance } from './schedule.ts';

/** The months from .. to of a period of the plan. */
export type PlanPeriod = { readonly from: number; readonly to: number };

export type Ratios = { readonly dscr: number | null; readonly llcr: number | null; readonly plcr: number | null };

const TOLERANCE = 1e-9;
const MONTHS_OF_DSCR = 12;

/**
 * Discount rates of the periods of the plan: the facilities' rates weighted with their scheduled balances at the start of the period.
 * Without a balance the nearest earlier rate holds, else the next known; null without any debt.
 */
export const planRates = (plan: readonly PlanPeriod[], positions: readonly Position[]): (number | null)[] => {
  const rates = plan.map(({ from, to }) => {
    let weightedSum = 0;
    let total = 0;
    for (const { schedule, periods } of positions) {
      const balance = scheduledBalance(schedule, periods, from - 1);
      total += balance;
      for (let month = from; month <= to && balance > 0; month++) weightedSum += balance * periods.monthRate(month);
    }
    // r_p = sum of balance x rate x month fractions / sum of balances
    return total > 0 ? weightedSum / total : null;
  });
  const firstRate = rates.find((rate) => rate !== null) ?? null;
  let lastRate: number | null = firstRate;
  return rates.map((rate) => {
    lastRate = rate ?? lastRate;
    return lastRate;
  });
};

/** Present values at the start of each period of the plan of its cash flow and the later ones, to period index `end` (included). */
export const valuesAtStart = (cfads: readonly number[], rates: readonly (number | null)[], end: number): number[] => {
  const values = Array<number>(end + 1).fill(0);
  let laterValue = 0;
  for (let p = end; p >= 0; p--) {
    // V_p = (CFADS_p + V_{p+1}) / (1 + r_p)
    laterValue = (cfads[p]! + laterValue) / (1 + (rates[p] ?? 0));
    values[p] = laterValue;
  }
  return values;
};

/** A coverage ratio of a debt at the start of a period; null after the last period and without debt. */
export const coverage = (values: readonly number[], index: number, debt: number, commitments: number): number | null => {
  const value = values[index];
  return value === undefined || !(debt > 0) || debt < TOLERANCE * commitments ? null : value / debt;
};

/** Indices of the periods whose months are among the 12 that end with the period `index`, in order; `ends` are their last months. */
export const trailingPeriods = (ends: readonly number[], index: number): number[] =>
  ends.flatMap((end, p) => (p <= index && end > ends[index]! - MONTHS_OF_DSCR ? [p] : []));

/** DSCR of the 12 months that end with the period `index`: cash flow / service due; null where nothing is due. */
export const trailingDscr = (
  plan: readonly PlanPeriod[],
  index: number,
  columns: { readonly cfads: readonly number[]; readonly service: readonly number[] },
  commitments: number,
): number | null => {
  let cfads = 0;
  let service = 0;
  const countedPeriods = trailingPeriods(
    plan.map(({ to }) => to),
    index,
  );
  for (const p of countedPeriods) {
    cfads += columns.cfads[p]!;
    service += columns.service[p]!;
  }
  return !(service > 0) || service < TOLERANCE * commitments ? null : cfads / service;
};

const isBelow = (ratio: number | null, covenant: number): boolean => ratio !== null && ratio < covenant * (1 - TOLERANCE);

/** The covenants of a facility that the ratios break. */
export const brokenCovenants = ({ periods }: Position, { dscr, llcr, plcr }: Ratios): Covenant[] => {
  const ratioOf: Record<Covenant, number | null> = { lockUpDscr: dscr, defaultDscr: dscr, minLlcr: llcr, minPlcr: plcr };
  return Covenant.options.filter((covenant) => {
    const limit = periods.facility.covenants[covenant];
    return limit !== undefined && isBelow(ratioOf[covenant], limit);
  });
};

/** Debt of all facilities: balances and arrears. */
export const totalDebt = (positions: readonly Position[]): number => sumBy(positions, (position) => position.balance + arrearsOf(position));

/** Minimum of the DSCR, and its average over the periods in which scheduled principal falls due; null where none is defined. */
export const summariseDscr = (
  periods: readonly { readonly dscr: number | null; readonly principal: number }[],
  commitments: number,
): { minimumDscr: number | null; averageDscr: number | null } => {
  const definedDscrs = periods.flatMap(({ dscr }) => (dscr === null ? [] : [dscr]));
  const repaymentDscrs = periods.flatMap(({ dscr, principal }) => (dscr === null || principal <= TOLERANCE * commitments ? [] : [dscr]));
  return {
    minimumDscr: definedDscrs.length > 0 ? Math.min(...definedDscrs) : null,
    averageDscr: repaymentDscrs.length > 0 ? sumBy(repaymentDscrs, (dscr) => dscr) / repaymentDscrs.length : null,
  };
};
