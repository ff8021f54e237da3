import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Workspace } from '#db/connection.ts';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { getBuyer, removeBuyer, saveBuyer } from '#db/repositories/buyers.ts';
import { saveContract } from '#db/repositories/contracts.ts';
import { getHistoryState } from '#db/repositories/history.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { findTeamLink, listTeamConflicts, saveTeamLink } from '#db/repositories/team.ts';
import { keepTheirValues, takeMyValues } from '#db/resolveConflict.ts';
import { runTransaction, undo } from '#db/transaction.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import { synchronise } from '../../../core/team/synchronise.ts';
import { openTeamLog, type TeamLog } from '../../../core/team/teamLog.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';
import { buyer, contract, product } from '../db/records.ts';
import { catchFailure, changeAsUser, createPath, createWorkspace, openFile } from '../db/workspaceFiles.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.stop());

type TestDesk = { readonly file: Workspace; readonly log: TeamLog; readonly sync: () => Promise<void> };

const ALPHA = BuyerId.parse('alpha');
const BETA = BuyerId.parse('beta');

/** Creates desks with the same workspace, which has two buyers, all following a new log. */
const createDesks = async (...names: readonly string[]): Promise<TestDesk[]> => {
  const path = createPath();
  const first = await createWorkspace(path, async (tx) => {
    await saveBuyer(tx, buyer('alpha', { name: 'Alpha Metals', note: 'old' }));
    await saveBuyer(tx, buyer('beta', { name: 'Beta Smelting', note: 'old' }));
  });
  first.close();
  const workspaceId = randomUUID();
  const desks: TestDesk[] = [];
  for (const [i, name] of names.entries()) {
    const { connection, password } = await database.connectAs(name);
    const log = await openTeamLog(connection, password);
    if (i === 0) {
      await log.setUp();
      await log.createWorkspace({ id: workspaceId, name: 'Test mine', format: SCHEMA_VERSION, content: new Uint8Array() });
    } else await desks[0]!.log.saveMember(workspaceId, { role: connection.role, name, access: 'editor' });
    const copy = createPath();
    copyFileSync(path, copy);
    const file = await openFile(copy);
    await saveTeamLink(file.db, { workspaceId, connection, baseSeq: 0, baseChange: undefined, baseHistory: 1 });
    const sync = () => synchronise({ db: file.db, log, format: SCHEMA_VERSION, newId: randomUUID, exclusive: (work) => work() });
    desks.push({ file, log, sync });
  }
  return desks;
};

const edit = async ({ file }: TestDesk, id: BuyerId, changes: Parameters<typeof buyer>[1]): Promise<void> => {
  await changeAsUser(file, async (tx) => saveBuyer(tx, { ...(await getBuyer(tx, id)).buyer, ...(changes as object) }));
};

const read = async ({ file }: TestDesk, id: BuyerId) => (await getBuyer(file.db, id)).buyer;

const expectSame = async (desks: readonly TestDesk[]): Promise<void> => {
  const digests = await Promise.all(desks.map(({ file }) => digestWorkspace(file.db)));
  expect(new Set(digests).size).toBe(1);
};

test('an edit of one desk arrives on the other, under its author', async () => {
  const [ann, bob] = (await createDesks('ann', 'bob')) as [TestDesk, TestDesk];
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
  const [ann, bob] = (await createDesks('ann', 'bob')) as [TestDesk, TestDesk];
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
  const [ann, bob] = (await createDesks('ann', 'bob')) as [TestDesk, TestDesk];
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
  const [own] = await bob.file.db.selectFrom('history_change').selectAll().orderBy('id', 'desc').limit(1).execute();
  expect(own).toMatchObject({ origin: 'user', author: 'Bob B.' });
  const [conflict] = await listTeamConflicts(bob.file.db);
  expect(conflict).toMatchObject({ kind: 'buyer', entityId: 'alpha', reason: 'sameColumn', theirAuthor: expect.stringContaining('ann') });
  expect(conflict!.rows[0]).toMatchObject({ table: 'buyer', before: { note: 'old' }, after: { note: 'from Bob' } });
  expect(await listTeamConflicts(ann.file.db)).toEqual([]);
});

test('a record that one desk deleted and another changed is a conflict on the desk that comes second', async () => {
  const [ann, bob] = (await createDesks('ann', 'bob')) as [TestDesk, TestDesk];
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

test('an answer that was lost after the log had the change sends nothing twice', async () => {
  const [ann, bob] = (await createDesks('ann', 'bob')) as [TestDesk, TestDesk];
  await edit(bob, ALPHA, { note: 'from Bob' });
  const lost = synchronise({
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
  await expect(lost).rejects.toThrow('the answer was lost');
  await edit(ann, BETA, { note: 'from Ann' });
  await ann.sync();
  await bob.sync();
  await ann.sync();
  const link = await findTeamLink(ann.file.db);
  expect(link?.baseSeq).toBe(2);
  await expectSame([ann, bob]);
});

test('a change that a colleague built upon can’t be undone; a change of other records can', async () => {
  const [ann, bob] = (await createDesks('ann', 'bob')) as [TestDesk, TestDesk];
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

test('my values of a conflict become a new change; undo brings the conflict back', async () => {
  const [ann, bob] = (await createDesks('ann', 'bob')) as [TestDesk, TestDesk];
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

test('my values that no longer fit are refused, and wait', async () => {
  const [ann, bob] = (await createDesks('ann', 'bob')) as [TestDesk, TestDesk];
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
