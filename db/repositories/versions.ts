import type { Selectable } from 'kysely';
import type { ContractId, VersionId } from '#shared/domain/ids.ts';
import type { Version } from '#shared/domain/version.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { checkVersion, notFound, requireRow, same, upsert, versionNow } from './records.ts';

type VersionRow = Selectable<Database['deal_version']>;

const versionOf = (row: VersionRow): Version => ({
  id: row.id,
  contractId: row.contract_id,
  kind: row.kind,
  side: row.side,
  by: row.by_name,
  date: row.date,
  note: row.note,
  deal: JSON.parse(row.deal) as Version['deal'],
});

const rowOf = (one: Version, version: number): VersionRow => ({
  id: one.id,
  contract_id: one.contractId,
  kind: one.kind,
  side: one.side,
  by_name: one.by,
  date: one.date,
  note: one.note,
  deal: JSON.stringify(one.deal),
  version,
});

type Stored = { readonly kept: Version; readonly version: number };

const storedOf = (row: VersionRow): Stored => ({ kept: versionOf(row), version: row.version });

/** Every version of every deal, those of one deal oldest first. */
export const listVersions = async (db: Db): Promise<Version[]> => {
  const rows = await db.selectFrom('deal_version').selectAll().orderBy('contract_id').orderBy('date').orderBy('id').execute();
  return rows.map(versionOf);
};

/** The versions of a deal, oldest first. */
export const versionsOf = async (db: Db, contractId: ContractId): Promise<Stored[]> => {
  const rows = await db
    .selectFrom('deal_version')
    .selectAll()
    .where('contract_id', '=', contractId)
    .orderBy('date')
    .orderBy('id')
    .execute();
  return rows.map(storedOf);
};

const find = async (db: Db, id: VersionId): Promise<Stored | undefined> => {
  const row = await db.selectFrom('deal_version').selectAll().where('id', '=', id).executeTakeFirst();
  return row && storedOf(row);
};

/** One version of a deal and the record version to save it against. Throws NOT_FOUND. */
export const getVersion = async (db: Db, id: VersionId): Promise<Stored> => {
  const found = await find(db, id);
  if (!found) throw notFound('version', id);
  return found;
};

/** Inserts or updates; answers the record version, new if anything changed. Throws STALE, NOT_FOUND for a contract that is gone. */
export const saveVersion = async (tx: Tx, kept: Version, expectedVersion?: number): Promise<number> => {
  const found = await find(tx, kept.id);
  checkVersion('version', kept.id, found?.version, expectedVersion);
  if (found && same(found.kept, kept)) return found.version;
  await requireRow(tx, 'contract', 'id', 'contract', kept.contractId);
  const version = await versionNow(tx);
  await upsert(tx, 'deal_version', ['id'], [rowOf(kept, version)]);
  return version;
};

/** Throws NOT_FOUND. */
export const removeVersion = async (tx: Tx, id: VersionId): Promise<void> => {
  await requireRow(tx, 'deal_version', 'id', 'version', id);
  await tx.deleteFrom('deal_version').where('id', '=', id).execute();
};
