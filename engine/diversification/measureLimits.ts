import type { Rating } from '#shared/domain/buyer.ts';
import type { LimitId } from '#shared/domain/ids.ts';
import type { Limit, LimitMeasure } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import type { Portfolio } from '../valuation/types.ts';
import { addSeries, sumOf } from '../valuation/yearlySeries.ts';
import { concentration } from './concentration.ts';
import { plannedTonnes } from './coverage.ts';
import type { Exposure, ExposureRow } from './exposure.ts';

export type LimitStatus = 'holds' | 'near' | 'breached';

/**
 * What can still change hands within a year's total before the breach level is met, dmt and USD; negative: what must leave (or, for a
 * limit from below, what is missing).
 */
export type LimitRoom = { readonly tonnes: number; readonly value: number };

export type MeasuredYear = {
  readonly year: Year;
  readonly value: number;
  readonly state: LimitStatus;
  /** Undefined for an effective number, which no tonnage measures, and where nothing is sold. */
  readonly room: LimitRoom | undefined;
};

export type MeasuredLimit = {
  readonly limitId: LimitId;
  /** Years of the limit that the plan covers and in which the measure exists. */
  readonly years: readonly MeasuredYear[];
  readonly state: LimitStatus;
  /** The year nearest to (or furthest beyond) the breach level, the first of equals; undefined where no year is measured. */
  readonly worst: MeasuredYear | undefined;
  /** Room to the breach level in the worst year, negative beyond it, in the measure's unit. */
  readonly gap: number | undefined;
};

/** From best to worst; a buyer without a rating counts as BB, as in the simulation. */
const RATING_RANK: Readonly<Record<Rating, number>> = { AAA: 0, AA: 1, A: 2, BBB: 3, BB: 4, unrated: 4, B: 5, 'CCC/C': 6 };

/** A level that is met to this relative precision is met. */
const TIE = 1e-9;

type Amount = (row: ExposureRow) => number;

/** A row and the part of it that a measure counts. */
type Counted = { readonly row: ExposureRow; readonly part: number };

const wholeRows = (rows: readonly ExposureRow[]): Counted[] => rows.map((row) => ({ row, part: 1 }));

/** The rows of the largest member by `key`, the first of equals. */
const largestMemberRows = (rows: readonly ExposureRow[], key: (row: ExposureRow) => string, amount: Amount): readonly ExposureRow[] => {
  let most = 0;
  let found: readonly ExposureRow[] = [];
  for (const same of Map.groupBy(rows, key).values()) {
    const sum = sumOf(same.map(amount));
    if (sum > most) {
      most = sum;
      found = same;
    }
  }
  return found;
};

/** The rows that a measure counts, in parts; an effective number counts all of them. */
const countedRows = (measure: LimitMeasure, rows: readonly ExposureRow[], amount: Amount): readonly Counted[] => {
  switch (measure.kind) {
    case 'zoneShare':
      return rows.map((row) => ({
        row,
        part: sumOf(row.destinations.filter(({ zone }) => zone === measure.zone).map(({ share }) => share)),
      }));
    case 'largestGroup':
      return wholeRows(largestMemberRows(rows, ({ members }) => members.group, amount));
    case 'largestContract':
      return wholeRows(largestMemberRows(rows, ({ contractId }) => contractId, amount));
    case 'coverage':
    case 'effectiveNumber':
      return wholeRows(rows);
    case 'ratedAtOrBelow':
      return wholeRows(rows.filter(({ rating }) => RATING_RANK[rating] >= RATING_RANK[measure.rating]));
    case 'stateOwned':
      return wholeRows(rows.filter(({ members }) => members.ownership === 'state'));
    case 'traders':
      return wholeRows(rows.filter(({ members }) => members.ownership === 'trader'));
    default:
      return measure satisfies never;
  }
};

