import { addAmount, unique } from '#shared/collections.ts';
import type { AllocationCell, AllocationProblem, AllocationRisk, ModelRow, SolverAnswer } from '#shared/domain/allocation.ts';
import { clamp, sum, sumBy } from '#shared/math.ts';
import { buildShortfallColumns, damageTangent, damageTerms } from './damages.ts';
import { cellColumnName, type LimitRow, scaleRow } from './limitRows.ts';
import { createOutcomeFunction, type OutcomesAt } from './scenarioOutcomes.ts';
import type { ModelColumn, SolverModel } from './solverModel.ts';
import type { RevenueAt } from './spotRevenue.ts';

const lotColumnName = (index: number): string => `n${index}`;

/** Whether tonnes are continuous, in lots, or fixed. */
export type LotMode = 'free' | 'lots' | { readonly fixed: readonly (number | undefined)[] };

/** Builds the columns of the tonnes of cells, and of those that have damages in a linear model: the quadratic solver fails on these. */
export const buildCellColumns = (
  cells: readonly AllocationCell[],
  lots: LotMode,
  isQuadratic: boolean,
): { columns: ModelColumn[]; rows: ModelRow[] } => {
  const { columns, rows } = isQuadratic ? { columns: [], rows: [] } : buildShortfallColumns(cells);
  cells.forEach(({ minimum, maximum, lot }, i) => {
    const fixedTonnes = typeof lots === 'object' ? lots.fixed[i] : undefined;
    columns.push({ name: cellColumnName(i), low: fixedTonnes ?? minimum, high: fixedTonnes ?? maximum });
    if (lots !== 'lots' || lot === undefined) return;
    columns.push({ name: lotColumnName(i), low: Math.ceil(minimum / lot - 1e-9), high: Math.floor(maximum / lot + 1e-9), isInteger: true });
    // x = lot n
    rows.push({
      terms: new Map([
        [cellColumnName(i), 1],
        [lotColumnName(i), -lot],
      ]),
      relation: '=',
      right: 0,
    });
  });
  return { columns, rows };
};

const marginTerms = (cells: readonly AllocationCell[], factor: number): Map<string, number> =>
  new Map(cells.map(({ margin }, i) => [cellColumnName(i), margin * factor]));

/** Weights up to this share of a row's largest are rounding. */
const ROUNDING_WEIGHT = 1e-11;

/**
 * Builds the row of a minimum revenue as a function of it. Net revenue is concave in the tonnes, so that its tangent plane at any tonnes lies
 * on or above it: f(a) + f'(a) (x - a) >= target (Kelley 1960). Damages have columns in a linear model, and are part of the plane in a
 * quadratic one.
 */
export const createRevenueRow = (cells: readonly AllocationCell[], at: RevenueAt, isQuadratic: boolean): ((target: number) => ModelRow) => {
  const tangent = revenueTangent(cells, at);
  const damages = damageTangent(cells, at.tonnes);
  const weights = tangent.weights.map((weight, i) => (isQuadratic ? weight - damages.weights[i]! : weight));
  const constant = isQuadratic ? tangent.constant - damages.constant : tangent.constant;
  const largestWeight = Math.max(...weights.map(Math.abs));
  // a deal at the terms of spot sales has a weight of rounding, on which the quadratic solver fails
  const terms = weights.flatMap((weight, i): [string, number][] =>
    Math.abs(weight) > ROUNDING_WEIGHT * largestWeight ? [[cellColumnName(i), weight]] : [],
  );
  const { row, scale } = scaleRow(new Map([...terms, ...(isQuadratic ? [] : damageTerms(cells, -1))]), '>=', 0);
  return (target) => ({ ...row, right: (target - constant) / scale });
};

/** The tangent plane of net revenue without damages at some tonnes: a weight for each cell, USD per dmt, and a constant. */
export const revenueTangent = (cells: readonly AllocationCell[], { tonnes, revenue, spot, damages }: RevenueAt) => {
  const weights = cells.map(({ margin }, i) => margin + sumBy(spot, ({ changes }) => changes.get(i) ?? 0));
  return { weights, constant: revenue + damages - sumBy(weights, (weight, i) => weight * tonnes[i]!) };
};

const spotColumnName = (index: number): string => `s${index}`;

