import { expect, test } from 'vitest';
import { REFERENCES } from '#db/seeds/references.ts';
import { sampleMine } from '#db/seeds/sample/index.ts';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { contractIssues } from '../../../../renderer/features/contracts/editor/contractIssues.ts';

const options: ContractOptions = {
  buyers: [],
  valuationMonth: 2026 * 12 + 4,
  products: [],
  references: REFERENCES.map(({ code, name, unit, kind }) => ({ code, name, unit, kind })),
  templates: [],
};
const haiLong = sampleMine().contracts.find(({ code }) => code === 'C-014')!;
const missing = (details: { readonly reference: string; readonly month?: number }) => new OrebookError('MISSING_PRICE', details);

test('a price that nobody has is told at the first term that asks for it, by name and month', () => {
  const copper = options.references.find(({ code }) => code === 'CU')!.name;
  expect(contractIssues(missing({ reference: 'CU' }), haiLong, options)).toEqual([
    { path: 'terms.0.price.payables.0.reference', rule: 'unpriced', limit: copper },
  ]);
  const charge = options.references.find(({ code }) => code === 'CU-TC')!.name;
  expect(contractIssues(missing({ reference: 'CU-TC', month: 2026 * 12 + 8 }), haiLong, options)).toEqual([
    { path: 'terms.0.price.treatmentCharge.reference', rule: 'unpriced', limit: `${charge} in Sep 2026` },
  ]);
});

test('a price that no term asks for, a rate say, is told at none', () => {
  expect(contractIssues(missing({ reference: 'CNY' }), haiLong, options)).toEqual([]);
});
