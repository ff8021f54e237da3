import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTeamLink } from '#db/repositories/team.ts';
import { createPayloadCipher, openPayloadCipher } from '../../../core/payloadCipher.ts';
import { openTeamLog } from '../../../core/team/teamLog.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { catchFailure } from '../db/workspaceFiles.ts';
import { ALPHA, createDesks, edit, expectSame, read, refusalText, type TestDesk } from './desks.ts';

const PASSPHRASE = 'nine copper horses';
const SECRET = 'sold at 1234.5 USD to Alpha';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.stop());

const createPair = async () => (await createDesks(database, ['ann', 'bob'], PASSPHRASE)) as [TestDesk, TestDesk];

test('desks with the passphrase exchange changes, and the tables of the database show none of their contents', async () => {
  const [ann, bob] = await createPair();
  await edit(ann, ALPHA, { note: SECRET });
  await ann.sync();
  await ann.log.saveSnapshot(ann.workspaceId, { seq: 1, format: 1, content: Buffer.from(SECRET) });
  await bob.sync();
  expect((await read(bob, ALPHA)).note).toBe(SECRET);
  await expectSame([ann, bob]);
  expect((await bob.log.findSnapshot(ann.workspaceId, 1))?.content).toEqual(Buffer.from(SECRET));

  const tables = ['workspace', 'member', 'change', 'change_row', 'snapshot'];
  const texts = await Promise.all(tables.map((table) => database.query(`SELECT t::text AS row FROM orebook.${table} AS t`)));
  const rowText = JSON.stringify(texts);
  for (const secret of [
    SECRET,
    Buffer.from(SECRET).toString('hex'),
    Buffer.from(SECRET).toString('base64').slice(0, 30),
    'Alpha Metals',
    'history.test',
  ])
    expect(rowText).not.toContain(secret);
  // what the page says the database sees
  for (const phrase of ['Test mine', 'buyer', 'alpha', ann.role]) expect(rowText).toContain(phrase);
});

test('a wrong passphrase and a missing one are named, and read nothing', async () => {
  const [ann, bob] = await createPair();
  const { connection, password } = await database.connectAs('bob');
  const log = await openTeamLog(connection, password);
  expect(await refusalText(log.unlock(ann.workspaceId, `${PASSPHRASE}x`))).toBe(
    'The team’s passphrase is wrong. Check it and enter it again.',
  );
  expect(await catchFailure(log.unlock(ann.workspaceId, undefined))).toMatchObject({ code: 'TEAM_PASSPHRASE_NEEDED' });
  const link = (await findTeamLink(bob.file.db))!;
  expect(await catchFailure(log.verify(link, 1))).toMatchObject({ code: 'TEAM_LOG_MISMATCH', details: { found: 'plain' } });
  await log.close();
});

test('contents that the database changed or moved to another record are refused, and the desk keeps its values', async () => {
  const [ann, bob] = await createPair();
  await edit(ann, ALPHA, { note: 'second secret' });
  await ann.sync();
  await database.query(`UPDATE orebook.change_row SET entity_id = 'beta' WHERE seq = 1 AND workspace = '${ann.workspaceId}'`);
  expect(await refusalText(bob.sync())).toContain('changed outside Orebook');
  expect((await read(bob, ALPHA)).note).toBe('old');
  await database.query(`UPDATE orebook.change_row SET entity_id = 'alpha' WHERE seq = 1 AND workspace = '${ann.workspaceId}'`);
  await bob.sync();
  expect((await read(bob, ALPHA)).note).toBe('second secret');
});

test('a database that drops the settings of the encryption receives no plain contents', async () => {
  const [, bob] = await createPair();
  await database.query(`UPDATE orebook.workspace SET cipher = NULL WHERE id = '${bob.workspaceId}'`);
  await bob.log.unlock(bob.workspaceId, PASSPHRASE);
  await edit(bob, ALPHA, { note: 'third secret' });
  expect(await catchFailure(bob.sync())).toMatchObject({ code: 'TEAM_LOG_MISMATCH', details: { found: 'plain' } });
  expect(JSON.stringify(await database.query('SELECT t::text AS row FROM orebook.change_row AS t'))).not.toContain('third secret');
});

test('settings of the encryption that no desk wrote are named as damage', async () => {
  const [ann, bob] = await createPair();
  const [storedRow] = await database.query(`SELECT cipher::text AS cipher FROM orebook.workspace WHERE id = '${ann.workspaceId}'`);
  const settings = JSON.parse(String(storedRow?.cipher));
  for (const changedFields of [{ cost: 100_000 }, { cost: 2 ** 30 }, { kdf: 'none' }]) {
    const json = JSON.stringify({ ...settings, ...changedFields });
    await database.query(`UPDATE orebook.workspace SET cipher = '${json}' WHERE id = '${ann.workspaceId}'`);
    expect(await catchFailure(bob.log.unlock(ann.workspaceId, PASSPHRASE))).toMatchObject({ code: 'TEAM_CONTENT_DAMAGED' });
  }
});

test('the same passphrase opens what it sealed, however its characters are composed, and another one does not', async () => {
  const { settings, cipher } = await createPayloadCipher('caf\u00e9 au lait');
  const sealedBytes = cipher.seal(Buffer.from('text'), ['here', 1]);
  const secondCipher = await openPayloadCipher('cafe\u0301 au lait', settings);
  expect(Buffer.from(secondCipher.open(sealedBytes, ['here', 1])).toString()).toBe('text');
  expect(() => secondCipher.open(sealedBytes, ['here', 2])).toThrow('TEAM_CONTENT_DAMAGED');
  expect(cipher.seal(Buffer.from('text'), ['here', 1])).not.toEqual(sealedBytes);
});