/** Builds the row of a tangent of a market's spot revenue: s <= g(a) + g'(a) (x - a), in units of `unit` USD. */
export const buildSpotRow = ({ tonnes, spot }: RevenueAt, market: number, unit: number): ModelRow => {
  const { revenue, changes } = spot[market]!;
  const terms = new Map([[spotColumnName(market), 1]]);
  for (const [i, change] of changes) terms.set(cellColumnName(i), -change / unit);
  return { terms, relation: '<=', right: (revenue - sum([...changes].map(([i, change]) => change * tonnes[i]!))) / unit };
};

/** Reads a model's spot revenue of a market, USD. */
export const readSpotRevenue = ({ columns }: SolverAnswer, market: number, unit: number): number =>
  (columns[spotColumnName(market)] ?? 0) * unit;

/** A risk that a model has as its objective. */
export type ModelRisk = Exclude<AllocationRisk, { kind: 'scenarioVariance' }>;

/** An objective to minimise, with its own columns and rows; `unitUsd` is the value of its unit in USD. */
export type ModelObjective = Pick<SolverModel, 'linear'> & {
  readonly quadratic?: SolverModel['quadratic'];
  /** dmt per unit of each cell's column; absent = 1. */
  readonly cellUnits?: readonly number[];
  readonly columns: readonly ModelColumn[];
  readonly rows: readonly ModelRow[];
  readonly unitUsd: number;
  /** Lists rows that the model lacks at the tonnes of an answer; empty where it is exact. */
  readonly findCuts?: (answer: SolverAnswer, tonnes: readonly number[]) => readonly ModelRow[];
  /** Number of spot markets whose revenue has a column of its own, in units of `unitUsd`. */
  readonly spotColumns?: number;
};

