import type { Selectable } from 'kysely';
import type { ContractId, VersionId } from '#shared/domain/ids.ts';
import type { Version } from '#shared/domain/version.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { dealDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, requireCurrent, requireRow, upsert } from './records.ts';

type VersionRow = Selectable<Database['deal_version']>;

const toVersion = (row: VersionRow): Version => ({
  id: row.id,
  contractId: row.contract_id,
  kind: row.kind,
  side: row.side,
  by: row.by_name,
  date: row.date,
  note: row.note,
  ...readDocument(dealDocument, row, row.id),
});

const toVersionRow = (one: Version, version: number): VersionRow => ({
  id: one.id,
  contract_id: one.contractId,
  kind: one.kind,
  side: one.side,
  by_name: one.by,
  date: one.date,
  note: one.note,
  ...writeDocument(dealDocument, { deal: one.deal }),
  version,
});

type StoredVersion = { readonly dealVersion: Version; readonly version: number };

const toStoredVersion = (row: VersionRow): StoredVersion => ({ dealVersion: toVersion(row), version: row.version });

/** Every version of every deal, those of one deal oldest first. */
export const listVersions = async (db: Db): Promise<Version[]> => {
  const rows = await db.selectFrom('deal_version').selectAll().orderBy('contract_id').orderBy('date').orderBy('id').execute();
  return rows.map(toVersion);
};

/** The versions of a deal, oldest first. */
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

/** One version of a deal and the record version to save it against. Throws NOT_FOUND. */
export const getVersion = async (db: Db, id: VersionId): Promise<StoredVersion> => {
  const found = await findVersion(db, id);
  if (!found) throw notFound('version', id);
  return found;
};

/** Inserts or updates; answers the record version, new if anything changed. Throws STALE, NOT_FOUND for a contract that is gone. */
export const saveVersion = async (tx: Tx, kept: Version, expectedVersion?: number): Promise<number> => {
  const found = await findVersion(tx, kept.id);
  requireCurrent('version', kept.id, found?.version, expectedVersion);
  if (found && isDeepEqual(found.dealVersion, kept)) return found.version;
  await requireRow(tx, 'contract', 'id', 'contract', kept.contractId);
  const version = await currentVersion(tx);
  await upsert(tx, 'deal_version', ['id'], [toVersionRow(kept, version)]);
  return version;
};

/** Throws NOT_FOUND. */
export const removeVersion = async (tx: Tx, id: VersionId): Promise<void> => {
  await requireRow(tx, 'deal_version', 'id', 'version', id);
  await tx.deleteFrom('deal_version').where('id', '=', id).execute();
};
