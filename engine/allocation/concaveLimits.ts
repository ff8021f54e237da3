import type { Allocation, AllocationLimit, AllocationProblem } from '#shared/domain/allocation.ts';
import { sumBy } from '#shared/math.ts';

/**
 * A limit on a quantity that is concave in the tonnes and has a value for each of its parts, such as the coverage ratio by period: none may
 * be below `atLeast`. `source` names it in conflicts and among the binding limits.
 */
export type ConcaveLimit = {
  readonly source: string;
  readonly atLeast: number;
  /** The values at some tonnes, aligned with the cells, by id of the part. */
  readonly measure: (tonnes: readonly number[]) => Promise<ReadonlyMap<string, number>>;
};

/** The tangent plane of a part of a limit at some tonnes. */
type Tangent = {
  readonly limit: ConcaveLimit;
  readonly id: string;
  readonly constant: number;
  readonly weights: readonly number[];
};

/** The least value of a limit in an allocation, and its part. */
export type LeastValue = { readonly source: string; readonly part: string; readonly value: number };

export type ConcaveAllocation = {
  readonly allocation: Allocation;
  /** The problem with the tangent planes as limits. */
  readonly problem: AllocationProblem;
  /** Whether the allocation keeps the limits, measured and not by their tangents. */
  readonly isHeld: boolean;
  /** For a limit in conflict: its highest value in an allocation within the other limits. */
  readonly reached?: LeastValue | undefined;
};

/** Rounds of tangents after which the search stops. */
const MAX_ROUNDS = 15;
/** Rounds and halvings in the search for the highest value reached. */
const MAX_REACH_ROUNDS = 12;
const MAX_HALVINGS = 10;
/** Share of the level to which the highest value is found. */
const REACH_TOLERANCE = 2e-3;
/**
 * Share of the level by which planes require more: the values of the limit lie under its planes. It grows with the rounds to less than a
 * thousandth, because planes approach a curved limit slowly.
 */
const MARGIN = 1e-6;
const MARGIN_GROWTH = 1.6;
/** Step of the differences as a share of the maximum of a cell. */
const STEP_SHARE = 1e-4;

const leastOf = ({ source }: ConcaveLimit, values: ReadonlyMap<string, number>): LeastValue | undefined => {
  const [first, ...otherValues] = [...values].map(([part, value]) => ({ source, part, value }));
  return first && otherValues.reduce((leastValue, partValue) => (partValue.value < leastValue.value ? partValue : leastValue), first);
};

/** The tangent planes of every part, by differences: f(x) <= f(a) + f'(a) (x - a) where f is concave. */
const findTangents = async (
  limit: ConcaveLimit,
  cells: AllocationProblem['cells'],
  tonnes: readonly number[],
  values: ReadonlyMap<string, number>,
  round: number,
): Promise<readonly Tangent[]> => {
  const weights = new Map([...values.keys()].map((part) => [part, cells.map(() => 0)]));
  for (const [i, { minimum, maximum }] of cells.entries()) {
    if (minimum >= maximum) continue;
    const step = STEP_SHARE * maximum;
    // inwards at the upper bound
    const change = tonnes[i]! + step > maximum ? -step : step;
    const valuesAfterStep = await limit.measure(tonnes.with(i, tonnes[i]! + change));
    for (const [part, value] of values) weights.get(part)![i] = ((valuesAfterStep.get(part) ?? value) - value) / change;
  }
  return [...values].map(([part, value]) => {
    const slopes = weights.get(part)!;
    return {
      limit,
      id: `${limit.source}@${part}#${round}`,
      constant: value - sumBy(slopes, (slope, i) => slope * tonnes[i]!),
      weights: slopes,
    };
  });
};

/** The limit of a plane: constant + weights x >= level. */
const planeLimit = (
  { limit: { source }, id, constant, weights }: Tangent,
  cells: AllocationProblem['cells'],
  level: number,
): AllocationLimit => ({
  id,
  source,
  counted: cells.flatMap((cell, i) => (weights[i] === 0 ? [] : [{ cell: cell.id, weight: weights[i]! }])),
  atLeast: level - constant,
});

