import { randomUUID } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { addFacts, listFacts, replaceFacts } from '#db/repositories/facts.ts';
import { findLastHistoryId } from '#db/repositories/history.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { findTeamLink, listTeamConflicts } from '#db/repositories/team.ts';
import { runTransaction } from '#db/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { catchFailure, changeAsUser } from '../db/workspaceFiles.ts';
import { ALPHA, BETA, createDesks, edit, expectSame, read, reconnectDesk, refusalText, reopenDesk, type TestDesk } from './desks.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.stop());

const createPair = async (): Promise<readonly [TestDesk, TestDesk]> =>
  (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];

const listLog = ({ log, workspaceId }: TestDesk) => log.pull(workspaceId, 0, 1_000);

test('a server that goes away in the middle of a push is offline; the changes are sent once when it is back', async () => {
  const [ann, bob] = await createPair();
  await edit(bob, ALPHA, { note: 'from Bob' });
  const release = await database.holdAppends();
  const sending = refusalText(bob.sync());
  await database.waitForBlocked();
  await database.disconnectAll();
  expect(await sending).toContain('can’t be reached. Check its name, its port and the network. Changes are kept in this workspace');
  await release().catch(() => undefined);
  const [secondDesk, otherDesk] = [await reconnectDesk(database, bob, 'bob'), await reconnectDesk(database, ann, 'ann')];
  await secondDesk.sync();
  await secondDesk.sync();
  await otherDesk.sync();
  expect(await listLog(otherDesk)).toHaveLength(1);
  await expectSame([secondDesk, otherDesk]);
});

test('a member who was removed while working sees why, keeps the changes, and sends them when admitted again', async () => {
  const [ann, bob] = await createPair();
  await ann.log.removeMember(ann.workspaceId, bob.role);
  await edit(bob, ALPHA, { note: 'from Bob' });
  expect(await refusalText(bob.sync())).toContain('You have no access to the shared workspace: you were removed from its members');
  expect((await read(bob, ALPHA)).note).toBe('from Bob');
  await ann.log.saveMember(ann.workspaceId, { role: bob.role, name: 'Bob', access: 'editor' });
  await bob.sync();
  await ann.sync();
  await expectSame([ann, bob]);
});

test('a clock that jumps changes neither the order nor the times that colleagues see', async () => {
  const [ann, bob] = await createPair();
  for (const at of ['2099-01-01T00:00:00.000Z', '1999-01-01T00:00:00.000Z']) {
    await runTransaction(bob.file.db, { label: { key: 'history.test' }, origin: 'user' }, async (tx) => {
      const { name, ...settings } = await getSettings(tx);
      await saveSettings(tx, { ...settings, name: `Mine ${at.slice(0, 4)}` });
    });
    await bob.file.db
      .updateTable('history_change')
      .set({ at })
      .where('id', '=', await findLastHistoryId(bob.file.db))
      .execute();
    await bob.sync();
  }
  await ann.sync();
  const rows = await ann.file.db.selectFrom('history_change').select(['at', 'origin']).orderBy('id').execute();
  const receivedTimes = rows.filter(({ origin }) => origin === 'team').map(({ at }) => at);
  const [server] = await database.query('SELECT extract(epoch FROM min(at)) * 1000 AS first FROM orebook.change');
  expect(receivedTimes).toHaveLength(2);
  for (const at of receivedTimes) expect(Date.parse(at)).toBeGreaterThanOrEqual(Math.floor(Number(server!.first)));
  expect([...receivedTimes].sort()).toEqual(receivedTimes);
  expect((await getSettings(ann.file.db)).name).toBe('Mine 1999');
});

test('a workspace that is renamed on one desk has the new name on all, and goes on sharing', async () => {
  const [ann, bob] = await createPair();
  await changeAsUser(ann.file, async (tx) => saveSettings(tx, { ...(await getSettings(tx)), name: 'North Pit' }));
  await ann.sync();
  await bob.sync();
  expect((await getSettings(bob.file.db)).name).toBe('North Pit');
  await edit(bob, ALPHA, { note: 'after the name' });
  await bob.sync();
  await ann.sync();
  await expectSame([ann, bob]);
});

test('a desk restored from an old backup receives what it sent before, and sends nothing twice', async () => {
  const [ann, bob] = await createPair();
  await edit(bob, ALPHA, { note: 'in the backup, not yet sent' });
  bob.file.close();
  const backup = `${bob.path}.backup`;
  copyFileSync(bob.path, backup);
  let desk = await reopenDesk(bob);
  await desk.sync();
  await edit(desk, BETA, { note: 'after the backup' });
  await desk.sync();
  desk.file.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${bob.path}${suffix}`, { force: true });
  copyFileSync(backup, bob.path);
  desk = await reopenDesk(bob);
  await edit(desk, BETA, { rating: 'B' });
  await desk.sync();
  await ann.sync();
  await desk.sync();
  expect(await read(ann, ALPHA)).toMatchObject({ note: 'in the backup, not yet sent' });
  expect(await read(ann, BETA)).toMatchObject({ note: 'after the backup', rating: 'B' });
  expect(await listTeamConflicts(desk.file.db)).toEqual([]);
  expect(await listLog(ann)).toHaveLength(3);
  await expectSame([ann, desk]);
});

test('a database restored from an old backup is refused as rewound, and an empty one as without access', async () => {
  const [ann] = await createPair();
  await edit(ann, ALPHA, { note: 'one' });
  await ann.sync();
  await database.query(`UPDATE orebook.workspace SET head = 0 WHERE id = '${ann.workspaceId}'`);
  expect(await refusalText(ann.sync())).toContain('it was probably restored from a backup. Nothing was sent or received.');
  const link = (await findTeamLink(ann.file.db))!;
  expect(await catchFailure(ann.log.verify({ ...link, workspaceId: randomUUID() }, SCHEMA_VERSION))).toMatchObject({
    code: 'TEAM_NOT_MEMBER',
  });
});

test('desks that add figures of different tables have both; of one table the second waits as a conflict', async () => {
  const [ann, bob] = await createPair();
  const [shippedFact] = await listFacts(ann.file.db);
  const fact = { ...shippedFact!, period: 'May 2026', source: 'Customs statistics, May 2026', value: 1 };
  await changeAsUser(ann.file, (tx) => addFacts(tx, [fact]));
  await changeAsUser(bob.file, (tx) => addFacts(tx, [{ ...fact, period: 'June 2026' }]));
  await ann.sync();
  await bob.sync();
  await ann.sync();
  expect(await listTeamConflicts(bob.file.db)).toEqual([]);
  expect((await listFacts(ann.file.db)).filter(({ source }) => source === fact.source)).toHaveLength(2);
  await changeAsUser(ann.file, (tx) => replaceFacts(tx, [{ ...fact, value: 2 }]));
  await changeAsUser(bob.file, (tx) => replaceFacts(tx, [{ ...fact, value: 3 }]));
  await ann.sync();
  await bob.sync();
  expect((await listFacts(bob.file.db)).filter(({ period }) => period === 'May 2026').map(({ value }) => value)).toEqual([2]);
  expect(await listTeamConflicts(bob.file.db)).toMatchObject([{ kind: 'fact', reason: 'sameColumn' }]);
});
