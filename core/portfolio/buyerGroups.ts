import { groupBuyersInSteps } from '#engine';
import type { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import { BuyerId, type GroupId } from '#shared/domain/ids.ts';
import { memoizeWeakly, memoizeWhile } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { isEndOfStep, type LazySteps, lazySteps, type Steps } from '#shared/steps.ts';
import { parentNames } from './buyerParents.ts';
import type { Records } from './records.ts';

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

type GroupRecords = Pick<Records, 'buyers' | 'groups'>;

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

type LinkedBuyer = Pick<Buyer, 'id' | 'groupId'> & { readonly parent: string | undefined; readonly buyer: Buyer };

function* joinBuyers({ buyers, groups }: GroupRecords): Steps<ReadonlyMap<string, JoinedBuyers>> {
  const parentOf = parentNames(buyers.values());
  const linkedBuyers: LinkedBuyer[] = [];
  for (const buyer of buyers.values()) {
    linkedBuyers.push({ id: buyer.id, groupId: buyer.groupId, parent: parentOf(buyer), buyer });
    if (isEndOfStep(linkedBuyers.length)) yield;
  }
  const joinedById = new Map<string, JoinedBuyers>();
  for (const { id, buyers: members } of yield* groupBuyersInSteps(linkedBuyers)) {
    const joinedMembers = members.map(({ buyer }) => buyer);
    // of most buyers there are no others
    const reasons = joinedMembers.length > 1 ? reasonsOf(joinedMembers, groups, parentOf) : [];
    joinedById.set(id, { id, name: reasons[0]?.name ?? joinedMembers[0]!.name, buyers: joinedMembers, reasons });
    if (isEndOfStep(joinedById.size)) yield;
  }
  return joinedById;
}

const joinedOfBuyers = memoizeWhile<GroupRecords['buyers'], LazySteps<ReadonlyMap<string, JoinedBuyers>>>(createObjectField());

/** Computed once for buyers that stay the same. */
const lazilyJoined = (records: GroupRecords): LazySteps<ReadonlyMap<string, JoinedBuyers>> =>
  joinedOfBuyers(records.buyers, [records.groups], () => lazySteps(() => joinBuyers(records)));

/** Prepares `joinedBuyers`. */
export function* prepareJoinedBuyers(records: GroupRecords): Steps<void> {
  yield* lazilyJoined(records).prepare();
}

/** Every group of the workspace's buyers, by its id. Its name is that of the reason that joins most of its buyers. */
export const joinedBuyers = (records: GroupRecords): ReadonlyMap<string, JoinedBuyers> => lazilyJoined(records).get();

const indexByBuyer = memoizeWeakly((joinedById: ReadonlyMap<string, JoinedBuyers>): ReadonlyMap<string, JoinedBuyers> => {
  const byBuyer = new Map<string, JoinedBuyers>();
  for (const group of joinedById.values()) for (const { id } of group.buyers) byBuyer.set(id, group);
  return byBuyer;
}, createObjectField());

/** Returns the group of a buyer; undefined for a deleted buyer. */
export const groupOfBuyer = (records: GroupRecords, id: string): JoinedBuyers | undefined => indexByBuyer(joinedBuyers(records)).get(id);

/** Returns the name of a group by its id, which for a single buyer is the buyer's. */
export const groupName = (records: GroupRecords, member: string): string =>
  joinedBuyers(records).get(member)?.name ?? records.buyers.get(BuyerId.parse(member))?.name ?? member;

/** Returns the route to a group, or to the buyer if it is the only one of its group. */
export const groupRoute = (records: GroupRecords, member: string): string =>
  (joinedBuyers(records).get(member)?.buyers.length ?? 1) > 1 ? `/buyers/groups/${member}` : `/buyers/${member}`;

/** Lists the groups of two or more buyers. */
export const groupsOfSeveral = (records: GroupRecords): readonly JoinedBuyers[] =>
  [...joinedBuyers(records).values()].filter(({ buyers }) => buyers.length > 1);
