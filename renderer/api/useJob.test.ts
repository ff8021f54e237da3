import { expect, it } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import { lostJobText } from './useJob.ts';

it('a job is followed no further where the core does not have it or its answer is faulty, but after a lost connection', () => {
  expect(lostJobText(new OrebookError('NOT_FOUND', { kind: 'job', id: 'j' }), 'It was interrupted.')).toBe('It was interrupted.');
  expect(lostJobText(new OrebookError('INTERNAL', { id: 'abc' }), 'It was interrupted.')).toContain('abc');
  expect(lostJobText(new OrebookError('UNAVAILABLE'), 'It was interrupted.')).toBeUndefined();
  expect(lostJobText(null, 'It was interrupted.')).toBeUndefined();
});
