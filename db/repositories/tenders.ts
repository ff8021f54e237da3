import type { Selectable } from 'kysely';
import type { ContractId, TenderId } from '#shared/domain/ids.ts';
import type { Bid, Tender } from '#shared/domain/tender.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { dealDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, replaceRows, requireCurrent, requireRow, requireRows, upsert } from './records.ts';

type TenderRow = Selectable<Database['tender']>;
type BidRow = Selectable<Database['tender_bid']>;

const toBid = (row: BidRow): Bid => ({
  ...readDocument(dealDocument, row, row.id),
  ...(row.contract_id !== null && { contractId: row.contract_id }),
});

const toBidRow = (tenderId: TenderId, { deal, contractId }: Bid, position: number): BidRow => ({
  tender_id: tenderId,
  id: deal.id,
  position,
  buyer_id: deal.buyerId,
  contract_id: contractId ?? null,
  ...writeDocument(dealDocument, { deal }),
});

const toTender = (row: TenderRow, bids: readonly BidRow[]): Tender => ({
  id: row.id,
  name: row.name,
  productId: row.product_id,
  start: row.start_month,
  end: row.end_month,
  tonnesPerYear: row.tonnes_per_year,
  due: row.due,
  ...(row.walk_away !== null && { walkAway: row.walk_away }),
  note: row.note,
  bids: bids.map(toBid),
});

const toTenderRow = (tender: Tender, version: number): TenderRow => ({
  id: tender.id,
  name: tender.name,
  product_id: tender.productId,
  start_month: tender.start,
  end_month: tender.end,
  tonnes_per_year: tender.tonnesPerYear,
  due: tender.due,
  walk_away: tender.walkAway ?? null,
  note: tender.note,
  version,
});

export type StoredTender = { readonly tender: Tender; readonly version: number };

/** Lists all tenders with their bids, by the date on which bids are due. */
export const listTenders = async (db: Db): Promise<StoredTender[]> => {
  const rows = await db.selectFrom('tender').selectAll().orderBy('due').orderBy('id').execute();
  const bids = Map.groupBy(
    await db.selectFrom('tender_bid').selectAll().orderBy('tender_id').orderBy('position').execute(),
    (row) => row.tender_id,
  );
  return rows.map((row) => ({ tender: toTender(row, bids.get(row.id) ?? []), version: row.version }));
};

const findTender = async (db: Db, id: TenderId): Promise<StoredTender | undefined> => {
  const row = await db.selectFrom('tender').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const bids = await db.selectFrom('tender_bid').selectAll().where('tender_id', '=', id).orderBy('position').execute();
  return { tender: toTender(row, bids), version: row.version };
};

/** Reads a tender and its version. Throws NOT_FOUND. */
export const getTender = async (db: Db, id: TenderId): Promise<StoredTender> => {
  const storedTender = await findTender(db, id);
  if (!storedTender) throw notFound('tender', id);
  return storedTender;
};

/**
 * Inserts or updates a tender; returns its version, which is new if anything changed. Throws STALE, NOT_FOUND for a missing product, buyer
 * or contract.
 */
export const saveTender = async (tx: Tx, tender: Tender, expectedVersion?: number): Promise<number> => {
  const storedTender = await findTender(tx, tender.id);
  requireCurrent('tender', tender.id, storedTender?.version, expectedVersion);
  if (storedTender && isDeepEqual(storedTender.tender, tender)) return storedTender.version;
  await requireRow(tx, 'product', 'id', 'product', tender.productId);
  const buyers = tender.bids.map(({ deal }) => deal.buyerId);
  await requireRows(tx, 'buyer', 'id', 'buyer', buyers);
  const contracts = tender.bids.flatMap(({ contractId }) => (contractId === undefined ? [] : [contractId]));
  await requireRows(tx, 'contract', 'id', 'contract', contracts);
  const version = await currentVersion(tx);
  await upsert(tx, 'tender', ['id'], [toTenderRow(tender, version)]);
  const bids = tender.bids.map((bid, position) => toBidRow(tender.id, bid, position));
  await replaceRows(tx, 'tender_bid', { column: 'tender_id', id: tender.id }, 'id', bids);
  return version;
};

/** Deletes a tender with its bids. Throws NOT_FOUND. */
export const removeTender = async (tx: Tx, id: TenderId): Promise<void> => {
  await requireRow(tx, 'tender', 'id', 'tender', id);
  await tx.deleteFrom('tender_bid').where('tender_id', '=', id).execute();
  await tx.deleteFrom('tender').where('id', '=', id).execute();
};

/** Reopens the bids from which a contract was made. */
export const reopenBids = async (tx: Tx, contractId: ContractId): Promise<void> => {
  await tx.updateTable('tender_bid').set({ contract_id: null }).where('contract_id', '=', contractId).execute();
};
