import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { background, command, query } from '#shared/contract/call.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { createDispatcher } from './dispatcher.ts';
import type { LogEntry } from './log.ts';
import { createReadWriteLock } from './readWriteLock.ts';
import { createYielder } from './yielding.ts';

/** A check of an item that takes a tenth of what the core runs before it yields. */
const takeTime = (value: number): boolean => {
  const end = performance.now() + 1;
  while (performance.now() < end);
  return value >= 0;
};

const contract = {
  'things.get': query(z.object({ id: z.string().min(1).max(5) }), z.object({ tonnes: z.number().finite() })),
  'things.sum': background(query(z.object({}), z.object({ tonnes: z.number() }))),
  'things.save': command(z.object({}), z.object({})),
  'things.saveMany': command(z.object({ items: z.array(z.number().refine(takeTime)) }), z.object({})),
  'things.keep': command(z.object({ any: z.unknown() }), z.object({})),
};

const createTestDispatcher = (handlers: Parameters<typeof createDispatcher>[0]['handlers'], checkOutput = true) => {
  const entries: LogEntry[] = [];
  const dispatch = createDispatcher({
    contract,
    handlers,
    ctx: undefined,
    lock: createReadWriteLock(),
    revision: () => 7,
    language: () => 'en',
    // the duration of a call depends on the machine
    log: (entry) => entry.event !== 'slow' && entries.push(entry),
    checksOutput: checkOutput,
  });
  return { logged: entries, ask: (call: string, input: unknown, signal?: AbortSignal) => dispatch({ id: 1, call, input }, signal) };
};

