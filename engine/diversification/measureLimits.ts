import type { LimitId } from '#shared/domain/ids.ts';
import type { Limit, LimitState } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { isEndOfStep, runSteps, type Steps } from '#shared/steps.ts';
import type { Portfolio } from '../valuation/types.ts';
import { addSeries } from '../valuation/yearlySeries.ts';
import { plannedTonnes } from './commitments.ts';
import { concentration } from './concentration.ts';
import type { Exposure, ExposureRow } from './exposure.ts';
import { isInLimitScope, memberOf, shareCountedBy } from './limitCounts.ts';

/** Amount that may still be added (or lost, for a minimum) in a year before the breach level, dmt and USD; negative beyond it. */
export type LimitHeadroom = { readonly tonnes: number; readonly value: number };

export type MeasuredYear = {
  readonly year: Year;
  readonly value: number;
  readonly state: LimitState;
  /** Undefined for an effective number, which has no headroom in tonnes, and in a year without sales. */
  readonly headroom: LimitHeadroom | undefined;
  /** What the breach level permits, or requires of a minimum, dmt and USD; with the headroom. */
  readonly level?: LimitHeadroom;
  /** The id of the group or contract that a limit on the largest counts. */
  readonly member?: string;
};

export type MeasuredLimit = {
  readonly limitId: LimitId;
  /** Years within both the limit and the plan that have a denominator. */
  readonly years: readonly MeasuredYear[];
  readonly state: LimitState;
  /** The year nearest to (or furthest beyond) the breach level, the first on a tie; undefined without a measured year. */
  readonly worst: MeasuredYear | undefined;
  /** Headroom to the breach level in the worst year, negative beyond it, in the measure's unit. */
  readonly worstHeadroom: number | undefined;
};

/** A value equal to a level within this relative precision has not crossed it. */
const TIE = 1e-9;

/** Members in the order in which rows have them first, by number, and that of each row. */
type RowMembers = { readonly count: number; readonly ofRow: Uint32Array };

function* numberMembers(limit: Limit, rows: readonly ExposureRow[]): Steps<RowMembers> {
  const numbers = new Map<string, number>();
  const ofRow = new Uint32Array(rows.length);
  for (let k = 0; k < rows.length; k++) {
    const member = memberOf(limit, rows[k]!);
    const number = numbers.get(member) ?? numbers.size;
    numbers.set(member, number);
    ofRow[k] = number;
    if (isEndOfStep(k)) yield;
  }
  return { count: numbers.size, ofRow };
}

const limitState = ({ direction, warn, breach }: Limit, value: number): LimitState => {
  const crosses = (level: number) => (direction === 'atMost' ? value > level * (1 + TIE) : value < level * (1 - TIE));
  if (crosses(breach)) return 'breached';
  return crosses(warn) ? 'near' : 'holds';
};

