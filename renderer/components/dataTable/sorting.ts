import type { SortColumn } from 'react-data-grid';
import type { DataColumn, GridRow } from './types.ts';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));

/** Rows in the order of a column, equal ones as they came; what has no value stands last either way. */
export const sortedRows = <Row>(
  rows: readonly Row[],
  columns: readonly DataColumn<Row>[],
  rowKey: (row: Row) => string,
  sort: SortColumn | undefined,
): readonly GridRow<Row>[] => {
  const column = columns.find(({ key }) => key === sort?.columnKey);
  const held = (ordered: readonly Row[]) => ordered.map((row, index) => ({ key: rowKey(row), index, row }));
  if (!column || !sort) return held(rows);
  const value = column.sortValue ?? column.text;
  const way = sort.direction === 'ASC' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, by: value(row) }));
  keyed.sort((a, b) => {
    if (a.by === undefined) return b.by === undefined ? 0 : 1;
    return b.by === undefined ? -1 : way * compare(a.by, b.by);
  });
  return held(keyed.map(({ row }) => row));
};
