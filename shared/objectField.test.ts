import { expect, test } from 'vitest';
import { isDeepEqual } from './equality.ts';
import { createObjectField } from './objectField.ts';

test('a field has the last value of each object, apart from that of another field', () => {
  const [field, otherField] = [createObjectField<object, number>(), createObjectField<object, number>()];
  const [record, list] = [{}, [1]];
  field.set(record, 1);
  field.set(record, 2);
  field.set(list, 3);
  otherField.set(record, 4);
  expect([field.get(record), field.get(list), otherField.get(record), otherField.get(list)]).toEqual([2, 3, 4, undefined]);
});

test('a deleted value is gone, and may be set again', () => {
  const field = createObjectField<object, number>();
  const object = {};
  expect(field.delete(object)).toBe(false);
  field.set(object, 1);
  expect([field.delete(object), field.get(object), field.delete(object)]).toEqual([true, undefined, false]);
  field.set(object, 2);
  expect(field.get(object)).toBe(2);
});

test('a frozen object, a function and an object without prototype take a value', () => {
  const field = createObjectField<object, number>();
  const objects = [Object.freeze({ a: 1 }), () => 1, Object.create(null) as object];
  for (const [i, object] of objects.entries()) field.set(object, i);
  expect(objects.map(field.get)).toEqual([0, 1, 2]);
});

test('neither a copy, a comparison nor the text of an object has the value', () => {
  const field = createObjectField<object, number>();
  const object = { a: 1 };
  field.set(object, 1);
  expect([field.get({ ...object }), field.get(structuredClone(object)), Reflect.ownKeys(object)]).toEqual([undefined, undefined, ['a']]);
  expect(JSON.stringify(object)).toBe('{"a":1}');
  expect(isDeepEqual(object, { a: 1 })).toBe(true);
});
