import type { Selectable } from 'kysely';
import type { ContractId, VersionId } from '#shared/domain/ids.ts';
import type { Version } from '#shared/domain/version.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { versionDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, requireCurrent, requireRow, upsert } from './records.ts';

type VersionRow = Selectable<Database['deal_version']>;

const toDeal = (row: VersionRow): Pick<Version, 'deal' | 'prepayment'> => {
  const { deal, prepayment } = readDocument(versionDocument, row, row.id);
  return { deal, ...(prepayment && { prepayment }) };
};

const toVersion = (row: VersionRow): Version => ({
  id: row.id,
  contractId: row.contract_id,
  kind: row.kind,
  side: row.side,
  by: row.by_name,
  date: row.date,
  note: row.note,
  ...toDeal(row),
});

const toVersionRow = (dealVersion: Version, version: number): VersionRow => ({
  id: dealVersion.id,
  contract_id: dealVersion.contractId,
  kind: dealVersion.kind,
  side: dealVersion.side,
  by_name: dealVersion.by,
  date: dealVersion.date,
  note: dealVersion.note,
  ...writeDocument(versionDocument, { deal: dealVersion.deal, prepayment: dealVersion.prepayment }),
  version,
});

type StoredVersion = { readonly dealVersion: Version; readonly version: number };

const toStoredVersion = (row: VersionRow): StoredVersion => ({ dealVersion: toVersion(row), version: row.version });

/** Lists the versions of all deals, those of one deal oldest first. */
export const listVersions = async (db: Db): Promise<Version[]> => {
  const rows = await db.selectFrom('deal_version').selectAll().orderBy('contract_id').orderBy('date').orderBy('id').execute();
  return rows.map(toVersion);
};

/** Lists the versions of a deal, oldest first. */
export const listVersionsOfContract = async (db: Db, contractId: ContractId): Promise<StoredVersion[]> => {
  const rows = await db
    .selectFrom('deal_version')
    .selectAll()
    .where('contract_id', '=', contractId)
    .orderBy('date')
    .orderBy('id')
    .execute();
  return rows.map(toStoredVersion);
};

const findVersion = async (db: Db, id: VersionId): Promise<StoredVersion | undefined> => {
  const row = await db.selectFrom('deal_version').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toStoredVersion(row);
};

/** Reads a version of a deal and its record version. Throws NOT_FOUND. */
export const getVersion = async (db: Db, id: VersionId): Promise<StoredVersion> => {
  const storedVersion = await findVersion(db, id);
  if (!storedVersion) throw notFound('version', id);
  return storedVersion;
};

/** Inserts or updates a version of a deal; returns its record version, new if anything changed. Throws STALE, NOT_FOUND for a missing contract. */
export const saveVersion = async (tx: Tx, dealVersion: Version, expectedVersion?: number): Promise<number> => {
  const storedVersion = await findVersion(tx, dealVersion.id);
  requireCurrent('version', dealVersion.id, storedVersion?.version, expectedVersion);
  if (storedVersion && isDeepEqual(storedVersion.dealVersion, dealVersion)) return storedVersion.version;
  await requireRow(tx, 'contract', 'id', 'contract', dealVersion.contractId);
  const version = await currentVersion(tx);
  await upsert(tx, 'deal_version', ['id'], [toVersionRow(dealVersion, version)]);
  return version;
};

/** Deletes a version of a deal. Throws NOT_FOUND. */
export const removeVersion = async (tx: Tx, id: VersionId): Promise<void> => {
  await requireRow(tx, 'deal_version', 'id', 'version', id);
  await tx.deleteFrom('deal_version').where('id', '=', id).execute();
};
