import type { TableCell, TableRow, TableSheet } from '../documents/tableFile.ts';

/** A cell that is only a unit: "%", "kdmt/y", "USD/dmt", "months". */
const UNIT =
  /^(?:%|pct|per ?cent|(?:dry |wet )?[kM]?(?:dmt|wmt|mt|t)(?:\s*(?:\/|per )\s*(?:y|yr|a|year|m|month))?|[kM]?tpa|(?:[km]\s?)?(?:usd|us\$|\$|eur|cny|rmb|元)(?:\s?m)?(?:\s*\/\s*\w+)?|us?c(?:ents)?\s*\/\s*lb|units?|months?|days?|years?|g\/t|ppm|yes\/no|dd\W?mm\W?yyyy|mm\W?yyyy)$/iu;

/** Number of rows in which a row of units is searched. */
const MAX_ROWS = 30;

const textOf = (cell: TableCell | undefined): string => (cell === null || cell === undefined ? '' : String(cell).trim());
const withoutBrackets = (text: string): string => text.replace(/^[([]\s*|\s*[)\]]$/g, '');

const isUnitRow = ({ cells }: TableRow): boolean => {
  const texts = cells.map(textOf).filter((text) => text !== '');
  return texts.length >= 2 && texts.every((text) => UNIT.test(withoutBrackets(text)));
};

const isHeaderRow = ({ cells }: TableRow): boolean => {
  const filledCells = cells.filter((cell) => textOf(cell) !== '');
  return filledCells.length >= 2 && filledCells.every((cell) => typeof cell === 'string' && !/^[-+]?[\d.,]+$/.test(cell));
};

/** Joins a row of units with the header row above it: "TC" over "USD/dmt" becomes "TC (USD/dmt)". Returns any other sheet unchanged. */
export const joinUnitRow = (sheet: TableSheet): TableSheet => {
  const at = sheet.rows.slice(0, MAX_ROWS).findIndex((row, i) => {
    const header = sheet.rows[i - 1];
    return header !== undefined && isHeaderRow(header) && isUnitRow(row);
  });
  const [header, units] = [sheet.rows[at - 1], sheet.rows[at]];
  if (header === undefined || units === undefined) return sheet;
  const cells = header.cells.map((cell, column): TableCell => {
    const unit = withoutBrackets(textOf(units.cells[column]));
    // the first cell may be the name of the row of units
    const isLabel = column === 0 && /^units?$/i.test(unit);
    return unit === '' || isLabel || textOf(cell) === '' ? cell : `${textOf(cell)} (${unit})`;
  });
  return {
    ...sheet,
    fileRows: sheet.rows,
    rows: sheet.rows.flatMap((row) => (row === units ? [] : row === header ? [{ ...row, cells }] : [row])),
  };
};
