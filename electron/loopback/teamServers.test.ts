import { expect, test } from 'vitest';
import type { TeamConnection } from '#shared/domain/team.ts';
import { createServerCheck } from './teamServers.ts';

const at = (host: string, port = 5432): TeamConnection => ({ host, port, database: 'team', role: 'ann', tls: 'verify' });

test('a browser host connects to the servers that its start named, and to no other', async () => {
  const check = createServerCheck('db.example, Other.example:6000');
  expect(await check(at('db.example'))).toBe('allowed');
  expect(await check(at('DB.example'))).toBe('allowed');
  expect(await check(at('other.example', 6000))).toBe('allowed');
  expect(await check(at('other.example'))).toBe('notNamed');
  expect(await check(at('db.example', 6000))).toBe('allowed');
  expect(await check(at('evil.example'))).toBe('notNamed');
});

test('a browser host whose start named no server connects to none', async () => {
  for (const serverNames of [undefined, '', ' , ']) expect(await createServerCheck(serverNames)(at(''))).toBe('notNamed');
});
