import type { Rating } from '#shared/domain/buyer.ts';
import type { LimitId } from '#shared/domain/ids.ts';
import type { Limit, LimitMeasure, LimitState } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { lazy } from '#shared/memoize.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import type { Portfolio } from '../valuation/types.ts';
import { addSeries } from '../valuation/yearlySeries.ts';
import { plannedTonnes } from './commitments.ts';
import { concentration } from './concentration.ts';
import type { Exposure, ExposureRow } from './exposure.ts';

/** Amount that may still be added (or lost, for a minimum) in a year before the breach level, dmt and USD; negative beyond it. */
export type LimitHeadroom = { readonly tonnes: number; readonly value: number };

export type MeasuredYear = {
  readonly year: Year;
  readonly value: number;
  readonly state: LimitState;
  /** Undefined for an effective number, which has no headroom in tonnes, and in a year without sales. */
  readonly headroom: LimitHeadroom | undefined;
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

/** From best to worst; a buyer without a rating counts as BB, as in the simulation. */
const RATING_RANK: Readonly<Record<Rating, number>> = { AAA: 0, AA: 1, A: 2, BBB: 3, BB: 4, unrated: 4, B: 5, 'CCC/C': 6 };

/** Whether a rating is at or below a level, as the limits compare ratings. */
export const isRatedAtOrBelow = (rating: Rating, level: Rating): boolean => RATING_RANK[rating] >= RATING_RANK[level];

/** A value equal to a level within this relative precision has not crossed it. */
const TIE = 1e-9;

type Amount = (row: ExposureRow) => number;

/** A row and the share of it that a measure counts. */
type CountedRow = { readonly row: ExposureRow; readonly part: number };

const wholeRows = (rows: readonly ExposureRow[]): CountedRow[] => rows.map((row) => ({ row, part: 1 }));

/** The rows of the largest member by `key`, the first on a tie. */
const largestMemberRows = (rows: readonly ExposureRow[], key: (row: ExposureRow) => string, amount: Amount): readonly ExposureRow[] => {
  let largestAmount = 0;
  let largestRows: readonly ExposureRow[] = [];
  for (const memberRows of Map.groupBy(rows, key).values()) {
    const total = sumBy(memberRows, amount);
    if (total > largestAmount) {
      largestAmount = total;
      largestRows = memberRows;
    }
  }
  return largestRows;
};

/** Lists the rows that a measure counts, with their shares; an effective number counts all rows. `group` takes the place of the largest. */
const countedRows = (
  measure: LimitMeasure,
  rows: readonly ExposureRow[],
  amount: Amount,
  group: string | undefined,
): readonly CountedRow[] => {
  switch (measure.kind) {
    case 'zoneShare':
      return rows.map((row) => ({
        row,
        part: sumBy(
          row.destinations.filter(({ zone }) => zone === measure.zone),
          ({ share }) => share,
        ),
      }));
    case 'countryShare':
      return rows.map((row) => ({
        row,
        part: sumBy(
          row.destinations.filter(({ country }) => country !== undefined && measure.countries.includes(country)),
          ({ share }) => share,
        ),
      }));
    case 'largestGroup':
      return wholeRows(
        group === undefined
          ? largestMemberRows(rows, ({ members }) => members.group, amount)
          : rows.filter(({ members }) => members.group === group),
      );
    case 'largestContract':
      return wholeRows(largestMemberRows(rows, ({ contractId }) => contractId, amount));
    case 'coverage':
    case 'effectiveNumber':
    case 'minimumDscr':
      return wholeRows(rows);
    case 'ratedAtOrBelow':
      return wholeRows(rows.filter(({ rating }) => isRatedAtOrBelow(rating, measure.rating)));
    case 'stateOwned':
      return wholeRows(rows.filter(({ members }) => members.ownership === 'state'));
    case 'traders':
      return wholeRows(rows.filter(({ members }) => members.ownership === 'trader'));
    default:
      return measure satisfies never;
  }
};

/** 1/HHI over buyer groups. */
const effectiveBuyers = (rows: readonly ExposureRow[], amount: Amount): number =>
  concentration([...Map.groupBy(rows, ({ members }) => members.group).values()].map((group) => sumBy(group, amount))).effectiveNumber;

/** The group or contract that a limit on the largest counts. */
const countedMember = ({ kind }: LimitMeasure, countedRowsOfYear: readonly CountedRow[]): { readonly member?: string } => {
  const first = countedRowsOfYear[0]?.row;
  if (first === undefined) return {};
  if (kind === 'largestGroup') return { member: first.members.group };
  return kind === 'largestContract' ? { member: first.contractId } : {};
};

const limitState = ({ direction, warn, breach }: Limit, value: number): LimitState => {
  const crosses = (level: number) => (direction === 'atMost' ? value > level * (1 + TIE) : value < level * (1 - TIE));
  if (crosses(breach)) return 'breached';
  return crosses(warn) ? 'near' : 'holds';
};

/** Measures a year of the limit in a step. */
function* measureLimit(limit: Limit, portfolio: Portfolio, { years, rows }: Exposure, group: string | undefined): Steps<MeasuredLimit> {
  const { measure } = limit;
  const inScope = (metal: string, productId: string) =>
    (limit.metal === undefined || limit.metal === metal) && (limit.productId === undefined || limit.productId === productId);
  const rowsInScope = rows.filter(({ members }) => inScope(members.metal, members.product));
  const plannedAmounts = addSeries(
    portfolio.products.filter(({ id, metal }) => inScope(metal, id)).map((product) => plannedTonnes(portfolio, product, years)),
    years.length,
  );
  const isByValue = limit.denominator === 'valueSold';

  const distanceToBreach = distanceOf(limit);
  // which rows count depends on the year where the largest member counts
  const isOfLargest = (measure.kind === 'largestGroup' && group === undefined) || measure.kind === 'largestContract';
  const rowsOfEveryYear = lazy(() => countedRows(measure, rowsInScope, () => 0, group));
  const measureIn = (i: number): Omit<MeasuredYear, 'year' | 'state'> | undefined => {
    const amount = (row: ExposureRow) => (isByValue ? row.grossValue[i]! : row.tonnes[i]!);
    const soldAmount = sumBy(rowsInScope, amount);
    // an effective number has no denominator and no headroom
    // a coverage ratio is measured on the debt, not on an exposure
    if (measure.kind === 'minimumDscr') return undefined;
    if (measure.kind === 'effectiveNumber')
      return soldAmount > 0 ? { value: effectiveBuyers(rowsInScope, amount), headroom: undefined } : undefined;
    const denominator = limit.denominator === 'plannedProduction' ? plannedAmounts[i]! : soldAmount;
    if (denominator <= 0) return undefined;
    const rowsOfMeasure = isOfLargest ? countedRows(measure, rowsInScope, amount, group) : rowsOfEveryYear();
    const member = countedMember(measure, rowsOfMeasure);
    const totalOf = (amountOf: Amount, parts: readonly CountedRow[]) => sumBy(parts, ({ row, part }) => part * amountOf(row));
    const value = totalOf(amount, rowsOfMeasure) / denominator;
    const pricedRows = totalOf((row) => row.tonnes[i]!, rowsOfMeasure) > 0 ? rowsOfMeasure : wholeRows(rowsInScope);
    const tonnes = totalOf((row) => row.tonnes[i]!, pricedRows);
    // headroom = (level - value) * denominator, opposite sign for a minimum; converted to the other unit at the counted rows' price
    const headroom = distanceToBreach(value) * denominator;
    const price = tonnes > 0 ? totalOf((row) => row.grossValue[i]!, pricedRows) / tonnes : 0;
    if (price <= 0) return { value, headroom: undefined, ...member };
    return {
      value,
      ...member,
      headroom: isByValue ? { tonnes: headroom / price, value: headroom } : { tonnes: headroom, value: headroom * price },
    };
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
