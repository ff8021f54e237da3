import { unique } from '#shared/collections.ts';
import type { Solver } from '#shared/domain/allocation.ts';
import { cureBreach } from './cureBreach.ts';
import type { CureProblem } from './cureProblem.ts';

/**
 * Finds the limits (and `production:` of products) that prevent the cure of a breach: a smallest set in the sense that the breach can be
 * cured beside every proper part of it. One limit is found where one is enough. Empty where the contracts alone prevent it; undefined
 * where nothing does, or the solver stops.
 */
export const findCureConflict = async (problem: CureProblem, solver: Solver): Promise<readonly string[] | undefined> => {
  const constraints = [...problem.rules, ...problem.spreads];
  const sources = unique(constraints.filter(({ isTarget }) => !isTarget).map(({ source }) => source));
  const canCure = async (keptSources: readonly string[]): Promise<boolean | undefined> => {
    const isKept = ({ source, isTarget }: { readonly source: string; readonly isTarget: boolean }) =>
      isTarget || keptSources.includes(source);
    const solution = await cureBreach(
      { levers: problem.levers, rules: problem.rules.filter(isKept), spreads: problem.spreads.filter(isKept) },
      solver,
      'leastExcess',
    );
    const isAnswered = solution.status !== 'stopped' && !solution.bounds?.hasLessExcess;
    return isAnswered ? solution.status === 'cured' : undefined;
  };
  const isCurableAlone = await canCure([]);
  if (!isCurableAlone) return isCurableAlone === undefined ? undefined : [];
  for (const source of sources) if ((await canCure([source])) === false) return [source];
  if ((await canCure(sources)) !== false) return undefined;
  let remainingSources = sources;
  for (const source of sources) {
    const candidate = remainingSources.filter((candidateSource) => candidateSource !== source);
    const isCurable = await canCure(candidate);
    if (isCurable === undefined) return undefined;
    if (!isCurable) remainingSources = candidate;
  }
  return remainingSources;
};
