import type { Selectable } from 'kysely';
import { OrebookError } from '#shared/contract/errors.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { readDocument, writeDocument } from '../documents/document.ts';
import { productDocument } from '../documents/documents.ts';
import type { Database, Db, Tx } from '../schema.ts';
import { currentVersion, notFound, replaceRows, requireCurrent, requireRow, requireUnused, upsert } from './records.ts';

type ProductRow = Selectable<Database['product']>;
type ProductionRow = Selectable<Database['product_production']>;
type CostRow = Selectable<Database['product_cost']>;

export const toProduct = (row: ProductRow, production: readonly ProductionRow[], costs: readonly CostRow[]): Product => {
  const { assay, spot_price: spotPrice } = readDocument(productDocument, row, row.id);
  return {
    id: row.id,
    name: row.name,
    metal: row.metal,
    form: row.form,
    ...(row.country_of_origin !== null && { countryOfOrigin: row.country_of_origin }),
    assay,
    moisture: row.moisture,
    production: production.map(({ year, tonnes }) => ({ year, tonnes })),
    unitCost: costs.map(({ year, usd_per_dmt }) => ({ year, usdPerDmt: usd_per_dmt })),
    ...(spotPrice && { spotPrice }),
    ...(row.spot_zone !== null && { spotZone: row.spot_zone }),
    resaleMonths: row.resale_months,
    ...(row.main_reference !== null && { mainReference: row.main_reference }),
    ...(row.depth_share !== null && { depthShare: row.depth_share }),
    ...(row.depth_slope !== null && { depthSlope: row.depth_slope }),
    ...(row.depth_cap !== null && { depthCap: row.depth_cap }),
    ...(row.is_assay_assumed === 1 && { isAssayAssumed: true as const }),
    ...(row.cost_currency !== null && { costCurrency: { currency: row.cost_currency, share: row.cost_currency_share ?? 0 } }),
  };
};

const toProductRow = (product: Product, version: number): ProductRow => ({
  id: product.id,
  name: product.name,
  metal: product.metal,
  form: product.form,
  country_of_origin: product.countryOfOrigin ?? null,
  ...writeDocument(productDocument, { assay: product.assay, spot_price: product.spotPrice }),
  moisture: product.moisture,
  spot_zone: product.spotZone ?? null,
  resale_months: product.resaleMonths,
  main_reference: product.mainReference ?? null,
  depth_share: product.depthShare ?? null,
  depth_slope: product.depthSlope ?? null,
  depth_cap: product.depthCap ?? null,
  cost_currency: product.costCurrency?.currency ?? null,
  cost_currency_share: product.costCurrency?.share ?? null,
  is_assay_assumed: product.isAssayAssumed ? 1 : 0,
  version,
});

/** Throws DUPLICATE when a list has a year twice. */
const requireDistinctYears = (id: ProductId, field: 'production' | 'unitCost', years: readonly number[]): void => {
  const repeatedYear = years.find((year, i) => years.indexOf(year) !== i);
  if (repeatedYear !== undefined) throw new OrebookError('DUPLICATE', { kind: 'product', id, field, value: repeatedYear });
};

/** Lists all products by the order of the metals and by name, years ascending. */
export const listProducts = async (db: Db): Promise<Product[]> => {
  const rows = await db
    .selectFrom('product')
    .innerJoin('metal', 'metal.code', 'product.metal')
    .selectAll('product')
    .orderBy('metal.position')
    .orderBy('product.name')
    .orderBy('product.id')
    .execute();
  const production = Map.groupBy(await db.selectFrom('product_production').selectAll().orderBy('year').execute(), (row) => row.product_id);
  const costs = Map.groupBy(await db.selectFrom('product_cost').selectAll().orderBy('year').execute(), (row) => row.product_id);
  return rows.map((row) => toProduct(row, production.get(row.id) ?? [], costs.get(row.id) ?? []));
};

const findProduct = async (db: Db, id: ProductId): Promise<{ product: Product; version: number } | undefined> => {
  const row = await db.selectFrom('product').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const production = await db.selectFrom('product_production').selectAll().where('product_id', '=', id).orderBy('year').execute();
  const costs = await db.selectFrom('product_cost').selectAll().where('product_id', '=', id).orderBy('year').execute();
  return { product: toProduct(row, production, costs), version: row.version };
};

/** Reads a product and its version. Throws NOT_FOUND. */
export const getProduct = async (db: Db, id: ProductId): Promise<{ product: Product; version: number }> => {
  const storedProduct = await findProduct(db, id);
  if (!storedProduct) throw notFound('product', id);
  return storedProduct;
};

/** Inserts or updates a product; returns its version, which is new if anything changed. Throws STALE, and DUPLICATE for a repeated year. */
export const saveProduct = async (tx: Tx, product: Product, expectedVersion?: number): Promise<number> => {
  const storedProduct = await findProduct(tx, product.id);
  requireCurrent('product', product.id, storedProduct?.version, expectedVersion);
  if (storedProduct && isDeepEqual(storedProduct.product, product)) return storedProduct.version;
  const { id } = product;
  requireDistinctYears(
    id,
    'production',
    product.production.map((p) => p.year),
  );
  requireDistinctYears(
    id,
    'unitCost',
    product.unitCost.map((c) => c.year),
  );
  const version = await currentVersion(tx);
  await upsert(tx, 'product', ['id'], [toProductRow(product, version)]);
  const owner = { column: 'product_id', id };
  const production = product.production.map(({ year, tonnes }) => ({ product_id: id, year, tonnes }));
  await replaceRows(tx, 'product_production', owner, 'year', production);
  const costs = product.unitCost.map(({ year, usdPerDmt }) => ({ product_id: id, year, usd_per_dmt: usdPerDmt }));
  await replaceRows(tx, 'product_cost', owner, 'year', costs);
  return version;
};

/** Deletes a product. Throws NOT_FOUND, and IN_USE when contracts, tenders or limits refer to it. */
export const removeProduct = async (tx: Tx, id: ProductId): Promise<void> => {
  await requireRow(tx, 'product', 'id', 'product', id);
  await requireUnused(tx, { kind: 'product', id }, { table: 'contract', column: 'product_id', by: 'contract' });
  await requireUnused(tx, { kind: 'product', id }, { table: 'tender', column: 'product_id', by: 'tender' });
  await requireUnused(tx, { kind: 'product', id }, { table: 'limit_rule', column: 'product_id', by: 'limit' });
  await tx.deleteFrom('product_production').where('product_id', '=', id).execute();
  await tx.deleteFrom('product_cost').where('product_id', '=', id).execute();
  await tx.deleteFrom('product').where('id', '=', id).execute();
};
