import type { AllocationCell, AllocationLimit, AllocationProblem, AllocationRisk, SolverAnswer } from '#shared/domain/allocation.ts';
import type { ModelColumn, ModelRow, SolverModel } from './solverModel.ts';

/** A whole that several rules take a share of, added up in a column of its own: a row then names its part and the whole, not every cell. */
type SharedTotal = { readonly column: ModelColumn; readonly row: ModelRow };

/** A row of the model and the rule it stands for. */
export type LimitRow = { readonly limit: AllocationLimit; readonly row: ModelRow; readonly scale: number; readonly total?: SharedTotal };

const cellColumnName = (index: number): string => `x${index}`;
const lotColumnName = (index: number): string => `n${index}`;

/** Names of the cells' columns by the cells' ids. */
const columnNames = (cells: readonly AllocationCell[]): ReadonlyMap<string, string> =>
  new Map(cells.map(({ id }, i) => [id, cellColumnName(i)]));

const addTerm = (terms: Map<string, number>, name: string, weight: number): void => {
  terms.set(name, (terms.get(name) ?? 0) + weight);
};

/** A row with its largest weight at 1, so that the solver's tolerance is one in tonnes; `scale` is what it was divided by. */
const scaleRow = (terms: ReadonlyMap<string, number>, relation: ModelRow['relation'], right: number): Pick<LimitRow, 'row' | 'scale'> => {
  const scale = Math.max(0, ...[...terms.values()].map(Math.abs)) || 1;
  return { scale, row: { terms: new Map([...terms].map(([name, weight]) => [name, weight / scale])), relation, right: right / scale } };
};

