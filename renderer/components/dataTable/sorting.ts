import type { SortColumn } from 'react-data-grid';
import type { DataColumn, GridRow } from './tableTypes.ts';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));

/** Sorts rows by a column, stable; rows without a value are last in both directions. */
export const sortRows = <Row>(
  rows: readonly Row[],
  columns: readonly DataColumn<Row>[],
  rowKey: (row: Row) => string,
  sort: SortColumn | undefined,
): readonly GridRow<Row>[] => {
  const column = columns.find(({ key }) => key === sort?.columnKey);
  const toGridRows = (orderedRows: readonly Row[]) => orderedRows.map((row, index) => ({ key: rowKey(row), index, row }));
  if (!column || !sort) return toGridRows(rows);
  const value = column.sortValue ?? column.text;
  const sign = sort.direction === 'ASC' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, sortValue: value(row) }));
  keyed.sort((a, b) => {
    if (a.sortValue === undefined) return b.sortValue === undefined ? 0 : 1;
    return b.sortValue === undefined ? -1 : sign * compare(a.sortValue, b.sortValue);
  });
  return toGridRows(keyed.map(({ row }) => row));
};