/**
 * Allocates tonnes within limits on concave quantities (Kelley 1960): an allocation that misses one gets its tangent planes as further
 * limits, until the measured values hold. Planes lie on or above a concave quantity, so that they exclude no allocation that keeps the limit,
 * and the result is the best one. `allocate` solves a problem. Where a quantity is not concave, `isHeld` is
 * still measured, but a better allocation may exist, also where none is found.
 */
export const allocateWithConcaveLimits = async (
  problem: AllocationProblem,
  limits: readonly ConcaveLimit[],
  allocate: (problem: AllocationProblem) => Promise<Allocation>,
): Promise<ConcaveAllocation> => {
  const { cells } = problem;
  const tangents: Tangent[] = [];
  const within = (levelOf: (limit: ConcaveLimit) => number | undefined): AllocationProblem => ({
    ...problem,
    limits: [
      ...problem.limits,
      ...tangents.flatMap((tangent) => {
        const level = levelOf(tangent.limit);
        return level === undefined ? [] : [planeLimit(tangent, cells, level)];
      }),
    ],
  });
  let margin = MARGIN;
  const strict = ({ atLeast }: ConcaveLimit): number => atLeast + margin * Math.abs(atLeast);
  /** Adds the planes of a limit at tonnes that miss a level. Returns its least value there. */
  const check = async (limit: ConcaveLimit, tonnes: readonly number[], level: number): Promise<LeastValue | undefined> => {
    const values = await limit.measure(tonnes);
    const leastValue = leastOf(limit, values);
    if (leastValue !== undefined && leastValue.value < level)
      tangents.push(...(await findTangents(limit, cells, tonnes, values, tangents.length)));
    return leastValue;
  };

  for (let round = 0; round < MAX_ROUNDS; round++) {
    margin = MARGIN * MARGIN_GROWTH ** round;
    const tangentProblem = within(strict);
    const allocation = await allocate(tangentProblem);
    if (allocation.status !== 'optimal') {
      const { conflict } = allocation.status === 'infeasible' ? allocation : { conflict: undefined };
      const limit = limits.find(({ source }) => conflict?.sources.includes(source));
      const highestValue = limit && (await highestReached(limit));
      return { allocation, problem: tangentProblem, isHeld: true, reached: highestValue };
    }
    let isMissed = false;
    for (const limit of limits) {
      const leastValue = await check(limit, allocation.tonnes, limit.atLeast);
      isMissed ||= leastValue !== undefined && leastValue.value < limit.atLeast;
    }
    if (!isMissed || round === MAX_ROUNDS - 1) return { allocation, problem: tangentProblem, isHeld: !isMissed };
  }
  throw new Error('the rounds end with a result');

  /** Finds the highest value of a limit that an allocation within the other limits reaches, by halving the gap to its level. */
  async function highestReached(limit: ConcaveLimit): Promise<LeastValue | undefined> {
    const at = (level: number | undefined) => within((otherLimit) => (otherLimit === limit ? level : strict(otherLimit)));
    const revenue = (problem: AllocationProblem): AllocationProblem => ({ ...problem, objective: { kind: 'revenue' } });
    const freeAllocation = await allocate(revenue(at(undefined)));
    if (freeAllocation.status !== 'optimal') return undefined;
    let bestValue = await check(limit, freeAllocation.tonnes, limit.atLeast);
    if (bestValue === undefined) return undefined;
    let [low, high] = [bestValue.value, limit.atLeast];
    const tolerance = REACH_TOLERANCE * Math.abs(limit.atLeast);
    for (let n = 0; n < MAX_HALVINGS && high - low > tolerance; n++) {
      const level = (low + high) / 2;
      let isReached = false;
      for (let round = 0; round < MAX_REACH_ROUNDS && !isReached; round++) {
        const allocation = await allocate(revenue(at(level + MARGIN * Math.abs(level))));
        if (allocation.status !== 'optimal') break;
        const leastValue = await check(limit, allocation.tonnes, level);
        if (leastValue === undefined) break;
        if (leastValue.value > bestValue.value) bestValue = leastValue;
        isReached = leastValue.value >= level - tolerance / 2;
      }
      if (isReached) low = Math.max(level, bestValue.value);
      else high = level;
    }
    return bestValue;
  }
};
