import { CompiledQuery, sql } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import { isLoose, type Shape, shapeOf, TRACKED } from './historyTriggers.ts';
import { type Reference, referencesOf } from './references.ts';
import type { Tx } from './schema.ts';
import { isSqliteError } from './sqliteErrors.ts';

/** A row's images around one write; undefined (null in SQL) before an insert and after a delete. */
export type HistoryRow = {
  readonly table_name: string;
  readonly kind: string;
  readonly entity_id: string;
  readonly before: string | null;
  readonly after: string | null;
};

type Value = string | number | null;
type Image = Readonly<Record<string, Value>>;

const parse = (text: string | null): Image | undefined => (text === null ? undefined : (JSON.parse(text) as Image));

const quoted = (name: string): string => `"${name}"`;

/** A table with its statements as text: an import has tens of thousands of images, and the builder would compile each. */
type Table = {
  readonly shape: Shape;
  readonly firm: readonly string[];
  readonly read: string;
  readonly remove: string;
  readonly insert: string;
  readonly update: (columns: readonly string[]) => string;
};

const tableOf = async (tx: Tx, name: string): Promise<Table> => {
  const { rows } = await sql<{ name: string; pk: number }>`SELECT name, pk FROM pragma_table_info(${name})`.execute(tx);
  const shape = shapeOf(name, rows);
  const place = shape.key.map((column) => `${quoted(column)} = ?`).join(' AND ');
  return {
    shape,
    firm: shape.columns.filter((column) => !isLoose(name, column)),
    read: `SELECT * FROM ${quoted(name)} WHERE ${place}`,
    remove: `DELETE FROM ${quoted(name)} WHERE ${place}`,
    insert: `INSERT INTO ${quoted(name)} (${shape.columns.map(quoted).join()}) VALUES (${shape.columns.map(() => '?').join()})`,
    update: (columns) => `UPDATE ${quoted(name)} SET ${columns.map((column) => `${quoted(column)} = ?`).join()} WHERE ${place}`,
  };
};

const valuesOf = (columns: readonly string[], image: Image): Value[] => columns.map((column) => image[column] ?? null);

/** Writes one row from an image to another, if the row still is what the first image says. */
const moveRow = async (tx: Tx, table: Table, from: Image | undefined, to: Image | undefined): Promise<boolean> => {
  const key = valuesOf(table.shape.key, (from ?? to)!);
  const { rows } = await tx.executeQuery<Image>(CompiledQuery.raw(table.read, key));
  const now = rows[0];
  if ((now === undefined) !== (from === undefined)) return false;
  if (now && from && table.firm.some((column) => now[column] !== from[column])) return false;
  if (!to) await tx.executeQuery(CompiledQuery.raw(table.remove, key));
  else if (from) {
    const changed = table.firm.filter((column) => from[column] !== to[column]);
    await tx.executeQuery(CompiledQuery.raw(table.update(changed), [...valuesOf(changed, to), ...key]));
  } else await tx.executeQuery(CompiledQuery.raw(table.insert, valuesOf(table.shape.columns, to)));
  return true;
};

/** Values a question takes at once. */
const ASKED = 500;

const inParts = <T>(values: Iterable<T>): T[][] => {
  const all = [...values];
  return Array.from({ length: Math.ceil(all.length / ASKED) }, (_, i) => all.slice(i * ASKED, (i + 1) * ASKED));
};

/** What images may have left referring to nothing: by reference, the values to look at. */
type Suspects = Map<Reference, Set<Value>>;

const suspect = (
  suspects: Suspects,
  references: readonly Reference[],
  table: string,
  from: Image | undefined,
  to: Image | undefined,
): void => {
  const add = (reference: Reference, value: Value | undefined): void => {
    if (value === null || value === undefined) return;
    const known = suspects.get(reference);
    if (known) known.add(value);
    else suspects.set(reference, new Set([value]));
  };
  for (const reference of references) {
    if (to && reference.table === table) add(reference, to[reference.column]);
    if (!to && from && reference.parent === table) add(reference, from[reference.key]);
  }
};

