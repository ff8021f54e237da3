import type { TableSort } from './tableSort.ts';
import type { DataColumn, GridRow } from './tableTypes.ts';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));

/** Sorts rows by a value, stable; rows without a value are last in both directions. */
export const sortByValue = <Row>(
  rows: readonly Row[],
  sortValue: (row: Row) => number | string | undefined,
  isHighestFirst: boolean,
): readonly Row[] => {
  const sign = isHighestFirst ? -1 : 1;
  const keyedRows = rows.map((row) => ({ row, sortValue: sortValue(row) }));
  keyedRows.sort((a, b) => {
    if (a.sortValue === undefined) return b.sortValue === undefined ? 0 : 1;
    return b.sortValue === undefined ? -1 : sign * compare(a.sortValue, b.sortValue);
  });
  return keyedRows.map(({ row }) => row);
};

/** Sorts rows by a column, or as in the given order of keys, with new rows last; an unknown column leaves them in their order. */
export const sortRows = <Row>(
  rows: readonly Row[],
  columns: readonly DataColumn<Row>[],
  rowKey: (row: Row) => string,
  sort: TableSort | undefined,
  order?: ReadonlyMap<string, number>,
): readonly GridRow<Row>[] => {
  const column = columns.find(({ key }) => key === sort?.column);
  const orderedRows = order
    ? sortByValue(rows, (row) => order.get(rowKey(row)), false)
    : column && sort
      ? sortByValue(rows, column.sortValue ?? column.text, sort.isHighestFirst)
      : rows;
  return orderedRows.map((row, index) => ({ key: rowKey(row), index, row }));
};
