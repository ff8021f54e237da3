import { groupBuyers } from '#engine';
import type { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import { BuyerId, type GroupId } from '#shared/domain/ids.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { parentNames } from './buyerParents.ts';
import type { Workbook } from './portfolio.ts';

/** Why two or more buyers are one group: an ultimate parent, or an agreement to treat them as one. */
export type GroupReason = {
  readonly name: string;
  readonly members: readonly Buyer[];
  /** The stored group of buyers that are treated as one; absent for an ultimate parent. */
  readonly storedGroup?: BuyerGroup;
};

/** Buyers that count as one in limits, concentrations and defaults; a buyer without a link to others is a group of its own. */
export type JoinedBuyers = {
  /** The smallest id of its buyers, which is the member id of the dimension `group`. */
  readonly id: BuyerId;
  readonly name: string;
  readonly buyers: readonly Buyer[];
  readonly reasons: readonly GroupReason[];
};

type GroupRecords = Pick<Workbook, 'buyers' | 'groups'>;

const reasonsOf = (members: readonly Buyer[], groups: GroupRecords['groups'], parentOf: (buyer: Buyer) => string | undefined) => {
  const byGroup = Map.groupBy(members, ({ groupId }) => groupId);
  const byParent = Map.groupBy(members, parentOf);
  const groupReasons = [...byGroup].flatMap(([id, groupMembers]): GroupReason[] => {
    const group = id && groups.get(id as GroupId);
    return group && groupMembers.length > 1 ? [{ name: group.name, members: groupMembers, storedGroup: group }] : [];
  });
  const parentReasons = [...byParent].flatMap(([name, groupMembers]): GroupReason[] =>
    name !== undefined && groupMembers.length > 1 ? [{ name, members: groupMembers }] : [],
  );
  return [...groupReasons, ...parentReasons].toSorted((a, b) => b.members.length - a.members.length);
};

/** Every group of the workspace's buyers, by its id. Its name is that of the reason that joins most of its buyers. */
export const joinedBuyers: (records: GroupRecords) => ReadonlyMap<string, JoinedBuyers> = memoizeWeakly(
  ({ buyers, groups }: GroupRecords) => {
    const parentOf = parentNames(buyers.values());
    const linkedBuyers = [...buyers.values()].map((buyer) => ({ id: buyer.id, groupId: buyer.groupId, parent: parentOf(buyer), buyer }));
    return new Map(
      groupBuyers(linkedBuyers).map(({ id, buyers: members }) => {
        const joinedMembers = members.map(({ buyer }) => buyer);
        const reasons = reasonsOf(joinedMembers, groups, parentOf);
        const name = reasons[0]?.name ?? joinedMembers[0]!.name;
        return [String(id), { id, name, buyers: joinedMembers, reasons }];
      }),
    );
  },
  createObjectField(),
);

const groupsByBuyer = memoizeWeakly(
  (records: GroupRecords) =>
    new Map([...joinedBuyers(records).values()].flatMap((group) => group.buyers.map(({ id }) => [String(id), group] as const))),
  createObjectField(),
);

/** Returns the group of a buyer; undefined for a deleted buyer. */
export const groupOfBuyer = (records: GroupRecords, id: string): JoinedBuyers | undefined => groupsByBuyer(records).get(id);

/** Returns the name of a group by its id, which for a single buyer is the buyer's. */
export const groupName = (records: GroupRecords, member: string): string =>
  joinedBuyers(records).get(member)?.name ?? records.buyers.get(BuyerId.parse(member))?.name ?? member;

/** Returns the route to a group, or to the buyer if it is the only one of its group. */
export const groupRoute = (records: GroupRecords, member: string): string =>
  (joinedBuyers(records).get(member)?.buyers.length ?? 1) > 1 ? `/buyers/groups/${member}` : `/buyers/${member}`;

/** Lists the groups of two or more buyers. */
export const groupsOfSeveral = (records: GroupRecords): readonly JoinedBuyers[] =>
  [...joinedBuyers(records).values()].filter(({ buyers }) => buyers.length > 1);
