import { TABLE_PAGE_ROWS } from '#shared/contract/listPages.ts';

/** Returns the rows of a table's page that begins at a row, and which page it is: the first where there is no such row. */
export const pageOfRows = <T>(rows: readonly T[], first: number, pageRows = TABLE_PAGE_ROWS) => {
  const firstRow = first < rows.length ? first : 0;
  return { rows: rows.slice(firstRow, firstRow + pageRows), page: { first: firstRow, count: rows.length } };
};