/** Maximum revenue, as the minimum of its negative. */
export const revenueObjective = (cells: readonly AllocationCell[], spotColumns = 0): ModelObjective => {
  const unit = Math.max(...cells.map(({ margin }) => Math.abs(margin)), 0) || 1;
  const linearTerms = new Map([...marginTerms(cells, -1 / unit), ...damageTerms(cells, 1 / unit)]);
  const columns = Array.from({ length: spotColumns }, (_, p) => {
    linearTerms.set(spotColumnName(p), -1);
    return { name: spotColumnName(p), low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  });
  return { linear: linearTerms, columns, rows: [], unitUsd: unit, spotColumns };
};

/** The column of the boundary of the tail. */
const TAIL_COLUMN = 't';
/** Scenarios whose tangents a model begins with, as a multiple of the tail. */
const START_TAILS = 1.5;
/** Share of a tail mean by which the model's may lie above it. */
const TAIL_TOLERANCE = 1e-5;

/**
 * The negative of the tail mean as a linear program (Rockafellar and Uryasev 2000): minimise t + sum_s z_s / ((1 - c) n) with
 * z_s >= -X_s - t, z_s >= 0, X_s what the cells earn in scenario s; expected shortfall: plus mean(X). With spot markets X_s is concave:
 * its tangents lie on or above it. The model begins with those of the tail at `start`; those that it lacks are found at each answer.
 */
const tailObjective = (
  cells: readonly AllocationCell[],
  risk: Extract<AllocationRisk, { kind: 'shortfall' | 'tailMean' }>,
  start: readonly number[],
): ModelObjective => {
  const { kind, outcomes, confidence, spotMarkets } = risk;
  const n = outcomes.length;
  let largestOutcome = 0;
  for (const row of outcomes) for (let i = 0; i < row.length; i++) largestOutcome = Math.max(largestOutcome, Math.abs(row[i]!));
  const unit = largestOutcome || 1;
  // damages are the same in every scenario, so that a tail mean is less by them, and a shortfall against the mean does not change
  const linearTerms = new Map<string, number>([[TAIL_COLUMN, 1], ...(kind === 'tailMean' ? damageTerms(cells, 1 / unit) : [])]);
  // fixed cells are a constant in each scenario, so that a row has terms for variable cells only
  const variable = cells.flatMap(({ minimum, maximum }, i) => (minimum === maximum ? [] : [i]));
  const fixedColumns = cells.flatMap(({ minimum, maximum }, i) => (minimum === maximum ? [i] : []));
  outcomes.forEach((row, s) => {
    if (kind === 'shortfall') for (const i of variable) addAmount(linearTerms, cellColumnName(i), row[i]! / unit / n);
    linearTerms.set(`z${s}`, 1 / ((1 - confidence) * n));
  });
  const buildRow = (s: number, weights: ArrayLike<number>, constant: number): ModelRow => ({
    // made whenever it is read: a search keeps hundreds of rows, whose weights take a sixth of the memory
    get terms() {
      return new Map([[`z${s}`, 1], [TAIL_COLUMN, 1], ...variable.map((i): [string, number] => [cellColumnName(i), weights[i]! / unit])]);
    },
    relation: '>=',
    right: -(constant + sumBy(fixedColumns, (i) => weights[i]! * cells[i]!.minimum)) / unit,
  });
  const base = {
    linear: linearTerms,
    unitUsd: unit,
    columns: [
      { name: TAIL_COLUMN, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
      ...outcomes.map((_, s) => ({ name: `z${s}`, low: 0, high: Number.POSITIVE_INFINITY })),
    ],
  };
  if (spotMarkets === undefined) return { ...base, rows: outcomes.map((row, s) => buildRow(s, row, 0)) };
  const outcomesAt = createOutcomeFunction(risk, cells);
  const tangentRow = (at: OutcomesAt, s: number): ModelRow => {
    const { weights, constant } = at.tangent(s);
    return buildRow(s, weights, constant);
  };
  const atStart = outcomesAt(start);
  // more than the tail of (1 - confidence) n, without which the model has no minimum
  const tailBoundary = Float64Array.from(atStart.revenues).sort()[Math.min(n - 1, Math.ceil(START_TAILS * (1 - confidence) * n))]!;
  return {
    ...base,
    rows: atStart.revenues.flatMap((revenue, s) => (revenue <= tailBoundary ? [tangentRow(atStart, s)] : [])),
    findCuts: ({ columns }, tonnes) => {
      const t = columns[TAIL_COLUMN] ?? 0;
      const at = outcomesAt(tonnes);
      const shortfalls = at.revenues.map((revenue, s) => Math.max(0, -revenue / unit - t) - (columns[`z${s}`] ?? 0));
      // the model's tail mean lies above that of its tonnes by at most this
      const gap = sumBy(shortfalls, (shortfall) => Math.max(0, shortfall)) / ((1 - confidence) * n);
      if (gap <= TAIL_TOLERANCE * Math.max(1, Math.abs(t))) return [];
      return shortfalls.flatMap((shortfall, s) => (shortfall > 0 ? [tangentRow(at, s)] : []));
    },
  };
};

/** Share of the largest variance per squared tonne up to which a variance is rounding error: a millionth of the standard deviation. */
const ROUNDING_SHARE = 1e-12;

/**
 * The quadratic form x' C x, with columns scaled so that the diagonal of C is one: a tonne of cobalt has the value of a thousand of iron
 * ore, and the solver fails on weights of such different size. Fixed cells add linear terms 2 C_ij x_j for the variable ones.
 */
const quadraticObjective = (cells: readonly AllocationCell[], weights: readonly ArrayLike<number>[]): ModelObjective => {
  const pairWeight = (i: number, j: number): number => (i === j ? weights[i]![i]! : weights[i]![j]! + weights[j]![i]!);
  const variable = cells.flatMap(({ minimum, maximum }, i) => (minimum === maximum ? [] : [i]));
  const fixedColumns = cells.flatMap(({ minimum, maximum }, i) => (minimum === maximum ? [i] : []));
  const largestWeight = Math.max(0, ...variable.map((i) => weights[i]![i]!)) || 1;
  // a cell that no scenario moves has a variance of rounding errors: scaled by it, its rows would have weights of 1e13
  const movingCells = variable.filter((i) => weights[i]![i]! > ROUNDING_SHARE * largestWeight);
  // y = x sqrt(C_ii / largest)
  const units = cells.map(() => 1);
  for (const i of movingCells) units[i] = Math.sqrt(largestWeight / weights[i]![i]!);
  const quadraticTerms = movingCells.flatMap((i, at) =>
    movingCells.slice(at).map((j) => ({
      one: cellColumnName(i),
      other: cellColumnName(j),
      weight: (pairWeight(i, j) * units[i]! * units[j]!) / largestWeight,
    })),
  );
  const linearTerms = new Map(
    movingCells.map((i) => [
      cellColumnName(i),
      (sumBy(fixedColumns, (j) => pairWeight(i, j) * cells[j]!.minimum) * units[i]!) / largestWeight,
    ]),
  );
  return {
    linear: linearTerms,
    quadratic: quadraticTerms.filter(({ weight }) => weight !== 0),
    columns: [],
    rows: [],
    unitUsd: largestWeight,
    cellUnits: units,
  };
};

/** The HHI as a quadratic form of the cells: w_gi w_gj / whole^2, summed over groups. */
const hhiWeights = (cells: readonly AllocationCell[], { groups, whole }: Extract<AllocationRisk, { kind: 'hhi' }>): number[][] => {
  const index = new Map(cells.map(({ id }, i) => [id, i]));
  const weights = cells.map(() => cells.map(() => 0));
  for (const group of groups) {
    for (const member of group) {
      for (const otherMember of group) {
        const [i, j] = [index.get(member.cell), index.get(otherMember.cell)];
        if (i !== undefined && j !== undefined) weights[i]![j]! += (member.weight * otherMember.weight) / whole ** 2;
      }
    }
  }
  return weights;
};

export const riskObjective = (cells: readonly AllocationCell[], risk: ModelRisk, start: readonly number[]): ModelObjective => {
  if (risk.kind === 'shortfall' || risk.kind === 'tailMean') return tailObjective(cells, risk, start);
  return quadraticObjective(cells, risk.kind === 'variance' ? risk.covariance : hhiWeights(cells, risk));
};

/** The plan in lots nearest to some tonnes: the minimum sum of distances. */
export const nearestPlanObjective = (tonnes: readonly number[]): ModelObjective => ({
  linear: new Map(tonnes.map((_, i) => [`d${i}`, 1])),
  columns: tonnes.map((_, i) => ({ name: `d${i}`, low: 0, high: Number.POSITIVE_INFINITY })),
  rows: tonnes.flatMap((value, i): ModelRow[] => [
    {
      terms: new Map([
        [`d${i}`, 1],
        [cellColumnName(i), -1],
      ]),
      relation: '>=',
      right: -value,
    },
    {
      terms: new Map([
        [`d${i}`, 1],
        [cellColumnName(i), 1],
      ]),
      relation: '>=',
      right: value,
    },
  ]),
  unitUsd: 1,
});

/** Converts a row in tonnes to the units of an objective's columns. */
export const convertRowToUnits = ({ terms, relation, right }: ModelRow, { cellUnits }: Pick<ModelObjective, 'cellUnits'>): ModelRow => {
  if (cellUnits === undefined) return { terms, relation, right };
  const unitOf = new Map(cellUnits.map((unit, i) => [cellColumnName(i), unit]));
  return { terms: new Map([...terms].map(([name, weight]) => [name, weight * (unitOf.get(name) ?? 1)])), relation, right };
};

/** Builds the model of an objective over the cells; the rows of limits are the first. */
export const buildModel = (
  { cells: problemCells }: Pick<AllocationProblem, 'cells'>,
  limits: readonly LimitRow[],
  aim: ModelObjective,
  lots: LotMode,
  moreRows: readonly ModelRow[] = [],
): SolverModel => {
  const cells = buildCellColumns(problemCells, lots, aim.quadratic !== undefined);
  const totals = unique(limits.flatMap(({ total }) => total ?? []));
  const { cellUnits: units } = aim;
  const unitOf = new Map(units?.map((unit, i) => [cellColumnName(i), unit]));
  const rules = [...limits.map(({ row }) => row), ...moreRows, ...cells.rows, ...totals.map(({ row }) => row)];
  const columns = units
    ? cells.columns.map((column) => {
        const unit = unitOf.get(column.name) ?? 1;
        return { ...column, low: column.low / unit, high: column.high / unit };
      })
    : cells.columns;
  return {
    linear: aim.linear,
    ...(aim.quadratic ? { quadratic: aim.quadratic } : {}),
    rows: [...rules.map((row) => convertRowToUnits(row, aim)), ...aim.rows],
    columns: [...columns, ...totals.map(({ column }) => column), ...aim.columns],
  };
};

/** Reads the tonnes of a solver's answer, clamped to the bounds of the cells, which a solver may miss by a rounding difference. */
export const readTonnes = (
  cells: readonly AllocationCell[],
  { columns }: SolverAnswer,
  { cellUnits: units }: Pick<ModelObjective, 'cellUnits'>,
): number[] => cells.map(({ minimum, maximum }, i) => clamp((columns[cellColumnName(i)] ?? 0) * (units?.[i] ?? 1), minimum, maximum) + 0);
