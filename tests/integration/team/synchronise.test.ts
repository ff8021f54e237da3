import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { getBuyer, removeBuyer, saveBuyer } from '#db/repositories/buyers.ts';
import { listContracts, removeContract, saveContract } from '#db/repositories/contracts.ts';
import { getHistoryState } from '#db/repositories/history.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { findTeamLink, listTeamConflicts } from '#db/repositories/team.ts';
import { isConflictSettled, keepTheirValues, takeMyValues } from '#db/resolveConflict.ts';
import { redo, runTransaction, undo } from '#db/transaction.ts';
import { type BuyerId, ContractId } from '#shared/domain/ids.ts';
import { synchronise } from '../../../core/team/synchronise.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { buyer, contract, product } from '../db/records.ts';
import { catchFailure, changeAsUser } from '../db/workspaceFiles.ts';
import { ALPHA, BETA, createDesks, edit, expectSame, read, type TestDesk } from './desks.ts';
import { imagesOf } from './sharedRows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.stop());

test('an edit of one desk arrives on the other, under its author', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await edit(bob, ALPHA, { note: 'payment late' });
  await bob.sync();
  await ann.sync();
  expect((await read(ann, ALPHA)).note).toBe('payment late');
  const { undo: candidate } = await getHistoryState(ann.file.db);
  expect(candidate).toBeUndefined();
  const [change] = await ann.file.db.selectFrom('history_change').selectAll().orderBy('id', 'desc').limit(1).execute();
  expect(change).toMatchObject({ origin: 'team', author: 'bob' });
  await expectSame([ann, bob]);
});

test('edits of different fields of one record are merged', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await edit(ann, ALPHA, { note: 'new note' });
  await edit(bob, ALPHA, { name: 'Alpha Metals AG' });
  await ann.sync();
  await bob.sync();
  await ann.sync();
  expect(await read(ann, ALPHA)).toMatchObject({ note: 'new note', name: 'Alpha Metals AG' });
  expect(await listTeamConflicts(bob.file.db)).toEqual([]);
  await expectSame([ann, bob]);
});

test('two values for one field are a conflict: the shared value stands, mine waits', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await edit(ann, ALPHA, { note: 'from Ann' });
  await edit(bob, ALPHA, { note: 'from Bob' });
  await runTransaction(bob.file.db, { label: { key: 'history.test' }, origin: 'user', author: 'Bob B.' }, (tx) =>
    saveBuyer(tx, buyer('beta', { name: 'Beta Smelting', note: 'also from Bob' })),
  );
  await ann.sync();
  await bob.sync();
  await ann.sync();
  expect((await read(bob, ALPHA)).note).toBe('from Ann');
  expect((await read(ann, BETA)).note).toBe('also from Bob');
  const [ownChange] = await bob.file.db.selectFrom('history_change').selectAll().orderBy('id', 'desc').limit(1).execute();
  expect(ownChange).toMatchObject({ origin: 'user', author: 'Bob B.' });
  const [conflict] = await listTeamConflicts(bob.file.db);
  expect(conflict).toMatchObject({ kind: 'buyer', entityId: 'alpha', reason: 'sameColumn', theirAuthor: expect.stringContaining('ann') });
  expect(conflict!.rows[0]).toMatchObject({ table: 'buyer', before: { note: 'old' }, after: { note: 'from Bob' } });
  expect(await listTeamConflicts(ann.file.db)).toEqual([]);
});

test('a record that one desk deleted and another changed is a conflict on the desk that comes second', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await changeAsUser(ann.file, (tx) => removeBuyer(tx, ALPHA));
  await edit(bob, ALPHA, { note: 'from Bob' });
  await changeAsUser(bob.file, (tx) => removeBuyer(tx, BETA));
  await edit(ann, BETA, { note: 'from Ann' });
  await ann.sync();
  await bob.sync();
  expect((await listTeamConflicts(bob.file.db)).map(({ entityId, reason }) => [entityId, reason])).toEqual([
    ['alpha', 'deletedByOther'],
    ['beta', 'changedByOther'],
  ]);
  expect(await catchFailure(getBuyer(bob.file.db, ALPHA))).toMatchObject({ code: 'NOT_FOUND' });
  expect((await read(bob, BETA)).note).toBe('from Ann');
});

