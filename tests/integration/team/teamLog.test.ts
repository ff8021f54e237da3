import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import type { OutgoingChange, TeamLog } from '../../../core/team/logPort.ts';
import { openTeamLog } from '../../../core/team/teamLog.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { catchFailure } from '../db/workspaceFiles.ts';

const WORKSPACE = randomUUID();
const FORMAT = 300;

let database: TestDatabase;
let owner: TeamLog;
const logs: TeamLog[] = [];

const openAs = async (role: string): Promise<TeamLog> => {
  const { connection, password } = await database.connectAs(role);
  const log = await openTeamLog(connection, password);
  logs.push(log);
  return log;
};

/** Runs statements over a plain connection of a role, past everything that Orebook checks. */
const queryAs = async (role: string, ...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> => {
  const { connection, password } = await database.connectAs(role);
  const client = new Client({ ...connection, user: connection.role, password });
  await client.connect();
  try {
    let rows: readonly Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
};

const change = (note: string): OutgoingChange => ({
  id: randomUUID(),
  origin: 'user',
  label: { key: 'history.test' },
  rows: [{ table_name: 'buyer', kind: 'buyer', entity_id: 'alpha', before: '{"note":"old"}', after: JSON.stringify({ note }) }],
});

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openAs('ann');
  await owner.setUp();
  await owner.createWorkspace({ id: WORKSPACE, name: 'Test mine', format: FORMAT, content: Buffer.from('snapshot') });
  for (const [name, access] of [
    ['bob', 'editor'],
    ['rita', 'reader'],
  ] as const) {
    const { connection } = await database.connectAs(name);
    await owner.saveMember(WORKSPACE, { role: connection.role, name, access });
  }
  expect(await owner.push(WORKSPACE, 0, [change('first')], FORMAT)).toBe(true);
});
afterAll(async () => {
  for (const log of logs) await log.close();
  await database.stop();
});

test('setting up twice changes nothing', async () => {
  await owner.setUp();
  expect(await owner.pull(WORKSPACE, 0, 10)).toHaveLength(1);
});

test('a change is read as it was sent, with every digit of a number', async () => {
  const log = await openAs('bob');
  const [{ head }] = [
    await log.verify(
      { workspaceId: WORKSPACE, connection: null!, baseSeq: 0, baseChange: undefined, baseHistory: 0, isEncrypted: false },
      FORMAT,
    ),
  ];
  const numbers = { a: 0.1 + 0.2, b: 1e-300, c: 1.7976931348623157e308, d: 5, e: 'text “with” \\ and\nlines', f: null };
  const sentChange = {
    ...change(''),
    rows: [{ table_name: 'buyer', kind: 'buyer', entity_id: 'alpha', before: null, after: JSON.stringify(numbers) }],
  };
  expect(await log.push(WORKSPACE, head, [sentChange], FORMAT)).toBe(true);
  const [read] = await owner.pull(WORKSPACE, head, 10);
  expect(read).toMatchObject({ seq: head + 1, id: sentChange.id, author: 'bob', label: sentChange.label });
  expect(JSON.parse(read!.rows[0]!.after!)).toEqual(numbers);
});

test('of two desks that append after the same change one is refused, and nothing of it is stored', async () => {
  const bob = await openAs('bob');
  const head = (await owner.pull(WORKSPACE, 0, 1000)).length;
  const [first, second] = await Promise.all([
    owner.push(WORKSPACE, head, [change('a'), change('b')], FORMAT),
    bob.push(WORKSPACE, head, [change('c'), change('d')], FORMAT),
  ]);
  expect([first, second].sort()).toEqual([false, true]);
  expect((await owner.pull(WORKSPACE, head, 10)).map(({ seq }) => seq)).toEqual([head + 1, head + 2]);
});

test('a log that is missing, rewound, forked or of another format is refused by name', async () => {
  const link = {
    workspaceId: WORKSPACE,
    connection: null!,
    baseSeq: 1,
    baseChange: (await owner.pull(WORKSPACE, 0, 1))[0]!.id,
    baseHistory: 1,
    isEncrypted: false,
  };
  await expect(owner.verify(link, FORMAT)).resolves.toBeDefined();
  const found = async (changes: object, format = FORMAT) => (await catchFailure(owner.verify({ ...link, ...changes }, format))).details;
  expect(await catchFailure(owner.verify({ ...link, workspaceId: randomUUID() }, FORMAT))).toMatchObject({ code: 'TEAM_NOT_MEMBER' });
  expect(await found({ baseSeq: 1_000_000 })).toEqual({ found: 'rewound' });
  expect(await found({ baseChange: randomUUID() })).toEqual({ found: 'forked' });
  const texts = ['rewound', 'forked', 'archived', 'plain'].map((kind) => errorText(new OrebookError('TEAM_LOG_MISMATCH', { found: kind })));
  expect(new Set(texts).size).toBe(4);
  for (const sentence of texts) expect(sentence).toContain('Nothing was sent or received. ');
  expect(await found({ isEncrypted: true })).toEqual({ found: 'plain' });
  expect(await catchFailure(owner.verify(link, FORMAT + 10))).toMatchObject({
    code: 'TEAM_UPGRADE_NEEDED',
    details: { found: FORMAT, supported: FORMAT + 10 },
  });
  expect(await catchFailure(owner.verify(link, FORMAT - 10))).toMatchObject({ code: 'TEAM_FORMAT' });
});

