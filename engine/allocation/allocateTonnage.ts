import { OrebookError } from '#shared/contract/errors.ts';
import type {
  Allocation,
  AllocationCell,
  AllocationProblem,
  AllocationRisk,
  AllocationWeight,
  BindingLimit,
  OptimalAllocation,
  Solver,
  SolverAnswer,
} from '#shared/domain/allocation.ts';
import { requireFinite, requireNotNegative, requirePositive, requireWithin } from '../numberChecks.ts';
import { allocationRisk, findAllocationViolations } from './allocationMeasures.ts';
import { type ModelRisk, nearestPlanObjective, readTonnes, revenueObjective, revenueTangent, riskObjective } from './buildModel.ts';
import { withShortfallCells } from './damages.ts';
import { findConflict, findConflictInWhole, REVENUE_TARGET } from './findConflict.ts';
import type { LimitRow } from './limitRows.ts';
import { createModelSearch } from './modelSearch.ts';
import { isNonconvexRisk, lineariseRisk, withConstantCell } from './scenarioOutcomes.ts';

/** Validates a problem. Errors: EMPTY, BAD_SHAPE, NOT_FINITE, OUT_OF_RANGE with details.field. */
export const validateProblem = ({ cells, limits, objective }: AllocationProblem): void => {
  if (cells.length === 0) throw new OrebookError('EMPTY', { field: 'cells' });
  const cellIds = new Set(cells.map(({ id }) => id));
  if (cellIds.size < cells.length) throw new OrebookError('BAD_SHAPE', { field: 'cells.id' });
  cells.forEach(({ minimum, maximum, lot, margin, damages }, i) => {
    requireNotNegative(minimum, `cells.${i}.minimum`);
    requireNotNegative(maximum, `cells.${i}.maximum`);
    requireFinite(margin, `cells.${i}.margin`);
    if (lot !== undefined) requirePositive(lot, `cells.${i}.lot`);
    if (damages === undefined) return;
    requireNotNegative(damages.below, `cells.${i}.damages.below`);
    requireNotNegative(damages.perTonne, `cells.${i}.damages.perTonne`);
  });
  // limits share the parts of a total
  const validLists = new Set<readonly AllocationWeight[]>();
  for (const { id, counted, of = [], atMost, atLeast } of limits) {
    for (const weights of [counted, of]) {
      if (validLists.has(weights)) continue;
      validLists.add(weights);
      for (const { cell, weight } of weights) {
        requireFinite(weight, `limits.${id}.weight`);
        if (!cellIds.has(cell)) throw new OrebookError('BAD_SHAPE', { field: `limits.${id}.cell` });
      }
    }
    for (const level of [atMost, atLeast]) if (level !== undefined) requireFinite(level, `limits.${id}.level`);
  }
  if (objective.revenueAtLeast !== undefined) requireFinite(objective.revenueAtLeast, 'objective.revenueAtLeast');
  if (objective.kind === 'revenue') return;
  const { risk } = objective;
  if (risk.kind === 'hhi') {
    requirePositive(risk.whole, 'objective.whole');
    return;
  }
  const rows = risk.kind === 'variance' ? risk.covariance : risk.outcomes;
  if (rows.length === 0) throw new OrebookError('EMPTY', { field: 'objective' });
  if ('confidence' in risk) requireWithin(risk.confidence, 'objective.confidence', 0, 1 - 1e-9);
  if (risk.kind === 'variance' && rows.length !== cells.length) throw new OrebookError('BAD_SHAPE', { field: 'objective.covariance' });
  for (const row of rows) {
    if (row.length !== cells.length) throw new OrebookError('BAD_SHAPE', { field: 'objective' });
    for (let i = 0; i < row.length; i++) requireFinite(row[i]!, 'objective');
  }
};

/** Duals at or under this, in the model's own units, are rounding. */
const DUAL_TOLERANCE = 1e-7;

/** Lists the binding limits with their shadow prices: the dual of a row, in the objective's unit per unit counted. */
const findBindingLimits = (limits: readonly LimitRow[], { duals }: SolverAnswer, unit: number): BindingLimit[] =>
  limits.flatMap(({ limit, row, scale }, i) => {
    // the change of the minimum per unit of the right side; headroom of <= grows with the right side, that of >= falls
    const dual = (row.relation === '<=' ? -1 : 1) * (duals[i] ?? 0);
    return dual > DUAL_TOLERANCE ? [{ id: limit.id, source: limit.source, shadowPrice: (dual * unit) / scale }] : [];
  });

/** Share of a revenue by which a minimum may be lowered: as small as a rounding difference. */
export const ROUNDING_SHARE = 1e-9;

const hasQuadraticRisk = ({ objective }: AllocationProblem): boolean =>
  objective.kind === 'risk' && (objective.risk.kind === 'variance' || objective.risk.kind === 'hhi');

