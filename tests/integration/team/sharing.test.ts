import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Output } from '#shared/contract/contract.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import type { TeamConnection } from '#shared/domain/team.ts';
import type { ServerAnswer } from '../../../core/protocol.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let database: TestDatabase;
let ann: Services;
let bob: Services;

beforeAll(async () => {
  database = await createTestDatabase();
  ann = await openServices();
  bob = await openServices(seedEmptyWorkspace());
});
afterAll(async () => {
  for (const desk of [ann, bob]) {
    await desk.ctx.team.stop();
    await desk.close();
  }
  await database.stop();
});

type Shared = Extract<Output<'team.state'>, { isShared: true }>;

const readState = async (desk: Services): Promise<Shared> => {
  const state = await desk.ask('team.state', {});
  if (!state.isShared) throw new Error('the workspace is not shared');
  return state;
};

const synchronise = async (...desks: readonly Services[]): Promise<void> => {
  for (const desk of desks) await desk.ask('team.synchronise', {});
};

const firstBuyer = async (desk: Services) => (await desk.ask('buyers.list', {})).rows[0]!;

const readBuyer = async (desk: Services, id: string) => desk.ask('buyers.get', { id: BuyerId.parse(id) });

const saveNote = async (desk: Services, id: string, note: string): Promise<void> => {
  const { buyer, version } = await readBuyer(desk, id);
  await desk.ask('buyers.save', { buyer: { ...buyer, note }, version });
};

test('the person is asked once before the first connection to a database, and a refusal sends nothing', async () => {
  const login = await database.connectAs('ann');
  const asked: TeamConnection[] = [];
  let answer: ServerAnswer = 'refused';
  const desk = await openServices(seedEmptyWorkspace(), {}, undefined, undefined, async (connection) => {
    asked.push(connection);
    return answer;
  });
  try {
    expect(await desk.call('team.setUp', login)).toMatchObject({ ok: false, error: { code: 'TEAM_SERVER_REFUSED' } });
    answer = 'notNamed';
    const { host, port } = login.connection;
    expect(await desk.call('team.listWorkspaces', login)).toMatchObject({
      ok: false,
      error: { code: 'TEAM_SERVER_NOT_NAMED', details: { host, port } },
    });
    expect(await desk.ask('team.state', {})).toEqual({ isShared: false });
    answer = 'allowed';
    await desk.ask('team.setUp', login);
    await desk.ask('team.listWorkspaces', login);
    expect(asked).toEqual([login.connection, login.connection, login.connection]);
    const weaker = { ...login, connection: { ...login.connection, tls: 'encrypt' } };
    answer = 'refused';
    expect(await desk.call('team.listWorkspaces', weaker)).toMatchObject({ ok: false, error: { code: 'TEAM_SERVER_REFUSED' } });
  } finally {
    await desk.ctx.team.stop();
    await desk.close();
  }
});

test('a workspace is shared, joined and edited on two desks, from the calls of a page', async () => {
  const login = await database.connectAs('ann');
  expect(await ann.ask('team.state', {})).toEqual({ isShared: false });
  await ann.ask('team.setUp', login);
  await synchronise(ann);
  expect(await readState(ann)).toMatchObject({ status: 'upToDate', toSend: 0, conflicts: 0, access: 'owner' });

  const bobLogin = await database.connectAs('bob');
  expect(await bob.ask('team.listWorkspaces', bobLogin)).toEqual({ workspaces: [] });
  await ann.ask('team.saveMember', { role: bobLogin.connection.role, name: 'Bob', access: 'editor' });
  const { workspaces } = await bob.ask('team.listWorkspaces', bobLogin);
  await bob.ask('team.join', { ...bobLogin, workspaceId: workspaces[0]!.id });
  await synchronise(bob);
  expect(await readState(bob)).toMatchObject({ status: 'upToDate', access: 'editor', toSend: 0 });
  const { id } = await firstBuyer(bob);

  await saveNote(bob, id, 'from Bob');
  expect((await readState(bob)).toSend).toBeLessThanOrEqual(1);
  await synchronise(bob, ann);
  expect((await readBuyer(ann, id)).buyer.note).toBe('from Bob');
});

test('a conflict lists both values by field, and closes with mine', async () => {
  const { id } = await firstBuyer(ann);
  await saveNote(ann, id, 'Ann says A');
  await saveNote(bob, id, 'Bob says B');
  await synchronise(ann);
  await synchronise(bob);
  const { conflicts } = await bob.ask('team.conflicts', {});
  expect(conflicts).toHaveLength(1);
  const [conflict] = conflicts;
  expect(conflict).toMatchObject({
    kind: 'buyer',
    recordId: id,
    reason: 'sameColumn',
    fields: [{ before: { name: 'Ann says A' }, after: { name: 'Bob says B' } }],
  });
  expect((await readState(bob)).conflicts).toBe(1);
  await bob.ask('team.resolveConflict', { id: conflict!.id, use: 'mine' });
  await synchronise(bob, ann);
  expect((await readBuyer(ann, id)).buyer.note).toBe('Bob says B');
  expect((await readState(bob)).conflicts).toBe(0);
});

test('a restarted desk asks for the password, and a wrong one changes nothing', async () => {
  const { connection, password } = await database.connectAs('bob');
  expect(await bob.call('team.connect', { password: `${password}x` })).toMatchObject({ ok: false, error: { code: 'TEAM_ACCESS_DENIED' } });
  await bob.ask('team.connect', { password });
  await synchronise(bob);
  expect(await readState(bob)).toMatchObject({ status: 'upToDate', connection });
});

test('members are the owner’s business, and a reader’s edits wait on the desk', async () => {
  const { connection } = await database.connectAs('bob');
  const member = { role: connection.role, name: 'Bob', access: 'reader' as const };
  expect(await bob.call('team.saveMember', { ...member, access: 'owner' })).toMatchObject({
    ok: false,
    error: { code: 'TEAM_ACCESS_DENIED' },
  });
  await ann.ask('team.saveMember', member);
  const { id } = await firstBuyer(bob);
  await saveNote(bob, id, 'a reader edits');
  expect(await bob.call('team.synchronise', {})).toMatchObject({ ok: false, error: { code: 'TEAM_ACCESS_DENIED' } });
  expect(await readState(bob)).toMatchObject({ status: 'stopped', problem: { code: 'TEAM_ACCESS_DENIED' }, toSend: 1 });
  await ann.ask('team.saveMember', { ...member, access: 'editor' });
  await synchronise(bob, ann);
  expect((await readBuyer(ann, id)).buyer.note).toBe('a reader edits');
});

test('a desk that leaves keeps its workspace, which works as before', async () => {
  await bob.ask('team.stopSharing', {});
  expect(await bob.ask('team.state', {})).toEqual({ isShared: false });
  const { id } = await firstBuyer(bob);
  await saveNote(bob, id, 'alone');
  expect((await readBuyer(bob, id)).buyer.note).toBe('alone');
});