describe('the dispatcher', () => {
  it('returns the revision with the value', async () => {
    const { ask } = createTestDispatcher({ 'things.get': async () => ({ tonnes: 3 }) });
    expect(await ask('things.get', { id: 'a' })).toEqual({ ok: true, value: { tonnes: 3 }, revision: 7 });
  });

  it('names every invalid field with its rule and bound, and runs nothing', async () => {
    let hasRun = false;
    const { ask } = createTestDispatcher({
      'things.get': async () => {
        hasRun = true;
      },
    });
    expect(await ask('things.get', { id: 'too long' })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'id', rule: 'tooLong', limit: 5 }] } },
    });
    expect(await ask('things.get', {})).toMatchObject({ error: { details: { issues: [{ path: 'id', rule: 'required' }] } } });
    expect(await ask('things.get', undefined)).toMatchObject({ error: { code: 'BAD_INPUT' } });
    expect(hasRun).toBe(false);
  });

  it('refuses a text with a NUL character', async () => {
    const { ask } = createTestDispatcher({ 'things.get': async () => ({ tonnes: 3 }) });
    expect(await ask('things.get', { id: 'a\0b' })).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'id', rule: 'notPrintable' }] } },
    });
  });

  it('lets others run while it checks a long list, and a later command after it', async () => {
    const steps: string[] = [];
    const { ask } = createTestDispatcher({
      'things.saveMany': async () => {
        steps.push('many saved');
        return {};
      },
      'things.save': async () => {
        steps.push('one saved');
        return {};
      },
    });
    const items = Array.from({ length: 150 }, (_, i) => i);
    const answers = [ask('things.saveMany', { items }), ask('things.save', {})];
    await nextTurn();
    steps.push('another turn');
    expect(await Promise.all(answers)).toMatchObject([{ ok: true }, { ok: true }]);
    expect(steps).toEqual(['another turn', 'many saved', 'one saved']);
    expect(await ask('things.saveMany', { items: [...items, -1] })).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'items.150' }] } },
    });
  });

  it('refuses an input of thousands of levels, where the contract allows any value too', async () => {
    const deepValue = JSON.parse(`${'{"a":['.repeat(10_000)}1${']}'.repeat(10_000)}`);
    const { ask } = createTestDispatcher({ 'things.get': async () => ({ tonnes: 3 }), 'things.keep': async () => ({}) });
    for (const [call, input] of [
      ['things.get', { id: deepValue }],
      ['things.keep', { any: deepValue }],
      ['things.keep', deepValue],
    ] as const) {
      expect(await ask(call, input), call).toMatchObject({ error: { code: 'BAD_INPUT', details: { reason: 'json' } } });
    }
    expect(await ask('things.keep', { any: [{ a: [[[1]]] }] })).toMatchObject({ ok: true });
  });

  it('refuses a call outside the contract, inherited names included', async () => {
    const { ask } = createTestDispatcher({});
    for (const name of ['things.drop', 'toString', '__proto__', 'constructor'])
      expect(await ask(name, {})).toMatchObject({ ok: false, error: { code: 'UNKNOWN_CALL' } });
  });

  it('returns an OrebookError with its code and details, and logs only the code', async () => {
    const { ask, logged } = createTestDispatcher({
      'things.get': async () => {
        throw new OrebookError('DUPLICATE', { kind: 'buyer', value: 'Hai Long' });
      },
    });
    const answer = await ask('things.get', { id: 'a' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'DUPLICATE', details: { kind: 'buyer', value: 'Hai Long' } } });
    expect(JSON.stringify(logged)).not.toContain('Hai Long');
    expect(logged[0]?.id).toBe(answer.ok ? '' : answer.error.id);
  });

  it('turns any other error into INTERNAL and writes its stack to the log only', async () => {
    const { ask, logged } = createTestDispatcher({
      'things.get': async () => {
        throw new TypeError('"Hai Long" pays 1234 for \'Grand Rapids ore\'');
      },
    });
    const answer = await ask('things.get', { id: 'a' });
    expect(answer).toEqual({ ok: false, error: { code: 'INTERNAL', details: { id: logged[0]?.id }, id: logged[0]?.id } });
    expect(logged[0]).toMatchObject({ event: 'internal', call: 'things.get', error: 'TypeError' });
    expect(logged[0]?.stack).toEqual(expect.arrayContaining([expect.stringContaining('dispatcher.test.ts')]));
    expect(JSON.stringify(logged)).not.toMatch(/Hai Long|1234|Grand Rapids/);
  });

  it('checks the output against its schema where that is enabled', async () => {
    const handlers = { 'things.get': async () => ({ tonnes: Number.NaN }) };
    expect(await createTestDispatcher(handlers).ask('things.get', { id: 'a' })).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect(await createTestDispatcher(handlers, false).ask('things.get', { id: 'a' })).toMatchObject({ ok: true });
  });

  it('runs a command exclusively: a query never sees a partial change', async () => {
    const steps: string[] = [];
    const { ask } = createTestDispatcher({
      'things.get': async () => {
        steps.push('query begins');
        await nextTurn();
        steps.push('query ends');
        return { tonnes: 1 };
      },
      'things.save': async () => {
        steps.push('command begins');
        await nextTurn();
        steps.push('command ends');
        return {};
      },
    });
    const firstAnswers = [ask('things.get', { id: 'a' }), ask('things.get', { id: 'b' })];
    // what begins before the command arrives and does not yield is not stopped
    await Promise.resolve();
    await Promise.all([...firstAnswers, ask('things.save', {}), ask('things.get', { id: 'c' })]);
    expect(steps).toEqual([
      'query begins',
      'query begins',
      'query ends',
      'query ends',
      'command begins',
      'command ends',
      'query begins',
      'query ends',
    ]);
  });

  it('continues after a command that failed', async () => {
    const { ask } = createTestDispatcher({
      'things.get': async () => ({ tonnes: 1 }),
      'things.save': async () => {
        throw new OrebookError('STALE');
      },
    });
    const [failedResult, successfulResult] = await Promise.all([ask('things.save', {}), ask('things.get', { id: 'a' })]);
    expect([failedResult.ok, successfulResult.ok]).toEqual([false, true]);
  });
});

describe('a cancelled query', () => {
  it('stops at its next yield, returns CANCELLED, and lets the next call run', async () => {
    const stop = new AbortController();
    let steps = 0;
    const { ask, logged } = createTestDispatcher({
      'things.get': async () => {
        const yieldTurn = createYielder();
        for (steps = 0; steps < 1_000; steps++) {
          if (steps === 3) stop.abort();
          await yieldTurn();
        }
        return { tonnes: 3 };
      },
      'things.save': async () => ({}),
    });
    const cancelledResult = ask('things.get', { id: 'a' }, stop.signal);
    const savedResult = ask('things.save', {});
    expect(await cancelledResult).toMatchObject({ ok: false, error: { code: 'CANCELLED' } });
    expect(steps).toBe(3);
    expect(await savedResult).toMatchObject({ ok: true });
    expect(logged).toMatchObject([{ event: 'cancelled', call: 'things.get' }]);
  });

  it('does not start if it is cancelled while it is queued', async () => {
    const stop = new AbortController();
    let ran = false;
    const { ask } = createTestDispatcher({
      'things.get': async () => {
        ran = true;
        return { tonnes: 3 };
      },
      'things.save': async () => {
        stop.abort();
        return {};
      },
    });
    const savedResult = ask('things.save', {});
    expect(await ask('things.get', { id: 'a' }, stop.signal)).toMatchObject({ error: { code: 'CANCELLED' } });
    await savedResult;
    expect(ran).toBe(false);
  });
});

