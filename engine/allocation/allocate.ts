import { OrebookError } from '#shared/contract/errors.ts';
import type {
  Allocated,
  Allocation,
  AllocationLimit,
  AllocationProblem,
  BindingLimit,
  Solver,
  SolverAnswer,
} from '#shared/domain/allocation.ts';
import { finite, notNegative, positive, within } from '../inputs.ts';
import { allocationViolations } from './check.ts';
import { conflictOf } from './conflict.ts';
import { modelText } from './model.ts';
import { type LimitRow, type Lots, limitRows, nearestAim, program, revenueAim, revenueRow, riskAim, tonnesOf } from './program.ts';
import { revenueOf, riskOf } from './risk.ts';
import { spreadCut } from './spread.ts';

/** The name under which a revenue target takes part in a conflict. */
const REVENUE_TARGET = 'revenueTarget';

const refuse = ({ cells, limits, objective }: AllocationProblem): void => {
  if (cells.length === 0) throw new OrebookError('EMPTY', { field: 'cells' });
  const known = new Set(cells.map(({ id }) => id));
  if (known.size < cells.length) throw new OrebookError('BAD_SHAPE', { field: 'cells.id' });
  cells.forEach(({ minimum, maximum, lot, margin }, i) => {
    notNegative(minimum, `cells.${i}.minimum`);
    notNegative(maximum, `cells.${i}.maximum`);
    finite(margin, `cells.${i}.margin`);
    if (lot !== undefined) positive(lot, `cells.${i}.lot`);
  });
  for (const { id, counted, of = [], atMost, atLeast } of limits) {
    for (const { cell, weight } of [...counted, ...of]) {
      finite(weight, `limits.${id}.weight`);
      if (!known.has(cell)) throw new OrebookError('BAD_SHAPE', { field: `limits.${id}.cell` });
    }
    for (const level of [atMost, atLeast]) if (level !== undefined) finite(level, `limits.${id}.level`);
  }
  if (objective.kind === 'revenue') return;
  const { risk, revenueAtLeast } = objective;
  if (revenueAtLeast !== undefined) finite(revenueAtLeast, 'objective.revenueAtLeast');
  if (risk.kind === 'hhi') {
    positive(risk.whole, 'objective.whole');
    return;
  }
  const rows = risk.kind === 'shortfall' ? risk.outcomes : risk.covariance;
  if (rows.length === 0) throw new OrebookError('EMPTY', { field: 'objective' });
  if (risk.kind === 'shortfall') within(risk.confidence, 'objective.confidence', 0, 1 - 1e-9);
  if (risk.kind === 'variance' && rows.length !== cells.length) throw new OrebookError('BAD_SHAPE', { field: 'objective.covariance' });
  for (const row of rows) {
    if (row.length !== cells.length) throw new OrebookError('BAD_SHAPE', { field: 'objective' });
    for (const each of row) finite(each, 'objective');
  }
};

/** Rounds of cuts after which an effective number counts as out of reach. */
const MOST_CUTS = 80;

/** Whether a level is met to the last tonne: this close, relative to what is counted. */
const TIGHT = 1e-7;

/** Limits with nothing to spare that hold the objective back: the dual of a row, in the objective's unit per unit of what it counts. */
const bindingOf = (limits: readonly LimitRow[], { duals }: SolverAnswer, unit: number): BindingLimit[] =>
  limits.flatMap(({ limit, row, scale }, i) => {
    // the minimum's change by a unit of the right side; a unit of room is one more of it above, one less below
    const price = ((row.relation === '<=' ? -1 : 1) * (duals[i] ?? 0) * unit) / scale;
    return price > TIGHT ? [{ id: limit.id, source: limit.source, shadowPrice: price }] : [];
  });

const isCurved = ({ objective }: AllocationProblem): boolean => objective.kind === 'risk' && objective.risk.kind !== 'shortfall';

/**
 * The best allocation of tonnes to cells that keeps every limit: most net revenue, or least risk at a revenue (expected shortfall by
 * Rockafellar and Uryasev, variance or HHI as a convex quadratic program). Cells with lots make a linear problem a mixed-integer one; a
 * quadratic one is solved without lots and then answered by the nearest plan in lots, `rounded`. Tonnes are dmt, money USD.
 * A problem that can't be met answers a smallest set of limits in conflict. Every answer is checked again against the problem as stated.
 * Errors: EMPTY, BAD_SHAPE, NOT_FINITE, OUT_OF_RANGE. Source: docs/model/allocation.md.
 */
