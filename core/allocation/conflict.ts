import type { AllocationRequest, AllocationResult } from '#shared/contract/allocation.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { Conflict, LimitRelaxation } from '#shared/domain/allocation.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { share, usd } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { ReachedRatio } from './allocateWithinDscr.ts';
import { type AllocationAtDeck, RESIDUAL_CELL } from './problem.ts';
import { partName } from './ruleNames.ts';

export type ConflictFacts = {
  readonly conflict: Conflict;
  readonly relaxations: readonly LimitRelaxation[];
  readonly reached?: ReachedRatio | undefined;
};

type ConflictAnswer = Extract<AllocationResult['answer'], { outcome: 'conflict' }>;
type ConflictPart = ConflictAnswer['parts'][number];

/** Deals whose minimum tonnes are named one by one, the largest ones. */
const MAX_NAMED_DEALS = 20;
/** Levels are shown in tenths of a per cent. */
const LEVEL_STEPS = 1_000;
/** Part of a step by which a level may be rounded inwards: rounding of the search. */
const STEP_TOLERANCE = 1e-3;

/** A share to a tenth of a per cent, rounded to the side on which the limit can be met. */
const relaxedShare = (level: number, isUpper: boolean): Figure => {
  const steps = level * LEVEL_STEPS;
  return share((isUpper ? Math.ceil(steps - STEP_TOLERANCE) : Math.floor(steps + STEP_TOLERANCE)) / LEVEL_STEPS);
};

/** The level of a requirement, and the least relaxed one with which an allocation exists while the others stay as they are. */
const levelsOf = (
  book: Workbook,
  { revenueAtLeast = sum(book.plan().value.revenue) }: AllocationRequest,
  { source, factor }: LimitRelaxation,
): Pick<ConflictPart, 'level' | 'relaxedLevel'> => {
  const limit = book.limits.find(({ id }) => id === source);
  if (limit !== undefined)
    return { level: share(limit.breach), relaxedLevel: relaxedShare(limit.breach * factor, limit.direction === 'atMost') };
  if (source.startsWith('production:')) return { level: share(1), relaxedLevel: relaxedShare(factor, true) };
  return { level: usd(revenueAtLeast, { decimals: 1 }), relaxedLevel: usd(revenueAtLeast * factor, { decimals: 1 }) };
};

/** The requirements in conflict, with the least relaxation of each. */
export const conflictAnswer = (
  book: Workbook,
  request: AllocationRequest,
  { deals }: Pick<AllocationAtDeck, 'deals'>,
  { conflict: { sources, minima, isSmallest }, relaxations, reached }: ConflictFacts,
): ConflictAnswer => {
  const minimaIds = new Set(minima);
  const dealsInConflict = deals.filter(({ contractId }) => minimaIds.has(contractId)).toSorted((a, b) => b.minimum - a.minimum);
  const unnamedCount = dealsInConflict.length - MAX_NAMED_DEALS;
  const parts: readonly ConflictPart[] = [
    ...sources.map((source): ConflictPart => {
      const limit = book.limits.find(({ id }) => id === source)?.id;
      const relaxation = relaxations.find((candidate) => candidate.source === source);
      return {
        name: partName(book, source),
        ...(limit === undefined ? {} : { limit }),
        ...(relaxation === undefined ? {} : { ...levelsOf(book, request, relaxation), isEnough: relaxation.isEnough }),
      };
    }),
    ...dealsInConflict.slice(0, MAX_NAMED_DEALS).map(({ code }): ConflictPart => ({ name: message('allocation.part.minimum', { code }) })),
    ...(unnamedCount > 0 ? [{ name: message('allocation.part.minima', { count: unnamedCount }) }] : []),
    ...(minimaIds.has(RESIDUAL_CELL) ? [{ name: message('allocation.part.fixed') }] : []),
  ];
  return { outcome: 'conflict', isSmallest, parts, ...(reached && { reached }) };
};
