import type { Selectable } from 'kysely';
import type { LimitId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { limitDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, requireCurrent, requireRow, upsert } from './records.ts';

type LimitRow = Selectable<Database['limit_rule']>;

const toLimit = (row: LimitRow): Limit => ({
  id: row.id,
  name: row.name,
  ...(row.metal !== null && { metal: row.metal }),
  ...(row.product_id !== null && { productId: row.product_id }),
  ...readDocument(limitDocument, row, row.id),
  denominator: row.denominator,
  from: row.from_year,
  to: row.to_year,
  direction: row.direction,
  warn: row.warn,
  breach: row.breach,
  owner: row.owner,
  why: row.why,
  setOn: row.set_on,
  order: row.position,
});

const toLimitRow = (limit: Limit, version: number): LimitRow => ({
  id: limit.id,
  name: limit.name,
  metal: limit.metal ?? null,
  product_id: limit.productId ?? null,
  ...writeDocument(limitDocument, { measure: limit.measure }),
  denominator: limit.denominator,
  from_year: limit.from,
  to_year: limit.to,
  direction: limit.direction,
  warn: limit.warn,
  breach: limit.breach,
  owner: limit.owner,
  why: limit.why,
  set_on: limit.setOn,
  position: limit.order,
  version,
});

/** Lists all limits in their order, each with its version. */
export const listVersionedLimits = async (db: Db): Promise<{ limit: Limit; version: number }[]> => {
  const rows = await db.selectFrom('limit_rule').selectAll().orderBy('position').orderBy('id').execute();
  return rows.map((row) => ({ limit: toLimit(row), version: row.version }));
};

/** Lists all limits in their order. */
export const listLimits = async (db: Db): Promise<Limit[]> => (await listVersionedLimits(db)).map(({ limit }) => limit);

const findLimit = async (db: Db, id: LimitId): Promise<{ limit: Limit; version: number } | undefined> => {
  const row = await db.selectFrom('limit_rule').selectAll().where('id', '=', id).executeTakeFirst();
  return row && { limit: toLimit(row), version: row.version };
};

/** Reads a limit and its version. Throws NOT_FOUND. */
export const getLimit = async (db: Db, id: LimitId): Promise<{ limit: Limit; version: number }> => {
  const storedLimit = await findLimit(db, id);
  if (!storedLimit) throw notFound('limit', id);
  return storedLimit;
};

/** Inserts or updates a limit; returns its version, which is new if anything changed. Throws STALE, NOT_FOUND for a missing product. */
export const saveLimit = async (tx: Tx, limit: Limit, expectedVersion?: number): Promise<number> => {
  const storedLimit = await findLimit(tx, limit.id);
  requireCurrent('limit', limit.id, storedLimit?.version, expectedVersion);
  if (storedLimit && isDeepEqual(storedLimit.limit, limit)) return storedLimit.version;
  if (limit.productId !== undefined) await requireRow(tx, 'product', 'id', 'product', limit.productId);
  const version = await currentVersion(tx);
  await upsert(tx, 'limit_rule', ['id'], [toLimitRow(limit, version)]);
  return version;
};

/** Deletes a limit. Throws NOT_FOUND. */
export const removeLimit = async (tx: Tx, id: LimitId): Promise<void> => {
  await requireRow(tx, 'limit_rule', 'id', 'limit', id);
  await tx.deleteFrom('limit_rule').where('id', '=', id).execute();
};
