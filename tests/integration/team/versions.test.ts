import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { runTransaction } from '#db/transaction.ts';
import { LOG_SCHEMA_VERSION, logMigrationsFrom } from '../../../core/team/logSchema.ts';
import { openTeamLog } from '../../../core/team/teamLog.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';
import { ALPHA, createDesks, edit, read, refusalText, type TestDesk } from './desks.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.stop());

const createPair = async (): Promise<readonly [TestDesk, TestDesk]> =>
  (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];

const setFormat = (desk: TestDesk, format: number) =>
  database.query(`UPDATE orebook.workspace SET format = ${format} WHERE id = '${desk.workspaceId}'`);

test('a log of a newer program is refused, and the desk goes on working', async () => {
  const [ann] = await createPair();
  await setFormat(ann, SCHEMA_VERSION + 10);
  await edit(ann, ALPHA, { note: 'local' });
  expect(await refusalText(ann.sync())).toContain('The team uses a newer version of Orebook. Update Orebook to continue sharing.');
  expect((await read(ann, ALPHA)).note).toBe('local');
  await database.query(`UPDATE orebook.schema_version SET version = ${LOG_SCHEMA_VERSION + 1}`);
  expect(await refusalText(ann.log.setUp())).toContain('The team uses a newer version of Orebook.');
  expect(await refusalText(ann.log.listWorkspaces())).toContain('The team uses a newer version of Orebook.');
  await database.query(`UPDATE orebook.schema_version SET version = ${LOG_SCHEMA_VERSION}`);
});

test('a desk that has every change raises the format of an earlier log; one that lacks a change does not', async () => {
  const [ann, bob] = await createPair();
  const earlierVersion = SCHEMA_VERSION - 10;
  await edit(ann, ALPHA, { note: 'from Ann' });
  await ann.sync();
  await setFormat(ann, earlierVersion);
  expect(await refusalText(bob.sync())).toContain('The team still uses an earlier version of Orebook.');
  expect(await refusalText(bob.log.raiseFormat(bob.workspaceId, earlierVersion, SCHEMA_VERSION, 0))).toContain(
    'Colleagues made changes that this computer has not received.',
  );
  await ann.log.raiseFormat(ann.workspaceId, earlierVersion, SCHEMA_VERSION, 1);
  await ann.sync();
  await bob.sync();
  expect((await read(bob, ALPHA)).note).toBe('from Ann');
});

test('changes that an earlier program made are not applied to the tables of this one', async () => {
  const [ann, bob] = await createPair();
  await edit(ann, ALPHA, { note: 'from an earlier program' });
  await ann.sync();
  await database.query(`UPDATE orebook.change SET format = ${SCHEMA_VERSION - 10} WHERE workspace = '${ann.workspaceId}'`);
  expect(await refusalText(bob.sync())).toContain('Some changes were made with an earlier version of Orebook');
  expect((await read(bob, ALPHA)).note).toBe('old');
});

test('a change of another format than the log’s is not appended, even if the format was raised a moment before', async () => {
  const [ann] = await createPair();
  const change = { id: randomUUID(), origin: 'user' as const, label: { key: 'history.test' as const }, rows: [] };
  expect(await ann.log.push(ann.workspaceId, 0, [change], SCHEMA_VERSION - 10)).toBe(false);
  expect(await ann.log.push(ann.workspaceId, 0, [change], SCHEMA_VERSION)).toBe(true);
});

test('a schema of version 1 is brought to this version by its owner, with everything in it', async () => {
  const earlyDatabase = await createTestDatabase();
  try {
    const { connection, password } = await earlyDatabase.connectAs('ann');
    await earlyDatabase.query(logMigrationsFrom(0)[0]!);
    await earlyDatabase.query(`ALTER SCHEMA orebook OWNER TO ${connection.role}`);
    const objects = await earlyDatabase.query(
      "SELECT format('ALTER TABLE orebook.%I OWNER TO ', tablename) AS sql FROM pg_tables WHERE schemaname = 'orebook'",
    );
    const routines = await earlyDatabase.query(
      "SELECT format('ALTER ROUTINE %s OWNER TO ', oid::regprocedure) AS sql FROM pg_proc WHERE pronamespace = 'orebook'::regnamespace",
    );
    for (const { sql } of [...objects, ...routines]) await earlyDatabase.query(`${String(sql)}${connection.role}`);
    const log = await openTeamLog(connection, password);
    expect(await refusalText(log.listWorkspaces())).toContain('The database was set up by an earlier version of Orebook.');
    const otherMember = await earlyDatabase.connectAs('bob');
    const stranger = await openTeamLog(otherMember.connection, otherMember.password);
    expect(await refusalText(stranger.setUp())).toContain('The person who set it up must upgrade it');
    await log.setUp();
    expect(await log.listWorkspaces()).toEqual([]);
    await log.close();
    await stranger.close();
  } finally {
    await earlyDatabase.stop();
  }
});

test('a desk that joins late reads a snapshot and the changes after it, and has what replaying every change gives', async () => {
  const ann = await openServices(seedEmptyWorkspace());
  const desks: Services[] = [ann];
  try {
    const login = await database.connectAs('ann');
    await ann.ask('team.setUp', login);
    // connect first: the changes below hold this thread, and a connection that waits for it times out on a busy machine
    await ann.ask('team.synchronise', {});
    for (let i = 0; i < 505; i++) {
      await runTransaction(ann.ctx.workspace.db(), { label: { key: 'history.test' }, origin: 'user' }, async (tx) =>
        saveSettings(tx, { ...(await getSettings(tx)), name: `Mine ${i}` }),
      );
    }
    await ann.ask('team.synchronise', {});
    const { workspaces } = await ann.ask('team.listWorkspaces', login);
    const sharedWorkspace = workspaces.find(({ name }) => name !== 'Test mine')!;
    const seqs = async () =>
      (await database.query(`SELECT seq FROM orebook.snapshot WHERE workspace = '${sharedWorkspace.id}' ORDER BY seq`)).map(({ seq }) =>
        Number(seq),
      );
    expect(await seqs()).toEqual([0, 505]);
    const join = async (): Promise<Services> => {
      const desk = await openServices(seedEmptyWorkspace());
      desks.push(desk);
      await desk.ask('team.join', { ...login, workspaceId: sharedWorkspace.id });
      await desk.ask('team.synchronise', {});
      return desk;
    };
    const lateServices = await join();
    await database.query(`DELETE FROM orebook.snapshot WHERE workspace = '${sharedWorkspace.id}' AND seq > 0`);
    const replayingServices = await join();
    const digests = await Promise.all([ann, lateServices, replayingServices].map(({ ctx }) => digestWorkspace(ctx.workspace.db())));
    expect(new Set(digests).size).toBe(1);
  } finally {
    for (const desk of desks) {
      await desk.ctx.team.stop();
      await desk.close();
    }
  }
});
