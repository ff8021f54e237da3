import { expect, test } from 'vitest';
import { buildSampleWorkspace } from '#db/seeds/sample/index.ts';
import { payableElements } from './fieldContext.ts';

const { contracts } = buildSampleWorkspace();
const elementsOf = (code: string) => [...payableElements(contracts.find((contract) => contract.code === code)!)];

test('hydroxide is paid for nickel and cobalt, a concentrate for its metals, an ore on an index for no named element', () => {
  expect(elementsOf('C-034')).toEqual(['Ni', 'Co']);
  expect(elementsOf('C-014')).toContain('Cu');
  const ore = contracts.find(({ terms }) => terms[0]!.price.basis === 'indexDmt')!;
  expect(elementsOf(ore.code)).toEqual([]);
});
