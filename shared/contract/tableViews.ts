import { z } from 'zod';
import { TableViewId } from '../domain/ids.ts';
import { TableQuery, TableView, ViewedTable, ViewName } from '../domain/tableView.ts';
import { command, query } from './call.ts';
import { Completion, NoInput } from './workspace.ts';

/** A view with the version of its record. */
export const StoredTableView = z.object({ ...TableView.unwrap().shape, version: z.number().int() }).readonly();
export type StoredTableView = z.infer<typeof StoredTableView>;

export const tableViewsCalls = {
  /** Lists the saved views of all tables by name. */
  'tableViews.list': query(NoInput, z.object({ views: z.array(StoredTableView).readonly() })),
  /** Saves a view. DUPLICATE for a name that another view of the table has; upper and lower case are the same. */
  'tableViews.add': command(z.object({ table: ViewedTable, name: ViewName, query: TableQuery }), z.object({ id: TableViewId })),
  /** Renames a view or changes what it shows. STALE, DUPLICATE. */
  'tableViews.edit': command(z.object({ id: TableViewId, name: ViewName, query: TableQuery, version: z.number().int() }), Completion),
  'tableViews.remove': command(z.object({ id: TableViewId }), Completion),
} as const;
