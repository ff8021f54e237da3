import { expect, test } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import { requireMemory, toMemoryError } from './memory.ts';

test('work that needs more memory than is available is refused with what it needs and what there is', () => {
  expect(() => requireMemory(7.9e9, () => 1e10)).not.toThrow();
  let refusal: unknown;
  try {
    requireMemory(9e9, () => 1e10);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(OrebookError);
  expect(refusal).toMatchObject({ code: 'NOT_ENOUGH_MEMORY', details: { needed: '9.0', available: '8.0' } });
});

test('a thread that ran out of memory fails its own work with a code, and other errors stay', () => {
  const ofThread = Object.assign(new Error('Worker terminated due to reaching memory limit: JS heap out of memory'), {
    code: 'ERR_WORKER_OUT_OF_MEMORY',
  });
  expect(toMemoryError(ofThread)).toMatchObject({ code: 'OUT_OF_MEMORY' });
  expect(toMemoryError(new RangeError('Array buffer allocation failed'))).toMatchObject({ code: 'OUT_OF_MEMORY' });
  const otherError = new Error('a room is missing');
  expect(toMemoryError(otherError)).toBe(otherError);
});
