import type { AllocationCell, AllocationLimit, AllocationProblem, Conflict, Solver } from '#shared/domain/allocation.ts';
import { modelText } from './model.ts';
import { limitRows, program, revenueAim } from './program.ts';

/** Sets of up to this many members are tried one by one for a smaller conflict. */
const TRIED = 2;

/** A part of the problem that can be left out to see whether the rest can be met: a limit with all its rules, or a cell's minimum. */
type Part = { readonly kind: 'source' | 'minimum'; readonly name: string };

const choose = (parts: readonly Part[], size: number): Part[][] => {
  if (size === 0) return [[]];
  return parts.flatMap((part, i) => choose(parts.slice(i + 1), size - 1).map((rest) => [part, ...rest]));
};

/**
 * A smallest set of limits (and minima of cells) that can't be met together, in a problem that can't. Every proper part of it can be met;
 * `smallest` says that no set with fewer members conflicts either: sets of one and two are tried, a set of three or fewer is proved.
 */
export const conflictOf = async (
  { cells, limits }: Pick<AllocationProblem, 'cells' | 'limits'>,
  solver: Solver,
  fixed: readonly AllocationLimit[] = [],
): Promise<Conflict> => {
  const meets = async (parts: readonly Part[]): Promise<boolean> => {
    const sources = new Set(parts.filter(({ kind }) => kind === 'source').map(({ name }) => name));
    const minima = new Set(parts.filter(({ kind }) => kind === 'minimum').map(({ name }) => name));
    const held = cells.map((cell): AllocationCell => (minima.has(cell.id) ? cell : { ...cell, minimum: Math.min(0, cell.minimum) }));
    const rows = limitRows({ cells: held, limits: [...fixed, ...limits.filter(({ source }) => sources.has(source))] });
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
  for (let size = 1; size <= Math.min(TRIED, kept.length - 1); size++) {
    for (const few of choose(parts, size)) if (!(await meets(few))) return told(few, true);
  }
  return told(kept, kept.length <= TRIED + 1);
};
