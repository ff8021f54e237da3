import { z } from 'zod';
import { TableViewId } from './ids.ts';

/** The tables that have saved views. */
export const ViewedTable = z.enum(['contracts', 'buyers', 'products', 'plans']);
export type ViewedTable = z.infer<typeof ViewedTable>;

export const ViewName = z.string().trim().min(1).max(120);

/** The query of an address: "hide=cap&sort=-revenue&zone=china". */
export const TableQuery = z
  .string()
  .max(2000)
  .regex(/^[\w.~%&=,+*-]*$/);

/** A named choice of filters, order and columns of a table. */
export const TableView = z.object({ id: TableViewId, table: ViewedTable, name: ViewName, query: TableQuery }).readonly();
export type TableView = z.infer<typeof TableView>;