test('a reader reads and can’t write, by Orebook or by SQL', async () => {
  const reader = await openAs('rita');
  expect((await reader.pull(WORKSPACE, 0, 10)).length).toBeGreaterThan(0);
  const head = (await owner.pull(WORKSPACE, 0, 1000)).length;
  expect(await catchFailure(reader.push(WORKSPACE, head, [change('x')], FORMAT))).toMatchObject({ code: 'TEAM_ACCESS_DENIED' });
  for (const statement of [
    `INSERT INTO orebook.change (workspace, seq, id, label, origin) VALUES ('${WORKSPACE}', ${head + 1}, gen_random_uuid(), '{}', 'user')`,
    `INSERT INTO orebook.change_row VALUES ('${WORKSPACE}', 1, 99, 'buyer', 'buyer', 'alpha', NULL, '{}')`,
    `INSERT INTO orebook.snapshot VALUES ('${WORKSPACE}', 1, ${FORMAT}, '\\x00')`,
    `UPDATE orebook.workspace SET head = 0`,
    `UPDATE orebook.member SET access = 'owner'`,
    `SELECT orebook.raise_format('${WORKSPACE}', ${FORMAT}, ${FORMAT + 10}, ${head})`,
    `DROP TABLE orebook.change_row`,
  ]) {
    await queryAs('rita', statement).catch(() => undefined);
  }
  expect(
    await owner.verify(
      { workspaceId: WORKSPACE, connection: null!, baseSeq: 0, baseChange: undefined, baseHistory: 0, isEncrypted: false },
      FORMAT,
    ),
  ).toEqual({ head });
  expect((await owner.listMembers(WORKSPACE)).find(({ name }) => name === 'rita')?.access).toBe('reader');
  expect((await owner.pull(WORKSPACE, 0, 1))[0]?.rows).toHaveLength(1);
  expect(await owner.findSnapshot(WORKSPACE, FORMAT)).toMatchObject({ seq: 0, content: Buffer.from('snapshot') });
});

test('a stranger sees no workspace, no member, no change and no snapshot', async () => {
  const stranger = await openAs('eve');
  expect(await stranger.listWorkspaces()).toEqual([]);
  expect(await stranger.listMembers(WORKSPACE)).toEqual([]);
  for (const table of ['workspace', 'member', 'change', 'change_row', 'snapshot']) {
    expect(await queryAs('eve', `SELECT * FROM orebook.${table}`)).toEqual([]);
  }
});

test('an editor can’t rewrite the log, write under another name or add rows to a change of before', async () => {
  const head = (await owner.pull(WORKSPACE, 0, 1000)).length;
  for (const statement of [
    'UPDATE orebook.change SET label = NULL',
    'DELETE FROM orebook.change_row',
    'DELETE FROM orebook.snapshot',
    `INSERT INTO orebook.change (workspace, seq, id, author, label, origin) VALUES ('${WORKSPACE}', ${head + 1}, gen_random_uuid(), 'ann', '{}', 'user')`,
    `INSERT INTO orebook.change (workspace, seq, id, label, origin) VALUES ('${WORKSPACE}', ${head + 5}, gen_random_uuid(), '{}', 'user')`,
    `INSERT INTO orebook.change_row VALUES ('${WORKSPACE}', 1, 99, 'buyer', 'buyer', 'alpha', NULL, '{}')`,
    `INSERT INTO orebook.member VALUES ('${WORKSPACE}', 'eve', 'Eve', 'owner')`,
  ]) {
    await expect(queryAs('bob', statement)).rejects.toThrow(/permission denied|row-level security|another change has this number/);
  }
});

test('the last owner stays', async () => {
  const { connection } = await database.connectAs('ann');
  await expect(owner.removeMember(WORKSPACE, connection.role)).rejects.toThrow('the last owner');
});

test('a wrong password is reported as such, and a server that does not answer as offline', async () => {
  const { connection, password } = await database.connectAs('ann');
  expect(await catchFailure(openTeamLog(connection, `${password}x`))).toMatchObject({ code: 'TEAM_ACCESS_DENIED' });
  expect(await catchFailure(openTeamLog(connection, undefined))).toMatchObject({ code: 'TEAM_ACCESS_DENIED' });
  expect(await catchFailure(openTeamLog({ ...connection, port: 1 }, 'x'))).toMatchObject({ code: 'TEAM_OFFLINE' });
});
