import { keyBy } from '#shared/collections.ts';
import { isEndOfStep, runSteps, type Steps } from '#shared/steps.ts';
import type { PortfolioBuyer } from '../valuation/types.ts';

/** What joins buyers to a group: the same ultimate parent, or being treated as one group. */
export type BuyerLink = 'ultimateParent' | 'actsAsOne';

/** Both links: the groups of limits, concentrations and defaults. */
export const ALL_BUYER_LINKS: readonly BuyerLink[] = ['ultimateParent', 'actsAsOne'];

type BuyerLinks = Pick<PortfolioBuyer, 'id' | 'parent' | 'groupId'>;

/** Buyers that are joined, by id; the first id is that of the group. */
export type GroupedBuyers<B extends BuyerLinks = PortfolioBuyer> = { readonly id: B['id']; readonly buyers: readonly B[] };

/**
 * Joins buyers by their links, by default by both: connected components of the same ultimate parent, a buyer without one being its own, and
 * of buyers that are treated as one group (section 7). The parent may be the id of a buyer or any name. Sorted by id; a buyer that is
 * listed twice counts once.
 */
export function* groupBuyersInSteps<B extends BuyerLinks>(
  buyers: Iterable<B>,
  links: readonly BuyerLink[] = ALL_BUYER_LINKS,
): Steps<readonly GroupedBuyers<B>[]> {
  // each buyer leads to the least id that is known to be of its group
  const leaders = new Map<string, string>();
  const leaderOf = (id: string): string => {
    let leader = id;
    for (let nextLeader = leaders.get(leader); nextLeader !== undefined && nextLeader !== leader; nextLeader = leaders.get(leader))
      leader = nextLeader;
    return leader;
  };
  const [firstOfParent, firstOfGroup] = [new Map<string, string>(), new Map<string, string>()];
  const join = (firstOf: Map<string, string>, key: string, id: string): void => {
    const firstId = firstOf.get(key);
    if (firstId === undefined) {
      firstOf.set(key, id);
      return;
    }
    const [a, b] = [leaderOf(firstId), leaderOf(id)];
    if (a < b) leaders.set(b, a);
    else leaders.set(a, b);
  };
  const byId = keyBy(buyers, ({ id }) => id);
  yield;
  const sortedBuyers = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  yield;
  for (let i = 0; i < sortedBuyers.length; i++) {
    const { id, parent, groupId } = sortedBuyers[i]!;
    if (links.includes('ultimateParent')) join(firstOfParent, parent ?? id, id);
    if (links.includes('actsAsOne') && groupId !== undefined) join(firstOfGroup, groupId, id);
    if (isEndOfStep(i)) yield;
  }
  return [...Map.groupBy(sortedBuyers, ({ id }) => leaderOf(id)).values()].map((members) => ({ id: members[0]!.id, buyers: members }));
}

/** `groupBuyersInSteps` without interruption. */
export const groupBuyers = <B extends BuyerLinks>(buyers: Iterable<B>, links?: readonly BuyerLink[]): readonly GroupedBuyers<B>[] =>
  runSteps(groupBuyersInSteps(buyers, links));
