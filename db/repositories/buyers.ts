import type { Selectable } from 'kysely';
import type { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import type { BuyerId, GroupId } from '#shared/domain/ids.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { createRecordList } from '../recordLists.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, replaceRows, requireCurrent, requireRow, requireRows, requireUnused, upsert } from './records.ts';

type BuyerRow = Selectable<Database['buyer']>;
type DestinationRow = Selectable<Database['buyer_destination']>;

export const toBuyer = (row: BuyerRow, destinations: readonly DestinationRow[]): Buyer => ({
  id: row.id,
  name: row.name,
  country: row.country,
  destination: destinations.map(({ country, share }) => ({ country, share })),
  type: row.type,
  ownership: row.ownership,
  ...(row.parent_name !== null &&
    row.parent_country !== null && { ultimateParent: { name: row.parent_name, country: row.parent_country } }),
  ...(row.group_id !== null && { groupId: row.group_id }),
  rating: row.rating,
  cycleSensitivity: row.cycle_sensitivity,
  note: row.note,
});

const toBuyerRow = (buyer: Buyer, version: number): BuyerRow => ({
  id: buyer.id,
  name: buyer.name,
  country: buyer.country,
  type: buyer.type,
  ownership: buyer.ownership,
  parent_name: buyer.ultimateParent?.name ?? null,
  parent_country: buyer.ultimateParent?.country ?? null,
  group_id: buyer.groupId ?? null,
  rating: buyer.rating,
  cycle_sensitivity: buyer.cycleSensitivity,
  note: buyer.note,
  version,
});

/** The number of buyers. */
export const countBuyers = async (db: Db): Promise<number> => {
  const { count } = await db
    .selectFrom('buyer')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};

type StoredBuyer = { readonly buyer: Buyer; readonly version: number };

/** Finds those of the buyers that are stored, with their versions. */
export const findBuyers = async (db: Db, ids: readonly BuyerId[]): Promise<readonly StoredBuyer[]> => {
  const rows = await db.selectFrom('buyer').selectAll().where('id', 'in', ids).execute();
  const destinations = Map.groupBy(
    await db.selectFrom('buyer_destination').selectAll().where('buyer_id', 'in', ids).orderBy('position').execute(),
    (row) => row.buyer_id,
  );
  return rows.map((row) => ({ buyer: toBuyer(row, destinations.get(row.id) ?? []), version: row.version }));
};

const listIds = async (db: Db): Promise<readonly BuyerId[]> =>
  (await db.selectFrom('buyer').select('id').orderBy('name').orderBy('id').execute()).map(({ id }) => id);

/**
 * Lists all buyers by name; calls `afterPart` between parts of a long list. A buyer that was not written since the last list is the same
 * object.
 */
export const listBuyers = createRecordList<Buyer>('buyer', {
  listIds,
  readRecords: async (db, ids) => (await findBuyers(db, ids)).map(({ buyer }) => buyer),
  orderKey: ({ name }) => name,
  atOnce: 500,
});

/** Reads a buyer and its version. Throws NOT_FOUND. */
export const getBuyer = async (db: Db, id: BuyerId): Promise<StoredBuyer> => {
  const [storedBuyer] = await findBuyers(db, [id]);
  if (!storedBuyer) throw notFound('buyer', id);
  return storedBuyer;
};

const toDestinationRows = ({ id, destination }: Buyer) =>
  destination.map(({ country, share }, position) => ({ buyer_id: id, position, country, share }));

const writeBuyers = async (tx: Tx, buyers: readonly Buyer[], areStored: boolean): Promise<number> => {
  const countries = buyers.flatMap(({ country, ultimateParent, destination }) => [
    country,
    ...(ultimateParent ? [ultimateParent.country] : []),
    ...destination.map((d) => d.country),
  ]);
  await requireRows(tx, 'country', 'code', 'country', countries);
  await requireRows(
    tx,
    'buyer_group',
    'id',
    'buyerGroup',
    buyers.flatMap(({ groupId }) => groupId ?? []),
  );
  const version = await currentVersion(tx);
  await upsert(
    tx,
    'buyer',
    ['id'],
    buyers.map((buyer) => toBuyerRow(buyer, version)),
  );
  if (!areStored) await upsert(tx, 'buyer_destination', ['buyer_id', 'position'], buyers.flatMap(toDestinationRows));
  else {
    for (const buyer of buyers)
      await replaceRows(tx, 'buyer_destination', { column: 'buyer_id', id: buyer.id }, 'position', toDestinationRows(buyer));
  }
  return version;
};

/**
 * Inserts or updates a buyer; returns its version, which is new if anything changed. Throws STALE when the record changed after
 * `expectedVersion`, NOT_FOUND for a missing country or group.
 */
export const saveBuyer = async (tx: Tx, buyer: Buyer, expectedVersion?: number): Promise<number> => {
  const [storedBuyer] = await findBuyers(tx, [buyer.id]);
  requireCurrent('buyer', buyer.id, storedBuyer?.version, expectedVersion);
  if (storedBuyer && isDeepEqual(storedBuyer.buyer, buyer)) return storedBuyer.version;
  return writeBuyers(tx, [buyer], storedBuyer !== undefined);
};

/** Inserts new buyers, several hundred at once. Throws NOT_FOUND for a missing country or group. */
export const addBuyers = async (tx: Tx, buyers: readonly Buyer[]): Promise<void> => {
  if (buyers.length > 0) await writeBuyers(tx, buyers, false);
};

/** Deletes a buyer. Throws NOT_FOUND, and IN_USE when contracts or bids refer to it. */
export const removeBuyer = async (tx: Tx, id: BuyerId): Promise<void> => {
  await requireRow(tx, 'buyer', 'id', 'buyer', id);
  await requireUnused(tx, { kind: 'buyer', id }, { table: 'contract', column: 'buyer_id', by: 'contract' });
  await requireUnused(tx, { kind: 'buyer', id }, { table: 'tender_bid', column: 'buyer_id', by: 'tender' });
  await requireUnused(tx, { kind: 'buyer', id }, { table: 'facility', column: 'buyer_id', by: 'facility' });
  await tx.deleteFrom('buyer_destination').where('buyer_id', '=', id).execute();
  await tx.deleteFrom('buyer').where('id', '=', id).execute();
};

/** Lists all buyer groups by name. */
export const listGroups = async (db: Db): Promise<BuyerGroup[]> => {
  const rows = await db.selectFrom('buyer_group').selectAll().orderBy('name').orderBy('id').execute();
  return rows.map(({ id, name, why }) => ({ id, name, why }));
};

/** Inserts or updates a group; returns its version. */
export const saveGroup = async (tx: Tx, group: BuyerGroup): Promise<number> => {
  const version = await currentVersion(tx);
  await upsert(tx, 'buyer_group', ['id'], [{ id: group.id, name: group.name, why: group.why, version }]);
  return version;
};

/** Deletes a group. Throws NOT_FOUND, and IN_USE when buyers belong to it. */
export const removeGroup = async (tx: Tx, id: GroupId): Promise<void> => {
  await requireRow(tx, 'buyer_group', 'id', 'buyerGroup', id);
  await requireUnused(tx, { kind: 'buyerGroup', id }, { table: 'buyer', column: 'group_id', by: 'buyer' });
  await tx.deleteFrom('buyer_group').where('id', '=', id).execute();
};
