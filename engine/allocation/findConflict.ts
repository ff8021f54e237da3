import { unique } from '#shared/collections.ts';
import type { AllocationCell, AllocationProblem, Conflict, Solver } from '#shared/domain/allocation.ts';
import { buildModel, revenueObjective } from './buildModel.ts';
import { buildLimitRows } from './limitRows.ts';
import { formatModel } from './solverModel.ts';

/** The name under which a minimum revenue takes part in a conflict. */
export const REVENUE_TARGET = 'revenueTarget';

/** A removable part of the problem: a limit with all its rules, or the minima of cells. */
type ProblemPart = { readonly kind: 'source'; readonly name: string } | { readonly kind: 'minima'; readonly cells: readonly string[] };

/** Number of cells up to which their minima are removed one by one; the search takes a solve for each. */
const MAX_SEPARATE_MINIMA = 500;

const sourcesOf = (parts: readonly ProblemPart[]): readonly string[] =>
  parts.flatMap((part) => (part.kind === 'source' ? [part.name] : []));
const minimaOf = (parts: readonly ProblemPart[]): readonly string[] => parts.flatMap((part) => (part.kind === 'minima' ? part.cells : []));

const splitInHalves = (parts: readonly ProblemPart[]): readonly [readonly ProblemPart[], readonly ProblemPart[]] => {
  const middle = parts.length >> 1;
  return [parts.slice(0, middle), parts.slice(middle)];
};

/** Whether the parts are feasible together; a feasible set contains no conflict. */
type IsFeasible = (parts: readonly ProblemPart[]) => Promise<boolean>;

/** Finds a part that is infeasible by itself. */
const findSinglePart = async (parts: readonly ProblemPart[], isFeasible: IsFeasible): Promise<readonly ProblemPart[] | undefined> => {
  if (parts.length === 0 || (await isFeasible(parts))) return undefined;
  if (parts.length === 1) return parts;
  const [first, second] = splitInHalves(parts);
  return (await findSinglePart(first, isFeasible)) ?? findSinglePart(second, isFeasible);
};

/** Finds a part of `left` and a part of `right` that are infeasible together. */
const findCrossingPair = async (
  left: readonly ProblemPart[],
  right: readonly ProblemPart[],
  isFeasible: IsFeasible,
): Promise<readonly ProblemPart[] | undefined> => {
  if (await isFeasible([...left, ...right])) return undefined;
  if (left.length === 1 && right.length === 1) return [...left, ...right];
  const [largerHalf, smallerHalf] = left.length >= right.length ? [left, right] : [right, left];
  const [first, second] = splitInHalves(largerHalf);
  return (await findCrossingPair(first, smallerHalf, isFeasible)) ?? findCrossingPair(second, smallerHalf, isFeasible);
};

/** Finds two parts that are infeasible together but feasible alone. */
const findPair = async (parts: readonly ProblemPart[], isFeasible: IsFeasible): Promise<readonly ProblemPart[] | undefined> => {
  if (parts.length < 2 || (await isFeasible(parts))) return undefined;
  const [first, second] = splitInHalves(parts);
  return (await findPair(first, isFeasible)) ?? (await findPair(second, isFeasible)) ?? findCrossingPair(first, second, isFeasible);
};

/**
 * Finds a minimal infeasible set of limits and minima of cells in an infeasible problem: every proper part of it is feasible. `isSmallest`:
 * no conflict has fewer members. Sets of one and two are searched for, so that this is proved for sets of up to three. The minima of more
 * than 500 cells are one member.
 */
export const findConflict = async ({ cells, limits }: Pick<AllocationProblem, 'cells' | 'limits'>, solver: Solver): Promise<Conflict> => {
  const isFeasible: IsFeasible = async (parts) => {
    const sources = new Set(sourcesOf(parts));
    const minima = new Set(minimaOf(parts));
    const boundedCells = cells.map(
      (cell): AllocationCell => (minima.has(cell.id) ? cell : { ...cell, minimum: Math.min(0, cell.minimum) }),
    );
    const rows = buildLimitRows({ cells: boundedCells, limits: limits.filter(({ source }) => sources.has(source)) });
    const model = solver(
      formatModel(buildModel({ cells: boundedCells }, rows, { ...revenueObjective(boundedCells), linear: new Map() }, 'lots')),
    );
    const answer = await model.solve();
    model.close();
    return answer.status === 'optimal';
  };
  const cellsWithMinimum = cells.filter(({ minimum }) => minimum > 0).map(({ id }) => id);
  const hasSeparateMinima = cellsWithMinimum.length <= MAX_SEPARATE_MINIMA;
  const parts: readonly ProblemPart[] = [
    ...unique(limits.map(({ source }) => source)).map((name): ProblemPart => ({ kind: 'source', name })),
    ...(hasSeparateMinima ? cellsWithMinimum.map((id) => [id]) : [cellsWithMinimum]).map(
      (ids): ProblemPart => ({ kind: 'minima', cells: ids }),
    ),
  ];
  // deletion filter: remove parts without which the rest is still infeasible, in chunks first, since most limits are not in the conflict
  let remainingParts = [...parts];
  for (let size = Math.ceil(remainingParts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < remainingParts.length; ) {
      const candidate = [...remainingParts.slice(0, start), ...remainingParts.slice(start + size)];
      if (await isFeasible(candidate)) start += size;
      else remainingParts = candidate;
    }
  }
  const conflictOf = (members: readonly ProblemPart[], isSmallest: boolean): Conflict => ({
    sources: sourcesOf(members),
    minima: minimaOf(members),
    isSmallest: isSmallest && (hasSeparateMinima || minimaOf(members).length === 0),
  });
  const smallestConflict =
    (remainingParts.length > 1 ? await findSinglePart(parts, isFeasible) : undefined) ??
    (remainingParts.length > 2 ? await findPair(parts, isFeasible) : undefined);
  return smallestConflict ? conflictOf(smallestConflict, true) : conflictOf(remainingParts, remainingParts.length <= 3);
};

/**
 * Finds the conflict again among the limits of a conflict of a folded problem, so that it names the minima of the deals that were folded. It
 * stays as it is where a member of it is no limit of the whole problem, such as a minimum revenue.
 */
export const findConflictInWhole = async (
  { cells, limits }: Pick<AllocationProblem, 'cells' | 'limits'>,
  conflict: Conflict,
  solver: Solver,
): Promise<Conflict> => {
  const limitsInConflict = limits.filter(({ source }) => conflict.sources.includes(source));
  const sources = new Set(limitsInConflict.map(({ source }) => source));
  if (conflict.sources.some((source) => !sources.has(source))) return conflict;
  const countedCells = new Set(limitsInConflict.flatMap(({ counted, of = [] }) => [...counted, ...of].map(({ cell }) => cell)));
  const wholeConflict = await findConflict({ cells: cells.filter(({ id }) => countedCells.has(id)), limits: limitsInConflict }, solver);
  const countMembers = ({ sources: members, minima }: Conflict): number => members.length + minima.length;
  return {
    ...wholeConflict,
    isSmallest: wholeConflict.isSmallest && conflict.isSmallest && countMembers(wholeConflict) <= countMembers(conflict),
  };
};
