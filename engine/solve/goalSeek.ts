import { OrebookError } from '#shared/contract/errors.ts';
import { sumBy } from '#shared/math.ts';
import { requireFinite } from '../numberChecks.ts';
import { bracketedRootSteps, mostRootSteps } from '../valuation/bracketedRoot.ts';

/** The figure and the limits at one value of the driver. */
export type Evaluation = {
  /** The figure; undefined where it does not exist. */
  readonly value: number | undefined;
  /** The smallest distance of the limits from being breached: at least 0 where all hold. Infinity without limits. */
  readonly room: number;
};

/** A value of the driver with its figure. */
export type GoalSeekPoint = { readonly x: number; readonly value: number; readonly room: number };

export type GoalSeekSolution = GoalSeekPoint & {
  /** The other end of an interval on which the figure equals the target. */
  readonly to?: number;
  /** Whether all limits hold. */
  readonly isWithinLimits: boolean;
};

/** A value of the driver at which the figure jumps across the target, and the figure on both sides. */
export type GoalSeekJump = { readonly x: number; readonly below: number; readonly above: number };

export type GoalSeekResult = {
  /**
   * `solved`: within the limits; `limited`: the target is reached only where a limit is breached; `jump`: the figure jumps across the target;
   * `unreachable`; `independent`: the figure does not depend on the driver; `undefined`: there is no figure in the range.
   */
  readonly state: 'solved' | 'limited' | 'jump' | 'unreachable' | 'independent' | 'undefined';
  /** The scanned points, the driver ascending. */
  readonly points: readonly GoalSeekPoint[];
  /** Ascending. Two solutions between neighbouring scanned points may be missed. */
  readonly solutions: readonly GoalSeekSolution[];
  readonly jumps: readonly GoalSeekJump[];
  /** The point nearest to the target. */
  readonly nearest?: GoalSeekPoint;
  /** The point nearest to the target at which all limits hold; absent if none does. */
  readonly nearestWithinLimits?: GoalSeekPoint;
};

export type GoalSeekProblem = {
  readonly low: number;
  readonly high: number;
  readonly target: number;
  /** Intervals of the scan. */
  readonly steps?: number;
  /** A figure equals the target within this, in its unit; at least ACCURACY of the spread of its values. For estimates, which have errors. */
  readonly accuracy?: number;
  /** Width of the last bracket, in the unit of the driver; by default TOLERANCE of the range. */
  readonly tolerance?: number;
};

/** A value of the driver to evaluate. `stepLimit`: how many are evaluated after the scan at most, all together; undefined during the scan. */
export type GoalSeekStep = { readonly x: number; readonly stepLimit: number | undefined };

type Search<T> = Generator<number, T, Evaluation>;

const SCAN_STEPS = 24;
/** Width of the last bracket as a share of the range, by default. */
const TOLERANCE = 1e-10;
/** A figure equals the target within this share of the spread of its values. */
const ACCURACY = 1e-7;
/** Steps of the search for an extreme between scanned points. */
const EXTREME_STEPS = 24;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** A limit counts as held within this. */
const ROOM_TOLERANCE = 1e-9;

const isWithinLimits = ({ room }: { readonly room: number }): boolean => room >= -ROOM_TOLERANCE;

/** Evaluates one value; undefined where there is no figure. */
function* evaluate(x: number): Search<GoalSeekPoint | undefined> {
  const { value, room } = yield x;
  return value === undefined ? undefined : { x, value: requireFinite(value, 'value'), room };
}

const nearestOf = (points: readonly GoalSeekPoint[], target: number): GoalSeekPoint | undefined =>
  points.reduce<GoalSeekPoint | undefined>(
    (nearestPoint, point) =>
      nearestPoint !== undefined && Math.abs(nearestPoint.value - target) <= Math.abs(point.value - target) ? nearestPoint : point,
    undefined,
  );

/**
 * Narrows two points between which `f` changes its sign, or to one at which it is within `accuracy` of zero; undefined where a figure between
 * them does not exist.
 */
function* narrowInterval(
  a: GoalSeekPoint,
  b: GoalSeekPoint,
  f: (point: GoalSeekPoint) => number,
  tolerance: number,
  accuracy = 0,
): Search<readonly [GoalSeekPoint, GoalSeekPoint] | undefined> {
  const sign = f(a) < 0 ? 1 : -1;
  const knownPoints = new Map([
    [a.x, a],
    [b.x, b],
  ]);
  const steps = bracketedRootSteps({ low: a.x, high: b.x, atLow: sign * f(a), atHigh: sign * f(b) }, tolerance);
  let step = steps.next();
  while (!step.done) {
    const point = yield* evaluate(step.value);
    if (point === undefined) return undefined;
    if (Math.abs(f(point)) <= accuracy) return [point, point];
    knownPoints.set(point.x, point);
    step = steps.next(sign * f(point));
  }
  return [knownPoints.get(step.value.low)!, knownPoints.get(step.value.high)!];
}

