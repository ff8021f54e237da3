import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { listLimits } from '#db/repositories/limits.ts';
import { seedSample } from '#db/seeds/sample/index.ts';
import { sendCommand } from '../../../renderer/api/sendCommand.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices(seedSample);
});
afterAll(() => services.close());
afterEach(() => void vi.unstubAllGlobals());

const changes = async (): Promise<number> => (await services.ask('history.list', { limit: 100 })).changes.length;

it('a confirmed command is not applied twice, also by a new core, and a retry gets the first answer', async () => {
  const [row] = (await services.ask('contracts.list', {})).rows;
  const { contract, version } = await services.ask('contracts.get', { id: row!.id });
  const save = { contract: { ...contract, name: 'Renamed once' }, version };
  const requestId = randomUUID();
  const before = await changes();

  const first = await services.call('contracts.save', save, requestId);
  expect(first).toMatchObject({ ok: true });
  expect(await changes()).toBe(before + 1);
  expect(await services.call('contracts.save', save, requestId)).toEqual(first);

  const copyId = randomUUID();
  const copyResult = await services.call('contracts.copy', { id: contract.id }, copyId);
  const undoId = randomUUID();
  const undoResult = await services.call('history.undo', {}, undoId);
  expect([copyResult, undoResult]).toMatchObject([{ ok: true }, { ok: true }]);
  const after = await changes();

  services.replaceCore();
  const values = ({ ok, ...answer }: Awaited<ReturnType<Services['call']>>) => (ok ? (answer as { value: unknown }).value : answer);
  expect(values(await services.call('contracts.save', save, requestId))).toEqual(values(first));
  expect(values(await services.call('contracts.copy', { id: contract.id }, copyId))).toEqual(values(copyResult));
  expect(values(await services.call('history.undo', {}, undoId))).toEqual(values(undoResult));
  expect(await changes()).toBe(after);

  expect(await services.call('contracts.save', save, randomUUID())).toMatchObject({ ok: false, error: { code: 'STALE' } });
});

it('keeps the newest 2,000 requests', async () => {
  const db = services.ctx.workspace.db();
  const settings = async (requestId: string, name: string) => services.call('settings.save', { name }, requestId);
  await settings('first', 'First');
  await db
    .updateTable('confirmed_request')
    .set((eb) => ({ position: eb('position', '+', 5000) }))
    .where('id', '=', 'first')
    .execute();
  await settings('second', 'Second');
  const storedIds = await db.selectFrom('confirmed_request').select('id').orderBy('position').execute();
  expect(storedIds.map(({ id }) => id)).toEqual(['first', 'second']);
});

/** Lets the page call the core over HTTP, which loses the answer to the first call of this name; returns the ids under which it was sent. */
const loseFirstAnswer = (lostAnswer: string): readonly (string | null)[] => {
  const sentIds: (string | null)[] = [];
  vi.stubGlobal('document', { querySelector: () => null });
  vi.stubGlobal('window', { crypto: { randomUUID } });
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const call = path.slice('/api/'.length);
    const requestId = new Headers(init.headers).get('x-orebook-request');
    const answer = await services.call(call as Parameters<Services['call']>[0], JSON.parse(String(init.body)), requestId ?? undefined);
    if (call === lostAnswer) {
      sentIds.push(requestId);
      if (sentIds.length === 1) throw new TypeError('Failed to fetch');
    }
    return Response.json(answer);
  });
  return sentIds;
};

it('a limit and a plan whose answer was lost are added once when the page sends them again', async () => {
  const before = await changes();
  const { limit } = await services.ask('limits.blank', {});
  const sentLimits = loseFirstAnswer('limits.save');
  await sendCommand('limits.save', { limit: { ...limit, name: 'Sent twice' } });
  const limits = await listLimits(services.ctx.workspace.db());
  expect(limits.filter(({ name }) => name === 'Sent twice')).toHaveLength(1);

  const { rows: plans } = await services.ask('plans.list', {});
  const sentPlans = loseFirstAnswer('plans.createFrom');
  await sendCommand('plans.createFrom', { from: plans[0]!.id, name: 'Sent twice' });
  const after = (await services.ask('plans.list', {})).rows.filter(({ name }) => name === 'Sent twice');
  expect(after).toHaveLength(1);

  expect([sentLimits, sentPlans].map((sentIds) => [sentIds.length, new Set(sentIds).size])).toEqual([
    [2, 1],
    [2, 1],
  ]);
  expect(await changes()).toBe(before + 2);
});
