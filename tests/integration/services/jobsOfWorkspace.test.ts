import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { openServices, type Services } from '../../helpers/services.ts';

it.each([
  { end: 'closed', stop: (ownServices: Services) => ownServices.ask('workspace.close', {}) },
  { end: 'encrypted', stop: (ownServices: Services) => ownServices.ask('workspace.changePassphrase', { next: 'granite and copper' }) },
])('a run ends when its workspace is $end', async ({ stop }) => {
  const ownServices = await openServices();
  const { jobId } = await ownServices.ask('simulation.run', { settings: { ...DEFAULT_SIMULATION, paths: 100_000 } });
  await stop(ownServices);
  const { at } = await ownServices.ask('jobs.get', { id: jobId });
  expect(at.state === 'cancelled' || (at.state === 'running' && at.isCancelling)).toBe(true);
  await expect(ownServices.waitForJob({ jobId }, 'simulation')).rejects.toThrow('cancelled');
  expect((await ownServices.ask('jobs.running', {})).jobs).toEqual([]);
  await ownServices.close();
});

it('a run does not end with the file that is open when that file is opened again, and with another one it does', async () => {
  const ownServices = await openServices();
  const path = ownServices.ctx.workspace.path();
  const { jobId } = await ownServices.ask('simulation.run', { settings: { ...DEFAULT_SIMULATION, paths: 100_000 } });
  const jobsBefore = async (intake: string) => (await ownServices.ask('jobs.running', { opening: { intake } })).jobs.map(({ id }) => id);
  const intake = await ownServices.referFile(path);
  expect(await jobsBefore(intake)).toEqual([]);
  expect(await jobsBefore(await ownServices.uploadFile('book.orebook', readFileSync(path)))).toEqual([jobId]);
  expect(await jobsBefore('no token')).toEqual([jobId]);
  // the token is still valid
  await ownServices.ask('workspace.open', { intake });
  expect((await ownServices.ask('jobs.running', {})).jobs.map(({ id }) => id)).toEqual([jobId]);
  await ownServices.ask('jobs.cancel', { id: jobId });
  await ownServices.close();
});
