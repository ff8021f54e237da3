import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTeamLink, saveTeamLink } from '#db/repositories/team.ts';
import type { Tx } from '#db/schema.ts';
import { runTransaction } from '#db/transaction.ts';
import type { Output } from '#shared/contract/contract.ts';
import { BuyerId, DecisionId, NoteId, ReferenceCode } from '#shared/domain/ids.ts';
import type { TeamConnection } from '#shared/domain/team.ts';
import { IsoDate, monthOf } from '#shared/domain/time.ts';
import { conflictTitle } from '#shared/presentation/conflictTitle.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { sharingText } from '#shared/presentation/sharingText.ts';
import { withLocale } from '../../../core/locale.ts';
import type { ServerAnswer } from '../../../core/protocol.ts';
import type { SecretStore } from '../../../core/secrets.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { startServerSwitch } from '../../helpers/serverSwitch.ts';
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

const readMemory = async (desk: Services) => (await desk.ask('team.passwordMemory', {})).memory;

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
  const requestedConnections: TeamConnection[] = [];
  let answer: ServerAnswer = 'refused';
  const desk = await openServices(seedEmptyWorkspace(), {}, undefined, undefined, {
    confirmServer: async (connection) => {
      requestedConnections.push(connection);
      return answer;
    },
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
    expect(requestedConnections).toEqual([login.connection, login.connection, login.connection]);
    const weakerLogin = { ...login, connection: { ...login.connection, tls: 'encrypt' } };
    answer = 'refused';
    expect(await desk.call('team.listWorkspaces', weakerLogin)).toMatchObject({ ok: false, error: { code: 'TEAM_SERVER_REFUSED' } });
  } finally {
    await desk.ctx.team.stop();
    await desk.close();
  }
});

