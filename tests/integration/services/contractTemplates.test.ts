import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import { BuyerId, type ProductId } from '#shared/domain/ids.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

/** A product for a template: the sample's, or one that is added for it. */
const productFor = async (key: ContractTemplateKey): Promise<ProductId> => {
  const { templates, products } = await services.ask('contracts.options', {});
  const { metal, forms } = templates.find((template) => template.key === key)!;
  const match = products.find((product) => product.metal === metal && forms.includes(product.form));
  if (match) return match.id;
  const { product } = await services.ask('products.blank', { metal });
  const newProduct = { ...product, name: `${metal} ${forms[0]}`, form: forms[0]! };
  await services.ask('products.save', { product: newProduct });
  return newProduct.id;
};

test.each(ContractTemplateKey.options)(
  'a contract from the template %s comes back as it was saved, and undo takes it away',
  async (key) => {
    const productId = await productFor(key);
    const { contract, origins } = await services.ask('contracts.template', { key, productId });
    expect(new Set(Object.values(origins))).toEqual(new Set(key === 'nickelConcentrate' ? ['house'] : ['house', 'source']));
    await services.ask('contracts.save', { contract });
    expect((await services.ask('contracts.get', { id: contract.id })).contract).toEqual(contract);
    expect((await services.ask('history.undo', {})).label).toEqual({ key: 'history.contractAdded', values: { code: contract.code } });
    expect(await services.call('contracts.get', { id: contract.id })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  },
);

test('a template for a metal without a product asks for the product', async () => {
  expect(await services.call('contracts.template', { key: 'ironFinesProRata', productId: 'copper-concentrate' })).toMatchObject({
    ok: false,
    error: { code: 'BAD_INPUT', details: { issues: [{ path: 'productId', rule: 'notOffered' }] } },
  });
});

test('a template asks for a product of its form, and accepts no other', async () => {
  const products = (await services.ask('contracts.options', {})).products.filter(({ metal }) => metal === 'aluminium');
  const bauxite = products.find(({ form }) => form === 'bauxite')!;
  expect((await services.ask('contracts.template', { key: 'bauxiteFixed' })).contract.productId).toBe(bauxite.id);
  expect(await services.call('contracts.template', { key: 'aluminaIndex', productId: bauxite.id })).toMatchObject({
    ok: false,
    error: { code: 'BAD_INPUT', details: { issues: [{ path: 'productId', rule: 'notOffered' }] } },
  });
});

test('every default of a template is marked as sourced or as a default assumption', async () => {
  const { contract, origins } = await services.ask('contracts.template', {
    key: 'copperConcentrateCif',
    buyerId: BuyerId.parse('hai-long'),
  });
  expect(contract).toMatchObject({ buyerId: 'hai-long', law: 'English law', seat: 'Singapore, SIAC' });
  expect(contract.note).toContain('CIQ');
  expect(contract.terms[0]?.payment.letterOfCredit).toBe(true);
  expect(contract.terms[0]?.delivery).toMatchObject({ incoterm: 'CIF', destinationPort: 'China main port' });
  expect(contract.terms[0]?.price).toMatchObject({ treatmentCharge: { kind: 'benchmark', reference: 'CU-TC', differential: 0 } });
  expect(origins['terms.0.price.treatmentCharge.reference']).toBe('source');
  expect(origins['terms.0.price.payables.0.payable']).toBe('house');
  expect(origins['terms.0.delivery.freightUsdPerWmt']).toBe('house');
  expect(Object.keys(origins)).toEqual(expect.arrayContaining(['law', 'seat', 'start', 'end', 'terms.0.quantity.takeOrPayShare']));
});

test('the treatment charge of a copper template is the benchmark of 2026: zero', async () => {
  const { contract } = await services.ask('contracts.template', { key: 'copperConcentrateCif' });
  const { waterfall } = await services.ask('contracts.preview', { contract });
  expect(waterfall.lines.find(({ label }) => renderLabel(label) === 'Treatment charge')?.amount).toBe(0);
  expect(waterfall.lines.find(({ label }) => renderLabel(label) === 'Copper refining charge')?.amount).toBe(0);
});
