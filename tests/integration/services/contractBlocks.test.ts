import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContractId } from '#shared/domain/ids.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const readContract = (code: string) => services.ask('contracts.get', { id: ContractId.parse(code) });

test('the records of a block are read with one call each, without those that are not stored', async () => {
  const ids = ['C-014', 'C-016', 'C-015', 'unknown'].map((id) => ContractId.parse(id));
  const { entries } = await services.ask('contracts.getMany', { ids });
  const read = await Promise.all(['C-014', 'C-015', 'C-016'].map(readContract));
  const byId = new Map(entries.map((entry) => [entry.contract.id, entry]));
  expect(byId.size).toBe(3);
  for (const { contract, version } of read) expect(byId.get(contract.id)).toEqual({ contract, version });
  const buyerIds = read.map(({ contract: { buyerId } }) => buyerId);
  const buyers = await services.ask('buyers.getMany', { ids: buyerIds });
  for (const entry of buyers.entries) {
    const { buyer, version } = await services.ask('buyers.get', { id: entry.buyer.id });
    expect(entry).toEqual({ buyer, version });
  }
  expect(buyers.entries).toHaveLength(new Set(buyerIds).size);
});

test('a block of contracts is one change with a count, one undo, and all or none', async () => {
  const before = await Promise.all(['C-014', 'C-015', 'C-016'].map(readContract));
  const entries = before.map(({ contract: { id, end }, version }) => ({ id, version, edits: [{ path: 'end', value: end + 12 }] }));
  const readEnds = async () =>
    (await Promise.all(before.map(({ contract }) => readContract(contract.id)))).map(({ contract }) => contract.end);
  const invalidEntries = entries.map((entry, i) => (i === 1 ? { ...entry, edits: [{ path: 'buyerId', value: 'unknown' }] } : entry));
  expect(await services.call('contracts.saveMany', { entries: invalidEntries })).toMatchObject({
    ok: false,
    error: { code: 'BAD_INPUT', details: { issues: [{ path: 'entries.1.contract.buyerId', rule: 'gone' }] } },
  });
  expect(await readEnds()).toEqual(before.map(({ contract }) => contract.end));
  await services.ask('contracts.saveMany', { entries });
  expect(await readEnds()).toEqual(before.map(({ contract }) => contract.end + 12));
  expect(await services.ask('history.undo', {})).toEqual({ label: { key: 'history.contractsEdited', values: { count: 3 } } });
  expect(await readEnds()).toEqual(before.map(({ contract }) => contract.end));
});

test('a block changes the fields of its edits only, and refuses a value that the contract may not have', async () => {
  const { contract, version } = await readContract('C-014');
  const { id, note } = contract;
  const edit = (edits: readonly { readonly path: string; readonly value?: unknown }[]) =>
    services.call('contracts.saveMany', { entries: [{ id, version, edits }] });
  expect(await edit([{ path: 'terms.0.quantity.tonnesPerYear', value: -1 }])).toMatchObject({
    error: { code: 'BAD_INPUT', details: { issues: [{ path: 'entries.0.contract.terms.0.quantity.tonnesPerYear', rule: 'tooSmall' }] } },
  });
  expect(await edit([{ path: 'terms.0' }])).toMatchObject({ error: { code: 'BAD_INPUT' } });
  expect(await edit([{ path: 'note', value: `${note} edited` }])).toMatchObject({ ok: true });
  expect((await readContract('C-014')).contract).toEqual({ ...contract, note: `${note} edited` });
  await services.ask('history.undo', {});
});

test('a block names each field that a contract has not, and stores none of its edits', async () => {
  const { contract, version } = await readContract('C-014');
  const refuse = async (path: string, value: string | number = 5) => {
    const edits = [
      { path: 'note', value: 'edited' },
      { path, value },
    ];
    expect(await services.call('contracts.saveMany', { entries: [{ id: contract.id, version, edits }] }), path).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: `entries.0.contract.${path}`, rule: 'unknownField' }] } },
    });
  };
  await refuse('tonnes');
  await refuse('terms.0.quantity.tonnes');
  // the first index after the last set adds one; a later one has no place
  await refuse(`terms.${contract.terms.length + 1}.quantity.tonnesPerYear`);
  await refuse('terms.first.quantity.tonnesPerYear');
  await refuse('id', 'C-999');
  expect(await readContract('C-014')).toMatchObject({ contract, version });
});

test('a block may empty what an earlier edit of it fills, and what is empty', async () => {
  const { contract, version } = await readContract('C-014');
  const edits = [
    { path: 'terms.0.collar', value: { level: 'reference', floor: 8000 } },
    { path: 'terms.0.collar.floor', value: 9000 },
    { path: 'terms.0.collar' },
    { path: 'terms.0.collar' },
    { path: 'note', value: 'edited' },
  ];
  await services.ask('contracts.saveMany', { entries: [{ id: contract.id, version, edits }] });
  expect((await readContract('C-014')).contract).toEqual({ ...contract, note: 'edited' });
  await services.ask('history.undo', {});
});

test('a block of one contract is named like its own edit', async () => {
  const { contract, version } = await readContract('C-014');
  await services.ask('contracts.saveMany', {
    entries: [{ id: contract.id, version, edits: [{ path: 'end', value: contract.end + 1 }] }],
  });
  expect((await services.ask('history.undo', {})).label).toEqual({ key: 'history.contractEdited.tenor', values: { code: 'C-014' } });
});

test('an edit of an earlier version that does not fit the present one is stale, so that it can be made again', async () => {
  const { contract, version } = await readContract('C-014');
  await services.ask('contracts.save', { contract: { ...contract, note: `${contract.note} edited` }, version });
  const edits = [{ path: `terms.${contract.terms.length}.quantity.tonnesPerYear`, value: 5 }];
  expect(await services.call('contracts.saveMany', { entries: [{ id: contract.id, version, edits }] })).toMatchObject({
    error: { code: 'STALE' },
  });
  await services.ask('history.undo', {});
});