test('a workspace is shared, joined and edited on two desks, from the calls of a page', async () => {
  const login = await database.connectAs('ann');
  expect(await ann.ask('team.state', {})).toEqual({ isShared: false });
  await ann.ask('workspace.setUserName', { name: 'Ann Chen' });
  await ann.ask('team.setUp', login);
  await synchronise(ann);
  expect(await readState(ann)).toMatchObject({
    status: 'upToDate',
    toSend: 0,
    conflicts: 0,
    access: 'owner',
    members: [{ role: login.connection.role, name: 'Ann Chen' }],
  });

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

/** Two values of each field, and the names with which a conflict between them is shown. */
const NAMED_CONFLICTS: readonly {
  readonly change: (tx: Tx, side: 'first' | 'ann' | 'bob') => Promise<unknown>;
  readonly shown: readonly string[];
}[] = [
  {
    change: (tx, side) =>
      side === 'first'
        ? tx
            .insertInto('note')
            .values({
              id: NoteId.parse('n1'),
              contract_id: null,
              subject: JSON.stringify({ kind: 'chart', title: { name: 'Price' }, route: '/market' }),
              body: side,
              author: 'Ann',
              at: '2026-06-03T09:00:00.000Z',
              version: 1,
              json_version: 1,
            })
            .execute()
        : tx
            .updateTable('note')
            .set({ body: `Called by ${side}` })
            .execute(),
    shown: ['Note: Called by bob | Note | Called by ann | Called by bob', '备注：Called by bob | 备注 | Called by ann | Called by bob'],
  },
  {
    change: (tx, side) =>
      side === 'first'
        ? tx
            .insertInto('decision')
            .values({
              id: DecisionId.parse('d1'),
              title: 'Renew Hai Long',
              why: '',
              decided_on: IsoDate.parse('2026-06-01'),
              author: 'Ann',
              at: '2026-06-03T09:00:00.000Z',
              outcome: '',
              basis: JSON.stringify({ planId: 'plan', planName: 'Plan', deck: 'base', valuationDate: '2026-06-01' }),
              figures: '[]',
              version: 1,
              json_version: 1,
            })
            .execute()
        : tx
            .updateTable('decision')
            .set({ outcome: `Signed, says ${side}` })
            .execute(),
    shown: [
      'Decision: Renew Hai Long | What happened, and why | Signed, says ann | Signed, says bob',
      '决策：Renew Hai Long | 实际结果及原因 | Signed, says ann | Signed, says bob',
    ],
  },
  {
    change: (tx, side) =>
      tx
        .insertInto('house_logo')
        .values({ only: 1, kind: 'png', width: 1, height: 1, data: Buffer.from(side).toString('base64') })
        .onConflict((conflict) => conflict.column('only').doUpdateSet({ data: Buffer.from(side).toString('base64') }))
        .execute(),
    shown: ['Document style | Logo | – | changed', '文档样式 | 徽标 | – | 已更改'],
  },
  {
    change: (tx, side) =>
      tx
        .updateTable('shipped_price')
        .set({ price: { first: 9_000, ann: 9_100, bob: 9_200 }[side] })
        .where('reference', '=', ReferenceCode.parse('CU'))
        .where('from_month', '=', monthOf(2025, 1))
        .where('months', '=', 12)
        .execute(),
    shown: [
      'Price deck: CU | Published price, 2025 | 9,100 USD/t | 9,200 USD/t',
      '价格假设：CU | 公布价格，2025 | 9,100 USD/t | 9,200 USD/t',
    ],
  },
  {
    change: (tx, side) =>
      tx
        .updateTable('country')
        .set({ zone: ({ first: 'europe', ann: 'americas', bob: 'china' } as const)[side] })
        .where('code', '=', 'DE')
        .execute(),
    shown: ['Country: Germany | Zone | Americas | China', '国家或地区：德国 | 地区 | 美洲 | 中国'],
  },
  {
    change: (tx, side) =>
      tx
        .updateTable('metal')
        .set({ symbol: { first: 'Cu', ann: 'Ca', bob: 'Cb' }[side] })
        .where('code', '=', 'copper')
        .execute(),
    shown: ['Metal: Copper | Symbol | Ca | Cb', '金属：铜 | 符号 | Ca | Cb'],
  },
];

test('conflicts name the record, the field and both values in notes, decisions, logo, published prices, countries and metals', async () => {
  const write = (desk: Services, side: 'first' | 'ann' | 'bob') =>
    runTransaction(desk.ctx.workspace.db(), { label: { key: 'history.test' }, origin: 'user' }, async (tx) => {
      for (const { change } of NAMED_CONFLICTS) await change(tx, side);
    });
  await write(ann, 'first');
  await synchronise(ann, bob);
  await write(ann, 'ann');
  await write(bob, 'bob');
  await synchronise(ann);
  await synchronise(bob);
  const { conflicts } = await bob.ask('team.conflicts', {});
  const renderedFields = (['en', 'zh-CN'] as const).map((locale) =>
    withLocale(locale, () =>
      conflicts.flatMap((conflict) =>
        conflict.fields.map(({ label, before, after }) =>
          [conflictTitle(conflict), ...[label, before, after].map((part) => (part === null ? '–' : renderLabel(part)))].join(' | '),
        ),
      ),
    ),
  );
  expect(renderedFields.map((lines) => lines.toSorted())).toEqual(
    [0, 1].map((i) => NAMED_CONFLICTS.map(({ shown }) => shown[i]).toSorted()),
  );
  for (const { id } of conflicts) await bob.ask('team.resolveConflict', { id, use: 'theirs' });
});

test('a restarted desk asks for the password, and a wrong one changes nothing', async () => {
  const { connection, password } = await database.connectAs('bob');
  expect(await bob.call('team.connect', { password: `${password}x` })).toMatchObject({ ok: false, error: { code: 'TEAM_ACCESS_DENIED' } });
  await bob.ask('team.connect', { password });
  await synchronise(bob);
  expect(await readState(bob)).toMatchObject({ status: 'upToDate', connection });
});

test('a password is stored on request under a digest, opens a restarted desk on the same server only, and is forgotten on request', async () => {
  const storedSecrets = new Map<string, string>();
  const secrets: SecretStore = {
    isAvailable: async () => true,
    read: async (name) => storedSecrets.get(name),
    save: async (name, secret) => storedSecrets.set(name, secret).has(name),
    forget: async (name) => void storedSecrets.delete(name),
  };
  const login = await database.connectAs('ann');
  const passphrase = 'nine copper horses';
  const start = () => openServices(seedEmptyWorkspace(), {}, undefined, undefined, { secrets });
  const first = await start();
  const restartedServices: Services[] = [first];
  /** Starts a desk whose workspace follows the same log. */
  const restart = async (changes: Partial<TeamConnection> = {}): Promise<Services> => {
    const link = (await findTeamLink(first.ctx.workspace.db()))!;
    const desk = await start();
    restartedServices.push(desk);
    await saveTeamLink(desk.ctx.workspace.db(), { ...link, connection: { ...link.connection, ...changes } });
    return desk;
  };
  try {
    expect(await first.ask('team.state', {})).toEqual({ isShared: false });
    await first.ask('team.setUp', { ...login, passphrase });
    expect(await readMemory(first)).toBe('off');
    expect(storedSecrets.size).toBe(0);
    await first.ask('team.connect', { password: login.password, passphrase, shouldRemember: true });
    expect(await readMemory(first)).toBe('on');
    const [[name, secret]] = [...storedSecrets] as [[string, string]];
    expect(JSON.parse(secret)).toEqual({ password: login.password, passphrase });
    for (const part of Object.values(login.connection)) expect(name).not.toContain(String(part));

    const second = await restart();
    await synchronise(second);
    expect([(await readState(second)).status, await readMemory(second)]).toEqual(['upToDate', 'on']);
    const localhostServices = await restart({ host: 'localhost' });
    expect([(await readState(localhostServices)).status, await readMemory(localhostServices)]).toEqual(['needsPassword', 'off']);

    await second.ask('team.forgetPassword', {});
    expect(storedSecrets.size).toBe(0);
    await synchronise(second);
    expect([(await readState(second)).status, await readMemory(second)]).toEqual(['upToDate', 'off']);
    expect((await readState(await restart())).status).toBe('needsPassword');

    await second.ask('team.connect', { password: login.password, passphrase, shouldRemember: true });
    await second.ask('team.stopSharing', {});
    expect(storedSecrets.size).toBe(0);
  } finally {
    for (const desk of restartedServices) {
      await desk.ctx.team.stop();
      await desk.close();
    }
  }
});

test('a server that goes away leaves the desk at work: it shows what waits, and sends it once when the server is back', async () => {
  const { connection, password } = await database.connectAs('ann');
  const server = await startServerSwitch(connection.port);
  const desk = await openServices(seedEmptyWorkspace());
  try {
    await desk.ask('team.setUp', { connection: { ...connection, port: server.port, host: '127.0.0.1' }, password });
    await synchronise(desk);
    await server.shut();
    await desk.ask('settings.save', { discountRate: 0.11 });
    expect(await desk.call('team.synchronise', {})).toMatchObject({ ok: false, error: { code: 'TEAM_OFFLINE' } });
    const offlineState = await readState(desk);
    expect(offlineState).toMatchObject({ status: 'offline', toSend: 1, problem: { code: 'TEAM_OFFLINE' } });
    expect([sharingText(offlineState), withLocale('zh-CN', () => sharingText(offlineState))]).toEqual([
      'Offline – 1 change to send',
      '离线，1 项更改待发送',
    ]);
    await desk.ask('settings.save', { discountRate: 0.12 });
    await server.open();
    await synchronise(desk);
    expect(await readState(desk)).toMatchObject({ status: 'upToDate', toSend: 0 });
    const { workspaceId } = (await findTeamLink(desk.ctx.workspace.db()))!;
    expect(await database.query(`SELECT seq::int FROM orebook.change WHERE workspace = '${workspaceId}'`)).toEqual([
      { seq: 1 },
      { seq: 2 },
    ]);
  } finally {
    await desk.ctx.team.stop();
    await desk.close();
    await server.shut();
  }
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
