import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { ContractId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import { productIssues } from '../../../core/products/checks.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const COPPER = ProductId.parse('copper-concentrate');

/** The pages of the summary of a copper contract, as JSON. */
const pages = async (): Promise<string> =>
  JSON.stringify(await services.ask('summaries.preview', { subject: { contractIds: [ContractId.parse('C-014')] }, view: 'internal' }));

const entry = async (id: ProductId) => (await services.ask('products.list', {})).products.find(({ product }) => product.id === id);

describe('the record', () => {
  test('states its country of origin in documents once one is entered', async () => {
    expect(await pages()).toMatch(/"Country of origin"\},\{"text":"Australia"/);
    const { product, version } = (await entry(COPPER))!;
    const { countryOfOrigin: _country, ...without } = product;
    await services.ask('products.save', { product: without, version });
    expect(await pages()).not.toContain('Country of origin');
    await services.ask('history.undo', {});
  });

  test('the list counts the contracts of each product', async () => {
    const { rows } = await services.ask('contracts.list', {});
    expect((await entry(COPPER))?.contracts).toBe(rows.filter(({ productId }) => productId === COPPER).length);
  });

  test('a new product is stored, and undo removes it', async () => {
    const { product } = (await entry(COPPER))!;
    const { spotPrice: _ofConcentrate, ...rest } = product;
    const newProduct: Product = {
      ...rest,
      id: ProductId.parse('oxide-cathode'),
      name: 'Oxide cathode',
      form: 'metal',
      assay: { Cu: 0.9999 },
    };
    await services.ask('products.save', { product: newProduct });
    expect((await entry(newProduct.id))?.product).toEqual(newProduct);
    await services.ask('history.undo', {});
    expect(await entry(newProduct.id)).toBeUndefined();
  });

  test('a product without contracts earns nothing until it has its own spot price', async () => {
    const { product } = (await entry(COPPER))!;
    const { spotPrice: _ofConcentrate, ...rest } = product;
    const unsoldProduct: Product = { ...rest, id: ProductId.parse('south-pit'), name: 'South pit concentrate' };
    const readEarnings = async () => (await services.book()).plan().value.products.find(({ productId }) => productId === unsoldProduct.id)!;
    await services.ask('products.save', { product: unsoldProduct });
    expect(Math.max(...(await readEarnings()).spotRevenue)).toBe(0);
    const { version } = (await entry(unsoldProduct.id))!;
    await services.ask('products.save', { product: { ...unsoldProduct, spotPrice: { basis: 'fixed', amount: 1_000 } }, version });
    const { spotTonnes, spotRevenue } = await readEarnings();
    expect(spotTonnes[1]).toBeGreaterThan(100_000);
    // twice the market depth: half of the production of a month at full price, all of it 5 % lower
    expect(spotRevenue[1]).toBeCloseTo(spotTonnes[1]! * 950, 3);
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
  });

  test('lower production changes the tonnes under contract, and undo restores it', async () => {
    const { product, version } = (await entry(COPPER))!;
    const readCoverage = async () => {
      const book = await services.book();
      return book
        .plan()
        .commitments()
        .find(({ productId }) => productId === COPPER)
        ?.years.find(({ year }) => year === 2028)?.planned;
    };
    expect(await readCoverage()).toBeCloseTo(430_000, 6);
    const halfProduction = product.production.map(({ year, tonnes }) => ({ year, tonnes: tonnes / 2 }));
    await services.ask('products.save', { product: { ...product, production: halfProduction }, version });
    expect(await readCoverage()).toBeCloseTo(215_000, 6);
    await services.ask('history.undo', {});
    expect(await readCoverage()).toBeCloseTo(430_000, 6);
  });

  test('a save over an older version is refused', async () => {
    const { product, version } = (await entry(COPPER))!;
    await services.ask('products.save', { product: { ...product, moisture: 0.08 }, version });
    expect(await services.call('products.save', { product, version })).toMatchObject({ ok: false, error: { code: 'STALE' } });
    await services.ask('history.undo', {});
  });

  test('a product with contracts cannot be deleted, one without can', async () => {
    expect(await services.call('products.remove', { ids: [COPPER] })).toMatchObject({
      ok: false,
      error: { code: 'IN_USE', details: { kind: 'product', by: 'contract' } },
    });
    const { product } = (await entry(COPPER))!;
    const spareProduct: Product = { ...product, id: ProductId.parse('spare'), name: 'Spare' };
    await services.ask('products.save', { product: spareProduct });
    await services.ask('products.remove', { ids: [spareProduct.id] });
    expect(await entry(spareProduct.id)).toBeUndefined();
    await services.ask('history.undo', {});
    expect((await entry(spareProduct.id))?.product).toEqual(spareProduct);
  });
});

describe('market depth', () => {
  const spotRevenue = async () => {
    const productValue = (await services.book()).plan().value.products.find(({ productId }) => productId === COPPER)!;
    return productValue.spotRevenue.reduce((sum, amount) => sum + amount, 0);
  };
  const saveWith = async (change: Partial<Product>) => {
    const { product, version } = (await entry(COPPER))!;
    return services.call('products.save', { product: { ...product, ...change }, version });
  };

  test('that is entered as the default changes nothing; a smaller one lowers spot revenue, and undo restores it', async () => {
    const before = await spotRevenue();
    await saveWith({ depthShare: 0.5, depthSlope: 0.05, depthCap: 0.25, mainReference: ReferenceCode.parse('CU') });
    expect(await spotRevenue()).toBe(before);
    await services.ask('history.undo', {});
    await saveWith({ depthShare: 0.02 });
    expect(await spotRevenue()).toBeLessThan(before * 0.99);
    await services.ask('history.undo', {});
    expect(await spotRevenue()).toBe(before);
  });

  test('of zero, a slope below zero, a cap above one and a main reference that is no price are refused at their field', async () => {
    const refusedResult = await saveWith({ depthShare: 0, depthSlope: -0.1, depthCap: 1.2 });
    const issues = refusedResult.ok ? [] : (refusedResult.error.details.issues as FieldIssue[]);
    expect(issues.map(({ path, rule }) => [path, rule])).toEqual([
      ['product.depthShare', 'noDepth'],
      ['product.depthSlope', 'tooSmall'],
      ['product.depthCap', 'tooBig'],
    ]);
    expect(issueText(issues[0]!)).toBe(
      'With no market depth, this product cannot be sold on spot. Enter at least 1 %, or leave the field empty for the default.',
    );
    expect(await saveWith({ mainReference: ReferenceCode.parse('CU-TC') })).toMatchObject({
      ok: false,
      error: { details: { issues: [{ path: 'product.mainReference', rule: 'notAPrice' }] } },
    });
  });

  test('is stated in documents where it is not the default', async () => {
    expect(await pages()).toContain('Default assumptions of each metal');
    await saveWith({ depthShare: 0.8 });
    expect((await pages()).replaceAll(/[\u202f\u00a0]/g, ' ')).toMatch(/except Copper concentrate: 80(\.0)? % of mean monthly production/);
    await services.ask('history.undo', {});
  });

  test('keeps the reference that it names from being deleted', async () => {
    const code = ReferenceCode.parse('OWN-DEPTH');
    const reference = { code, name: 'Own', kind: 'price', metal: 'copper', quotation: '', unit: 'USD/t', incoterm: '', vatIncluded: false };
    await services.ask('market.addReference', {
      reference: { ...reference, kind: 'price', metal: 'copper', unit: 'USD/t', volatility: 0.3 },
    });
    await saveWith({ mainReference: code });
    expect(await services.call('market.removeReference', { code })).toMatchObject({ ok: false, error: { code: 'IN_USE' } });
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
  });
});

describe('a new product', () => {
  test('has the defaults of its metal, marked as such, and a free name', async () => {
    const { product, origins } = await services.ask('products.blank', { metal: 'copper' });
    expect(product).toMatchObject({ metal: 'copper', form: 'concentrate', production: [], unitCost: [] });
    expect(origins).toMatchObject({ moisture: 'house', 'assay.Cu': 'house' });
    const { products } = await services.ask('products.list', {});
    expect(products.map(({ product: { name } }) => name)).not.toContain(product.name);
    await services.ask('products.save', { product });
    expect((await services.ask('products.blank', { metal: 'copper' })).product.name).not.toBe(product.name);
    await services.ask('history.undo', {});
  });

  test('is the same in a new workspace and in Plans; without a metal, it is of one that the workspace lacks', async () => {
    const { product } = await services.ask('products.blank', { metal: 'iron' });
    const otherServices = await openServices();
    await otherServices.ask('workspace.create', {
      name: 'Own',
      discountRate: 0.1,
      products: [{ name: product.name, metal: 'iron', tonnes: [] }],
    });
    const createdProduct = (await otherServices.ask('products.list', {})).products[0]?.product;
    expect({ ...createdProduct, id: product.id }).toEqual(product);
    expect((await otherServices.ask('products.blank', {})).product.metal).toBe('copper');
    await otherServices.close();
  });
});

describe('a product’s page', () => {
  test('shows how much is sold and lists its contracts', async () => {
    const { verdict, commitments, contracts } = await services.ask('products.get', { id: COPPER });
    expect(verdict[0]).toMatchObject({ key: 'products.verdict', figures: { planned: { value: expect.closeTo(430_000, 6) } } });
    expect(commitments?.kind).toBe('bars');
    expect(contracts.length).toBe((await entry(COPPER))?.contracts);
    expect(contracts.every(({ productId }) => productId === COPPER)).toBe(true);
  });

  test('shows how much is cut in months that lack product, where production of the year covers the commitments', async () => {
    const { product, version } = await services.ask('products.get', { id: COPPER });
    // 2027 has 110 kt a year until July, so that January to July lack product; sold is 430 kt in the year
    const { planned, share } = (await services.ask('products.get', { id: COPPER })).verdict[0]!.figures;
    const committedTonnes = Number(planned!.value) * Number(share!.value);
    const produced = committedTonnes * 1.01;
    const production = product.production.map((entry) => (entry.year === 2027 ? { ...entry, tonnes: produced } : entry));
    await services.ask('products.save', { product: { ...product, production }, version });
    const { verdict } = await services.ask('products.get', { id: COPPER });
    const { figures } = verdict.find(({ key }) => key === 'products.verdictCut')!;
    const spot = verdict.find(({ key }) => key.startsWith('products.verdictSpot'))!.figures.tonnes!;
    // what is produced is delivered or sold on spot
    expect(produced - (committedTonnes - Number(figures.tonnes!.value)) - Number(spot.value)).toBeCloseTo(0, 3);
    const { lines, total } = figures.tonnes!.explanation!;
    expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(Number(figures.tonnes!.value), 6);
    expect(total.amount).toBe(figures.tonnes!.value);
    expect(Number(figures.damages!.value)).toBeGreaterThan(0);
    await services.ask('history.undo', {});
  });

  test('explains why a tonne sold on spot earns less than the spot price, to the last cent', async () => {
    const { product, version } = await services.ask('products.get', { id: COPPER });
    await services.ask('products.save', { product: { ...product, depthShare: 0.05 }, version });
    const { verdict } = await services.ask('products.get', { id: COPPER });
    const { key, figures } = verdict.at(-1)!;
    expect(key).toBe('products.verdictSpot');
    const { lines, total } = figures.price!.explanation!;
    expect(lines.map(({ label }) => (label as { key: string }).key)).toContain('line.depthLoss');
    expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(total.amount, 6);
    expect(1 - total.amount / lines[0]!.amount).toBeCloseTo(Number(figures.loss!.value), 9);
    expect(figures.price!.value).toBe(total.amount);
    await services.ask('history.undo', {});
  });

  test('states that nothing is planned', async () => {
    const { product } = await services.ask('products.blank', { metal: 'tin' });
    await services.ask('products.save', { product });
    const view = await services.ask('products.get', { id: product.id });
    expect(view).toMatchObject({ verdict: [{ key: 'products.verdictIdle' }], contracts: [], limits: 0 });
    expect(view.commitments).toBeUndefined();
    await services.ask('history.undo', {});
  });
});

describe('a change of a product', () => {
  const labelAfter = async (change: Partial<Product>) => {
    const { product, version } = (await entry(COPPER))!;
    await services.ask('products.save', { product: { ...product, ...change }, version });
    const { label } = await services.ask('history.undo', {});
    return label;
  };

  test('is labelled by the one part that changed', async () => {
    const { product } = (await entry(COPPER))!;
    expect(await labelAfter({ name: 'North pit concentrate' })).toEqual({
      key: 'history.productRenamed',
      values: { from: product.name, name: 'North pit concentrate' },
    });
    expect((await labelAfter({ production: [{ year: 2027, tonnes: 1 }] })).key).toBe('history.productEdited.production');
    expect((await labelAfter({ unitCost: [{ year: 2027, usdPerDmt: 1 }] })).key).toBe('history.productEdited.cost');
    expect((await labelAfter({ costCurrency: { currency: 'AUD', share: 0.6 } })).key).toBe('history.productEdited.cost');
    expect((await labelAfter({ moisture: 0.1 })).key).toBe('history.productEdited.assay');
    expect((await labelAfter({ spotZone: 'europe' })).key).toBe('history.productEdited.spot');
    expect((await labelAfter({ depthShare: 0.8 })).key).toBe('history.productEdited.depth');
    expect((await labelAfter({ moisture: 0.1, name: 'Other' })).key).toBe('history.productEdited');
  });

  test('several products are saved in one change with a count, all or none', async () => {
    const { products } = await services.ask('products.list', {});
    const entries = products.slice(0, 3).map(({ product, version }) => ({ product: { ...product, resaleMonths: 5 }, version }));
    const staleEntries = entries.map((productEntry, i) =>
      i === 2 ? { ...productEntry, version: productEntry.version - 1 } : productEntry,
    );
    expect(await services.call('products.saveMany', { entries: staleEntries })).toMatchObject({ ok: false, error: { code: 'STALE' } });
    expect((await services.ask('products.list', {})).products).toEqual(products);
    await services.ask('products.saveMany', { entries });
    expect(await services.ask('history.undo', {})).toEqual({ label: { key: 'history.productsEdited', values: { count: 3 } } });
    expect((await services.ask('products.list', {})).products.map(({ product }) => product)).toEqual(
      products.map(({ product }) => product),
    );
  });

  test('a copy has the same terms and a new name', async () => {
    const { product } = (await entry(COPPER))!;
    const { id } = await services.ask('products.copy', { id: COPPER });
    expect((await entry(id))?.product).toEqual({ ...product, id, name: `${product.name} (copy)` });
    await services.ask('history.undo', {});
    expect(await entry(id)).toBeUndefined();
  });
});

describe('bad input', () => {
  test('a name of another product is refused in any case; its own is not', async () => {
    const { products } = await services.ask('products.list', {});
    const otherProduct = products.find(({ product }) => product.id !== COPPER)!.product;
    const { product, version } = (await entry(COPPER))!;
    expect(
      await services.call('products.save', { product: { ...product, name: ` ${otherProduct.name.toUpperCase()}` }, version }),
    ).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'product.name', rule: 'taken' }] } },
    });
    expect(await services.call('products.save', { product, version })).toMatchObject({ ok: true });
  });

  test('an element that contract prices use cannot be removed from the assay', async () => {
    const { product, version } = (await entry(COPPER))!;
    const { spotPrice: _spot, ...rest } = product;
    const { Cu: _sold, ...assay } = product.assay;
    const refusedResult = await services.call('products.save', { product: { ...rest, assay }, version });
    expect(refusedResult).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'product.assay', rule: 'elementsInUse' }] } },
    });
    const issues = refusedResult.ok ? [] : (refusedResult.error.details.issues as readonly FieldIssue[]);
    expect(issues.map(issueText).join()).toMatch(/Cu in C-\d{3}/);
  });

  test('the metal of a product with contracts cannot change', async () => {
    const { product, version } = (await entry(COPPER))!;
    expect(await services.call('products.save', { product: { ...product, metal: 'zinc' }, version })).toMatchObject({
      error: { details: { issues: [{ path: 'product.metal', rule: 'soldAs', limit: { key: 'metal.copper' } }] } },
    });
  });

  test('a cost in a currency without an exchange rate is refused at its field', async () => {
    const { product } = (await entry(COPPER))!;
    const costCurrency = { currency: 'AUD', share: 0.6 } as const;
    const issues = productIssues({ ...product, costCurrency }, { before: product, others: [], contracts: [], references: [] });
    expect(issues).toContainEqual({ path: 'product.costCurrency.currency', rule: 'noCostRate', limit: 'AUD' });
    const { version } = (await entry(COPPER))!;
    expect(await services.call('products.save', { product: { ...product, costCurrency }, version })).toMatchObject({ ok: true });
    await services.ask('history.undo', {});
  });

  test.each([
    ['a share of cost over 100 %', { costCurrency: { currency: 'AUD', share: 1.1 } }, 'product.costCurrency.share', 'tooBig'],
    ['a grade over 100 %', { assay: { Cu: 1.01 } }, 'product.assay.Cu', 'tooBig'],
    ['negative tonnes', { production: [{ year: 2027, tonnes: -1 }] }, 'product.production.0.tonnes', 'tooSmall'],
    ['a year that is none', { production: [{ year: 20270, tonnes: 1 }] }, 'product.production.0.year', 'tooLate'],
    ['a name of 5,000 characters', { name: 'x'.repeat(5000) }, 'product.name', 'tooLong'],
    [
      'a spot price on a reference that is gone',
      { spotPrice: { basis: 'refined', reference: 'NOWHERE', premium: 0 } },
      'product.spotPrice.reference',
      'gone',
    ],
    [
      'a spot price on an element that the assay lacks',
      {
        spotPrice: { basis: 'percentage', payables: [{ element: 'Ni', reference: 'NI', payable: 0.7 }], premium: 0 },
      },
      'product.spotPrice.payables.0.element',
      'notInAssay',
    ],
  ])('%s is refused at its field', async (_what, fields, path, rule) => {
    const { product, version } = (await entry(COPPER))!;
    const result = await services.call('products.save', { product: { ...product, ...fields }, version });
    expect(result).toMatchObject({ ok: false, error: { code: 'BAD_INPUT', details: { issues: [{ path, rule }] } } });
  });
});
