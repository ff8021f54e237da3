import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderMessage } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice } from '../imports/importFiles.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
  const products = [{ name: 'North concentrate', metal: 'copper' as const, tonnes: [{ year: 2026, tonnes: 150_000 }] }];
  await services.ask('workspace.create', { name: 'Own', discountRate: 0.08, products });
});
afterAll(() => services.close());

const productNamed = async (name: string) => {
  const { products } = await services.ask('products.list', {});
  const match = products.find(({ product }) => product.name === name);
  if (!match) throw new Error(`no product ${name}`);
  return match;
};
const isAsked = async () => {
  const { checklist } = await services.ask('overview.get', {});
  const { findings } = await services.ask('health.list', {});
  return {
    done: checklist.find(({ key }) => key === 'assays')?.isDone,
    found: findings.filter(({ kind }) => kind === 'assumedAssay').length,
  };
};

it('a new workspace asks for the assay of its product until one is entered or confirmed', async () => {
  const { product, version } = await productNamed('North concentrate');
  expect(product.isAssayAssumed).toBe(true);
  expect(await isAsked()).toEqual({ done: false, found: 1 });
  await services.ask('products.save', { product: { ...product, moisture: 0.1 }, version });
  expect(await isAsked()).toEqual({ done: false, found: 1 });
  const storedProduct = await productNamed('North concentrate');
  await services.ask('products.save', {
    product: { ...storedProduct.product, assay: { Cu: 0.27, As: 0.003 } },
    version: storedProduct.version,
  });
  expect((await productNamed('North concentrate')).product.isAssayAssumed).toBeUndefined();
  expect(await isAsked()).toEqual({ done: true, found: 0 });
});

it('typical grades can be confirmed as they are', async () => {
  const { product } = await services.ask('products.blank', { metal: 'lithium' });
  const { id, version } = await services.ask('products.save', { product });
  expect((await isAsked()).found).toBe(1);
  const { isAssayAssumed: _assumed, ...confirmed } = product;
  await services.ask('products.save', { product: { ...confirmed, id }, version });
  expect((await isAsked()).found).toBe(0);
});

it('a contract of a product without an entered assay has a warning, and an import of an assay ends it', async () => {
  const paste = async (text: string) =>
    services.waitForJob(
      await services.ask('imports.apply', guessedChoice(await services.ask('imports.paste', { target: 'products', text }))),
    );
  await paste('Name\tMetal\nEast concentrate\tCopper');
  const { product } = await productNamed('East concentrate');
  expect(product.isAssayAssumed).toBe(true);
  await services.waitForJob(
    await services.ask(
      'imports.apply',
      guessedChoice(await services.ask('imports.paste', { target: 'buyers', text: 'Name\tCountry\nOtori\tJP' })),
    ),
  );
  const { rows } = await services.ask('buyers.list', {});
  const blankContract = await services.ask('contracts.template', {
    key: 'copperConcentrateCif',
    productId: product.id,
    buyerId: rows[0]!.id,
  });
  const { warnings } = await services.ask('contracts.preview', { contract: blankContract.contract });
  expect(warnings.map(({ message }) => renderMessage(message)).join()).toContain('No assay has been entered for East concentrate');
  await paste('Name\tMetal\tTypical assay\nEast concentrate\tCopper\tCu 24 %');
  expect((await productNamed('East concentrate')).product.isAssayAssumed).toBeUndefined();
});