test('my values of a row that a colleague deleted create it again, whole', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  const before = await read(bob, ALPHA);
  await changeAsUser(ann.file, (tx) => removeBuyer(tx, ALPHA));
  await edit(bob, ALPHA, { note: 'from Bob' });
  await edit(bob, ALPHA, { rating: 'BBB' });
  await ann.sync();
  await bob.sync();
  const [conflict] = await listTeamConflicts(bob.file.db);
  await changeAsUser(bob.file, (tx) => takeMyValues(tx, conflict!.id));
  // I did not change the rows of its destinations
  expect(await read(bob, ALPHA)).toEqual({ ...before, note: 'from Bob', rating: 'BBB', destination: [] });
});

test('the log has whole images of updates, also of one that was changed again before it was sent', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await edit(bob, ALPHA, { note: 'first' });
  await edit(bob, ALPHA, { note: 'second', name: 'Alpha Metals AG' });
  await bob.sync();
  const changes = await ann.log.pull(ann.workspaceId, 0, 10);
  const images = changes.flatMap(({ rows }) => rows.map(imagesOf));
  const wholeRow = { ...images[0]![0], id: 'alpha', country: expect.any(String), name: 'Alpha Metals', note: 'old' };
  expect(images).toEqual([
    [wholeRow, { ...wholeRow, note: 'first' }],
    [
      { ...wholeRow, note: 'first' },
      { ...wholeRow, note: 'second', name: 'Alpha Metals AG' },
    ],
  ]);
});

test('more changes of one record than are sent at once arrive as they were made', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  for (let i = 0; i < 205; i++) await edit(bob, ALPHA, i < 203 ? { note: `note ${i}` } : { name: `Name ${i}` });
  await bob.sync();
  await ann.sync();
  expect(await read(ann, ALPHA)).toMatchObject({ note: 'note 202', name: 'Name 204' });
  const changes = await ann.log.pull(ann.workspaceId, 0, 1);
  expect(imagesOf(changes[0]!.rows[0]!)).toMatchObject([
    { note: 'old', name: 'Alpha Metals' },
    { note: 'note 0', name: 'Alpha Metals' },
  ]);
  await expectSame([ann, bob]);
});

test('an answer that was lost after the log had the change sends nothing twice', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await edit(bob, ALPHA, { note: 'from Bob' });
  const lostAnswer = synchronise({
    db: bob.file.db,
    log: {
      ...bob.log,
      push: async (...parts) => {
        await bob.log.push(...parts);
        throw new Error('the answer was lost');
      },
    },
    format: SCHEMA_VERSION,
    newId: randomUUID,
    exclusive: (work) => work(),
  });
  await expect(lostAnswer).rejects.toThrow('the answer was lost');
  await edit(ann, BETA, { note: 'from Ann' });
  await ann.sync();
  await bob.sync();
  await ann.sync();
  const link = await findTeamLink(ann.file.db);
  expect(link?.baseSeq).toBe(2);
  await expectSame([ann, bob]);
});

test('a change that a colleague built upon can’t be undone; a change of other records can', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await edit(bob, ALPHA, { note: 'from Bob' });
  await bob.sync();
  await ann.sync();
  await edit(ann, ALPHA, { note: 'from Ann' });
  await ann.sync();
  await bob.sync();
  expect(await catchFailure(undo(bob.file.db))).toMatchObject({ code: 'UNDO_BLOCKED' });
  await edit(bob, BETA, { note: 'pending' });
  await edit(ann, ALPHA, { note: 'again' });
  await ann.sync();
  await bob.sync();
  await undo(bob.file.db);
  await bob.sync();
  await ann.sync();
  expect((await read(ann, BETA)).note).toBe('old');
  await expectSame([ann, bob]);
});

