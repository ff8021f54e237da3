import { findBuyers, getBuyer, listBuyers, listGroups, removeBuyer, removeGroup, saveBuyer, saveGroup } from '#db/repositories/buyers.ts';
import { listContracts } from '#db/repositories/contracts.ts';
import { listCountries } from '#db/repositories/countries.ts';
import { listRecordVersions } from '#db/repositories/history.ts';
import type { Db, Tx } from '#db/schema.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { Buyer } from '#shared/domain/buyer.ts';
import { BuyerId, type GroupId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { HandlersOf } from '../context.ts';
import { changeLabel } from '../editLabels.ts';
import { editRecords } from '../fieldEdits.ts';
import { buyersByName, parentIssues } from '../portfolio/buyerParents.ts';
import { copyName, newBuyerName } from '../recordTexts.ts';
import { yieldIfDue } from '../yielding.ts';
import { newBuyer } from './buyerDefaults.ts';
import { buyerView, listBuyerRows } from './buyerViews.ts';
import { buyerGroupView } from './groupView.ts';

const MAX_NAME = 200;
/** Default country of a new buyer: the planner is about China. */
const DEFAULT_COUNTRY = 'CN';

/** Reads the countries and groups that a buyer may refer to. */
const readReferences = async (db: Db) => ({
  countries: new Set((await listCountries(db)).map((country) => country.code)),
  groups: new Set((await listGroups(db)).map((group) => group.id)),
});

/** Issues of a buyer that refers to deleted countries or a deleted group. */
const referenceIssues = (buyer: Buyer, { countries, groups }: Awaited<ReturnType<typeof readReferences>>): readonly FieldIssue[] => {
  return [
    ...(countries.has(buyer.country) ? [] : [issue('buyer.country', 'gone')]),
    ...buyer.destination.flatMap((part, i) => (countries.has(part.country) ? [] : [issue(`buyer.destination.${i}.country`, 'gone')])),
    ...(buyer.ultimateParent === undefined || countries.has(buyer.ultimateParent.country)
      ? []
      : [issue('buyer.ultimateParent.country', 'gone')]),
    ...(buyer.groupId === undefined || groups.has(buyer.groupId) ? [] : [issue('buyer.groupId', 'gone')]),
  ];
};

/** A group needs at least two buyers. */
const memberIssues = (members: readonly BuyerId[], buyers: readonly Buyer[]): readonly FieldIssue[] => {
  const knownIds = new Set(buyers.map(({ id }) => id));
  return [
    ...members.flatMap((id, i) => (knownIds.has(id) ? [] : [issue(`members.${i}`, 'gone')])),
    ...(new Set(members).size < 2 ? [issue('members', 'groupOfTwo')] : []),
  ];
};

/** Puts these buyers and no others into a group. */
const setMembers = async (tx: Tx, id: GroupId, members: readonly BuyerId[], buyers: readonly Buyer[]): Promise<void> => {
  const memberIds = new Set(members);
  for (const buyer of buyers) {
    const { groupId, ...others } = buyer;
    const isMember = memberIds.has(buyer.id);
    if (isMember && groupId !== id) await saveBuyer(tx, { ...others, groupId: id });
    if (!isMember && groupId === id) await saveBuyer(tx, others);
    await yieldIfDue();
  }
};

export const buyersHandlers: HandlersOf<'buyers' | 'buyerGroups'> = {
  'buyers.list': ({ first }, ctx) => listBuyerRows(ctx, first),

  'buyers.get': async ({ id, first }, ctx) => ({
    ...(await getBuyer(ctx.workspace.db(), id)),
    ...(await buyerView(ctx, id, first)),
  }),

  'buyers.getMany': async ({ ids }, { workspace }) => ({ entries: await findBuyers(workspace.db(), ids) }),

  'buyers.blank': async (_input, { workspace, newId }) => {
    const countries = await listCountries(workspace.db());
    const country = (countries.find(({ code }) => code === DEFAULT_COUNTRY) ?? countries[0])?.code ?? DEFAULT_COUNTRY;
    return { buyer: { id: BuyerId.parse(newId()), name: newBuyerName(), ...newBuyer(country) } };
  },

  'buyers.save': async ({ buyer, version }, { workspace }) => {
    const db = workspace.db();
    const buyers = await listBuyers(db, yieldIfDue);
    throwIfIssues([...referenceIssues(buyer, await readReferences(db)), ...parentIssues(buyer, buyersByName(buyers))]);
    const isStored = buyers.some(({ id }) => id === buyer.id);
    if (!isStored && version !== undefined) throw new OrebookError('NOT_FOUND', { kind: 'buyer', id: buyer.id });
    const label = message(isStored ? 'history.buyerEdited' : 'history.buyerAdded', { name: buyer.name });
    return workspace.change(label, async (tx) => ({ id: buyer.id, version: await saveBuyer(tx, buyer, version) }));
  },

  'buyers.saveMany': async ({ entries }, { workspace }) => {
    const db = workspace.db();
    const references = await readReferences(db);
    const changes = await editRecords(entries, {
      kind: 'buyer',
      schema: Buyer,
      storedRecords: await listBuyers(db, yieldIfDue),
      readVersions: () => listRecordVersions(db, 'buyer'),
      createCheck: (editedBuyers) => {
        const find = buyersByName(editedBuyers);
        return (buyer) => [...referenceIssues(buyer, references), ...parentIssues(buyer, find)];
      },
    });
    const label = changeLabel(
      changes.map(({ after }) => message('history.buyerEdited', { name: after.name })),
      'history.buyersEdited',
    );
    await workspace.change(label, async (tx) => {
      for (const { after: buyer, version } of changes) {
        await saveBuyer(tx, buyer, version);
        await yieldIfDue();
      }
    });
    return { done: true };
  },

  'buyers.copy': async ({ id }, { workspace, newId }) => {
    const db = workspace.db();
    const { buyer } = await getBuyer(db, id);
    const takenNames = (await listBuyers(db, yieldIfDue)).map(({ name }) => name);
    const copy: Buyer = { ...buyer, id: BuyerId.parse(newId()), name: copyName(buyer.name, takenNames, MAX_NAME) };
    return workspace.change(message('history.buyerCopied', { from: buyer.name }), async (tx) => {
      await saveBuyer(tx, copy);
      return { id: copy.id };
    });
  },

  'buyers.remove': async ({ ids }, { workspace }) => {
    const db = workspace.db();
    const chosenIds = new Set(ids);
    const contracts = (await listContracts(db, yieldIfDue)).filter(({ buyerId }) => chosenIds.has(buyerId));
    const [first] = contracts;
    if (first) throw new OrebookError('IN_USE', { kind: 'buyer', id: first.buyerId, by: 'contract', count: contracts.length });
    const { buyer } = await getBuyer(db, ids[0]!);
    await workspace.change(message('history.buyersDeleted', { name: buyer.name, count: chosenIds.size }), async (tx) => {
      for (const id of chosenIds) {
        await removeBuyer(tx, id);
        await yieldIfDue();
      }
    });
    return { done: true };
  },

  'buyerGroups.get': ({ id }, ctx) => buyerGroupView(ctx, id),

  'buyerGroups.save': async ({ group, members }, { workspace }) => {
    const db = workspace.db();
    const isStored = (await listGroups(db)).some(({ id }) => id === group.id);
    const buyers = await listBuyers(db, yieldIfDue);
    if (members !== undefined) throwIfIssues(memberIssues(members, buyers));
    await workspace.change(message(isStored ? 'history.groupEdited' : 'history.groupAdded', { name: group.name }), async (tx) => {
      await saveGroup(tx, group);
      if (members !== undefined) await setMembers(tx, group.id, members, buyers);
    });
    return { done: true };
  },

  'buyerGroups.remove': async ({ id }, { workspace }) => {
    const db = workspace.db();
    const group = (await listGroups(db)).find((candidate) => candidate.id === id);
    if (group === undefined) throw new OrebookError('NOT_FOUND', { kind: 'buyerGroup', id });
    const buyers = await listBuyers(db, yieldIfDue);
    await workspace.change(message('history.groupDeleted', { name: group.name }), async (tx) => {
      await setMembers(tx, id, [], buyers);
      await removeGroup(tx, id);
    });
    return { done: true };
  },
};
