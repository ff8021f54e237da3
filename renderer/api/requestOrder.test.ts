import { expect, it } from 'vitest';
import { createLatestRunner, createTaskQueue } from './requestOrder.ts';

const createRequests = () => {
  const requests: { input: number; resolve: (output: number) => void; reject: (error: Error) => void }[] = [];
  const answers: number[] = [];
  const errors: unknown[] = [];
  const pendingStates: boolean[] = [];
  const runner = createLatestRunner<number, number>({
    run: (input) => new Promise((resolve, reject) => requests.push({ input, resolve, reject })),
    onAnswer: (output) => answers.push(output),
    onError: (error) => errors.push(error),
    onPending: (isPending) => pendingStates.push(isPending),
  });
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
  return { latest: runner, requests, answers, errors, pending: pendingStates, nextTurn };
};

it('ten requests in a row become two: the first and the last', async () => {
  const { latest, requests, answers, pending, nextTurn } = createRequests();
  for (let i = 1; i <= 10; i++) latest.ask(i);
  expect(requests.map(({ input }) => input)).toEqual([1]);
  requests[0]!.resolve(100);
  await nextTurn();
  expect(requests.map(({ input }) => input)).toEqual([1, 10]);
  requests[1]!.resolve(1000);
  await nextTurn();
  expect(answers).toEqual([100, 1000]);
  expect(pending.at(-1)).toBe(false);
});

it('a failed request does not block the one that waits', async () => {
  const { latest, requests, answers, errors, nextTurn } = createRequests();
  latest.ask(1);
  latest.ask(2);
  requests[0]!.reject(new Error('no'));
  await nextTurn();
  requests[1]!.resolve(2);
  await nextTurn();
  expect({ answers, errors: errors.length }).toEqual({ answers: [2], errors: 1 });
});

it('a stopped request returns nothing more', async () => {
  const { latest, requests, answers, nextTurn } = createRequests();
  latest.ask(1);
  latest.ask(2);
  latest.stop();
  requests[0]!.resolve(1);
  await nextTurn();
  expect({ answers, requests: requests.length }).toEqual({ answers: [], requests: 1 });
});

it('a task starts when the one before it has ended, also after a failure', async () => {
  const run = createTaskQueue();
  const order: string[] = [];
  const blocker = Promise.withResolvers<void>();
  const first = run(async () => {
    order.push('first starts');
    await blocker.promise;
    order.push('first ends');
    throw new Error('refused');
  });
  const second = run(async () => {
    order.push('second starts');
    return 2;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual(['first starts']);
  blocker.resolve();
  await expect(first).rejects.toThrow('refused');
  await expect(second).resolves.toBe(2);
  expect(order).toEqual(['first starts', 'first ends', 'second starts']);
});
