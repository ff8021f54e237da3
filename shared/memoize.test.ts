import { expect, test } from 'vitest';
import { lazy, memoize, memoizeLast, memoizeRecent, memoizeUpTo, memoizeWeakly, memoizeWhile } from './memoize.ts';

/** A function that counts its calls. */
const createCounter = () => {
  let calls = 0;
  return () => ++calls;
};

test('a lazy value is made on the first call only', () => {
  const value = lazy(createCounter());
  expect([value(), value()]).toEqual([1, 1]);
});

test('a memoized function makes one value per key, undefined included', () => {
  const next = createCounter();
  const memoizedValue = memoize((_key: string | undefined) => next());
  expect([memoizedValue('a'), memoizedValue('b'), memoizedValue('a'), memoizedValue(undefined), memoizedValue(undefined)]).toEqual([
    1, 2, 1, 3, 3,
  ]);
});

test('a value is made again when others were asked for since', () => {
  const next = createCounter();
  const memoizedValue = memoizeRecent(2, (_key: string) => next());
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(memoizedValue)).toEqual([1, 2, 1, 3, 1, 4]);
});

test('all values are made again once there were as many as the limit', () => {
  const next = createCounter();
  const memoizedValue = memoizeUpTo(2, (_key: string) => next());
  expect(['a', 'b', 'a', 'c', 'c', 'a'].map(memoizedValue)).toEqual([1, 2, 1, 3, 3, 4]);
});

test('the last value is made again when the key changes', () => {
  const next = createCounter();
  const memoizedValue = memoizeLast<number>();
  expect([memoizedValue('a', next), memoizedValue('a', next), memoizedValue('b', next), memoizedValue('a', next)]).toEqual([1, 1, 2, 3]);
});

test('the last values up to a limit are kept', () => {
  const next = createCounter();
  const memoizedValue = memoizeLast<number>(2);
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map((key) => memoizedValue(key, next))).toEqual([1, 2, 1, 3, 1, 4]);
});

test('a value is made once per object', () => {
  const next = createCounter();
  const memoizedValue = memoizeWeakly((_key: object) => next());
  const [firstKey, secondKey] = [{}, {}];
  expect([memoizedValue(firstKey), memoizedValue(secondKey), memoizedValue(firstKey)]).toEqual([1, 2, 1]);
});

test('a value is made again for an object when a dependency changes', () => {
  const next = createCounter();
  const memoizedValue = memoizeWhile<object, number>();
  const key = {};
  const dependency = {};
  expect([memoizedValue(key, [dependency], next), memoizedValue(key, [dependency], next), memoizedValue(key, [{}], next)]).toEqual([
    1, 1, 2,
  ]);
});
