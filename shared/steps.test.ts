import { expect, it } from 'vitest';
import { lazySteps, memoizeSteps, runSteps, type Steps } from './steps.ts';

function* count(to: number): Steps<number> {
  for (let i = 0; i < to; i++) yield;
  return to;
}

it('runs a work to its result', () => {
  expect(runSteps(count(3))).toBe(3);
});

it('computes a result once per key, whether at once or in steps', () => {
  const startedSteps: number[] = [];
  const squares = memoizeSteps(function* (n: number): Steps<number> {
    startedSteps.push(n);
    return (yield* count(n)) * n;
  });
  const steps = squares.prepare(2);
  expect([steps.next().done, steps.next().done]).toEqual([false, false]);
  expect(steps.next()).toEqual({ done: true, value: 4 });
  expect([squares.get(2), squares.get(3), runSteps(squares.prepare(3))]).toEqual([4, 9, 9]);
  expect(startedSteps).toEqual([2, 3]);
});

it('is continued by each who prepares the same result, also after another has stopped', () => {
  let startCount = 0;
  const value = lazySteps(function* (): Steps<number> {
    startCount += 1;
    return yield* count(4);
  });
  const [first, second] = [value.prepare(), value.prepare()];
  expect([first, second, first, second].map((steps) => steps.next().done)).toEqual([false, false, false, false]);
  // `first` is stopped
  expect(second.next()).toEqual({ done: true, value: 4 });
  expect([value.get(), startCount]).toEqual([4, 1]);
});

it('computes again after a failure', () => {
  let failures = 1;
  const value = lazySteps(function* (): Steps<string> {
    yield;
    if (failures-- > 0) throw new Error('no price');
    return 'valued';
  });
  expect(value.get).toThrow('no price');
  expect(value.get()).toBe('valued');
});
