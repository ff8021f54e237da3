import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Workspace } from '#db/connection.ts';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { findTeamLink, saveTeamLink } from '#db/repositories/team.ts';
import { makeTeamSnapshot } from '#db/teamSnapshot.ts';
import { runTransaction } from '#db/transaction.ts';
import { synchronise } from '../../core/team/synchronise.ts';
import { openTeamLog } from '../../core/team/teamLog.ts';
import { seedEmptyWorkspace } from '../helpers/emptyWorkspace.ts';
import { BOOK_SIZE, seedGeneratedBook } from '../helpers/generatedBook.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres.ts';
import { openServices, type Services } from '../helpers/services.ts';
import { report } from './medians.ts';

/** The size of the shared workspace that is joined. */
const CONTRACTS = 10_000;
const CHANGES = 100_000;
/** Changes after the newest snapshot; a desk adds one after 500. */
const CHANGES_AFTER_SNAPSHOT = 499;
const PULLED = 1_000;
const RUNS = 5;
const EDITS = 60;

type Login = Awaited<ReturnType<TestDatabase['connectAs']>>;

const close = async (...desks: readonly Services[]): Promise<void> => {
  for (const desk of desks) {
    await desk.ctx.team.stop();
    await desk.close();
  }
};

const rename = (desk: Services, name: string): Promise<unknown> =>
  runTransaction(desk.ctx.workspace.db(), { label: { key: 'history.settings' }, origin: 'user' }, async (tx) =>
    saveSettings(tx, { ...(await getSettings(tx)), name }),
  );

const requireOpenWorkspace = (desk: Services): Workspace => {
  const workspace = desk.ctx.workspace.openWorkspace();
  if (!workspace) throw new Error('no workspace is open');
  return workspace;
};

const measure = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

const joinShared = async (login: Login, workspaceId: string): Promise<Services> => {
  const desk = await openServices(seedEmptyWorkspace());
  await desk.ask('team.join', { ...login, workspaceId });
  return desk;
};

/** Shares the workspace of a desk, with a second member; returns its id and the logins of both. */
const share = async (
  database: TestDatabase,
  desk: Services,
): Promise<{ readonly workspaceId: string; readonly ann: Login; readonly bob: Login }> => {
  const [ann, bob] = [await database.connectAs('ann'), await database.connectAs('bob')];
  await desk.ask('team.setUp', ann);
  await desk.ask('team.synchronise', {});
  await desk.ask('team.saveMember', { role: bob.connection.role, name: 'Bob', access: 'editor' });
  const { workspaceId } = (await findTeamLink(desk.ctx.workspace.db()))!;
  return { workspaceId, ann, bob };
};

/** Measures edits of the sample mine before and after it is shared, and the time until an edit is on another desk. */
const benchEdits = async (database: TestDatabase): Promise<void> => {
  const desk = await openServices();
  const desks = [desk];
  try {
    const { rows } = await desk.ask('buyers.list', {});
    const { id } = rows[0]!;
    let edits = 0;
    const edit = async (): Promise<void> => {
      const { buyer, version } = await desk.ask('buyers.get', { id });
      edits += 1;
      await desk.ask('buyers.save', { buyer: { ...buyer, note: `edit ${edits}` }, version });
    };
    const measureEdits = async (): Promise<readonly number[]> => {
      const durations: number[] = [];
      for (let i = 0; i < EDITS; i++) durations.push(await measure(edit));
      return durations;
    };
    await measureEdits();
    const aloneEdits = await measureEdits();
    const { workspaceId, bob } = await share(database, desk);
    const otherServices = await joinShared(bob, workspaceId);
    desks.push(otherServices);
    await otherServices.ask('team.synchronise', {});
    const sharedEdits = await measureEdits();
    report('edit of a buyer, not shared', aloneEdits, 'ms', 'sample mine, read and saved');
    report('edit of a buyer, shared, while changes are sent', sharedEdits, 'ms', 'sample mine, read and saved');
    const arrivals: number[] = [];
    for (let i = 0; i < EDITS / 3; i++) {
      arrivals.push(
        await measure(async () => {
          await edit();
          desk.ctx.team.wake();
          // both desks run in this thread: sockets are read between two turns
          while ((await otherServices.ask('buyers.get', { id })).buyer.note !== `edit ${edits}`) await nextTurn();
        }),
      );
    }
    report('edit until it is on another desk (goal 2,000)', arrivals, 'ms', 'two desks, one PostgreSQL, by its notification');
  } finally {
    await close(...desks);
  }
};

