import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TeamConnection } from '#shared/domain/team.ts';
import { openTeamLog } from '../../../core/team/teamLog.ts';
import { createCertificate } from '../../helpers/certificate.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { refusalText } from './desks.ts';

const TRUSTED = getCACertificates('default');
const { certificate, key } = createCertificate('localhost');

let secureDatabase: TestDatabase;
let plainDatabase: TestDatabase;
beforeAll(async () => {
  secureDatabase = await createTestDatabase({ certificate, key });
  plainDatabase = await createTestDatabase();
});
afterAll(async () => {
  setDefaultCACertificates(TRUSTED);
  await secureDatabase.stop();
  await plainDatabase.stop();
});

const connectTo = async (database: TestDatabase, changes: Partial<TeamConnection>): Promise<void> => {
  const { connection, password } = await database.connectAs('ann');
  const log = await openTeamLog({ ...connection, ...changes }, password);
  await log.setUp();
  await log.close();
};

const refusal = (database: TestDatabase, changes: Partial<TeamConnection>): Promise<string> => refusalText(connectTo(database, changes));

test('a certificate that no authority signed is refused by name, and accepted only by the choice not to verify', async () => {
  expect(await refusal(secureDatabase, { host: 'localhost', tls: 'verify' })).toContain(
    'The certificate of localhost is not trusted, so nothing was sent.',
  );
  await connectTo(secureDatabase, { host: 'localhost', tls: 'encrypt' });
});

test('a trusted certificate opens its own host, and no other', async () => {
  setDefaultCACertificates([...TRUSTED, certificate]);
  await connectTo(secureDatabase, { host: 'localhost', tls: 'verify' });
  expect(await refusal(secureDatabase, { host: '127.0.0.1', tls: 'verify' })).toContain(
    'belongs to another host than 127.0.0.1, so nothing was sent',
  );
});

test('a server without TLS receives no password unless the person chose so', async () => {
  for (const tls of ['verify', 'encrypt'] as const)
    expect(await refusal(plainDatabase, { tls })).toContain('offers no encryption, so nothing was sent');
});

test('a wrong password, port, host and database are distinguished', async () => {
  const { connection, password } = await plainDatabase.connectAs('ann');
  expect(await refusalText(openTeamLog(connection, `${password}x`))).toContain('Check the user name and the password');
  expect(await refusal(plainDatabase, { port: 1 })).toContain('The database server 127.0.0.1 can’t be reached.');
  expect(await refusal(plainDatabase, { host: 'nowhere.invalid' })).toContain('The database server nowhere.invalid can’t be reached.');
  expect(await refusal(plainDatabase, { database: 'missing' })).toBe('The server has no database named missing. Check the name.');
});

test('a user without rights in the database learns what the administrator has to run', async () => {
  const { connection, password } = await plainDatabase.connectAs('carl', false);
  const log = await openTeamLog(connection, password);
  await plainDatabase.query('DROP SCHEMA IF EXISTS orebook CASCADE');
  expect(await refusalText(log.setUp())).toContain(`GRANT CREATE ON DATABASE ${connection.database} TO ${connection.role}`);
  expect(await refusalText(log.listWorkspaces())).toContain('This database has no shared workspaces yet.');
  await log.close();
});

test('a server that is too old is refused by name, and nothing is created on it', async () => {
  const { connection, password } = await plainDatabase.connectAs('dora');
  await plainDatabase.query('DROP SCHEMA IF EXISTS orebook CASCADE');
  // this role sees a function of its own in place of the server's, and with it the settings of an earlier version
  await plainDatabase.query(`
    CREATE SCHEMA earlier_server;
    GRANT USAGE ON SCHEMA earlier_server TO PUBLIC;
    CREATE FUNCTION earlier_server.current_setting(text) RETURNS text LANGUAGE sql AS
      $$ SELECT CASE $1 WHEN 'server_version_num' THEN '120022' ELSE '12.22' END $$;
    ALTER ROLE ${connection.role} SET search_path = earlier_server, pg_catalog`);
  const log = await openTeamLog(connection, password);
  expect(await refusalText(log.setUp())).toBe('The server runs PostgreSQL 12.22. Shared workspaces need PostgreSQL 13 or newer.');
  expect(await plainDatabase.query("SELECT 1 FROM pg_namespace WHERE nspname = 'orebook'")).toEqual([]);
  await log.close();
});
