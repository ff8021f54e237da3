import type { Rating } from '#shared/domain/buyer.ts';
import type { LimitId } from '#shared/domain/ids.ts';
import type { Limit, LimitMeasure } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { addSeries, sumOf } from '../valuation/series.ts';
import type { Portfolio } from '../valuation/types.ts';
import { concentration } from './concentration.ts';
import { plannedTonnes } from './coverage.ts';
import type { Exposure, ExposureRow } from './exposure.ts';

export type LimitStanding = 'holds' | 'near' | 'breached';

export type MeasuredLimit = {
  readonly limitId: LimitId;
  /** Years of the limit that the plan covers and in which the measure exists. */
  readonly years: readonly { readonly year: Year; readonly value: number; readonly state: LimitStanding }[];
  readonly state: LimitStanding;
  /** The year nearest to (or furthest beyond) the breach level, the first of equals; undefined where no year is measured. */
  readonly worst: { readonly year: Year; readonly value: number; readonly state: LimitStanding } | undefined;
  /** Room to the breach level in the worst year, negative beyond it, in the measure's unit. */
  readonly gap: number | undefined;
};

/** From best to worst; a buyer without a rating counts as BB, as in the simulation. */
const RATING_RANK: Readonly<Record<Rating, number>> = { AAA: 0, AA: 1, A: 2, BBB: 3, BB: 4, unrated: 4, B: 5, 'CCC/C': 6 };

/** A level that is met to this relative precision is met. */
const TIE = 1e-9;

/** Amount of every row by key, summed. */
const sumsBy = (rows: readonly ExposureRow[], key: (row: ExposureRow) => string, amount: (row: ExposureRow) => number): number[] =>
  [...Map.groupBy(rows, key).values()].map((same) => sumOf(same.map(amount)));

/** What a measure counts of the rows, in the unit of `amount`. */
const measuredAmount = (measure: LimitMeasure, rows: readonly ExposureRow[], amount: (row: ExposureRow) => number): number => {
  const sumWhere = (keep: (row: ExposureRow) => boolean) => sumOf(rows.filter(keep).map(amount));
  switch (measure.kind) {
    case 'zoneShare':
      return sumOf(
        rows.map((row) => amount(row) * sumOf(row.destinations.filter(({ zone }) => zone === measure.zone).map(({ share }) => share))),
      );
    case 'largestGroup':
      return Math.max(0, ...sumsBy(rows, ({ members }) => members.group, amount));
    case 'largestContract':
      return Math.max(0, ...sumsBy(rows, ({ contractId }) => contractId, amount));
    case 'coverage':
      return sumWhere(() => true);
    case 'ratedAtOrBelow':
      return sumWhere(({ rating }) => RATING_RANK[rating] >= RATING_RANK[measure.rating]);
    case 'stateOwned':
      return sumWhere(({ members }) => members.ownership === 'state');
    case 'traders':
      return sumWhere(({ members }) => members.ownership === 'trader');
    case 'effectiveNumber': {
      const weights = sumsBy(rows, ({ members }) => members.group, amount);
      return sumOf(weights) > 0 ? concentration(weights).effectiveNumber : 0;
    }
    default:
      return measure satisfies never;
  }
};

const standing = ({ direction, warn, breach }: Limit, value: number): LimitStanding => {
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

  const valueIn = (i: number): number | undefined => {
    const amount = (row: ExposureRow) => (byValue ? row.grossValue[i]! : row.tonnes[i]!);
    const sold = sumOf(scoped.map(amount));
    // A number of buyers needs a buyer, and has no denominator.
    if (measure.kind === 'effectiveNumber') return sold > 0 ? measuredAmount(measure, scoped, amount) : undefined;
    const denominator = limit.denominator === 'plannedProduction' ? planned[i]! : sold;
    return denominator > 0 ? measuredAmount(measure, scoped, amount) / denominator : undefined;
  };
  const measured = years.flatMap((year, i) => {
    const value = year < limit.from || year > limit.to ? undefined : valueIn(i);
    return value === undefined ? [] : [{ year, value, state: standing(limit, value) }];
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