test('an undo that meets a colleague’s value leaves it, restores the other records, and waits as a conflict', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await changeAsUser(bob.file, async (tx) => {
    for (const id of [ALPHA, BETA]) await saveBuyer(tx, { ...(await getBuyer(tx, id)).buyer, note: 'from Bob' });
  });
  await bob.sync();
  await ann.sync();
  await undo(bob.file.db);
  await edit(ann, ALPHA, { note: 'from Ann' });
  await ann.sync();
  await bob.sync();
  await ann.sync();
  for (const desk of [ann, bob]) expect([(await read(desk, ALPHA)).note, (await read(desk, BETA)).note]).toEqual(['from Ann', 'old']);
  const [conflict] = await listTeamConflicts(bob.file.db);
  expect(conflict).toMatchObject({ entityId: 'alpha', rows: [{ before: { note: 'from Bob' }, after: { note: 'old' } }] });
  expect(await catchFailure(undo(bob.file.db))).toMatchObject({ code: 'NOTHING_TO_UNDO' });
  // Ann's own undo returns to the value that she had seen; the rest of Bob's undo is Bob's decision
  await undo(ann.file.db);
  await ann.sync();
  await bob.sync();
  expect((await read(bob, ALPHA)).note).toBe('from Bob');
  await changeAsUser(bob.file, (tx) => takeMyValues(tx, conflict!.id));
  await bob.sync();
  await ann.sync();
  expect((await read(ann, ALPHA)).note).toBe('old');
  expect(await listTeamConflicts(bob.file.db)).toEqual([]);
  await expectSame([ann, bob]);
});

test('a redo of which a colleague’s value leaves nothing keeps the change undone, and earlier changes can be undone', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await edit(bob, BETA, { note: 'first' });
  await edit(bob, ALPHA, { note: 'second' });
  await undo(bob.file.db);
  await bob.sync();
  await ann.sync();
  await redo(bob.file.db);
  await edit(ann, ALPHA, { note: 'from Ann' });
  await ann.sync();
  await bob.sync();
  expect((await read(bob, ALPHA)).note).toBe('from Ann');
  expect(await listTeamConflicts(bob.file.db)).toMatchObject([{ entityId: 'alpha', rows: [{ after: { note: 'second' } }] }]);
  await undo(bob.file.db);
  await bob.sync();
  await ann.sync();
  expect((await read(ann, BETA)).note).toBe('old');
});

test('an undo whose change left history can be undone itself', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  const saveDeal = (buyerId: BuyerId) => changeAsUser(bob.file, (tx) => saveContract(tx, contract('c1', { buyerId })));
  const hasDeal = async ({ file }: TestDesk) => (await listContracts(file.db)).some(({ id }) => id === 'c1');
  await changeAsUser(ann.file, (tx) => saveProduct(tx, product('p1')));
  await ann.sync();
  await bob.sync();
  await saveDeal(ALPHA);
  await saveDeal(BETA);
  await changeAsUser(bob.file, (tx) => removeContract(tx, ContractId.parse('c1')));
  await undo(bob.file.db);
  await changeAsUser(ann.file, (tx) => removeBuyer(tx, ALPHA));
  await ann.sync();
  await bob.sync();
  await ann.sync();
  // as first saved the deal met a buyer that is gone; what undo restored fits, and the changes between them left history
  const [conflict] = await listTeamConflicts(bob.file.db);
  expect(conflict).toMatchObject({ entityId: 'c1', reason: 'reference' });
  expect(await isConflictSettled(bob.file.db, conflict!)).toBe(true);
  expect(await hasDeal(ann)).toBe(true);
  await undo(bob.file.db);
  await bob.sync();
  await ann.sync();
  expect([await hasDeal(ann), await hasDeal(bob)]).toEqual([false, false]);
  await redo(bob.file.db);
  await bob.sync();
  await ann.sync();
  expect([await hasDeal(ann), await hasDeal(bob)]).toEqual([true, true]);
});

