import { unique } from '#shared/collections.ts';
import type { Solver } from '#shared/domain/allocation.ts';
import { type CureProblem, cureBreach } from './cureBreach.ts';

/**
 * Finds the limits (and `production:` of products) that prevent the cure of a breach: a smallest set in the sense that the breach can be
 * cured beside every proper part of it. One limit is found where one is enough. Empty where the contracts alone prevent it; undefined
 * where nothing does, or the solver stops.
 */
export const findCureConflict = async (problem: CureProblem, solver: Solver): Promise<readonly string[] | undefined> => {
  const parts = [...problem.rules, ...problem.spreads];
  const sources = unique(parts.filter(({ isTarget }) => !isTarget).map(({ source }) => source));
  const canCure = async (kept: readonly string[]): Promise<boolean | undefined> => {
    const isKept = ({ source, isTarget }: { readonly source: string; readonly isTarget: boolean }) => isTarget || kept.includes(source);
    const found = await cureBreach(
      { levers: problem.levers, rules: problem.rules.filter(isKept), spreads: problem.spreads.filter(isKept) },
      solver,
      'leastExcess',
    );
    return found.status === 'stopped' ? undefined : found.status === 'cured';
  };
  if (!(await canCure([]))) return [];
  for (const source of sources) if ((await canCure([source])) === false) return [source];
  if ((await canCure(sources)) !== false) return undefined;
  let remaining = sources;
  for (const source of sources) {
    const rest = remaining.filter((one) => one !== source);
    if ((await canCure(rest)) === false) remaining = rest;
  }
  return remaining;
};