/** Optimal tonnes with the solver's answer, or why there are none. */
type Optimum =
  | {
      readonly status: 'optimal';
      readonly tonnes: readonly number[];
      readonly rounded: OptimalAllocation['rounded'];
      readonly answer: SolverAnswer;
    }
  | { readonly status: 'infeasible' | 'stopped' };

/** Creates an optimiser of one objective over one problem, to solve at one or several minimum revenues. */
export const createOptimiser = (problem: AllocationProblem, solver: Solver) => {
  const { cells, objective, spotMarkets = [] } = problem;
  const isQuadratic = hasQuadraticRisk(problem);
  const search = createModelSearch(problem, isQuadratic, solver);
  const aim =
    objective.kind === 'revenue'
      ? revenueObjective(cells, spotMarkets.length)
      : riskObjective(cells, objective.risk as ModelRisk, problem.start ?? cells.map(({ minimum }) => minimum));
  const hasLots = cells.some(({ lot }) => lot !== undefined);
  const roundToLots = (tonnes: readonly number[]): readonly number[] =>
    hasLots ? tonnes.map((value, i) => (cells[i]?.lot === undefined ? value : Math.round(value / cells[i].lot) * cells[i].lot)) : tonnes;
  const toFailure = (status: SolverAnswer['status']): Optimum => ({ status: status === 'infeasible' ? 'infeasible' : 'stopped' });
  const solveAt = async (revenueAtLeast: number | undefined): Promise<Optimum> => {
    const first = await search.solve(hasLots && !isQuadratic ? 'lots' : 'free', aim, revenueAtLeast);
    if (first.status !== 'optimal') return toFailure(first.status);
    const tonnes = readTonnes(cells, first, aim);
    if (!hasLots || !isQuadratic || objective.kind !== 'risk')
      return { status: 'optimal', tonnes: roundToLots(tonnes), rounded: undefined, answer: first };
    const planObjective = nearestPlanObjective(tonnes);
    const solution = await search.solve('lots', planObjective, revenueAtLeast);
    if (solution.status !== 'optimal') return toFailure(solution.status);
    const smooth = allocationRisk(objective.risk, cells, tonnes);
    const roundedTonnes = readTonnes(cells, solution, planObjective);
    return {
      status: 'optimal',
      tonnes: roundToLots(roundedTonnes),
      rounded: { gap: allocationRisk(objective.risk, cells, roundedTonnes) - smooth },
      answer: first,
    };
  };
  return { search, aim, isQuadratic, hasLots, solveAt };
};

/** Linear models of a nonconvex risk that are solved, each around the tonnes of the one before. */
const MAX_LINEARISATIONS = 4;
/** Share of a risk by which its linear model may differ from it. */
const RISK_TOLERANCE = 1e-4;

/**
 * Allocates tonnes to cells within every limit: for maximum net revenue, or for minimum risk at a revenue (expected shortfall by
 * Rockafellar and Uryasev, variance or HHI as a convex quadratic program). Spot sales of the deck are exact within REVENUE_TOLERANCE; those of
 * scenarios are linear around the tonnes of the previous solve, until the risk of the model equals that of its tonnes. Cells with lots make a
 * linear problem a mixed-integer one; a quadratic one is solved without lots and then rounded to the nearest plan in lots. Tonnes are dmt,
 * money USD. An infeasible problem returns a smallest set of limits in conflict. Every result is checked against the original problem.
 * Errors: EMPTY, BAD_SHAPE, NOT_FINITE, OUT_OF_RANGE. Source: docs/model/allocation.md.
 */
export const allocateTonnage = async (problem: AllocationProblem, solver: Solver): Promise<Allocation> => {
  validateProblem(problem);
  const { objective, start = problem.cells.map(({ minimum }) => minimum) } = problem;
  if (objective.kind === 'revenue' || !isNonconvexRisk(objective.risk)) return allocateLinear(problem, solver);
  let bestAllocation: OptimalAllocation | undefined;
  let tangentTonnes = start;
  for (let round = 0; round < MAX_LINEARISATIONS; round++) {
    const modelAllocation = await allocateLinear(lineariseProblem({ ...problem, objective }, objective.risk, tangentTonnes), solver);
    if (modelAllocation.status !== 'optimal') return bestAllocation ?? modelAllocation;
    const measuredAllocation = measureAllocated(problem, objective.risk, modelAllocation);
    const [risk, previousRisk] = [measuredAllocation.risk ?? 0, bestAllocation?.risk ?? Number.POSITIVE_INFINITY];
    if (risk < previousRisk) bestAllocation = measuredAllocation;
    if (measuredAllocation.riskDeviation <= RISK_TOLERANCE * Math.abs(risk) || risk >= previousRisk) break;
    tangentTonnes = measuredAllocation.tonnes;
  }
  return bestAllocation!;
};

