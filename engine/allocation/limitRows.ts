import { addAmount } from '#shared/collections.ts';
import type { AllocationCell, AllocationLimit, AllocationProblem, AllocationWeight, ModelRow } from '#shared/domain/allocation.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import type { ModelColumn } from './solverModel.ts';

/** A total that several limits take a share of, in a column of its own, so that rows have one term for it instead of one for each cell. */
type SharedTotal = { readonly column: ModelColumn; readonly row: ModelRow };

/** A row of the model and its limit. */
export type LimitRow = { readonly limit: AllocationLimit; readonly row: ModelRow; readonly scale: number; readonly total?: SharedTotal };

export const cellColumnName = (index: number): string => `x${index}`;

/** Names of columns by id of the cell. */
const columnNames = (cells: readonly AllocationCell[]): ReadonlyMap<string, string> =>
  new Map(cells.map(({ id }, i) => [id, cellColumnName(i)]));

/** Divides a row by its largest weight, so that the solver's tolerance is in tonnes; `scale` is the divisor. */
export const scaleRow = (
  terms: ReadonlyMap<string, number>,
  relation: ModelRow['relation'],
  right: number,
): Pick<LimitRow, 'row' | 'scale'> => {
  let scale = 0;
  for (const weight of terms.values()) scale = Math.max(scale, Math.abs(weight));
  scale ||= 1;
  return { scale, row: { terms: new Map([...terms].map(([name, weight]) => [name, weight / scale])), relation, right: right / scale } };
};

/** Part of the amounts of a sum that may be rounding. */
const SUM_ROUNDING = 1e-13;

/**
 * The relation and right side of a row over cells, with room for rounding where the bounds alone meet it exactly: a production limit that was
 * raised to signed minimums would otherwise be missed by the rounding of a sum of thousands of them. `bounds`: by column; a row with another
 * column stays as it is.
 */
const withRoundingRoom = (
  terms: ReadonlyMap<string, number>,
  relation: ModelRow['relation'],
  right: number,
  bounds: ReadonlyMap<string, AllocationCell>,
): Pick<ModelRow, 'relation' | 'right'> => {
  let [low, lowSize, high, highSize] = [0, 0, 0, 0];
  for (const [name, weight] of terms) {
    const cell = bounds.get(name);
    if (cell === undefined) return { relation, right };
    const lowAmount = weight * (weight > 0 ? cell.minimum : cell.maximum);
    const highAmount = weight * (weight > 0 ? cell.maximum : cell.minimum);
    low += lowAmount;
    lowSize += Math.abs(lowAmount);
    high += highAmount;
    highSize += Math.abs(highAmount);
  }
  if (relation !== '>=' && Math.abs(low - right) <= SUM_ROUNDING * lowSize) return { relation: '<=', right: low + SUM_ROUNDING * lowSize };
  if (relation !== '<=' && Math.abs(high - right) <= SUM_ROUNDING * highSize)
    return { relation: '>=', right: high - SUM_ROUNDING * highSize };
  return { relation, right };
};

/** Builds a column for each total that more than one limit takes a share of, by the list of its parts. */
const buildSharedTotals = (
  limits: readonly AllocationLimit[],
  names: ReadonlyMap<string, string>,
): ReadonlyMap<AllocationLimit['of'], SharedTotal> => {
  const totals = new Map<AllocationLimit['of'], SharedTotal>();
  for (const [of, rules] of Map.groupBy(limits, (limit) => limit.of)) {
    if (of === undefined || rules.length === 1) continue;
    const name = `w${totals.size}`;
    // sum of = w
    const terms = new Map([[name, -1]]);
    for (const { cell, weight } of of) addAmount(terms, names.get(cell) ?? cell, weight);
    const column = { name, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    totals.set(of, { column, row: scaleRow(terms, '=', 0).row });
  }
  return totals;
};

/**
 * Builds the rows of limits: counted - level x of <= 0 for a share, counted <= level for an amount. `isQuadratic`: rows of a quadratic
 * program, whose solver fails on free columns, so that every row has the terms of its total.
 */
export const buildLimitRows = ({ cells, limits }: Pick<AllocationProblem, 'cells' | 'limits'>, isQuadratic = false): LimitRow[] => {
  const names = columnNames(cells);
  const bounds = new Map(cells.map((cell, i) => [cellColumnName(i), cell]));
  const totals = isQuadratic ? new Map<AllocationLimit['of'], SharedTotal>() : buildSharedTotals(limits, names);
  return limits.flatMap((limit) => {
    const buildRow = (level: number, relation: ModelRow['relation']): LimitRow => {
      const terms = new Map<string, number>();
      for (const { cell, weight } of limit.counted) addAmount(terms, names.get(cell) ?? cell, weight);
      const total = totals.get(limit.of);
      if (total !== undefined) addAmount(terms, total.column.name, -level);
      else for (const { cell, weight } of limit.of ?? []) addAmount(terms, names.get(cell) ?? cell, -level * weight);
      const side = withRoundingRoom(terms, relation, limit.of === undefined ? level : 0, bounds);
      return { limit, ...scaleRow(terms, side.relation, side.right), ...(total && { total }) };
    };
    // one row, because the quadratic solver fails on two that are always binding together
    if (limit.atMost !== undefined && limit.atMost === limit.atLeast) return [buildRow(limit.atMost, '=')];
    return [
      ...(limit.atMost === undefined ? [] : [buildRow(limit.atMost, '<=')]),
      ...(limit.atLeast === undefined ? [] : [buildRow(limit.atLeast, '>=')]),
    ];
  });
};

/** Part of its terms by which a limit must have room to be left out: more than rounding. */
const ROOM = 1e-9;

/**
 * Creates a function that returns whether a limit may bind: over the bounds of the cells, counted - level x of reaches 0. One that keeps
 * room at every tonnes within the bounds changes neither the optimum nor a shadow price.
 */
export const createBindingTest = (cells: readonly AllocationCell[]): ((limit: AllocationLimit) => boolean) => {
  const bounds = new Map(cells.map((cell) => [cell.id, cell]));
  const rangeOf = memoizeWeakly((weights: readonly AllocationWeight[]) => {
    let [low, high] = [0, 0];
    for (const { cell, weight } of weights) {
      const { minimum, maximum } = bounds.get(cell)!;
      low += Math.min(weight * minimum, weight * maximum);
      high += Math.max(weight * minimum, weight * maximum);
    }
    return { low, high };
  });
  return ({ counted, of, atMost, atLeast }) => {
    const range = rangeOf(counted);
    const wholeRange = of === undefined ? { low: 1, high: 1 } : rangeOf(of);
    const reaches = (level: number | undefined, sign: 1 | -1): boolean => {
      if (level === undefined) return false;
      const counts = sign === 1 ? range.high : -range.low;
      const levels = [level * wholeRange.low, level * wholeRange.high].map((amount) => sign * amount);
      return counts - Math.min(...levels) > -ROOM * (Math.abs(range.low) + Math.abs(range.high) + Math.max(...levels.map(Math.abs)));
    };
    return reaches(atMost, 1) || reaches(atLeast, -1);
  };
};
