import { expect, it } from 'vitest';
import { createFlusher } from './copyWorkspace.ts';

it('an error of a flush in the background is thrown at the end: the system reports it once', async () => {
  let calls = 0;
  const datasync = async (): Promise<void> => {
    calls += 1;
    if (calls === 1) throw new Error('no space left for what was written');
  };
  const { flush, flushAll } = createFlusher({ datasync });
  flush();
  await expect(flushAll()).rejects.toThrow('no space left');
});

it('all is flushed at the end, after the flush that is under way', async () => {
  const release = Promise.withResolvers<void>();
  const order: string[] = [];
  const datasync = async (): Promise<void> => {
    order.push('begins');
    await release.promise;
    order.push('ends');
  };
  const { flush, flushAll } = createFlusher({ datasync });
  flush();
  flush();
  const flushes = flushAll();
  release.resolve();
  await flushes;
  expect(order).toEqual(['begins', 'ends', 'begins', 'ends']);
});
