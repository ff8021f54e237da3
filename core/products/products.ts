import { countContractsByProduct, listContracts } from '#db/repositories/contracts.ts';
import { listRecordVersions } from '#db/repositories/history.ts';
import { listLimits } from '#db/repositories/limits.ts';
import { getProduct, listProducts, removeProduct, saveProduct } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import type { Db } from '#db/schema.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { ProductId } from '#shared/domain/ids.ts';
import { METALS } from '#shared/domain/metal.ts';
import type { Product } from '#shared/domain/product.ts';
import { message } from '#shared/messages/text.ts';
import { throwIfIssues, withEntryPath } from '../badInput.ts';
import type { HandlersOf } from '../context.ts';
import { changeLabel } from '../editLabels.ts';
import { copyName, typicalProductName } from '../recordTexts.ts';
import { yieldIfDue } from '../yielding.ts';
import { productEditLabel, productIssues } from './checks.ts';
import { newProduct, productOrigins, withEnteredAssay } from './productDefaults.ts';
import { productView } from './productView.ts';

const MAX_NAME = 200;

/** Reads the records that a product is checked against. */
const readRecords = async (db: Db) => ({
  products: await listProducts(db),
  contracts: await listContracts(db, yieldIfDue),
  references: await listReferences(db),
});

const issuesOf = (product: Product, { products, contracts, references }: Awaited<ReturnType<typeof readRecords>>): readonly FieldIssue[] =>
  productIssues(product, {
    before: products.find(({ id }) => id === product.id),
    others: products.filter(({ id }) => id !== product.id),
    contracts: contracts.filter(({ productId }) => productId === product.id),
    references,
  });

export const productsHandlers: HandlersOf<'products'> = {
  'products.list': async (_input, { workspace }) => {
    const db = workspace.db();
    const products = await listProducts(db);
    const version = await listRecordVersions(db, 'product');
    const contracts = await countContractsByProduct(db);
    return {
      products: products.map((product) => ({
        product,
        version: version.get(product.id) ?? 0,
        contracts: contracts.get(product.id) ?? 0,
      })),
    };
  },

  'products.get': async ({ id, first }, ctx) => ({
    ...(await getProduct(ctx.workspace.db(), id)),
    ...(await productView(ctx, id, first)),
  }),

  'products.blank': async ({ metal: requestedMetal }, { workspace, newId }) => {
    const storedProducts = await listProducts(workspace.db());
    const metal = requestedMetal ?? METALS.find((candidate) => !storedProducts.some((product) => product.metal === candidate)) ?? METALS[0];
    const name = typicalProductName(
      metal,
      storedProducts.map((product) => product.name),
    );
    const product = newProduct({ id: ProductId.parse(newId()), name, metal, production: [] });
    return { product, origins: productOrigins(product) };
  },

  'products.save': async ({ product: enteredProduct, version }, { workspace }) => {
    const records = await readRecords(workspace.db());
    const productBefore = records.products.find(({ id }) => id === enteredProduct.id);
    const product = withEnteredAssay(enteredProduct, productBefore);
    throwIfIssues(issuesOf(product, records));
    if (productBefore === undefined && version !== undefined) throw new OrebookError('NOT_FOUND', { kind: 'product', id: product.id });
    const label = productBefore ? productEditLabel(productBefore, product) : message('history.productAdded', { name: product.name });
    return workspace.change(label, async (tx) => ({ id: product.id, version: await saveProduct(tx, product, version) }));
  },

  'products.saveMany': async ({ entries }, { workspace }) => {
    const records = await readRecords(workspace.db());
    throwIfIssues(entries.flatMap(({ product }, index) => withEntryPath(index, issuesOf(product, records))));
    const label = changeLabel(
      entries.map(({ product }) => {
        const productBefore = records.products.find(({ id }) => id === product.id);
        if (productBefore === undefined) throw new OrebookError('NOT_FOUND', { kind: 'product', id: product.id });
        return productEditLabel(productBefore, product);
      }),
      'history.productsEdited',
    );
    await workspace.change(label, async (tx) => {
      for (const { product, version } of entries) {
        const productBefore = records.products.find(({ id }) => id === product.id);
        await saveProduct(tx, withEnteredAssay(product, productBefore), version);
      }
    });
    return { done: true };
  },

  'products.copy': async ({ id }, { workspace, newId }) => {
    const db = workspace.db();
    const { product } = await getProduct(db, id);
    const takenNames = (await listProducts(db)).map(({ name }) => name);
    const copy: Product = { ...product, id: ProductId.parse(newId()), name: copyName(product.name, takenNames, MAX_NAME) };
    return workspace.change(message('history.productCopied', { from: product.name }), async (tx) => {
      await saveProduct(tx, copy);
      return { id: copy.id };
    });
  },

  'products.remove': async ({ ids }, { workspace }) => {
    const db = workspace.db();
    const chosenIds = new Set(ids);
    const contracts = (await listContracts(db, yieldIfDue)).filter(({ productId }) => chosenIds.has(productId));
    const limits = (await listLimits(db)).filter(({ productId }) => productId !== undefined && chosenIds.has(productId));
    if (contracts.length + limits.length > 0) {
      throw new OrebookError('IN_USE', {
        kind: 'product',
        id: contracts[0]?.productId ?? limits[0]?.productId,
        by: contracts.length > 0 ? 'contract' : 'limit',
        count: contracts.length + limits.length,
      });
    }
    const name = (await listProducts(db)).find(({ id }) => id === ids[0])?.name;
    if (name === undefined) throw new OrebookError('NOT_FOUND', { kind: 'product', id: ids[0] });
    await workspace.change(message('history.productsDeleted', { name, count: chosenIds.size }), async (tx) => {
      for (const id of chosenIds) await removeProduct(tx, id);
    });
    return { done: true };
  },
};
