import { unique } from '#shared/collections.ts';
import type { AllocationCell, AllocationProblem, Conflict, Solver } from '#shared/domain/allocation.ts';
import { buildLimitRows, buildModel, revenueObjective } from './buildModel.ts';
import { formatModel } from './solverModel.ts';

/** A removable part of the problem: a limit with all its rules, or the minimum of a cell. */
type ProblemPart = { readonly kind: 'source' | 'minimum'; readonly name: string };

const splitInHalves = (parts: readonly ProblemPart[]): readonly [readonly ProblemPart[], readonly ProblemPart[]] => {
  const middle = parts.length >> 1;
  return [parts.slice(0, middle), parts.slice(middle)];
};

/** Whether some parts are feasible together; feasible parts contain no conflict. */
type IsFeasible = (parts: readonly ProblemPart[]) => Promise<boolean>;

/** Finds a part that is infeasible by itself. */
const findSinglePart = async (of: readonly ProblemPart[], isFeasible: IsFeasible): Promise<readonly ProblemPart[] | undefined> => {
  if (of.length === 0 || (await isFeasible(of))) return undefined;
  if (of.length === 1) return of;
  const [first, second] = splitInHalves(of);
  return (await findSinglePart(first, isFeasible)) ?? findSinglePart(second, isFeasible);
};

/** Finds one part of each side that are infeasible together. */
const findCrossingPair = async (
  some: readonly ProblemPart[],
  others: readonly ProblemPart[],
  isFeasible: IsFeasible,
): Promise<readonly ProblemPart[] | undefined> => {
  if (await isFeasible([...some, ...others])) return undefined;
  if (some.length === 1 && others.length === 1) return [...some, ...others];
  const [more, fewer] = some.length >= others.length ? [some, others] : [others, some];
  const [first, second] = splitInHalves(more);
  return (await findCrossingPair(first, fewer, isFeasible)) ?? findCrossingPair(second, fewer, isFeasible);
};

/** Finds two parts that are infeasible together, but feasible each. */
const findPair = async (of: readonly ProblemPart[], isFeasible: IsFeasible): Promise<readonly ProblemPart[] | undefined> => {
  if (of.length < 2 || (await isFeasible(of))) return undefined;
  const [first, second] = splitInHalves(of);
  return (await findPair(first, isFeasible)) ?? (await findPair(second, isFeasible)) ?? findCrossingPair(first, second, isFeasible);
};

/**
 * Finds a minimal infeasible set of limits and minima of cells in an infeasible problem: every proper part of it is feasible. `smallest`:
 * no conflict has fewer members. Sets of one and two are searched for, so that this is proved for sets of up to three.
 */
export const findConflict = async ({ cells, limits }: Pick<AllocationProblem, 'cells' | 'limits'>, solver: Solver): Promise<Conflict> => {
  const isFeasible: IsFeasible = async (parts) => {
    const sources = new Set(parts.filter(({ kind }) => kind === 'source').map(({ name }) => name));
    const minima = new Set(parts.filter(({ kind }) => kind === 'minimum').map(({ name }) => name));
    const bounded = cells.map((cell): AllocationCell => (minima.has(cell.id) ? cell : { ...cell, minimum: Math.min(0, cell.minimum) }));
    const rows = buildLimitRows({ cells: bounded, limits: limits.filter(({ source }) => sources.has(source)) });
    const model = solver(formatModel(buildModel({ cells: bounded }, rows, { ...revenueObjective(bounded), linear: new Map() }, 'lots')));
    const answer = await model.solve();
    model.close();
    return answer.status === 'optimal';
  };
  const parts: readonly ProblemPart[] = [
    ...unique(limits.map(({ source }) => source)).map((name): ProblemPart => ({ kind: 'source', name })),
    ...cells.filter(({ minimum }) => minimum > 0).map(({ id }): ProblemPart => ({ kind: 'minimum', name: id })),
  ];
  // deletion filter: remove what the conflict does not need, in chunks first, since most limits take no part in it
  let remaining = [...parts];
  for (let size = Math.ceil(remaining.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < remaining.length; ) {
      const rest = [...remaining.slice(0, at), ...remaining.slice(at + size)];
      if (await isFeasible(rest)) at += size;
      else remaining = rest;
    }
  }
  const conflictOf = (found: readonly ProblemPart[], smallest: boolean): Conflict => ({
    sources: found.filter(({ kind }) => kind === 'source').map(({ name }) => name),
    minima: found.filter(({ kind }) => kind === 'minimum').map(({ name }) => name),
    smallest,
  });
  const fewer =
    (remaining.length > 1 ? await findSinglePart(parts, isFeasible) : undefined) ??
    (remaining.length > 2 ? await findPair(parts, isFeasible) : undefined);
  return fewer ? conflictOf(fewer, true) : conflictOf(remaining, remaining.length <= 3);
};