/**
 * Searches the extreme of a figure that comes nearest to the target around a scanned point, by golden sections; ends at once on a point
 * beyond the target. Source: Kiefer, Proceedings of the American Mathematical Society 4 (1953), p. 502.
 */
function* searchExtreme(points: readonly GoalSeekPoint[], startIndex: number, target: number, accuracy: number): Search<GoalSeekPoint> {
  const start = points[startIndex]!;
  const side = Math.sign(start.value - target);
  const distance = ({ value }: GoalSeekPoint): number => side * (value - target);
  let [low, high] = [points[Math.max(0, startIndex - 1)]!.x, points[Math.min(points.length - 1, startIndex + 1)]!.x];
  const before = (): number => high - GOLDEN * (high - low);
  const after = (): number => low + GOLDEN * (high - low);
  let bestPoint = start;
  let [left, right] = [yield* evaluate(before()), yield* evaluate(after())];
  for (let step = 0; step < EXTREME_STEPS && left !== undefined && right !== undefined; step++) {
    for (const point of [left, right]) if (distance(point) < distance(bestPoint)) bestPoint = point;
    if (distance(bestPoint) <= 0 || Math.abs(left.value - right.value) < accuracy) break;
    if (distance(left) < distance(right)) {
      high = right.x;
      right = left;
      left = yield* evaluate(before());
    } else {
      low = left.x;
      left = right;
      right = yield* evaluate(after());
    }
  }
  return bestPoint;
}

/** Scans the range and returns the points at which the figure exists, with the index of each. */
function* scan({ low, high, steps = SCAN_STEPS }: GoalSeekProblem): Search<readonly (GoalSeekPoint | undefined)[]> {
  const points: (GoalSeekPoint | undefined)[] = [];
  for (let i = 0; i <= steps; i++) points.push(yield* evaluate(i === steps ? high : low + ((high - low) * i) / steps));
  return points;
}

/**
 * Finds all crossings of the target between neighbouring points. A figure equals the target within `accuracy`; a search between two points
 * ends within `errorOfFigure`, beyond which an estimate is not known, and otherwise by `tolerance` of the driver.
 */
function* findCrossings(
  points: readonly (GoalSeekPoint | undefined)[],
  target: number,
  { accuracy, errorOfFigure, tolerance }: { readonly accuracy: number; readonly errorOfFigure: number; readonly tolerance: number },
): Search<Pick<GoalSeekResult, 'solutions' | 'jumps'>> {
  const solutions: GoalSeekSolution[] = [];
  const jumps: GoalSeekJump[] = [];
  const isHit = ({ value }: GoalSeekPoint): boolean => Math.abs(value - target) <= accuracy;
  const offset = ({ value }: GoalSeekPoint): number => value - target;
  const add = (point: GoalSeekPoint) => solutions.push({ ...point, isWithinLimits: isWithinLimits(point) });
  for (const [i, point] of points.entries()) {
    const previousPoint = points[i - 1];
    if (point === undefined) continue;
    if (isHit(point)) {
      const last = solutions.at(-1);
      if (
        last !== undefined &&
        previousPoint !== undefined &&
        (last.to ?? last.x) === previousPoint.x &&
        last.isWithinLimits === isWithinLimits(point)
      )
        solutions[solutions.length - 1] = { ...last, to: point.x };
      else add(point);
      continue;
    }
    if (previousPoint === undefined || isHit(previousPoint) || offset(previousPoint) < 0 === offset(point) < 0) continue;
    const ends = yield* narrowInterval(previousPoint, point, offset, tolerance, errorOfFigure);
    if (ends === undefined) continue;
    const [pointBelow, pointAbove] = ends;
    const nearestPoint = Math.abs(offset(pointBelow)) < Math.abs(offset(pointAbove)) ? pointBelow : pointAbove;
    if (isHit(nearestPoint)) add(nearestPoint);
    else jumps.push({ x: pointAbove.x, below: pointBelow.value, above: pointAbove.value });
  }
  return { solutions, jumps };
}

/** Finds the point nearest to the target at which all limits hold, edges of the limits included. */
function* findNearestWithinLimits(
  points: readonly (GoalSeekPoint | undefined)[],
  target: number,
  tolerance: number,
): Search<GoalSeekPoint | undefined> {
  const candidates = points.flatMap((point) => (point !== undefined && isWithinLimits(point) ? [point] : []));
  for (const [i, point] of points.entries()) {
    const previousPoint = points[i - 1];
    if (point === undefined || previousPoint === undefined || isWithinLimits(previousPoint) === isWithinLimits(point)) continue;
    const ends = yield* narrowInterval(previousPoint, point, ({ room }) => room, tolerance);
    candidates.push(...(ends ?? []).filter(isWithinLimits));
  }
  return nearestOf(candidates, target);
}

