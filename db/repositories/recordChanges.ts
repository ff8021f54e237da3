import { type Selectable, sql } from 'kysely';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Product } from '#shared/domain/product.ts';
import { TRACKED_TABLES } from '../historyTriggers.ts';
import type { Database, Db } from '../schema.ts';
import { toBuyer } from './buyers.ts';
import { toContract } from './contractRows.ts';
import { listChanges, type TimelineEntry } from './history.ts';
import { toProduct } from './products.ts';

/** The records whose earlier states can be rebuilt, by kind. */
export type PastRecords = { readonly contract: OfftakeContract; readonly buyer: Buyer; readonly product: Product };

/** A change of a record, with the record before and after it; undefined before it was created and after it was deleted. */
export type RecordChange<K extends keyof PastRecords> = {
  readonly change: TimelineEntry;
  readonly before: PastRecords[K] | undefined;
  readonly after: PastRecords[K] | undefined;
};

type Row = Readonly<Record<string, unknown>>;
/** The rows of one record, by table and key. */
type Rows = ReadonlyMap<string, Map<string, Row>>;

/** The rows of a table, sorted by a column. A deletion's image has the columns of the table. */
const sortedRows = <T extends keyof Database>(
  rows: Rows,
  table: T,
  order: keyof Selectable<Database[T]> & string,
): Selectable<Database[T]>[] =>
  [...(rows.get(table)?.values() ?? [])].sort((a, b) => Number(a[order]) - Number(b[order])) as Selectable<Database[T]>[];

const BUILD_RECORD: { readonly [K in keyof PastRecords]: (rows: Rows) => PastRecords[K] | undefined } = {
  contract: (rows) => {
    const [row] = sortedRows(rows, 'contract', 'id');
    return row && toContract(row, sortedRows(rows, 'contract_terms', 'from_month'), sortedRows(rows, 'contract_date', 'position'));
  },
  buyer: (rows) => {
    const [row] = sortedRows(rows, 'buyer', 'id');
    return row && toBuyer(row, sortedRows(rows, 'buyer_destination', 'position'));
  },
  product: (rows) => {
    const [row] = sortedRows(rows, 'product', 'id');
    return row && toProduct(row, sortedRows(rows, 'product_production', 'year'), sortedRows(rows, 'product_cost', 'year'));
  },
};

/** The key column of each table beside the record's id. */
const KEY_COLUMNS: Readonly<Record<string, string>> = {
  contract_terms: 'from_month',
  contract_date: 'position',
  buyer_destination: 'position',
  product_production: 'year',
  product_cost: 'year',
};

const rowKey = (table: string, row: Row): string => String(row[KEY_COLUMNS[table] ?? 'id']);

const readRows = async (db: Db, kind: string, id: string): Promise<Rows> => {
  const rows = new Map<string, Map<string, Row>>();
  for (const [table, trackedTable] of Object.entries(TRACKED_TABLES)) {
    if (trackedTable.kind !== kind) continue;
    const result = await sql<Row>`SELECT * FROM ${sql.table(table)} WHERE ${sql.ref(trackedTable.idColumn)} = ${id}`.execute(db);
    rows.set(table, new Map(result.rows.map((row) => [rowKey(table, row), row])));
  }
  return rows;
};

const parseImage = (image: string | null): Row | undefined => (image === null ? undefined : (JSON.parse(image) as Row));

/** Lists the changes of one record, latest first, at most `limit`. Changes before a migration that ended undo are left out. */
export const listRecordChanges = async <K extends keyof PastRecords>(
  db: Db,
  { kind, id, limit }: { readonly kind: K; readonly id: string; readonly limit: number },
): Promise<readonly RecordChange<K>[]> => {
  const changes = await listChanges(db, { kind, id, limit });
  const images = Map.groupBy(
    await db
      .selectFrom('history_row')
      .select(['change_id', 'table_name', 'before', 'after'])
      .where('kind', '=', kind)
      .where('entity_id', '=', id)
      .where('change_id', '>=', changes.at(-1)?.id ?? 0)
      .orderBy('id', 'desc')
      .execute(),
    (row) => String(row.change_id),
  );
  const rows = await readRows(db, kind, id);
  const recordChanges: RecordChange<K>[] = [];
  for (const change of changes) {
    const recordAfter = BUILD_RECORD[kind](rows);
    for (const { table_name: table, before, after: image } of images.get(String(change.id)) ?? []) {
      const [imageBefore, imageAfter] = [parseImage(before), parseImage(image)];
      const rowAfter = imageAfter && rows.get(table)?.get(rowKey(table, imageAfter));
      if (imageAfter) rows.get(table)?.delete(rowKey(table, imageAfter));
      // the image of an update has only the columns that changed
      if (imageBefore) rows.get(table)?.set(rowKey(table, imageBefore), { ...rowAfter, ...imageBefore });
    }
    recordChanges.push({ change, before: BUILD_RECORD[kind](rows), after: recordAfter });
    if (change.origin === 'migration') break;
  }
  return recordChanges;
};
