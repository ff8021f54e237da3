import { expect, it } from 'vitest';
import { listBuyers, removeBuyer, saveBuyer } from '#db/repositories/buyers.ts';
import { addContracts, listContracts, removeContract, saveContract } from '#db/repositories/contracts.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { undo } from '#db/transaction.ts';
import { BuyerId, ContractId } from '#shared/domain/ids.ts';
import { buyer, contract, product } from './records.ts';
import { changeAsUser, createWorkspace } from './workspaceFiles.ts';

const COUNT = 10_000;
const BATCH = 500;

// The bench of the store measures the duration.
it('ten thousand contracts are added and listed as they were saved', async () => {
  const template = contract('n');
  const manyContracts = Array.from({ length: COUNT }, (_, i) => {
    const id = String(i).padStart(5, '0');
    return { ...template, id: `n${id}` as typeof template.id, code: `N-${id}` };
  });
  const workspace = await createWorkspace(undefined, async (tx) => {
    await saveBuyer(tx, buyer('b1'));
    await saveProduct(tx, product('p1'));
    for (let i = 0; i < COUNT; i += BATCH) await addContracts(tx, manyContracts.slice(i, i + BATCH));
  });
  const contracts = await listContracts(workspace.db);
  expect(contracts).toHaveLength(COUNT);
  expect(contracts[0]).toEqual(manyContracts[0]);
  expect(contracts.at(-1)).toEqual(manyContracts.at(-1));
});

it('a list after a change reads the contract that was written and keeps the others as they were', async () => {
  const workspace = await createWorkspace(undefined, async (tx) => {
    await saveBuyer(tx, buyer('b1'));
    await saveProduct(tx, product('p1'));
    for (const id of ['c1', 'c2', 'c3']) await saveContract(tx, contract(id));
  });
  const earlierContracts = await listContracts(workspace.db);
  await changeAsUser(workspace, (tx) => saveContract(tx, contract('c2', { note: 'changed' })));
  const contracts = await listContracts(workspace.db);
  expect(contracts.map((item, i) => item === earlierContracts[i])).toEqual([true, false, true]);
  expect(contracts[1]!.note).toBe('changed');
});

it('a list of contracts keeps the order of their codes over changes, additions, removals and undo', async () => {
  const workspace = await createWorkspace(undefined, async (tx) => {
    await saveBuyer(tx, buyer('b1'));
    await saveProduct(tx, product('p1'));
    for (const id of ['c1', 'c2', 'c3']) await saveContract(tx, contract(id));
  });
  const listCodes = async () => (await listContracts(workspace.db)).map(({ code }) => code);
  expect(await listCodes()).toEqual(['C-c1', 'C-c2', 'C-c3']);
  await changeAsUser(workspace, (tx) => saveContract(tx, contract('c1', { note: 'in its place' })));
  expect(await listCodes()).toEqual(['C-c1', 'C-c2', 'C-c3']);
  await changeAsUser(workspace, (tx) => saveContract(tx, contract('c1', { code: 'C-c9' })));
  expect(await listCodes()).toEqual(['C-c2', 'C-c3', 'C-c9']);
  await changeAsUser(workspace, async (tx) => {
    await saveContract(tx, contract('c0'));
    await removeContract(tx, ContractId.parse('c3'));
  });
  expect(await listCodes()).toEqual(['C-c0', 'C-c2', 'C-c9']);
  await undo(workspace.db);
  expect(await listCodes()).toEqual(['C-c2', 'C-c3', 'C-c9']);
});

it('a list of buyers reads again only what was written, and calls between its parts', async () => {
  const workspace = await createWorkspace(undefined, async (tx) => {
    for (const id of ['b1', 'b2', 'b3']) await saveBuyer(tx, buyer(id));
  });
  let partCount = 0;
  const countPart = async () => {
    partCount += 1;
  };
  const earlierBuyers = await listBuyers(workspace.db, countPart);
  expect(partCount).toBe(1);
  await changeAsUser(workspace, (tx) => saveProduct(tx, product('p1')));
  expect((await listBuyers(workspace.db, countPart)).every((item, i) => item === earlierBuyers[i])).toBe(true);
  expect(partCount).toBe(1);
  await changeAsUser(workspace, async (tx) => {
    await saveBuyer(tx, buyer('b1', { name: 'Zinc house', destination: [] }));
    await removeBuyer(tx, BuyerId.parse('b3'));
  });
  const buyers = await listBuyers(workspace.db, countPart);
  expect(buyers).toEqual([buyer('b2'), buyer('b1', { name: 'Zinc house', destination: [] })]);
  expect(buyers[0]).toBe(earlierBuyers[1]);
  await undo(workspace.db);
  expect(await listBuyers(workspace.db)).toEqual(earlierBuyers);
});
