import type { Selectable } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import type { TableViewId } from '#shared/domain/ids.ts';
import type { TableView } from '#shared/domain/tableView.ts';
import { isSameName } from '#shared/equality.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, requireCurrent, requireRow, upsert } from './records.ts';

/** A view and the version of its row, which an update must name. */
export type VersionedTableView = { readonly view: TableView; readonly version: number };

const toView = ({ id, of_table: table, name, query, version }: Selectable<Database['table_view']>): VersionedTableView => ({
  view: { id, table, name, query },
  version,
});

/** Lists all views by name. */
export const listTableViews = async (db: Db): Promise<VersionedTableView[]> =>
  (await db.selectFrom('table_view').selectAll().execute())
    .map(toView)
    .sort((a, b) => a.view.name.localeCompare(b.view.name, 'en', { numeric: true }));

const findTableView = async (db: Db, id: TableViewId): Promise<VersionedTableView | undefined> => {
  const row = await db.selectFrom('table_view').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toView(row);
};

/** Reads a view and its version. Throws NOT_FOUND. */
export const getTableView = async (db: Db, id: TableViewId): Promise<VersionedTableView> => {
  const storedView = await findTableView(db, id);
  if (!storedView) throw notFound('tableView', id);
  return storedView;
};

/** Inserts or updates a view. Throws STALE, DUPLICATE for a name that another view of its table has. */
export const saveTableView = async (tx: Tx, { id, table, name, query }: TableView, expectedVersion?: number): Promise<void> => {
  requireCurrent('tableView', id, (await findTableView(tx, id))?.version, expectedVersion);
  const isNameUsed = (await listTableViews(tx)).some(({ view }) => view.id !== id && view.table === table && isSameName(view.name, name));
  if (isNameUsed) throw new OrebookError('DUPLICATE', { kind: 'tableView', id, field: 'name', value: name });
  const version = await currentVersion(tx);
  await upsert(tx, 'table_view', ['id'], [{ id, of_table: table, name, query, version }]);
};

/** Deletes a view. Throws NOT_FOUND. */
export const removeTableView = async (tx: Tx, id: TableViewId): Promise<void> => {
  await requireRow(tx, 'table_view', 'id', 'tableView', id);
  await tx.deleteFrom('table_view').where('id', '=', id).execute();
};
