import { expect, it } from 'vitest';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { listContracts, saveContract } from '#db/repositories/contracts.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { buyer, contract, product } from './records.ts';
import { newWorkspace } from './workspaceFiles.ts';

const COUNT = 10_000;

it('ten thousand contracts are listed in under two seconds', async () => {
  const template = contract('n');
  const workspace = await newWorkspace(undefined, async (tx) => {
    await saveBuyer(tx, buyer('b1'));
    await saveProduct(tx, product('p1'));
    for (let i = 0; i < COUNT; i++) {
      const id = String(i).padStart(5, '0');
      await saveContract(tx, { ...template, id: `n${id}` as typeof template.id, code: `N-${id}` });
    }
  });
  const began = performance.now();
  const contracts = await listContracts(workspace.db);
  const took = performance.now() - began;
  expect(contracts).toHaveLength(COUNT);
  expect(contracts.at(-1)).toEqual({ ...template, id: 'n09999', code: 'N-09999' });
  expect(took).toBeLessThan(2000);
});
