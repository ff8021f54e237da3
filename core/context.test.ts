import { expect, it } from 'vitest';
import { memoizePerRevision, type ServiceContext } from './context.ts';
import { currentSignal, runWithSignal } from './requestContext.ts';

const contextAt = (stamp: string) => ({ workspace: { stamp: () => stamp } }) as unknown as ServiceContext;

/** Work that ends when the test finishes it, and the signals that it received. */
const createSharedWork = () => {
  const computations: { readonly signal: AbortSignal | undefined; readonly finish: (value: number) => void }[] = [];
  const compute = memoizePerRevision(
    () =>
      new Promise<number>((resolve, reject) => {
        const signal = currentSignal();
        signal?.addEventListener('abort', () => reject(new Error('stopped')));
        computations.push({ signal, finish: resolve });
      }),
  );
  return { startedWork: computations, compute };
};

it('queries at the same revision share their work', async () => {
  const { startedWork, compute } = createSharedWork();
  const ctx = contextAt('1:1');
  const values = [compute(ctx), compute(ctx)];
  startedWork[0]?.finish(7);
  expect(await Promise.all(values)).toEqual([7, 7]);
  expect(await compute(ctx)).toBe(7);
  expect(startedWork).toHaveLength(1);
});

it('shared work continues while one query waits for it and stops with the last', async () => {
  const { startedWork, compute } = createSharedWork();
  const ctx = contextAt('1:1');
  const [first, second] = [new AbortController(), new AbortController()];
  const [firstValue, two] = [first, second].map(({ signal }) => runWithSignal(signal, () => compute(ctx)));
  first.abort();
  await expect(firstValue).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(startedWork[0]?.signal?.aborted).toBe(false);
  second.abort();
  await expect(two).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(startedWork[0]?.signal?.aborted).toBe(true);
  const nextValue = compute(ctx);
  startedWork[1]?.finish(8);
  expect(await nextValue).toBe(8);
});

it('shared work that a command waits for continues when queries are cancelled', async () => {
  const { startedWork, compute } = createSharedWork();
  const ctx = contextAt('1:1');
  const stop = new AbortController();
  const query = runWithSignal(stop.signal, () => compute(ctx));
  const command = compute(ctx);
  stop.abort();
  await expect(query).rejects.toMatchObject({ code: 'CANCELLED' });
  startedWork[0]?.finish(9);
  expect(await command).toBe(9);
});

it('results of a revision are released once another query reads a later one', async () => {
  let stamp = '1:1';
  const ctx = { workspace: { stamp: () => stamp } } as unknown as ServiceContext;
  let computations = 0;
  const count = memoizePerRevision(async () => ++computations);
  const readOther = memoizePerRevision(async () => 'other');
  expect([await count(ctx), await count(ctx)]).toEqual([1, 1]);
  stamp = '1:2';
  await readOther(ctx);
  stamp = '1:1';
  expect(await count(ctx)).toBe(2);
});