/** Replaces the risk of a problem by its tangents at some tonnes. */
export const lineariseProblem = (
  problem: AllocationProblem & { readonly objective: { readonly kind: 'risk' } },
  risk: Parameters<typeof lineariseRisk>[0],
  tonnes: readonly number[],
): AllocationProblem =>
  withConstantCell({ ...problem, objective: { ...problem.objective, risk: lineariseRisk(risk, problem.cells, tonnes) } });

/** Measures an allocation of a linear model in the problem that it stands for. */
const measureAllocated = (problem: AllocationProblem, risk: AllocationRisk, modelAllocation: OptimalAllocation): OptimalAllocation => {
  const tonnes = modelAllocation.tonnes.slice(0, problem.cells.length);
  const measuredRisk = allocationRisk(risk, problem.cells, tonnes);
  return {
    ...modelAllocation,
    tonnes,
    risk: measuredRisk,
    riskDeviation: Math.abs(measuredRisk - (modelAllocation.risk ?? measuredRisk)),
    violations: findAllocationViolations(problem, tonnes),
  };
};

/** The cells and limits of an infeasible problem with its minimum revenue as limits. */
const withRevenueLimits = (
  cells: readonly AllocationCell[],
  search: ReturnType<typeof createModelSearch>,
  revenueTarget: number | undefined,
): Pick<AllocationProblem, 'cells' | 'limits'> => {
  if (revenueTarget === undefined) return { cells, limits: search.limits() };
  const shortfalls = withShortfallCells(cells, REVENUE_TARGET);
  // every tangent of net revenue at the target is implied by it
  const targetLimits = search.tangents().map((tangent) => {
    const { weights, constant } = revenueTangent(cells, tangent);
    const weightedCells = shortfalls.cells.map(({ id, margin }, i) => ({ cell: id, weight: weights[i] ?? margin }));
    return { id: REVENUE_TARGET, source: REVENUE_TARGET, counted: weightedCells, atLeast: revenueTarget - constant };
  });
  return { cells: shortfalls.cells, limits: [...search.limits(), ...shortfalls.limits, ...targetLimits] };
};

/** Allocates tonnes where the risk is exact in the model. */
const allocateLinear = async (problem: AllocationProblem, solver: Solver): Promise<Allocation> => {
  const { cells, objective } = problem;
  const { revenueAtLeast } = objective;
  // the revenue of the current plan is a usual minimum, which the sum of its own deals misses by rounding
  const revenueTarget = revenueAtLeast === undefined ? undefined : revenueAtLeast - ROUNDING_SHARE * Math.abs(revenueAtLeast);
  const { search, aim, isQuadratic, hasLots, solveAt } = createOptimiser(problem, solver);
  try {
    const hasCrossedBounds = cells.some(({ minimum, maximum }) => minimum > maximum);
    const optimum: Optimum = hasCrossedBounds ? { status: 'infeasible' } : await solveAt(revenueTarget);
    if (optimum.status !== 'optimal') {
      if (optimum.status === 'stopped') return { status: 'stopped' };
      const conflict = await findConflict(withRevenueLimits(cells, search, revenueTarget), solver);
      return { status: 'infeasible', conflict: problem.whole ? await findConflictInWhole(problem.whole, conflict, solver) : conflict };
    }
    const { tonnes, rounded, answer: first } = optimum;
    const revenueGap = objective.kind === 'revenue' ? Math.max(0, search.revenueGap()) : undefined;
    // shadow prices need a model without integers: the same with lots fixed, or without lots where fixed lots leave nothing variable
    const isAllInLots = cells.every(({ lot, minimum, maximum }) => lot !== undefined || minimum === maximum);
    const solveForPrices = async (): Promise<{ answer: SolverAnswer; from: OptimalAllocation['pricesFrom'] }> => {
      if (!hasLots || isQuadratic) return { answer: first, from: hasLots ? 'withoutLots' : 'model' };
      if (isAllInLots) return { answer: await search.solve('free', aim, revenueTarget), from: 'withoutLots' };
      const fixedTonnes = cells.map(({ lot }, i) => (lot === undefined ? undefined : tonnes[i]!));
      return { answer: await search.solve({ fixed: fixedTonnes }, aim, revenueTarget), from: 'lotsFixed' };
    };
    const { answer, from } = await solveForPrices();
    return {
      status: 'optimal',
      tonnes,
      revenue: search.revenueAt(tonnes).revenue,
      revenueGap,
      risk: objective.kind === 'risk' ? allocationRisk(objective.risk, cells, tonnes) : undefined,
      riskDeviation: 0,
      rounded,
      binding: findBindingLimits(search.rows(), answer, aim.unitUsd),
      pricesFrom: from,
      violations: findAllocationViolations(problem, tonnes),
    };
  } finally {
    search.close();
  }
};