/** Measures how long a desk takes to receive the changes of another. */
const benchPull = async (database: TestDatabase): Promise<void> => {
  const desk = await openServices();
  const desks = [desk];
  try {
    const { workspaceId, bob } = await share(database, desk);
    const otherServices = await joinShared(bob, workspaceId);
    desks.push(otherServices);
    await otherServices.ask('team.synchronise', {});
    await otherServices.ctx.team.stop();
    const log = await openTeamLog(bob.connection, bob.password);
    const [receiveTimes, sendTimes]: [number[], number[]] = [[], []];
    for (let run = 0; run < RUNS; run++) {
      for (let i = 0; i < PULLED; i++) await rename(desk, `Mine ${run}.${i}`);
      sendTimes.push(await measure(() => desk.ask('team.synchronise', {})));
      const { db } = requireOpenWorkspace(otherServices);
      receiveTimes.push(
        await measure(() => synchronise({ db, log, format: SCHEMA_VERSION, newId: randomUUID, exclusive: (work) => work() })),
      );
    }
    await log.close();
    report(`send ${PULLED} changes`, sendTimes, 'ms', 'sample mine');
    report(`pull ${PULLED} changes (goal 1,000)`, receiveTimes, 'ms', 'sample mine, applied in one file');
  } finally {
    await close(...desks);
  }
};

/** Fills history and log with the same changes, which rename the workspace, without sending them one by one. */
const fillLog = async (database: TestDatabase, desk: Services, workspaceId: string): Promise<void> => {
  const workspace = requireOpenWorkspace(desk);
  const link = (await findTeamLink(workspace.db))!;
  const label = JSON.stringify({ key: 'history.settings' });
  // tables of the log are filled as its administrator: its triggers number changes one by one
  await database.query(`
    SET session_replication_role = replica;
    INSERT INTO orebook.change (workspace, seq, id, author, label, origin, format)
      SELECT '${workspaceId}'::uuid, n, gen_random_uuid(), '${link.connection.role}', '${label}'::jsonb, 'user', ${SCHEMA_VERSION}
      FROM generate_series(1, ${CHANGES}) AS n;
    INSERT INTO orebook.change_row (workspace, seq, position, table_name, kind, entity_id, before, after)
      SELECT '${workspaceId}'::uuid, n, 0, 'setting', 'workspace', '1', jsonb_build_object('name', n - 1), jsonb_build_object('name', n)
      FROM generate_series(1, ${CHANGES}) AS n;
    UPDATE orebook.workspace SET head = ${CHANGES} WHERE id = '${workspaceId}'`);
  workspace.raw.exec(`BEGIN;
    INSERT INTO history_change (revision, origin, label)
      WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ${CHANGES})
      SELECT revision + n, 'team', '${label}' FROM count, workspace_state;
    INSERT INTO history_row (change_id, table_name, kind, entity_id, "before", "after")
      SELECT id, 'setting', 'workspace', '1', json_object('name', id - 1), json_object('name', id) FROM history_change WHERE id > ${link.baseHistory};
    UPDATE workspace_state SET revision = revision + ${CHANGES};
    COMMIT;`);
  const [last] = await database.query(`SELECT id FROM orebook.change WHERE workspace = '${workspaceId}' AND seq = ${CHANGES}`);
  const baseHistory = Number(workspace.raw.prepare('SELECT max(id) FROM history_change').pluck().get());
  await saveTeamLink(workspace.db, { ...link, baseSeq: CHANGES, baseChange: String(last?.id), baseHistory });
};

/** Measures how long a desk takes to open a large shared workspace: its newest snapshot and the changes after it. */
const benchJoin = async (database: TestDatabase): Promise<void> => {
  const desk = await openServices(seedGeneratedBook({ ...BOOK_SIZE, contracts: CONTRACTS }));
  const desks = [desk];
  try {
    const { workspaceId, ann, bob } = await share(database, desk);
    await fillLog(database, desk, workspaceId);
    const log = await openTeamLog(ann.connection, ann.password);
    const content = await makeTeamSnapshot(requireOpenWorkspace(desk), join(desk.dataFolder, 'snapshot.orebook'));
    const saveTime = await measure(() => log.saveSnapshot(workspaceId, { seq: CHANGES, format: SCHEMA_VERSION, content }));
    await log.close();
    const on = `${CONTRACTS} contracts, ${CHANGES} changes, ${(content.length / 1e6).toFixed(0)} MB`;
    report('add a snapshot: compress and send', [saveTime], 'ms', on);
    for (let i = 0; i < CHANGES_AFTER_SNAPSHOT; i++) await rename(desk, `Mine ${i}`);
    await desk.ask('team.synchronise', {});
    const joinTimes: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const otherServices = await openServices(seedEmptyWorkspace());
      desks.push(otherServices);
      joinTimes.push(
        await measure(async () => {
          await otherServices.ask('team.join', { ...bob, workspaceId });
          await otherServices.ask('team.synchronise', {});
        }),
      );
    }
    report('join a workspace, changes after its snapshot included (goal 10,000)', joinTimes, 'ms', on);
  } finally {
    await close(...desks);
  }
};

const SECTIONS = { edits: benchEdits, pull: benchPull, join: benchJoin } as const;

/** Measures a shared workspace on a PostgreSQL of this computer: edits, their way to another desk, receiving and joining. */
export const benchTeam = async (sections: readonly string[] = Object.keys(SECTIONS)): Promise<void> => {
  for (const section of sections)
    if (!(section in SECTIONS)) throw new Error(`no section ${section}, only ${Object.keys(SECTIONS).join(', ')}`);
  const database = await createTestDatabase();
  try {
    for (const [name, run] of Object.entries(SECTIONS)) if (sections.includes(name)) await run(database);
  } finally {
    await database.stop();
  }
};
