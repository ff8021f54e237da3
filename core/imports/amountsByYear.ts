import { listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import type { Db } from '#db/schema.ts';
import type { TableSheet } from '../documents/tableFile.ts';
import { massUnit } from '../sheets/amounts.ts';
import { lettersOnly } from '../sheets/cellValues.ts';
import { findReferences } from '../sheets/findReferences.ts';
import { AMOUNT_WORDS, splitHeader } from '../sheets/headers.ts';
import { guessMapping, headersOf, isOwnLabel, mapColumn, type SheetMapping } from '../sheets/mapping.ts';
import { isPeriodField } from '../sheets/periods.ts';
import { sheetSpec } from '../sheets/sheets.ts';

// A table of amounts by year has prices of references or tonnes of products: its rows and its header tell which.

const namesIn = (sheet: TableSheet, headerRow: number, column: number): readonly string[] =>
  sheet.rows.flatMap(({ index, cells }) => (index > headerRow && cells[column] ? [String(cells[column])] : []));

/** Maps amounts by year as production if their rows are named after products and none after a price reference. */
const asProduction = async (db: Db, sheet: TableSheet, guessedMapping: SheetMapping): Promise<SheetMapping | undefined> => {
  const [references, products] = [await listReferences(db), await listProducts(db)];
  const nameColumn = guessedMapping.columns.find(({ field }) => field === 'reference');
  if (!nameColumn) return undefined;
  const names = namesIn(sheet, guessedMapping.headerRow, nameColumn.index);
  const isProduct = (name: string): boolean => products.some((product) => lettersOnly(product.name) === lettersOnly(name));
  const header = headersOf(sheet, guessedMapping.headerRow)[nameColumn.index] ?? '';
  const isPlan = AMOUNT_WORDS.tonnes.test(header) || massUnit(splitHeader(header).unit) !== undefined;
  if (!isPlan && (!names.some(isProduct) || names.some((name) => findReferences(name, references).length > 0))) return undefined;
  const spec = sheetSpec('production');
  return {
    ...guessedMapping,
    target: 'production',
    columns: guessedMapping.columns.map(({ index, field }) =>
      mapColumn(spec, sheet, guessedMapping.headerRow, index, field === 'reference' ? 'product' : field),
    ),
  };
};

/**
 * Maps amounts by year as prices if more rows are named after price references than after products. Uncertain if any is: "Copper" may
 * also be a product that does not exist yet.
 */
export const preferPrices = async (
  db: Db,
  sheet: TableSheet,
  guessedMapping: SheetMapping,
): Promise<{ readonly mapping: SheetMapping; readonly isUncertain: boolean }> => {
  const isByYear = guessedMapping.columns.some(({ field }) => isPeriodField(field) && !field.startsWith('m'));
  if (guessedMapping.target === 'prices' && sheet.originalRows !== undefined) return { mapping: guessedMapping, isUncertain: isByYear };
  const production = guessedMapping.target === 'prices' && isByYear ? await asProduction(db, sheet, guessedMapping) : undefined;
  if (production) return { mapping: production, isUncertain: true };
  const productColumn = guessedMapping.columns.find(({ field }) => field === 'product');
  const isAmount = guessedMapping.target === 'production' || guessedMapping.target === 'costs';
  if (!isAmount || !isByYear || !productColumn || isOwnLabel(sheet, guessedMapping.headerRow, productColumn))
    return { mapping: guessedMapping, isUncertain: false };
  const [references, products] = [await listReferences(db), await listProducts(db)];
  const names = namesIn(sheet, guessedMapping.headerRow, productColumn.index);
  const isProduct = (name: string): boolean => products.some((product) => lettersOnly(product.name) === lettersOnly(name));
  const namedReferences = names.filter((name) => findReferences(name, references).length > 0).length;
  const namedProducts = names.filter(isProduct).length;
  const mapping =
    namedReferences > Math.max(namedProducts, names.length / 2) ? guessMapping(sheet, 'prices', guessedMapping.headerRow) : guessedMapping;
  return { mapping, isUncertain: namedReferences > 0 };
};