/** The record that a row left hanging belongs to, after images were applied. */
const hangingRow = async (tx: Tx, suspects: Suspects, pause: () => Promise<void>): Promise<{ kind: string; id: string } | undefined> => {
  for (const [{ table, column, parent, key }, values] of suspects) {
    const tracked = TRACKED[table];
    if (!tracked) continue;
    for (const some of inParts(values)) {
      await pause();
      const { rows } = await sql<{ id: Value }>`SELECT ${sql.ref(tracked.owner)} AS id FROM ${sql.table(table)}
        WHERE ${sql.ref(column)} IN (${sql.join(some)})
          AND NOT EXISTS (SELECT 1 FROM ${sql.table(parent)} AS parent WHERE ${sql.ref(`parent.${key}`)} = ${sql.ref(`${table}.${column}`)})
        LIMIT 1`.execute(tx);
      if (rows[0]) return { kind: tracked.kind, id: String(rows[0].id) };
    }
  }
  return undefined;
};

/** The table that holds a kind of record itself, when its rows say at which revision they changed. */
const rootOf = async (tx: Tx, kind: string, known: Map<string, Table>): Promise<string | undefined> => {
  const root = Object.entries(TRACKED).find(([, tracked]) => tracked.kind === kind && tracked.owner === 'id')?.[0];
  if (root === undefined) return undefined;
  const table = known.get(root) ?? (await tableOf(tx, root));
  known.set(root, table);
  return table.shape.columns.includes('version') ? root : undefined;
};

/** Marks the records as changed now: a page that read them before must read them again. */
const touch = async (tx: Tx, records: ReadonlyMap<string, ReadonlySet<string>>, known: Map<string, Table>, pause: () => Promise<void>) => {
  for (const [kind, ids] of records) {
    const root = await rootOf(tx, kind, known);
    if (root === undefined) continue;
    for (const some of inParts(ids)) {
      await pause();
      await sql`UPDATE ${sql.table(root)} SET version = (SELECT revision FROM change_under_way) WHERE id IN (${sql.join(some)})`.execute(
        tx,
      );
    }
  }
};

/**
 * Applies images in order, each row from its `before` to its `after`; others get their turn in `pause`. Throws UNDO_BLOCKED
 * {kind, id, label} naming the record whose row has moved on, or that would be left referring to nothing.
 */
export const imageChanges = async (
  tx: Tx,
  parts: AsyncIterable<readonly HistoryRow[]>,
  label: Message,
  pause: () => Promise<void>,
): Promise<void> => {
  const blocked = (kind: string, id: string) => new OrebookError('UNDO_BLOCKED', { kind, id, label });
  await sql`PRAGMA defer_foreign_keys = ON`.execute(tx);
  const tables = new Map<string, Table>();
  const references = await referencesOf(tx);
  const suspects: Suspects = new Map();
  const records = new Map<string, Set<string>>();
  for await (const rows of parts) {
    for (const row of rows) {
      await pause();
      const table = tables.get(row.table_name) ?? (await tableOf(tx, row.table_name));
      tables.set(row.table_name, table);
      const [from, to] = [parse(row.before), parse(row.after)];
      try {
        if (!(await moveRow(tx, table, from, to))) throw blocked(row.kind, row.entity_id);
      } catch (error) {
        throw isSqliteError(error, 'SQLITE_CONSTRAINT') ? blocked(row.kind, row.entity_id) : error;
      }
      suspect(suspects, references, row.table_name, from, to);
      const ids = records.get(row.kind) ?? new Set();
      records.set(row.kind, ids.add(row.entity_id));
    }
  }
  const hanging = await hangingRow(tx, suspects, pause);
  if (hanging) throw blocked(hanging.kind, hanging.id);
  await touch(tx, records, tables, pause);
};