/** The wholes that more than one rule is a share of, by the list that says what they are made of. */
const buildSharedTotals = (
  limits: readonly AllocationLimit[],
  names: ReadonlyMap<string, string>,
): ReadonlyMap<AllocationLimit['of'], SharedTotal> => {
  const found = new Map<AllocationLimit['of'], SharedTotal>();
  for (const [of, rules] of Map.groupBy(limits, (limit) => limit.of)) {
    if (of === undefined || rules.length === 1) continue;
    const name = `w${found.size}`;
    // sum of = w
    const terms = new Map([[name, -1]]);
    for (const { cell, weight } of of) addTerm(terms, names.get(cell) ?? cell, weight);
    const column = { name, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    found.set(of, { column, row: scaleRow(terms, '=', 0).row });
  }
  return found;
};

/**
 * The rows of the rules: counted - level x of <= 0 for a share, counted <= level for an amount. `curved`: the rows are of a quadratic
 * program, whose solver fails on free columns, so that every row names its whole cell by cell.
 */
export const buildLimitRows = ({ cells, limits }: Pick<AllocationProblem, 'cells' | 'limits'>, curved = false): LimitRow[] => {
  const names = columnNames(cells);
  const wholes = curved ? new Map<AllocationLimit['of'], SharedTotal>() : buildSharedTotals(limits, names);
  return limits.flatMap((limit) => {
    const at = (level: number, relation: '<=' | '>='): LimitRow => {
      const terms = new Map<string, number>();
      for (const { cell, weight } of limit.counted) addTerm(terms, names.get(cell) ?? cell, weight);
      const whole = wholes.get(limit.of);
      if (whole !== undefined) addTerm(terms, whole.column.name, -level);
      else for (const { cell, weight } of limit.of ?? []) addTerm(terms, names.get(cell) ?? cell, -level * weight);
      return { limit, ...scaleRow(terms, relation, limit.of === undefined ? level : 0), ...(whole && { total: whole }) };
    };
    return [
      ...(limit.atMost === undefined ? [] : [at(limit.atMost, '<=')]),
      ...(limit.atLeast === undefined ? [] : [at(limit.atLeast, '>=')]),
    ];
  });
};

/** Whether tonnes may be any amount, come in lots, or are held where they are. */
export type LotMode = 'free' | 'lots' | { readonly fixed: readonly (number | undefined)[] };

export const buildCellColumns = (cells: readonly AllocationCell[], lots: LotMode): { columns: ModelColumn[]; rows: ModelRow[] } => {
  const columns: ModelColumn[] = [];
  const rows: ModelRow[] = [];
  cells.forEach(({ minimum, maximum, lot }, i) => {
    const held = typeof lots === 'object' ? lots.fixed[i] : undefined;
    columns.push({ name: cellColumnName(i), low: held ?? minimum, high: held ?? maximum });
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

/** The row that asks for a revenue. */
export const buildRevenueRow = (cells: readonly AllocationCell[], target: number): ModelRow =>
  scaleRow(marginTerms(cells, 1), '>=', target).row;

/** An objective to minimise, with the columns and rows of its own, and how many USD one unit of it is. */
export type ModelObjective = Pick<SolverModel, 'linear'> & {
  readonly quadratic?: SolverModel['quadratic'];
  /** dmt that one unit of each cell's column is; absent = 1. */
  readonly cellUnits?: readonly number[];
  readonly columns: readonly ModelColumn[];
  readonly rows: readonly ModelRow[];
  readonly unitUsd: number;
};

/** Most revenue: the least of its negative. */
export const revenueObjective = (cells: readonly AllocationCell[]): ModelObjective => {
  const unit = Math.max(...cells.map(({ margin }) => Math.abs(margin)), 0) || 1;
  return { linear: marginTerms(cells, -1 / unit), columns: [], rows: [], unitUsd: unit };
};

/**
 * Expected shortfall against the mean as a linear program (Rockafellar and Uryasev 2000): the least of
 * mean(X) + t + sum_s z_s / ((1 - c) n) with z_s >= -X_s - t, z_s >= 0, X_s what the cells earn in scenario s.
 */
const shortfallObjective = (
  cells: readonly AllocationCell[],
  { outcomes, confidence }: Extract<AllocationRisk, { kind: 'shortfall' }>,
): ModelObjective => {
  const n = outcomes.length;
  const unit = Math.max(...outcomes.map((row) => Math.max(...row.map(Math.abs))), 0) || 1;
  const linear = new Map<string, number>([['t', 1]]);
  // what can't move earns a number in each scenario, so that a row has as many terms as there is to decide
  const moves = cells.flatMap(({ minimum, maximum }, i) => (minimum === maximum ? [] : [i]));
  const still = cells.flatMap(({ minimum, maximum }, i) => (minimum === maximum ? [i] : []));
  outcomes.forEach((row, s) => {
    for (const i of moves) addTerm(linear, cellColumnName(i), row[i]! / unit / n);
    linear.set(`z${s}`, 1 / ((1 - confidence) * n));
  });
  return {
    linear,
    unitUsd: unit,
    columns: [
      { name: 't', low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
      ...outcomes.map((_, s) => ({ name: `z${s}`, low: 0, high: Number.POSITIVE_INFINITY })),
    ],
    rows: outcomes.map((row, s) => ({
      terms: new Map([[`z${s}`, 1], ['t', 1], ...moves.map((i): [string, number] => [cellColumnName(i), row[i]! / unit])]),
      relation: '>=',
      right: -still.reduce((sum, i) => sum + (row[i]! / unit) * cells[i]!.minimum, 0),
    })),
  };
};

/**
 * A curve x' C x, each column in a unit of its own so that C has ones on its diagonal: a tonne of cobalt moves what a thousand of iron ore
 * do, and the solver fails on weights so far apart. What can't move bends nothing: it makes a slope 2 C_ij x_j for those that can.
 */
const quadraticObjective = (cells: readonly AllocationCell[], weights: readonly (readonly number[])[]): ModelObjective => {
  const both = (i: number, j: number): number => (i === j ? weights[i]![i]! : weights[i]![j]! + weights[j]![i]!);
  const moves = cells.flatMap(({ minimum, maximum }, i) => (minimum === maximum ? [] : [i]));
  const still = cells.flatMap(({ minimum, maximum }, i) => (minimum === maximum ? [i] : []));
  const largest = Math.max(0, ...moves.map((i) => weights[i]![i]!)) || 1;
  // y = x sqrt(C_ii / largest)
  const units = cells.map((_, i) => (weights[i]![i]! > 0 ? Math.sqrt(largest / weights[i]![i]!) : 1));
  const quadratic = moves.flatMap((i, at) =>
    moves
      .slice(at)
      .map((j) => ({ one: cellColumnName(i), other: cellColumnName(j), weight: (both(i, j) * units[i]! * units[j]!) / largest })),
  );
  const linear = new Map(
    moves.map((i) => [cellColumnName(i), (still.reduce((sum, j) => sum + both(i, j) * cells[j]!.minimum, 0) * units[i]!) / largest]),
  );
  return { linear, quadratic: quadratic.filter(({ weight }) => weight !== 0), columns: [], rows: [], unitUsd: largest, cellUnits: units };
};

/** HHI as a quadratic form of the cells: w_gi w_gj / whole^2 summed over groups. */
const hhiWeights = (cells: readonly AllocationCell[], { groups, whole }: Extract<AllocationRisk, { kind: 'hhi' }>): number[][] => {
  const index = new Map(cells.map(({ id }, i) => [id, i]));
  const weights = cells.map(() => cells.map(() => 0));
  for (const group of groups) {
    for (const one of group) {
      for (const other of group) {
        const [i, j] = [index.get(one.cell), index.get(other.cell)];
        if (i !== undefined && j !== undefined) weights[i]![j]! += (one.weight * other.weight) / whole ** 2;
      }
    }
  }
  return weights;
};

export const riskObjective = (cells: readonly AllocationCell[], risk: AllocationRisk): ModelObjective => {
  if (risk.kind === 'shortfall') return shortfallObjective(cells, risk);
  return quadraticObjective(cells, risk.kind === 'variance' ? risk.covariance : hhiWeights(cells, risk));
};

/** The nearest plan in lots to some tonnes: the least sum of distances. */
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

/** An objective over the cells, the rules first among its rows. */
export const buildModel = (
  { cells: stated }: Pick<AllocationProblem, 'cells'>,
  limits: readonly LimitRow[],
  aim: ModelObjective,
  lots: LotMode,
  more: readonly ModelRow[] = [],
): SolverModel => {
  const cells = buildCellColumns(stated, lots);
  const wholes = [...new Set(limits.flatMap(({ total: whole }) => whole ?? []))];
  const { cellUnits: units } = aim;
  const unitOf = new Map(units?.map((unit, i) => [cellColumnName(i), unit]));
  const inUnits = ({ terms, relation, right }: ModelRow): ModelRow => ({
    terms: new Map([...terms].map(([name, weight]) => [name, weight * (unitOf.get(name) ?? 1)])),
    relation,
    right,
  });
  const rules = [...limits.map(({ row }) => row), ...more, ...cells.rows, ...wholes.map(({ row }) => row)];
  const columns = units
    ? cells.columns.map((column) => {
        const unit = unitOf.get(column.name) ?? 1;
        return { ...column, low: column.low / unit, high: column.high / unit };
      })
    : cells.columns;
  return {
    linear: aim.linear,
    ...(aim.quadratic ? { quadratic: aim.quadratic } : {}),
    rows: [...(units ? rules.map(inUnits) : rules), ...aim.rows],
    columns: [...columns, ...wholes.map(({ column }) => column), ...aim.columns],
  };
};

/** The tonnes of an answer, held to the cells' bounds: a solver may stand a rounding outside. */
export const readTonnes = (
  cells: readonly AllocationCell[],
  { columns }: SolverAnswer,
  { cellUnits: units }: Pick<ModelObjective, 'cellUnits'>,
): number[] =>
  cells.map(({ minimum, maximum }, i) => Math.min(maximum, Math.max(minimum, (columns[cellColumnName(i)] ?? 0) * (units?.[i] ?? 1))) + 0);
