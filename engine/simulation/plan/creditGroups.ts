import type { PortfolioBuyer } from '../../valuation/types.ts';

/** Buyers that default together, by id; the first id names the group. */
export type CreditGroup = { readonly id: string; readonly buyers: readonly PortfolioBuyer[] };

/**
 * Joins buyers with the same ultimate parent, a buyer without one being its own, and buyers that act as one: connected components of both
 * (step 7). The parent may be the id of a buyer or any name. `byParent` false: only buyers that act as one are joined.
 */
export const creditGroups = (buyers: Iterable<PortfolioBuyer>, byParent: boolean): readonly CreditGroup[] => {
  // each buyer leads to the least id that is known to be of its group
  const leaders = new Map<string, string>();
  const leaderOf = (id: string): string => {
    let leader = id;
    for (let next = leaders.get(leader); next !== undefined && next !== leader; next = leaders.get(leader)) leader = next;
    return leader;
  };
  const firstOf = new Map<string, string>();
  const join = (key: string, id: string): void => {
    const first = firstOf.get(key);
    if (first === undefined) {
      firstOf.set(key, id);
      return;
    }
    const [least, other] = [leaderOf(first), leaderOf(id)].sort() as [string, string];
    leaders.set(other, least);
  };
  const byId = new Map([...buyers].map((buyer) => [buyer.id as string, buyer]));
  const sorted = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id, parent, groupId } of sorted) {
    if (byParent) join(`parent ${parent ?? id}`, id);
    if (groupId !== undefined) join(`group ${groupId}`, id);
  }
  return [...Map.groupBy(sorted, ({ id }) => leaderOf(id))].map(([id, members]) => ({ id, buyers: members }));
};