describe('a query that takes long', () => {
  /** Longer than a query runs before it yields, ms. */
  const LONG_STEP = 20;
  const work = (): void => {
    const start = performance.now();
    while (performance.now() - start < LONG_STEP);
  };

  it('is stopped by a command, which does not wait for its end, and starts again after it', async () => {
    const steps: string[] = [];
    let savedCount = 0;
    const { ask, logged } = createTestDispatcher({
      'things.get': async () => {
        steps.push('query begins');
        const yieldTurn = createYielder();
        const isBeforeCommand = savedCount === 0;
        do await nextTurn();
        while (isBeforeCommand && (await yieldTurn()) === undefined);
        return { tonnes: savedCount };
      },
      'things.save': async () => {
        savedCount += 1;
        steps.push('command');
        return {};
      },
    });
    const answer = ask('things.get', { id: 'a' });
    await nextTurn();
    expect(await ask('things.save', {})).toMatchObject({ ok: true });
    expect(await answer).toMatchObject({ ok: true, value: { tonnes: 1 } });
    expect(steps).toEqual(['query begins', 'command', 'query begins']);
    expect(logged).toEqual([]);
  });

  it('continues in the background after the queries that came meanwhile', async () => {
    const steps: string[] = [];
    const runSteps = async (name: string) => {
      const yieldTurn = createYielder();
      for (let step = 1; step <= 3; step++) {
        steps.push(`${name} ${step}`);
        work();
        await yieldTurn();
      }
      return { tonnes: 1 };
    };
    const { ask } = createTestDispatcher({ 'things.sum': () => runSteps('sum'), 'things.get': ({ id }: { id: string }) => runSteps(id) });
    await Promise.all([ask('things.sum', {}), ask('things.get', { id: 'a' }), ask('things.get', { id: 'b' })]);
    expect(steps).toEqual(['sum 1', 'a 1', 'b 1', 'a 2', 'b 2', 'a 3', 'b 3', 'sum 2', 'sum 3']);
  });

  it('gives way in the background to a command too', async () => {
    const steps: string[] = [];
    const { ask } = createTestDispatcher({
      'things.sum': async () => {
        const yieldTurn = createYielder();
        for (let step = 1; step <= 2; step++) {
          steps.push(`sum ${step}`);
          work();
          await yieldTurn();
        }
        return { tonnes: 1 };
      },
      'things.get': async () => {
        const yieldTurn = createYielder();
        steps.push('get');
        work();
        await yieldTurn();
        return { tonnes: 1 };
      },
      'things.save': async () => {
        steps.push('save');
        return {};
      },
    });
    const answers = [ask('things.sum', {}), ask('things.get', { id: 'a' })];
    await nextTurn();
    await Promise.all([...answers, ask('things.save', {})]);
    expect(steps).toEqual(['sum 1', 'get', 'save', 'get', 'sum 1', 'sum 2']);
  });
});

it('a call over 50 ms is logged by its name only', async () => {
  const entries: LogEntry[] = [];
  const dispatch = createDispatcher({
    contract,
    handlers: { 'things.get': () => new Promise((resolve) => setTimeout(resolve, 60, { tonnes: 3 })) },
    ctx: undefined,
    lock: createReadWriteLock(),
    revision: () => 7,
    language: () => 'en',
    log: (entry) => entries.push(entry),
    checksOutput: true,
  });
  await dispatch({ id: 1, call: 'things.get', input: { id: 'Hai' } });
  expect(entries).toEqual([{ event: 'slow', call: 'things.get', ms: expect.any(Number) }]);
});
