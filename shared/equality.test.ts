import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { areItemsEqual, isDeepEqual, isJsonEqual, isSameName } from './equality.ts';

const VALUES: readonly unknown[] = [
  0,
  -0,
  Number.NaN,
  '',
  'a',
  null,
  undefined,
  false,
  [],
  [1, 2],
  [1, 2, undefined],
  {},
  { a: undefined },
  { a: 1, b: [{ c: 2 }] },
  { a: 1, b: [{ c: 3 }] },
  { 0: 1, 1: 2 },
  new Date(0),
  new Date(1),
  new Map([['a', { b: 1 }]]),
  new Map([['a', { b: 2 }]]),
  new Map([['b', { b: 1 }]]),
  new Set(['a']),
  new Set(['b']),
  new Float64Array([1, 2]),
  new Float64Array([1, 3]),
  new Float32Array([1, 2]),
];

test('deep equality agrees with the comparison of Node for values of every kind', () => {
  for (const [i, a] of VALUES.entries()) {
    expect(isDeepEqual(a, structuredClone(a)), `${i} and its copy`).toBe(true);
    for (const [j, b] of VALUES.entries()) expect(isDeepEqual(a, b), `${i} and ${j}`).toBe(isDeepStrictEqual(a, b));
  }
});

test('deep equality ignores the order of keys', () => {
  expect(isDeepEqual({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
});

test('JSON equality treats an absent field as an undefined one and a list as no object', () => {
  expect(isJsonEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(isJsonEqual({ a: [{ b: 1 }] }, { a: [{ b: 1, c: undefined }] })).toBe(true);
  expect(isJsonEqual({ a: 1 }, { a: 2 })).toBe(false);
  expect(isJsonEqual([], {})).toBe(false);
});

test('lists with the same items in the same order are equal, copies of items are not', () => {
  const item = {};
  expect(areItemsEqual([item, 1], [item, 1])).toBe(true);
  expect(areItemsEqual([item], [{}])).toBe(false);
  expect(areItemsEqual([1], [1, 2])).toBe(false);
});

test('names are the same in any case and with spaces at the ends, and differ by an accent', () => {
  expect(isSameName(' Board deck', 'BOARD DECK ')).toBe(true);
  expect(isSameName('Resume', 'Résumé')).toBe(false);
});
