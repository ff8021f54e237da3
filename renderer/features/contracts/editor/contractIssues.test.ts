import { expect, test } from 'vitest';
import { CODES } from '#db/seeds/referenceCodes.ts';
import { REFERENCES } from '#db/seeds/references.ts';
import { buildSampleWorkspace } from '#db/seeds/sample/index.ts';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { contractField } from '../fields/contractField.ts';
import { contractIssues } from './contractIssues.ts';

const options: ContractOptions = {
  buyers: [],
  count: 0,
  valuationMonth: 2026 * 12 + 4,
  products: [],
  references: REFERENCES.map(({ code, name, unit, kind }) => ({ code, name: { shipped: name }, unit, kind })),
  templates: [],
  countries: [],
};
const referenceName = (referenceCode: string): string =>
  renderLabel({ shipped: REFERENCES.find(({ code }) => code === referenceCode)!.name });
const haiLong = buildSampleWorkspace().contracts.find(({ code }) => code === 'C-014')!;
const missingPrice = (details: { readonly reference: string; readonly month?: number }) => new OrebookError('MISSING_PRICE', details);

test('a missing price is shown at the first term that needs it, with name and month', () => {
  const copper = referenceName('CU');
  expect(contractIssues(missingPrice({ reference: 'CU' }), haiLong, options)).toEqual([
    { path: 'terms.0.price.payables.0.reference', rule: 'unpriced', limit: copper },
  ]);
  const charge = referenceName('CU-TC');
  expect(contractIssues(missingPrice({ reference: 'CU-TC', month: 2026 * 12 + 8 }), haiLong, options)).toEqual([
    { path: 'terms.0.price.treatmentCharge.reference', rule: 'unpriced', limit: `${charge} in Sep 2026` },
  ]);
});

test('a missing price that no term needs is shown at no field', () => {
  expect(contractIssues(missingPrice({ reference: 'ZN' }), haiLong, options)).toEqual([]);
});

test('a missing exchange rate is shown at the first term priced in its currency; at no field where all prices are in dollars', () => {
  const month = 2026 * 12 + 8;
  const noRate = new OrebookError('CURRENCY', { currency: 'CNY', reference: CODES.usdCny, month });
  expect(contractIssues(noRate, haiLong, options)).toEqual([]);
  const payables = [{ element: 'Li2O' as const, reference: CODES.lithiumCarbonateChina, payable: 0.9 }];
  const [first] = haiLong.terms;
  const inYuan = { ...first!, price: { basis: 'percentage' as const, payables, premium: 0 } };
  expect(contractIssues(noRate, { ...haiLong, terms: [first!, inYuan] }, options)).toEqual([
    { path: 'terms.1.price.payables.0.reference', rule: 'noRate', limit: 'CNY in Sep 2026' },
  ]);
});

test('an issue of a quotational period has the name of its field and not its path', () => {
  const issues = ['offset', 'from'].map((key) => ({ path: `contract.terms.0.quotation.alternatives.0.${key}`, rule: 'tooBig', limit: 6 }));
  const shownIssues = contractIssues(new OrebookError('BAD_INPUT', { issues }), haiLong, options);
  expect(shownIssues.map(({ path }) => path)).toEqual(Array.from({ length: 2 }, () => 'terms.0.quotation.alternatives.0.offset'));
  expect(shownIssues.map(({ path }) => contractField(path, { contract: haiLong, options })?.label)).toEqual([
    'Pricing month',
    'Pricing month',
  ]);
});
