import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command } from '#shared/contract/call.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { createDispatcher } from './dispatcher.ts';
import { createReadWriteLock } from './readWriteLock.ts';
import { type ConfirmedRequest, currentRequest, recordConfirmed } from './requestContext.ts';

const contract = {
  'things.save': command(z.object({ n: z.number() }), z.object({ version: z.number() })),
  'things.remove': command(z.object({}), z.object({ done: z.literal(true) })),
};

/** A dispatcher whose handlers commit into `storedRequests`, as into a workspace file; `loseMemory` simulates a core that died and restarted. */
const createTestDispatcher = () => {
  const storedRequests = new Map<string, ConfirmedRequest>();
  const runs: string[] = [];
  const commit = (value: unknown): void => {
    const request = currentRequest();
    if (!request) return;
    storedRequests.set(request.id, { call: request.call, value });
    recordConfirmed(value);
  };
  let failWith: OrebookError | undefined;
  const handlers = {
    'things.save': async ({ n }: { n: number }) => {
      runs.push(`save ${n}`);
      await new Promise((resolve) => setImmediate(resolve));
      if (failWith) throw failWith;
      commit({ version: n + 1 });
      return { version: n + 1 };
    },
    'things.remove': async () => {
      runs.push('remove');
      commit(3);
      return { done: true };
    },
  };
  const start = () =>
    createDispatcher({
      contract,
      handlers,
      ctx: undefined,
      lock: createReadWriteLock(),
      revision: () => storedRequests.size,
      language: () => 'en',
      log: () => undefined,
      checksOutput: true,
      findConfirmed: async (id) => storedRequests.get(id),
    });
  let dispatch = start();
  return {
    ran: runs,
    stored: storedRequests,
    send: (call: string, input: unknown, requestId?: string) => dispatch({ id: 1, call, input, ...(requestId ? { requestId } : {}) }),
    loseMemory: () => {
      dispatch = start();
    },
    fail: (error: OrebookError | undefined) => {
      failWith = error;
    },
  };
};

describe('a command under a request id', () => {
  it('runs once: a retry returns the first answer', async () => {
    const { send, ran } = createTestDispatcher();
    const first = await send('things.save', { n: 1 }, 'a');
    expect(first).toEqual({ ok: true, value: { version: 2 }, revision: 1 });
    expect(await send('things.save', { n: 1 }, 'a')).toEqual(first);
    expect(ran).toEqual(['save 1']);
  });

  it('runs once when the retry arrives while the first is still running', async () => {
    const { send, ran } = createTestDispatcher();
    const [first, second] = await Promise.all([send('things.save', { n: 1 }, 'a'), send('things.save', { n: 1 }, 'a')]);
    expect(second).toEqual(first);
    expect(ran).toEqual(['save 1']);
  });

  it('returns the first answer after the core died between commit and answer', async () => {
    const { send, ran, loseMemory } = createTestDispatcher();
    await send('things.save', { n: 1 }, 'a');
    await send('things.remove', {}, 'b');
    loseMemory();
    expect(await send('things.save', { n: 1 }, 'a')).toMatchObject({ ok: true, value: { version: 2 } });
    expect(await send('things.remove', {}, 'b')).toMatchObject({ ok: true, value: { done: true } });
    expect(ran).toEqual(['save 1', 'remove']);
  });

  it('runs again after a refusal: nothing was confirmed', async () => {
    const { send, ran, fail } = createTestDispatcher();
    fail(new OrebookError('STALE'));
    expect(await send('things.save', { n: 1 }, 'a')).toMatchObject({ ok: false, error: { code: 'STALE' } });
    fail(undefined);
    expect(await send('things.save', { n: 1 }, 'a')).toMatchObject({ ok: true });
    expect(ran).toEqual(['save 1', 'save 1']);
  });

  it('is refused if its id was used for another command', async () => {
    const { send, ran, loseMemory } = createTestDispatcher();
    await send('things.save', { n: 1 }, 'a');
    expect(await send('things.remove', {}, 'a')).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    loseMemory();
    expect(await send('things.remove', {}, 'a')).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    expect(ran).toEqual(['save 1']);
  });

  it('is not recorded without an id', async () => {
    const { send, stored } = createTestDispatcher();
    await send('things.save', { n: 1 });
    expect(stored.size).toBe(0);
  });

  it('must commit what it returns, so that a retry can return it', async () => {
    const storedRequests = new Map<string, ConfirmedRequest>();
    const dispatch = createDispatcher({
      contract,
      handlers: {
        'things.save': async () => {
          recordConfirmed('something else');
          return { version: 5 };
        },
      },
      ctx: undefined,
      lock: createReadWriteLock(),
      revision: () => 0,
      language: () => 'en',
      log: () => undefined,
      checksOutput: true,
      findConfirmed: async (id) => storedRequests.get(id),
    });
    expect(await dispatch({ id: 1, call: 'things.save', input: { n: 1 }, requestId: 'a' })).toMatchObject({ error: { code: 'INTERNAL' } });
  });
});
