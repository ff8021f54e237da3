import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedSample } from '#db/seeds/sample/index.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices(seedSample);
});
afterAll(() => services.close());

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
  const copied = await services.call('contracts.copy', { id: contract.id }, copyId);
  const undoId = randomUUID();
  const undone = await services.call('history.undo', {}, undoId);
  expect([copied, undone]).toMatchObject([{ ok: true }, { ok: true }]);
  const after = await changes();

  services.replaceCore();
  const values = ({ ok, ...answer }: Awaited<ReturnType<Services['call']>>) => (ok ? (answer as { value: unknown }).value : answer);
  expect(values(await services.call('contracts.save', save, requestId))).toEqual(values(first));
  expect(values(await services.call('contracts.copy', { id: contract.id }, copyId))).toEqual(values(copied));
  expect(values(await services.call('history.undo', {}, undoId))).toEqual(values(undone));
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
  const stored = await db.selectFrom('confirmed_request').select('id').orderBy('position').execute();
  expect(stored.map(({ id }) => id)).toEqual(['first', 'second']);
});
