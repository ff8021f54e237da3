import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Input } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { LimitId } from '#shared/domain/ids.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let brokenLimits: LimitId[];
beforeAll(async () => {
  services = await openServices();
  const { limits } = await services.ask('allocation.deals', {});
  brokenLimits = limits.filter(({ isBrokenBySigned }) => isBrokenBySigned).map(({ id }) => id);
});
afterAll(() => services.close());

const start = (request: Partial<Input<'allocation.start'>> = {}) =>
  services.ask('allocation.start', { aim: 'revenue', scenarios: 'library', deals: [], without: brokenLimits, ...request });

test('an allocation that can’t meet its limits ends before any deal is simulated', async () => {
  const { jobId } = await start({ scenarios: 'simulated', without: [] });
  const steps = new Set<string>();
  const { get } = services.ctx.jobs;
  const watch = () => {
    const { at } = get(jobId);
    if (at.state === 'running' && at.progress) steps.add(at.progress.step.key);
    if (at.state === 'running') setImmediate(watch);
  };
  watch();
  expect((await services.waitForJob({ jobId }, 'allocation')).answer.outcome).toBe('conflict');
  expect(steps).toContain('allocation.step.limits');
  expect(steps).not.toContain('allocation.step.deals');
});

test('an allocation that needs more memory than the computer has is refused before it starts, with the remedy', async () => {
  const memory = vi.spyOn(process, 'availableMemory').mockReturnValue(1e6);
  const work = [vi.spyOn(services.ctx.allocator, 'allocate'), vi.spyOn(services.ctx.simulations, 'spotDeals')];
  const { jobId } = await start({ scenarios: 'simulated' });
  await expect(services.waitForJob({ jobId }, 'allocation')).rejects.toThrow('NOT_ENOUGH_MEMORY');
  const { at } = services.ctx.jobs.get(jobId);
  expect(at.state === 'failed' && errorText(new OrebookError(at.error.code, at.error.details))).toMatch(
    /available\. It was not started\. .* fewer deals that may change/,
  );
  for (const spy of work) expect(spy).not.toHaveBeenCalled();
  for (const spy of [memory, ...work]) spy.mockRestore();
});

test('an allocation whose problem fails stops the simulation beside it', async () => {
  const addCycleMoments = vi.spyOn(services.ctx.simulations, 'addCycleMoments');
  const allocate = vi.spyOn(services.ctx.allocator, 'allocate').mockImplementation(async () => {
    await vi.waitFor(() => expect(addCycleMoments).toHaveBeenCalled());
    throw new OrebookError('DISK_FULL');
  });
  // of another seed: the cycle of the last one is memoized
  const { jobId } = await start({ scenarios: 'simulated', seed: 7 });
  await expect(services.waitForJob({ jobId }, 'allocation')).rejects.toThrow('DISK_FULL');
  expect(addCycleMoments.mock.calls.map(([, { flag }]) => flag[0])).toEqual([1]);
  for (const spy of [addCycleMoments, allocate]) spy.mockRestore();
});

test('an allocation can be cancelled between two solves and stores nothing', async () => {
  const before = services.ctx.workspace.revision();
  const { jobId } = await services.ask('allocation.start', { aim: 'tailMean', deals: [], without: brokenLimits });
  await services.ask('jobs.cancel', { id: jobId });
  await expect(services.waitForJob({ jobId }, 'allocation')).rejects.toThrow('cancelled');
  expect(services.ctx.workspace.revision()).toBe(before);
});
