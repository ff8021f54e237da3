import type { Reference } from '#shared/domain/reference.ts';

/** Rank of a reference in the order of writing: those with a price of their own, then followers, then averages of both. */
const writingRank = ({ follows, average }: Reference): number => (average === undefined ? Number(follows !== undefined) : 2);

/** Sorts references so that each comes after those from which its price is computed. */
export const leadersFirst = (references: readonly Reference[]): readonly Reference[] =>
  references.toSorted((a, b) => writingRank(a) - writingRank(b));

/** Lists the references that the user added or to which correlations were added. */
export const ownReferences = (references: readonly Reference[]): readonly Reference[] =>
  leadersFirst(references.filter(({ origin, correlations = [] }) => origin === 'user' || correlations.length > 0));
