import { expect, test } from 'vitest';
import { addAmount, countBy, findById, keyBy, unique } from './collections.ts';

test('items are mapped by key and the last item of a key stays', () => {
  const items = [
    { id: 'a', value: 1 },
    { id: 'b', value: 2 },
    { id: 'a', value: 3 },
  ];
  expect(keyBy(items, ({ id }) => id)).toEqual(
    new Map([
      ['a', items[2]],
      ['b', items[1]],
    ]),
  );
});

test('values are counted in the order of their first occurrence', () => {
  expect([...countBy(['b', 'a', 'b'])]).toEqual([
    ['b', 2],
    ['a', 1],
  ]);
});

test('an amount is added to the sum of its key, which starts at 0', () => {
  const sums = new Map<string, number>();
  addAmount(sums, 'a', 2);
  addAmount(sums, 'a', 3);
  expect(sums.get('a')).toBe(5);
});

test('different values are listed once each in the order of their first occurrence', () => {
  expect(unique([2, 1, 2, 3, 1])).toEqual([2, 1, 3]);
});

test('a record is found in lists that have records of the same ids at the same places, at others, or not at all', () => {
  const list = (...ids: readonly string[]) => ids.map((id) => ({ id }));
  const [first, sameOrder, otherOrder, shortList] = [list('a', 'b', 'c'), list('a', 'b', 'c'), list('c', 'a', 'b'), list('a', 'c')];
  for (const records of Array(4).fill([first, sameOrder, otherOrder, shortList]).flat() as (typeof first)[])
    for (const id of ['a', 'b', 'c', 'd']) expect(findById(records, id)).toBe(records.find((record) => record.id === id));
});

test('a record is found by its id, and each list has its own index', () => {
  const metals = [
    { id: 'copper', name: 'Copper' },
    { id: 'zinc', name: 'Zinc' },
  ];
  expect(findById(metals, 'zinc')).toBe(metals[1]);
  expect(findById(metals, 'tin')).toBeUndefined();
  expect(findById([{ id: 'zinc', name: 'other' }], 'zinc')).toEqual({ id: 'zinc', name: 'other' });
});

test('a list that is searched often finds the same records', () => {
  const records = [...'abcdefghij'].map((id, place) => ({ id, place }));
  const findAll = () => [...'abiz'].map((id) => findById(records, id)?.place);
  expect(Array.from({ length: 5 }, findAll)).toEqual(Array(5).fill([0, 1, 8, undefined]));
});
