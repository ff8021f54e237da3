import type { AllocationCell, AllocationProblem, Conflict, Solver } from '#shared/domain/allocation.ts';
import { modelText } from './model.ts';
import { limitRows, program, revenueAim } from './program.ts';

/** A part of the problem that can be left out to see whether the rest can be met: a limit with all its rules, or a cell's minimum. */
type Part = { readonly kind: 'source' | 'minimum'; readonly name: string };

const halves = (parts: readonly Part[]): readonly [readonly Part[], readonly Part[]] => {
  const middle = parts.length >> 1;
  return [parts.slice(0, middle), parts.slice(middle)];
};

/** Whether some parts can be met together. What can holds no conflict, and so need not be looked into. */
type Meets = (parts: readonly Part[]) => Promise<boolean>;

/** A part that can't be met by itself. */
const lone = async (of: readonly Part[], meets: Meets): Promise<readonly Part[] | undefined> => {
  if (of.length === 0 || (await meets(of))) return undefined;
  if (of.length === 1) return of;
  const [first, second] = halves(of);
  return (await lone(first, meets)) ?? lone(second, meets);
};

/** One part of each side that can't be met together. */
const across = async (some: readonly Part[], others: readonly Part[], meets: Meets): Promise<readonly Part[] | undefined> => {
  if (await meets([...some, ...others])) return undefined;
  if (some.length === 1 && others.length === 1) return [...some, ...others];
  const [more, fewer] = some.length >= others.length ? [some, others] : [others, some];
  const [first, second] = halves(more);
  return (await across(first, fewer, meets)) ?? across(second, fewer, meets);
};

/** Two parts that can't be met together, each of which can. */
const pair = async (of: readonly Part[], meets: Meets): Promise<readonly Part[] | undefined> => {
  if (of.length < 2 || (await meets(of))) return undefined;
  const [first, second] = halves(of);
  return (await pair(first, meets)) ?? (await pair(second, meets)) ?? across(first, second, meets);
};

/**
 * A smallest set of limits (and minima of cells) that can't be met together, in a problem that can't. Every proper part of it can be met;
 * `smallest` says that no set with fewer members conflicts either: sets of one and two are looked for, so a set of three or fewer is proved.
 */
export const conflictOf = async ({ cells, limits }: Pick<AllocationProblem, 'cells' | 'limits'>, solver: Solver): Promise<Conflict> => {
  const meets: Meets = async (parts) => {
    const sources = new Set(parts.filter(({ kind }) => kind === 'source').map(({ name }) => name));
    const minima = new Set(parts.filter(({ kind }) => kind === 'minimum').map(({ name }) => name));
    const held = cells.map((cell): AllocationCell => (minima.has(cell.id) ? cell : { ...cell, minimum: Math.min(0, cell.minimum) }));
    const rows = limitRows({ cells: held, limits: limits.filter(({ source }) => sources.has(source)) });
    const model = solver(modelText(program({ cells: held }, rows, { ...revenueAim(held), linear: new Map() }, 'lots')));
    const answer = await model.solve();
    model.close();
    return answer.status === 'optimal';
  };
  const parts: readonly Part[] = [
    ...[...new Set(limits.map(({ source }) => source))].map((name): Part => ({ kind: 'source', name })),
    ...cells.filter(({ minimum }) => minimum > 0).map(({ id }): Part => ({ kind: 'minimum', name: id })),
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
  const told = (found: readonly Part[], smallest: boolean): Conflict => ({
    sources: found.filter(({ kind }) => kind === 'source').map(({ name }) => name),
    minima: found.filter(({ kind }) => kind === 'minimum').map(({ name }) => name),
    smallest,
  });
  const fewer = (kept.length > 1 ? await lone(parts, meets) : undefined) ?? (kept.length > 2 ? await pair(parts, meets) : undefined);
  return fewer ? told(fewer, true) : told(kept, kept.length <= 3);
};
