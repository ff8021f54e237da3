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