/** Measures a year of the limit in a step. */
function* measureLimit(limit: Limit, portfolio: Portfolio, { years, rows }: Exposure, group: string | undefined): Steps<MeasuredLimit> {
  const { measure } = limit;
  // a coverage ratio is measured on the debt, not on an exposure
  if (measure.kind === 'minimumDscr') return measuredLimit(limit, []);
  const rowsInScope = rows.filter((row) => isInLimitScope(limit, row));
  const plannedAmounts = addSeries(
    portfolio.products
      .filter(({ id, metal }) => (limit.metal ?? metal) === metal && (limit.productId ?? id) === id)
      .map((product) => plannedTonnes(portfolio, product, years)),
    years.length,
  );
  const isByValue = limit.denominator === 'valueSold';
  yield;

  const distanceToBreach = distanceOf(limit);
  const partOf =
    measure.kind === 'largestGroup' && group !== undefined
      ? ({ members }: ExposureRow) => (members.group === group ? 1 : 0)
      : shareCountedBy(limit);
  const members = partOf === undefined ? yield* numberMembers(limit, rowsInScope) : undefined;
  const parts = new Float64Array(rowsInScope.length);
  for (let k = 0; k < rowsInScope.length; k++) {
    parts[k] = partOf?.(rowsInScope[k]!) ?? 0;
    if (isEndOfStep(k)) yield;
  }
  const memberSums = new Float64Array(members?.count ?? 0);
  const measureIn = (i: number): Omit<MeasuredYear, 'year' | 'state'> | undefined => {
    if (members !== undefined) {
      memberSums.fill(0);
      for (let k = 0; k < parts.length; k++) {
        const { tonnes, grossValue } = rowsInScope[k]!;
        memberSums[members.ofRow[k]!]! += isByValue ? grossValue[i]! : tonnes[i]!;
      }
      // the largest member of the year, the first on a tie
      let [largestMember, largestAmount] = [-1, 0];
      for (let member = 0; member < memberSums.length; member++)
        if (memberSums[member]! > largestAmount) [largestMember, largestAmount] = [member, memberSums[member]!];
      for (let k = 0; k < parts.length; k++) parts[k] = members.ofRow[k] === largestMember ? 1 : 0;
    }
    let [soldTonnes, soldValue, countedTonnes, countedValue] = [0, 0, 0, 0];
    for (let k = 0; k < parts.length; k++) {
      const { tonnes, grossValue } = rowsInScope[k]!;
      soldTonnes += tonnes[i]!;
      soldValue += grossValue[i]!;
      countedTonnes += parts[k]! * tonnes[i]!;
      countedValue += parts[k]! * grossValue[i]!;
    }
    const soldAmount = isByValue ? soldValue : soldTonnes;
    // an effective number has no denominator and no headroom
    if (measure.kind === 'effectiveNumber')
      return soldAmount > 0 ? { value: concentration(memberSums).effectiveNumber, headroom: undefined } : undefined;
    const denominator = limit.denominator === 'plannedProduction' ? plannedAmounts[i]! : soldAmount;
    if (denominator <= 0) return undefined;
    const countedRow = rowsInScope[parts.indexOf(1)];
    const countsMember = measure.kind === 'largestGroup' || measure.kind === 'largestContract';
    const member = countsMember && countedRow !== undefined ? { member: memberOf(limit, countedRow) } : {};
    const value = (isByValue ? countedValue : countedTonnes) / denominator;
    const [tonnes, grossValue] = countedTonnes > 0 ? [countedTonnes, countedValue] : [soldTonnes, soldValue];
    // headroom = (level - value) * denominator, opposite sign for a minimum; converted to the other unit at the counted rows' price
    const headroom = distanceToBreach(value) * denominator;
    const price = tonnes > 0 ? grossValue / tonnes : 0;
    if (price <= 0) return { value, headroom: undefined, ...member };
    const inBothUnits = (amount: number): LimitHeadroom =>
      isByValue ? { tonnes: amount / price, value: amount } : { tonnes: amount, value: amount * price };
    return { value, ...member, headroom: inBothUnits(headroom), level: inBothUnits(limit.breach * denominator) };
  };
  const measuredYears: Omit<MeasuredYear, 'state'>[] = [];
  for (const [i, year] of years.entries()) {
    const measures = year < limit.from || year > limit.to ? undefined : measureIn(i);
    if (measures !== undefined) measuredYears.push({ year, ...measures });
    yield;
  }
  return measuredLimit(limit, measuredYears);
}

const distanceOf =
  ({ direction, breach }: Limit) =>
  (value: number): number =>
    direction === 'atMost' ? breach - value : value - breach;

/** The state of a limit from its values by year. */
const measuredLimit = (limit: Limit, values: readonly Omit<MeasuredYear, 'state'>[]): MeasuredLimit => {
  const distanceToBreach = distanceOf(limit);
  const years = values.map((measures): MeasuredYear => ({ ...measures, state: limitState(limit, measures.value) }));
  const [first, ...laterYears] = years;
  const extremeYear = laterYears.reduce(
    (worstYear, year) => (worstYear !== undefined && distanceToBreach(year.value) < distanceToBreach(worstYear.value) ? year : worstYear),
    first,
  );
  return {
    limitId: limit.id,
    years,
    state: extremeYear?.state ?? 'holds',
    worst: extremeYear,
    worstHeadroom: extremeYear === undefined ? undefined : distanceToBreach(extremeYear.value),
  };
};

/** Measures a limit on a coverage ratio by the lowest ratio of each year; years outside the limit are not measured. */
export const measureRatioLimit = (limit: Limit, lowestRatios: ReadonlyMap<Year, number>): MeasuredLimit =>
  measuredLimit(
    limit,
    [...lowestRatios].flatMap(([year, value]) => (year < limit.from || year > limit.to ? [] : [{ year, value, headroom: undefined }])),
  );

/**
 * Measures each limit year by year against an exposure of the portfolio: shares as fractions of planned production, of tonnes sold or of
 * gross payable value sold; the effective number counts buyer groups. A limit is breached beyond the breach level and near beyond the
 * warn level; a value equal to a level has not crossed it. A year without a denominator is not measured. With the id of a `group`, a limit
 * on the largest group measures that group.
 */
export function* measureLimitsInSteps(
  limits: readonly Limit[],
  portfolio: Portfolio,
  exposureOf: Exposure,
  group?: string,
): Steps<MeasuredLimit[]> {
  const measuredLimits: MeasuredLimit[] = [];
  for (const limit of limits) {
    measuredLimits.push(yield* measureLimit(limit, portfolio, exposureOf, group));
  }
  return measuredLimits;
}

/** `measureLimitsInSteps` without interruption. */
export const measureLimits = (...of: Parameters<typeof measureLimitsInSteps>): MeasuredLimit[] => runSteps(measureLimitsInSteps(...of));
