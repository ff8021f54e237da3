import { expect, it } from 'vitest';
import { REFERENCES } from '#db/seeds/references.ts';
import { netPrice } from '#engine';
import { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import { METALS } from '#shared/domain/metal.ts';
import { Terms } from '#shared/domain/terms.ts';
import { monthOf } from '#shared/domain/time.ts';
import { OFFERED_TEMPLATES, TEMPLATES } from '../../../core/contracts/contractTemplates.ts';
import { contractPriceTerms, priceReferences } from '../../../engine/valuation/priceTerms.ts';
import { expectGolden, readGolden } from './goldenFile.ts';

type Case = {
  readonly template: ContractTemplateKey;
  readonly assay: Readonly<Record<string, number>>;
  readonly moisture: number;
  readonly prices: Readonly<Record<string, number>>;
  readonly expected: number;
};

const golden = readGolden<Case>('templates');
const references = new Map(REFERENCES.map((reference) => [reference.code, reference]));
const start = monthOf(2027, 1);

const termsOf = (key: ContractTemplateKey, assay: Case['assay']): Terms => {
  const { quantity, sources: _sources, ...terms } = TEMPLATES[key].terms({ references, assay, start, isToChina: true });
  return Terms.parse({ from: start, quantity: { tonnesPerYear: 1000, ...quantity }, ...terms });
};

it.each(golden.cases)(
  'the template $template has the value of an independent program',
  ({ template, assay, moisture, prices, expected }) => {
    const terms = contractPriceTerms(termsOf(template, assay), moisture);
    const units = Object.fromEntries(REFERENCES.map(({ code, unit }) => [code, unit]));
    expectGolden(netPrice(terms, assay, { prices, units }).total, expected, golden.relativeTolerance, 'total');
  },
);

it('every template has its golden price', () => {
  expect(golden.cases.map(({ template }) => template)).toEqual(ContractTemplateKey.options);
});

it('each metal has at least two templates that differ in form or basis', () => {
  for (const metal of METALS) {
    const of = OFFERED_TEMPLATES.filter((template) => template.metal === metal);
    const kinds = of.map(({ key, forms }) => {
      const { price, blend: _blend, ...terms } = termsOf(key, golden.cases.find(({ template }) => template === key)!.assay);
      const adjustment = price.basis === 'indexDmt' ? price.adjustment.kind : '';
      return [forms.join(), price.basis, adjustment, terms.quotation.holder, ...priceReferences(price).averaged].join(' ');
    });
    expect(new Set(kinds).size, metal).toBeGreaterThanOrEqual(2);
  }
});
