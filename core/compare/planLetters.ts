import type { PlanLetter } from '#shared/contract/compare.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';

const LETTERS = 26;
/** The marks of compared plans; each is a colour of the charts. */
const MARKS = ['a', 'b', 'c', 'd'] as const;

/** Ids of plans that users create begin with their time of creation; shipped plans have short names, and come first. */
const byCreation = (a: Plan, b: Plan): number => {
  const isGenerated = ({ id }: Plan): boolean => /^[0-9a-f]{8}-/.test(id);
  return Number(isGenerated(a)) - Number(isGenerated(b)) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
};

/** Sorts plans by creation; neither their names nor the chosen plan have an effect. */
export const sortedByCreation = (plans: readonly Plan[]): readonly Plan[] => plans.toSorted(byCreation);

/** A, B, ..., Z, A2, B2, ... */
const letterAt = (i: number): string => {
  const round = Math.floor(i / LETTERS);
  return `${String.fromCharCode(65 + (i % LETTERS))}${round === 0 ? '' : round + 1}`;
};

/**
 * Returns the letter of each plan of the workspace, by creation, and for the compared ones a mark. A plan keeps its letter whichever plan is
 * chosen and whichever plans are compared, and its mark unless another compared plan of the same mark was created before it.
 */
export const planLetters = (plans: readonly Plan[], comparedIds: readonly PlanId[]): ReadonlyMap<PlanId, PlanLetter> => {
  const usedMarks = new Set<string>();
  const letters = new Map<PlanId, PlanLetter>();
  for (const [i, { id }] of sortedByCreation(plans).entries()) {
    if (!comparedIds.includes(id)) continue;
    const regularMark = MARKS[i % MARKS.length]!;
    const mark = usedMarks.has(regularMark) ? (MARKS.find((mark) => !usedMarks.has(mark)) ?? regularMark) : regularMark;
    usedMarks.add(mark);
    letters.set(id, { letter: letterAt(i), mark });
  }
  return letters;
};
