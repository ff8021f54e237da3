import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MAX_PASSPHRASE } from '#shared/domain/workspace.ts';
import { createIntakeStore } from '../../../core/files/fileStores.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';

const PASSPHRASE = 'the passphrase';
const PAGE = 4096;

let services: Services;
beforeEach(async () => {
  services = await openServices(seedEmptyWorkspace());
});
afterEach(() => services.close());

const codeOf = async (call: Promise<unknown>): Promise<string> => {
  const result = (await call) as { readonly ok: boolean; readonly error: { readonly code: string } };
  return result.ok ? 'ok' : result.error.code;
};
const change = (input: { readonly current?: string; readonly next?: string }) => codeOf(services.call('workspace.changePassphrase', input));
/** Opens a file in its place, as the desktop does. */
const open = async (path: string) => {
  const { token } = await createIntakeStore(services.dataFolder).refer(path);
  return services.call('workspace.open', { intake: token });
};
const unlock = async (result: Awaited<ReturnType<typeof open>>, passphrase: string): Promise<string> => {
  if (result.ok) return 'was not locked';
  expect(result.error.code).toBe('PASSPHRASE_NEEDED');
  return codeOf(services.call('workspace.unlock', { pending: String(result.error.details.pending), passphrase }));
};

it('an empty, a short, a very long passphrase and one with a NUL character are refused, and the workspace stays as it is', async () => {
  for (const next of ['', 'seven77', 'x'.repeat(MAX_PASSPHRASE + 1), 'with \0 in it'])
    expect([next.slice(0, 10), await change({ next })]).toEqual([next.slice(0, 10), 'BAD_INPUT']);
  expect(services.ctx.workspace.isEncrypted()).toBe(false);
  const longestPassphrase = '密'.repeat(MAX_PASSPHRASE);
  expect(await change({ next: longestPassphrase })).toBe('ok');
  for (const currentPassphrase of ['', 'x'.repeat(MAX_PASSPHRASE + 1)])
    expect(await change({ current: currentPassphrase, next: PASSPHRASE })).toBe('BAD_INPUT');
  for (const currentPassphrase of [PASSPHRASE, longestPassphrase.slice(1), ` ${longestPassphrase.slice(1)}`])
    expect(await change({ current: currentPassphrase, next: PASSPHRASE })).toBe('WRONG_PASSPHRASE');
  expect(services.ctx.workspace.isEncrypted()).toBe(true);
  expect(await change({ current: longestPassphrase })).toBe('ok');
});

it.each(['chacha20', 'aes256cbc', 'rc4'])(
  'a file of another scheme (%s) is refused, is not changed, and the open workspace stays',
  async (cipher) => {
    const path = join(services.dataFolder, 'other.orebook');
    const otherDatabase = new BetterSqlite3(path);
    otherDatabase.pragma(`cipher = '${cipher}'`);
    otherDatabase.key(Buffer.from(PASSPHRASE));
    otherDatabase.exec('CREATE TABLE secret (x TEXT); INSERT INTO secret VALUES (hex(randomblob(20000)))');
    otherDatabase.close();
    const before = readFileSync(path);
    // only the passphrase, which does not open it, distinguishes such a file from an encrypted workspace
    expect(await unlock(await open(path), PASSPHRASE)).toBe('WRONG_PASSPHRASE');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}-wal`)).toBe(false);
    await services.ask('settings.save', { name: 'Still open' });
  },
);

it('an encrypted file with a damaged beginning or a lost end is refused with a message, is not changed, and opens again when it is whole', async () => {
  await services.ask('workspace.changePassphrase', { next: PASSPHRASE });
  const ownPath = services.ctx.workspace.path();
  await services.ask('workspace.close', {});
  const fileBytes = readFileSync(ownPath);
  const path = join(services.dataFolder, 'damaged.orebook');
  const changeAt = (place: number): Buffer => {
    const bytes = Buffer.from(fileBytes);
    bytes[place] = bytes[place]! ^ 1;
    return bytes;
  };
  const cases: readonly (readonly [name: string, bytes: Buffer, codes: readonly string[]])[] = [
    // the salt is a part of the key
    ['salt', changeAt(3), ['WRONG_PASSPHRASE']],
    ['first page', changeAt(100), ['WORKSPACE_DAMAGED']],
    ['MAC of the first page', changeAt(PAGE - 1), ['WORKSPACE_DAMAGED']],
    ['header of zeros', Buffer.concat([Buffer.alloc(PAGE), fileBytes.subarray(PAGE)]), ['NOT_A_WORKSPACE']],
    ['cut within a page', fileBytes.subarray(0, fileBytes.length - 100), ['NOT_A_WORKSPACE']],
    ['cut at a page', fileBytes.subarray(0, fileBytes.length - PAGE), ['WORKSPACE_DAMAGED']],
    ['empty', Buffer.alloc(0), ['NOT_A_WORKSPACE']],
  ];
  for (const [name, bytes, codes] of cases) {
    writeFileSync(path, bytes);
    const result = await open(path);
    const code =
      result.ok || result.error.code !== 'PASSPHRASE_NEEDED' ? await codeOf(Promise.resolve(result)) : await unlock(result, PASSPHRASE);
    expect([name, codes.includes(code), code]).toEqual([name, true, code]);
    expect([name, readFileSync(path).equals(bytes)]).toEqual([name, true]);
  }
  writeFileSync(path, fileBytes);
  expect(await unlock(await open(path), PASSPHRASE)).toBe('ok');
});