/** 1/HHI over groups that act as one. */
const effectiveBuyers = (rows: readonly ExposureRow[], amount: Amount): number =>
  concentration([...Map.groupBy(rows, ({ members }) => members.group).values()].map((same) => sumOf(same.map(amount)))).effectiveNumber;

const limitStatus = ({ direction, warn, breach }: Limit, value: number): LimitStatus => {
  const beyond = (level: number) => (direction === 'atMost' ? value > level * (1 + TIE) : value < level * (1 - TIE));
  if (beyond(breach)) return 'breached';
  return beyond(warn) ? 'near' : 'holds';
};

const measureLimit = (limit: Limit, portfolio: Portfolio, { years, rows }: Exposure): MeasuredLimit => {
  const { measure } = limit;
  const inScope = (metal: string, productId: string) =>
    (limit.metal === undefined || limit.metal === metal) && (limit.productId === undefined || limit.productId === productId);
  const scoped = rows.filter(({ members }) => inScope(members.metal, members.product));
  const planned = addSeries(
    portfolio.products.filter(({ id, metal }) => inScope(metal, id)).map((product) => plannedTonnes(portfolio, product, years)),
    years.length,
  );
  const byValue = limit.denominator === 'valueSold';

  const measureIn = (i: number): { readonly value: number; readonly room: LimitRoom | undefined } | undefined => {
    const amount = (row: ExposureRow) => (byValue ? row.grossValue[i]! : row.tonnes[i]!);
    const sold = sumOf(scoped.map(amount));
    // A number of buyers needs a buyer, and has no denominator.
    if (measure.kind === 'effectiveNumber') return sold > 0 ? { value: effectiveBuyers(scoped, amount), room: undefined } : undefined;
    const denominator = limit.denominator === 'plannedProduction' ? planned[i]! : sold;
    if (denominator <= 0) return undefined;
    const counted = countedRows(measure, scoped, amount);
    const sum = (of: Amount, parts: readonly Counted[]) => sumOf(parts.map(({ row, part }) => part * of(row)));
    const value = sum(amount, counted) / denominator;
    const priced = sum((row) => row.tonnes[i]!, counted) > 0 ? counted : wholeRows(scoped);
    const tonnes = sum((row) => row.tonnes[i]!, priced);
    // room = (level - value) x denominator, the other way round for a limit from below; the other unit at the counted rows' price
    const room = (limit.direction === 'atMost' ? limit.breach - value : value - limit.breach) * denominator;
    const price = tonnes > 0 ? sum((row) => row.grossValue[i]!, priced) / tonnes : 0;
    if (price <= 0) return { value, room: undefined };
    return { value, room: byValue ? { tonnes: room / price, value: room } : { tonnes: room, value: room * price } };
  };
  const measured = years.flatMap((year, i): MeasuredYear[] => {
    const found = year < limit.from || year > limit.to ? undefined : measureIn(i);
    return found === undefined ? [] : [{ year, ...found, state: limitStatus(limit, found.value) }];
  });
  const room = (value: number) => (limit.direction === 'atMost' ? limit.breach - value : value - limit.breach);
  const [first, ...rest] = measured;
  const worst = rest.reduce((found, one) => (found !== undefined && room(one.value) < room(found.value) ? one : found), first);
  return {
    limitId: limit.id,
    years: measured,
    state: worst?.state ?? 'holds',
    worst,
    gap: worst === undefined ? undefined : room(worst.value),
  };
};

/**
 * Measures each limit year by year against an exposure of the portfolio: shares as fractions of planned production, of tonnes sold
 * or of gross payable value sold; the effective number counts groups that act as one. Beyond the breach level a limit is breached,
 * beyond the warn level it is near; a level met is kept. A year without a denominator is not measured.
 */
export const measureLimits = (limits: readonly Limit[], portfolio: Portfolio, exposureOf: Exposure): MeasuredLimit[] =>
  limits.map((limit) => measureLimit(limit, portfolio, exposureOf));