test('an undo and a redo apply what remained of the step before them', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await changeAsUser(bob.file, async (tx) => {
    for (const id of [ALPHA, BETA]) await saveBuyer(tx, { ...(await getBuyer(tx, id)).buyer, note: 'from Bob' });
  });
  await undo(bob.file.db);
  await bob.sync();
  await ann.sync();
  await redo(bob.file.db);
  await edit(ann, ALPHA, { note: 'from Ann' });
  await edit(ann, BETA, { rating: 'A' });
  await ann.sync();
  // the redo keeps Beta, beside Ann's rating
  await bob.sync();
  const beta = async () => {
    const { note, rating } = await read(bob, BETA);
    return { note, rating };
  };
  expect(await beta()).toEqual({ note: 'from Bob', rating: 'A' });
  await undo(bob.file.db);
  expect(await beta()).toEqual({ note: 'old', rating: 'A' });
  await redo(bob.file.db);
  expect(await beta()).toEqual({ note: 'from Bob', rating: 'A' });
  await bob.sync();
  await ann.sync();
  for (const desk of [ann, bob]) expect([(await read(desk, ALPHA)).note, (await read(desk, BETA)).note]).toEqual(['from Ann', 'from Bob']);
});

test('my values of a conflict become a new change; undo brings the conflict back', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await edit(ann, ALPHA, { note: 'from Ann', rating: 'A' });
  await edit(bob, ALPHA, { note: 'from Bob' });
  await ann.sync();
  await bob.sync();
  const [conflict] = await listTeamConflicts(bob.file.db);
  await changeAsUser(bob.file, (tx) => takeMyValues(tx, conflict!.id));
  await bob.sync();
  await ann.sync();
  expect(await read(ann, ALPHA)).toMatchObject({ note: 'from Bob', rating: 'A' });
  expect(await listTeamConflicts(bob.file.db)).toEqual([]);
  await undo(bob.file.db);
  await bob.sync();
  await ann.sync();
  expect((await read(ann, ALPHA)).note).toBe('from Ann');
  expect(await listTeamConflicts(bob.file.db)).toEqual([conflict]);
  await changeAsUser(bob.file, (tx) => keepTheirValues(tx, conflict!.id));
  await bob.sync();
  expect(await listTeamConflicts(bob.file.db)).toEqual([]);
  expect((await findTeamLink(ann.file.db))?.baseSeq).toBe((await findTeamLink(bob.file.db))?.baseSeq);
});

test('a conflict is settled when the record has my values by another way', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await edit(ann, ALPHA, { note: 'from Ann' });
  await edit(bob, ALPHA, { note: 'from Bob' });
  await ann.sync();
  await bob.sync();
  const [conflict] = await listTeamConflicts(bob.file.db);
  expect(await isConflictSettled(bob.file.db, conflict!)).toBe(false);
  await edit(ann, ALPHA, { note: 'from Bob' });
  await ann.sync();
  await bob.sync();
  expect(await isConflictSettled(bob.file.db, conflict!)).toBe(true);
});

test('my values that no longer fit are refused, and wait', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  await changeAsUser(ann.file, async (tx) => {
    await saveProduct(tx, product('p1'));
    await saveContract(tx, contract('c1', { buyerId: 'alpha', code: 'CU-1' }));
  });
  await changeAsUser(bob.file, async (tx) => {
    await saveProduct(tx, product('p2'));
    await saveContract(tx, contract('c2', { buyerId: 'beta', productId: 'p2', code: 'CU-1' }));
  });
  await ann.sync();
  await bob.sync();
  const [conflict] = await listTeamConflicts(bob.file.db);
  expect(conflict).toMatchObject({ kind: 'contract', entityId: 'c2', reason: 'constraint' });
  expect(await catchFailure(changeAsUser(bob.file, (tx) => takeMyValues(tx, conflict!.id)))).toMatchObject({ code: 'CONFLICT_BLOCKED' });
  expect(await listTeamConflicts(bob.file.db)).toEqual([conflict]);
});