/** The most values that are evaluated between neighbouring points on different sides of what is searched. */
const mostBetween = (
  points: readonly (GoalSeekPoint | undefined)[],
  isBeyond: (point: GoalSeekPoint) => boolean,
  tolerance: number,
): number =>
  sumBy([...points.entries()], ([i, point]) => {
    const previousPoint = points[i - 1];
    if (point === undefined || previousPoint === undefined || isBeyond(point) === isBeyond(previousPoint)) return 0;
    return mostRootSteps(point.x - previousPoint.x, tolerance);
  });

/** Adds to the values of a part of a search how many may follow. */
function* withStepLimit<T>(part: Search<T>, stepLimit: number | undefined): Generator<GoalSeekStep, T, Evaluation> {
  let step = part.next();
  while (!step.done) step = part.next(yield { x: step.value, stepLimit });
  return step.value;
}

/**
 * Finds the values of a driver at which a figure equals a target, with limits that must hold. It scans the range, narrows every change of
 * sign to a ten-billionth of the range, and searches an extreme that touches the target. The generator yields values of the driver; the
 * caller passes back the `Evaluation` at each. A solution is exact to 1e-7 of the spread of the figure in the range; where the figure jumps
 * across the target the jump is returned instead.
 * Errors: NOT_FINITE, OUT_OF_RANGE (`high` at or below `low`, no steps).
 */
export function* goalSeek(problem: GoalSeekProblem): Generator<GoalSeekStep, GoalSeekResult, Evaluation> {
  const low = requireFinite(problem.low, 'low');
  const high = requireFinite(problem.high, 'high');
  const target = requireFinite(problem.target, 'target');
  if (high <= low) throw new OrebookError('OUT_OF_RANGE', { field: 'high', value: high, min: low });
  if ((problem.steps ?? SCAN_STEPS) < 1) throw new OrebookError('OUT_OF_RANGE', { field: 'steps', value: problem.steps, min: 1 });
  const scanned = yield* withStepLimit(scan(problem), undefined);
  const points = scanned.filter((point) => point !== undefined);
  if (points.length === 0) return { state: 'undefined', points, solutions: [], jumps: [] };
  const values = points.map(({ value }) => value);
  const spread = Math.max(...values) - Math.min(...values);
  const size = Math.max(...values.map(Math.abs));
  const closestPoint = nearestOf(points, target)!;
  // a spread within the rounding error of sums is no dependence
  if (spread <= size * Number.EPSILON * 64) return { state: 'independent', points, solutions: [], jumps: [], nearest: closestPoint };
  const tolerance = Math.max(problem.tolerance ?? TOLERANCE * (high - low), 4 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high)));
  const errorOfFigure = problem.accuracy ?? 0;
  const accuracy = Math.max(ACCURACY * spread, errorOfFigure);
  const precision = { accuracy, errorOfFigure, tolerance };
  const isAbove = ({ value }: GoalSeekPoint): boolean => value >= target;
  let stepLimit = mostBetween(scanned, isAbove, tolerance) + mostBetween(scanned, isWithinLimits, tolerance);
  let crossings = yield* withStepLimit(findCrossings(scanned, target, precision), stepLimit);
  let nearestPoint = closestPoint;
  if (crossings.solutions.length === 0 && crossings.jumps.length === 0) {
    // around an extreme that goes beyond the target are two crossings
    stepLimit += 2 + EXTREME_STEPS + 2 * mostRootSteps(high - low, tolerance) + mostBetween(points, isAbove, tolerance);
    nearestPoint = yield* withStepLimit(searchExtreme(points, points.indexOf(closestPoint), target, errorOfFigure), stepLimit);
    if ((nearestPoint.value - target) * (closestPoint.value - target) <= 0 || Math.abs(nearestPoint.value - target) <= accuracy) {
      const withBest = [...scanned, nearestPoint].filter((point) => point !== undefined).sort((a, b) => a.x - b.x);
      crossings = yield* withStepLimit(findCrossings(withBest, target, precision), stepLimit);
    }
  }
  const { solutions, jumps } = crossings;
  const isSolved = solutions.some((solution) => solution.isWithinLimits);
  const hasLimits = points.some(({ room }) => room !== Number.POSITIVE_INFINITY);
  const nearestWithinLimits =
    isSolved || !hasLimits ? undefined : yield* withStepLimit(findNearestWithinLimits(scanned, target, tolerance), stepLimit);
  const state = isSolved ? 'solved' : solutions.length > 0 ? 'limited' : jumps.length > 0 ? 'jump' : 'unreachable';
  return { state, points, solutions, jumps, nearest: nearestPoint, ...(nearestWithinLimits && { nearestWithinLimits }) };
}
