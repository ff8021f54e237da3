import type { Input, Output } from '#shared/contract/contract.ts';
import { ProductId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { parseNumber } from '#shared/units/format.ts';
import { createTaskQueue } from '../../api/requestOrder.ts';
import type { CellEdit, CellRefusal } from '../../components/DataTable.tsx';

export type ProductEntry = Output<'products.list'>['products'][number];
type Saved = Input<'products.saveMany'>['entries'][number];

/** What a table of products by year edits: planned tonnes in kdmt, or the unit cash cost. */
export type ProductYears = 'production' | 'cost';

export const THOUSAND = 1000;
const MAX_TONNES = 1e9;
const MAX_COST = 1e6;

/** The value of a product and year in the table's unit. */
export const productYearValue = (product: Product, what: ProductYears, year: number): number | undefined => {
  if (what === 'cost') return product.unitCost.find((one) => one.year === year)?.usdPerDmt;
  const tonnes = product.production.find((one) => one.year === year)?.tonnes;
  return tonnes === undefined ? undefined : tonnes / THOUSAND;
};

/** The product with another value in one year; without a value the year is removed. */
const withYear = (product: Product, what: ProductYears, year: number, value: number | undefined): Product => {
  if (what === 'cost') {
    const rest = product.unitCost.filter((one) => one.year !== year);
    return { ...product, unitCost: value === undefined ? rest : [...rest, { year, usdPerDmt: value }].sort((a, b) => a.year - b.year) };
  }
  const rest = product.production.filter((one) => one.year !== year);
  return {
    ...product,
    production: value === undefined ? rest : [...rest, { year, tonnes: value * THOUSAND }].sort((a, b) => a.year - b.year),
  };
};

/** Applies edits of cells to products. Returns the changed products and the refused edits. */
const applyEdits = (products: readonly ProductEntry[], what: ProductYears, edits: readonly CellEdit[]) => {
  const highest = what === 'cost' ? MAX_COST : MAX_TONNES / THOUSAND;
  const refused: CellRefusal[] = [];
  const entries: Saved[] = [];
  for (const [rowKey, ofRow] of Map.groupBy(edits, (one) => one.rowKey)) {
    const entry = products.find(({ product }) => product.id === ProductId.parse(rowKey));
    if (entry === undefined) continue;
    let { product } = entry;
    for (const { column, text: typed } of ofRow) {
      const value = typed.trim() === '' ? undefined : parseNumber(typed);
      if (typed.trim() !== '' && (value === undefined || value < 0 || value > highest)) {
        refused.push({ rowKey, column, message: text('products.notANumber') });
      } else product = withYear(product, what, Number(column), value);
    }
    if (product !== entry.product) entries.push({ product, version: entry.version });
  }
  return { entries, refused };
};

/** Stores edits of cells of one of the tables and returns the refused edits; all of them where `save` resolves to undefined. */
export type StoreYears = (
  what: ProductYears,
  edits: readonly CellEdit[],
  save: (entries: readonly Saved[]) => Promise<object | undefined>,
) => Promise<readonly CellRefusal[]>;

/**
 * Creates the function that stores edits, one batch after another. Production and unit cost are parts of one record, so that each batch is
 * applied to the product as stored by then, not as the table showed it.
 */
export const storeYears = (list: () => Promise<readonly ProductEntry[]>): StoreYears => {
  const take = createTaskQueue();
  return (what, edits, save) =>
    take(async () => {
      const refuseAll = (message: string) => edits.map(({ rowKey, column }) => ({ rowKey, column, message }));
      try {
        const { entries, refused } = applyEdits(await list(), what, edits);
        if (entries.length > 0 && !(await save(entries))) return refuseAll(text('records.status.failed'));
        return refused;
      } catch (error) {
        return refuseAll(errorText(error));
      }
    });
};