export const allocateTonnage = async (problem: AllocationProblem, solver: Solver): Promise<Allocation> => {
  refuse(problem);
  const { cells, objective } = problem;
  const spreads = problem.spreads ?? [];
  const cuts: AllocationLimit[] = [];
  const curved = isCurved(problem);
  let limits = limitRows(problem, curved);
  const aim = objective.kind === 'revenue' ? revenueAim(cells) : riskAim(cells, objective.risk);
  const target = objective.kind === 'risk' ? objective.revenueAtLeast : undefined;
  const more = target === undefined ? [] : [revenueRow(cells, target)];
  const inLots = cells.some(({ lot }) => lot !== undefined);
  const solve = async (lots: Lots, to = aim): Promise<SolverAnswer> => {
    for (let round = 0; round < MOST_CUTS; round++) {
      const answer = await solver(modelText(program(problem, limits, to, lots, more)));
      const missed =
        answer.status === 'optimal' ? spreads.flatMap((spread) => spreadCut(spread, cells, tonnesOf(cells, answer)) ?? []) : [];
      if (missed.length === 0) return answer;
      cuts.push(...missed);
      limits = limitRows({ cells, limits: [...problem.limits, ...cuts] }, curved);
    }
    return { status: 'stopped', columns: {}, duals: [] };
  };

  const crossed = cells.some(({ minimum, maximum }) => minimum > maximum);
  const first: SolverAnswer = crossed ? { status: 'infeasible', columns: {}, duals: [] } : await solve(inLots && !curved ? 'lots' : 'free');
  const infeasible = async (): Promise<Allocation> => {
    const wanted =
      target === undefined
        ? []
        : [
            {
              id: REVENUE_TARGET,
              source: REVENUE_TARGET,
              counted: cells.map(({ id, margin }) => ({ cell: id, weight: margin })),
              atLeast: target,
            },
          ];
    return { status: 'infeasible', conflict: await conflictOf({ cells, limits: [...problem.limits, ...cuts, ...wanted] }, solver) };
  };
  if (first.status === 'infeasible') return infeasible();
  if (first.status !== 'optimal') return { status: 'stopped' };

  let tonnes = tonnesOf(cells, first);
  let rounded: Allocated['rounded'];
  if (inLots && curved && objective.kind === 'risk') {
    const nearest = await solve('lots', nearestAim(tonnes));
    if (nearest.status === 'infeasible') return infeasible();
    if (nearest.status !== 'optimal') return { status: 'stopped' };
    const smooth = riskOf(objective.risk, cells, tonnes);
    tonnes = tonnesOf(cells, nearest);
    rounded = { gap: riskOf(objective.risk, cells, tonnes) - smooth };
  }
  if (inLots) tonnes = tonnes.map((value, i) => (cells[i]?.lot === undefined ? value : Math.round(value / cells[i].lot) * cells[i].lot));

  // shadow prices are of a model without integers: the same with its lots fixed, or without lots where nothing would be left to move
  const allInLots = cells.every(({ lot, minimum, maximum }) => lot !== undefined || minimum === maximum);
  const priced = async (): Promise<{ answer: SolverAnswer; from: Allocated['pricesFrom'] }> => {
    if (!inLots || curved) return { answer: first, from: inLots ? 'withoutLots' : 'model' };
    if (allInLots) return { answer: await solve('free'), from: 'withoutLots' };
    return { answer: await solve({ fixed: cells.map(({ lot }, i) => (lot === undefined ? undefined : tonnes[i]!)) }), from: 'lotsFixed' };
  };
  const { answer, from } = await priced();
  return {
    status: 'optimal',
    tonnes,
    revenue: revenueOf(cells, tonnes),
    risk: objective.kind === 'risk' ? riskOf(objective.risk, cells, tonnes) : undefined,
    rounded,
    binding: bindingOf(limits, answer, aim.unit),
    pricesFrom: from,
    violations: allocationViolations(problem, tonnes),
  };
};
