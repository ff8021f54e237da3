import { expect, it } from 'vitest';
import { createLatestRunner, createTaskQueue } from './requestOrder.ts';

const createRequests = () => {
  const flights: { input: number; land: (output: number) => void; crash: (error: Error) => void }[] = [];
  const answers: number[] = [];
  const errors: unknown[] = [];
  const pending: boolean[] = [];
  const latest = createLatestRunner<number, number>({
    run: (input) => new Promise((land, crash) => flights.push({ input, land, crash })),
    onAnswer: (output) => answers.push(output),
    onError: (error) => errors.push(error),
    onPending: (is) => pending.push(is),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { latest, flights, answers, errors, pending, settle };
};

it('ten requests in a row become two: the first and the last', async () => {
  const { latest, flights, answers, pending, settle } = createRequests();
  for (let i = 1; i <= 10; i++) latest.ask(i);
  expect(flights.map(({ input }) => input)).toEqual([1]);
  flights[0]!.land(100);
  await settle();
  expect(flights.map(({ input }) => input)).toEqual([1, 10]);
  flights[1]!.land(1000);
  await settle();
  expect(answers).toEqual([100, 1000]);
  expect(pending.at(-1)).toBe(false);
});

it('a failed request does not block the one that waits', async () => {
  const { latest, flights, answers, errors, settle } = createRequests();
  latest.ask(1);
  latest.ask(2);
  flights[0]!.crash(new Error('no'));
  await settle();
  flights[1]!.land(2);
  await settle();
  expect({ answers, errors: errors.length }).toEqual({ answers: [2], errors: 1 });
});

it('a stopped request returns nothing more', async () => {
  const { latest, flights, answers, settle } = createRequests();
  latest.ask(1);
  latest.ask(2);
  latest.stop();
  flights[0]!.land(1);
  await settle();
  expect({ answers, flights: flights.length }).toEqual({ answers: [], flights: 1 });
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
