import { describe, expect, it } from 'vitest';
import { REFERENCES } from '#db/seeds/references.ts';
import { buildSampleWorkspace } from '#db/seeds/sample/index.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import { Product } from '#shared/domain/product.ts';
import { setAt } from '#shared/recordPath.ts';
import { at, editAt } from '../../editing/fields/fieldPath.ts';
import type { PriceContext } from '../../editing/pricing/priceContext.ts';
import { priceEdits } from '../../editing/pricing/priceEdits.ts';
import { productField } from './productField.ts';
import { previousCost, productOf, SHEET, sheetOf, sheetPath } from './productSheet.ts';

const { products } = buildSampleWorkspace();
const product = products.find(({ metal }) => metal === 'copper')!;

const spotOf = (storedProduct: Product): PriceContext => ({
  record: sheetOf(storedProduct),
  product: storedProduct,
  references: REFERENCES.map((reference) => ({ ...reference, name: { shipped: reference.name } })),
  year: 2026,
});

describe('a product’s sheet', () => {
  it('converts every product of the sample back unchanged', () => {
    for (const storedProduct of products) expect(productOf(sheetOf(storedProduct))).toEqual(storedProduct);
  });

  it('inserts a year in order and removes an emptied one', () => {
    const sheet = sheetOf({
      ...product,
      production: [
        { year: 2026, tonnes: 1 },
        { year: 2028, tonnes: 3 },
      ],
      unitCost: [],
    });
    const intermediateSheet = setAt(sheet, 'years.2027.tonnes', 2);
    expect(productOf(intermediateSheet).production).toEqual([2026, 2027, 2028].map((year, i) => ({ year, tonnes: i + 1 })));
    expect(productOf(setAt(intermediateSheet, 'years.2026.tonnes', undefined)).production.map(({ year }) => year)).toEqual([2027, 2028]);
    expect(Product.parse(productOf(intermediateSheet))).toEqual(productOf(intermediateSheet));
  });

  it('shows the dispatcher’s issue of an entry at its year', () => {
    const of = { ...product, production: [{ year: 2031, tonnes: -1 }], unitCost: [{ year: 2029, usdPerDmt: 1 }] };
    expect(sheetPath('production.0.tonnes', of)).toBe('years.2031.tonnes');
    expect(sheetPath('unitCost.0.usdPerDmt', of)).toBe('years.2029.usdPerDmt');
    expect(sheetPath('assay.Cu', of)).toBe('assay.Cu');
  });

  it('applies a unit cost until the next year with one', () => {
    const sheet = sheetOf({
      ...product,
      production: [],
      unitCost: [
        { year: 2026, usdPerDmt: 40 },
        { year: 2029, usdPerDmt: 44 },
      ],
    });
    expect([2026, 2028, 2030].map((year) => previousCost(sheet, year))).toEqual([undefined, 40, 44]);
  });

  it('has a field for every figure, gold and silver in grams', () => {
    const field = (path: string) => productField(path, spotOf(product));
    expect(field('assay.Cu')).toMatchObject({ unit: '%', scale: 100 });
    expect(field('assay.Au')).toMatchObject({ unit: 'g/dmt', scale: 1e6 });
    expect(field('years.2027.tonnes')).toMatchObject({ scale: 0.001, label: 'Production 2027' });
    expect(field('years.2027')).toBeUndefined();
  });
});

const SPOT_PRICE = at(SHEET, 'spotPrice');

describe('the price of a spot sale', () => {
  const BASES = ['payableMetal', 'indexDmt', 'indexDmtu', 'percentage', 'refined', 'chemical', 'fixed'];

  it('accepts every basis for every product; only figures without a default are missing', () => {
    for (const storedProduct of products) {
      for (const basis of BASES) {
        const [edit] = priceEdits(spotOf(storedProduct), SPOT_PRICE, editAt('spotPrice.basis', basis)) ?? [];
        expect(edit?.path).toBe('spotPrice');
        const parseResult = Product.safeParse({ ...storedProduct, spotPrice: edit?.value }, { reportInput: true });
        const issues = parseResult.success ? [] : fieldIssues(parseResult.error);
        expect(issues.filter(({ rule }) => rule !== 'required')).toEqual([]);
        for (const { path } of issues) expect(productField(path, spotOf(storedProduct)), `${basis} ${path}`).toBeDefined();
      }
    }
  });

  it('uses the product’s element and the reference of its metal in its unit', () => {
    const [edit] = priceEdits(spotOf(product), SPOT_PRICE, editAt('spotPrice.basis', 'payableMetal')) ?? [];
    expect(edit?.value).toMatchObject({ payables: [{ element: 'Cu', reference: 'CU' }] });
    const pricedSheet = { ...sheetOf(product), spotPrice: edit?.value };
    const context = { ...spotOf(product), record: pricedSheet };
    expect(productField('spotPrice.escalator.basisPrice', context)).toMatchObject({ unit: 'USD/t' });
    expect(productField('spotPrice.payables.0.reference', context)).toMatchObject({ kind: 'choice' });
  });

  it('does not change other fields', () => {
    expect(priceEdits(spotOf(product), SPOT_PRICE, editAt('spotZone', 'china'))).toBeUndefined();
    expect(priceEdits(spotOf(product), SPOT_PRICE, editAt('spotPrice', undefined))).toBeUndefined();
  });
});
