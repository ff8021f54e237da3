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
const MOST_TONNES = 1e9;
const MOST_COST = 1e6;

/** What is typed of a product and year, in the table's unit. */
export const typedOf = (product: Product, what: ProductYears, year: number): number | undefined => {
  if (what === 'cost') return product.unitCost.find((one) => one.year === year)?.usdPerDmt;
  const tonnes = product.production.find((one) => one.year === year)?.tonnes;
  return tonnes === undefined ? undefined : tonnes / THOUSAND;
};

/** The product with one year typed anew; an absent value takes the year away. */
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

/** What is typed into cells makes of the products that hold them. */
const typedInto = (products: readonly ProductEntry[], what: ProductYears, edits: readonly CellEdit[]) => {
  const most = what === 'cost' ? MOST_COST : MOST_TONNES / THOUSAND;
  const refused: CellRefusal[] = [];
  const entries: Saved[] = [];
  for (const [rowKey, ofRow] of Map.groupBy(edits, (one) => one.rowKey)) {
    const entry = products.find(({ product }) => product.id === ProductId.parse(rowKey));
    if (entry === undefined) continue;
    let { product } = entry;
    for (const { column, text: typed } of ofRow) {
      const value = typed.trim() === '' ? undefined : parseNumber(typed);
      if (typed.trim() !== '' && (value === undefined || value < 0 || value > most)) {
        refused.push({ rowKey, column, message: text('products.notANumber') });
      } else product = withYear(product, what, Number(column), value);
    }
    if (product !== entry.product) entries.push({ product, version: entry.version });
  }
  return { entries, refused };
};

/** Stores what is typed into cells of one of the tables; answers what it can't take. */
export type StoreYears = (
  what: ProductYears,
  edits: readonly CellEdit[],
  save: (entries: readonly Saved[]) => Promise<unknown>,
) => Promise<readonly CellRefusal[]>;

/**
 * Production and unit cost are parts of one record: what is typed goes into the product as it is when its turn comes, after what was
 * typed before it, not as the table showed it.
 */
export const storeYears = (list: () => Promise<readonly ProductEntry[]>): StoreYears => {
  const take = createTaskQueue();
  return (what, edits, save) =>
    take(async () => {
      try {
        const { entries, refused } = typedInto(await list(), what, edits);
        if (entries.length > 0) await save(entries);
        return refused;
      } catch (error) {
        return edits.map(({ rowKey, column }) => ({ rowKey, column, message: errorText(error) }));
      }
    });
};
