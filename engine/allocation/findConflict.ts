import type { AllocationCell, AllocationProblem, Conflict, Solver } from '#shared/domain/allocation.ts';
import { buildLimitRows, buildModel, revenueObjective } from './buildModel.ts';
import { formatModel } from './solverModel.ts';

/** A part of the problem that can be left out to see whether the rest can be met: a limit with all its rules, or a cell's minimum. */
type ProblemPart = { readonly kind: 'source' | 'minimum'; readonly name: string };

const splitInHalves = (parts: readonly ProblemPart[]): readonly [readonly ProblemPart[], readonly ProblemPart[]] => {
  const middle = parts.length >> 1;
  return [parts.slice(0, middle), parts.slice(middle)];
};

/** Whether some parts can be met together. What can holds no conflict, and so need not be looked into. */
type IsFeasible = (parts: readonly ProblemPart[]) => Promise<boolean>;

/** A part that can't be met by itself. */
const findSinglePart = async (of: readonly ProblemPart[], meets: IsFeasible): Promise<readonly ProblemPart[] | undefined> => {
  if (of.length === 0 || (await meets(of))) return undefined;
  if (of.length === 1) return of;
  const [first, second] = splitInHalves(of);
  return (await findSinglePart(first, meets)) ?? findSinglePart(second, meets);
};

/** One part of each side that can't be met together. */
const findCrossingPair = async (
  some: readonly ProblemPart[],
  others: readonly ProblemPart[],
  meets: IsFeasible,
): Promise<readonly ProblemPart[] | undefined> => {
  if (await meets([...some, ...others])) return undefined;
  if (some.length === 1 && others.length === 1) return [...some, ...others];
  const [more, fewer] = some.length >= others.length ? [some, others] : [others, some];
  const [first, second] = splitInHalves(more);
  return (await findCrossingPair(first, fewer, meets)) ?? findCrossingPair(second, fewer, meets);
};

/** Two parts that can't be met together, each of which can. */
const findPair = async (of: readonly ProblemPart[], meets: IsFeasible): Promise<readonly ProblemPart[] | undefined> => {
  if (of.length < 2 || (await meets(of))) return undefined;
  const [first, second] = splitInHalves(of);
  return (await findPair(first, meets)) ?? (await findPair(second, meets)) ?? findCrossingPair(first, second, meets);
};

/**
 * A smallest set of limits (and minima of cells) that can't be met together, in a problem that can't. Every proper part of it can be met;
 * `smallest` says that no set with fewer members conflicts either: sets of one and two are looked for, so a set of three or fewer is proved.
 */
export const findConflict = async ({ cells, limits }: Pick<AllocationProblem, 'cells' | 'limits'>, solver: Solver): Promise<Conflict> => {
  const meets: IsFeasible = async (parts) => {
    const sources = new Set(parts.filter(({ kind }) => kind === 'source').map(({ name }) => name));
    const minima = new Set(parts.filter(({ kind }) => kind === 'minimum').map(({ name }) => name));
    const held = cells.map((cell): AllocationCell => (minima.has(cell.id) ? cell : { ...cell, minimum: Math.min(0, cell.minimum) }));
    const rows = buildLimitRows({ cells: held, limits: limits.filter(({ source }) => sources.has(source)) });
    const model = solver(formatModel(buildModel({ cells: held }, rows, { ...revenueObjective(held), linear: new Map() }, 'lots')));
    const answer = await model.solve();
    model.close();
    return answer.status === 'optimal';
  };
  const parts: readonly ProblemPart[] = [
    ...[...new Set(limits.map(({ source }) => source))].map((name): ProblemPart => ({ kind: 'source', name })),
    ...cells.filter(({ minimum }) => minimum > 0).map(({ id }): ProblemPart => ({ kind: 'minimum', name: id })),
  ];
  // leave out whatever the conflict does not need (deletion filter); chunks first, for most of many rules are innocent
  let kept = [...parts];
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const rest = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (await meets(rest)) at += size;
      else kept = rest;
    }
  }
  const told = (found: readonly ProblemPart[], smallest: boolean): Conflict => ({
    sources: found.filter(({ kind }) => kind === 'source').map(({ name }) => name),
    minima: found.filter(({ kind }) => kind === 'minimum').map(({ name }) => name),
    smallest,
  });
  const fewer =
    (kept.length > 1 ? await findSinglePart(parts, meets) : undefined) ?? (kept.length > 2 ? await findPair(parts, meets) : undefined);
  return fewer ? told(fewer, true) : told(kept, kept.length <= 3);
};
