import { chmodSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLS, type CallName } from '#shared/contract/names.ts';
import { isAllowedReadOnly } from '#shared/contract/readOnly.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let path = '';
let recentHandle = '';

const readState = async () => {
  const state = await services.ask('workspace.state', {});
  if (!state.open) throw new Error('no workspace is open');
  return state;
};

beforeAll(async () => {
  services = await openServices();
  path = services.ctx.workspace.path();
  recentHandle = services.ctx.workspace.id();
});
afterAll(() => services.close());

describe('a workspace opened read-only', () => {
  it('shows the same figures, reports that it is read-only, and refuses every command that would change it', async () => {
    const verdict = (await services.ask('overview.get', {})).verdict;
    await services.ask('workspace.close', {});
    const before = readFileSync(path);
    const { mtimeNs } = statSync(path, { bigint: true });
    chmodSync(path, 0o400);
    await services.ask('workspace.open', { recent: recentHandle, isReadOnly: true });

    expect(await readState()).toMatchObject({ readOnly: { recent: recentHandle } });
    expect((await services.ask('overview.get', {})).verdict).toEqual(verdict);
    const commands = (Object.keys(CALLS) as CallName[]).filter((name) => CALLS[name] === 'command' && !isAllowedReadOnly(name));
    expect(commands.length).toBeGreaterThan(60);
    for (const name of commands)
      expect([name, await services.call(name, {})]).toMatchObject([name, { error: { code: 'OPENED_READ_ONLY' } }]);
    await expect(services.ctx.workspace.change({ key: 'history.settings' }, async () => undefined)).rejects.toMatchObject({
      code: 'OPENED_READ_ONLY',
    });

    // what is shown can be chosen, and documents are written
    await services.ask('settings.save', { deck: 'low' });
    await services.ask('settings.save', { language: 'zh-CN', theme: 'dark' });
    expect((await readState()).settings).toMatchObject({ deck: 'low', language: 'zh-CN', theme: 'dark' });
    await services.ask('settings.save', { deck: 'base', language: 'en' });
    expect(await services.call('settings.save', { deck: 'low', discountRate: 0.2 })).toMatchObject({ error: { code: 'OPENED_READ_ONLY' } });
    expect((await readState()).settings.deck).toBe('base');
    const otherPlan = (await readState()).plans.find(({ id }) => id === 'spread-three-ways');
    await services.ask('plans.choose', { id: otherPlan!.id });
    expect((await readState()).settings.planId).toBe('spread-three-ways');
    const { artefact } = await services.waitForJob(
      await services.ask('summaries.export', { subject: { planId: otherPlan!.id }, view: 'internal', format: 'html' }),
      'document',
    );
    expect((await services.readArtefact(artefact)).length).toBeGreaterThan(10_000);

    await services.ask('workspace.close', {});
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(statSync(path, { bigint: true }).mtimeNs).toBe(mtimeNs);
    chmodSync(path, 0o600);
  });

  it('can be opened for editing, and the file that is open for editing can be opened read-only', async () => {
    await services.ask('workspace.open', { recent: recentHandle });
    await services.ask('settings.save', { name: 'Edited' });
    await services.ask('workspace.open', { recent: recentHandle, isReadOnly: true });
    expect((await readState()).settings.name).toBe('Edited');
    expect((await readState()).undo).toBeUndefined();
    await services.ask('workspace.open', { recent: recentHandle });
    expect(await readState()).not.toHaveProperty('readOnly');
    await services.ask('history.undo', {});
  });

  it('asks for the passphrase of an encrypted file and stays read-only after a lock', async () => {
    await services.ask('workspace.changePassphrase', { next: 'correct horse battery' });
    await services.ask('workspace.close', {});
    const unlock = async (refusal: unknown) => {
      const { pending } = (refusal as { error: { details: { pending: string } } }).error.details;
      await services.ask('workspace.unlock', { pending, passphrase: 'correct horse battery' });
    };
    await unlock(await services.call('workspace.open', { recent: recentHandle, isReadOnly: true }));
    expect(await readState()).toMatchObject({ readOnly: { recent: recentHandle }, encrypted: true });
    await services.ask('workspace.lock', {});
    const lockedState = await services.ask('workspace.state', {});
    await unlock({ error: lockedState.open ? undefined : lockedState.notOpened });
    expect(await readState()).toMatchObject({ readOnly: { recent: recentHandle } });
  });
});
