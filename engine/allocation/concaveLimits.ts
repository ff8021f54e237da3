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
  /** Where a limit is in conflict: the most that an allocation within the others reaches of it. */
  readonly reached?: LeastValue | undefined;
};

/** Rounds of tangents after which the search stops. */
const MAX_ROUNDS = 15;
/** Rounds and halvings in the search for the most that is reached. */
const MAX_REACH_ROUNDS = 12;
const MAX_HALVINGS = 10;
/** Part of the level to which the most that is reached is found. */
const REACH_TOLERANCE = 2e-3;
/**
 * Part of the level by which the planes keep more, so that the limit itself holds, whose values lie under its planes. It grows with the rounds,
 * to less than a thousandth: planes come near a curved limit slowly.
 */
const MARGIN = 1e-6;
const MARGIN_GROWTH = 1.6;
/** Step of the differences as a share of the most that a cell takes. */
const STEP_SHARE = 1e-4;

const leastOf = ({ source }: ConcaveLimit, values: ReadonlyMap<string, number>): LeastValue | undefined => {
  const [first, ...rest] = [...values].map(([part, value]) => ({ source, part, value }));
  return first && rest.reduce((least, one) => (one.value < least.value ? one : least), first);
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
    const moved = await limit.measure(tonnes.with(i, tonnes[i]! + change));
    for (const [part, value] of values) weights.get(part)![i] = ((moved.get(part) ?? value) - value) / change;
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
 * and the result is the best one. `allocate` solves a problem. Where a quantity is not concave what is answered as held holds, but a better
 * allocation may exist, or one where none is found.
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
    const least = leastOf(limit, values);
    if (least !== undefined && least.value < level) tangents.push(...(await findTangents(limit, cells, tonnes, values, tangents.length)));
    return least;
  };

  for (let round = 0; round < MAX_ROUNDS; round++) {
    margin = MARGIN * MARGIN_GROWTH ** round;
    const tried = within(strict);
    const allocation = await allocate(tried);
    if (allocation.status !== 'optimal') {
      const { conflict } = allocation.status === 'infeasible' ? allocation : { conflict: undefined };
      const limit = limits.find(({ source }) => conflict?.sources.includes(source));
      const reached = limit && (await mostReached(limit));
      return { allocation, problem: tried, isHeld: true, reached };
    }
    let isMissed = false;
    for (const limit of limits) {
      const least = await check(limit, allocation.tonnes, limit.atLeast);
      isMissed ||= least !== undefined && least.value < limit.atLeast;
    }
    if (!isMissed || round === MAX_ROUNDS - 1) return { allocation, problem: tried, isHeld: !isMissed };
  }
  throw new Error('the rounds end with a result');

  /** The most that an allocation within the other limits reaches of one, by halving the gap to its level. */
  async function mostReached(limit: ConcaveLimit): Promise<LeastValue | undefined> {
    const at = (level: number | undefined) => within((other) => (other === limit ? level : strict(other)));
    const revenue = (given: AllocationProblem): AllocationProblem => ({ ...given, objective: { kind: 'revenue' } });
    const without = await allocate(revenue(at(undefined)));
    if (without.status !== 'optimal') return undefined;
    let best = await check(limit, without.tonnes, limit.atLeast);
    if (best === undefined) return undefined;
    let [low, high] = [best.value, limit.atLeast];
    const tolerance = REACH_TOLERANCE * Math.abs(limit.atLeast);
    for (let n = 0; n < MAX_HALVINGS && high - low > tolerance; n++) {
      const level = (low + high) / 2;
      let isReached = false;
      for (let round = 0; round < MAX_REACH_ROUNDS && !isReached; round++) {
        const found = await allocate(revenue(at(level + MARGIN * Math.abs(level))));
        if (found.status !== 'optimal') break;
        const least = await check(limit, found.tonnes, level);
        if (least === undefined) break;
        if (least.value > best.value) best = least;
        isReached = least.value >= level - tolerance / 2;
      }
      if (isReached) low = Math.max(level, best.value);
      else high = level;
    }
    return best;
  }
};
