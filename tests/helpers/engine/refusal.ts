import { expect } from 'vitest';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';

/** Expects a call to throw an OrebookError with this code and at least these details. */
export const expectRefusal = (call: () => unknown, code: ErrorCode, details: Readonly<Record<string, unknown>> = {}): void => {
  let thrown: unknown;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(OrebookError);
  expect(thrown).toMatchObject({ code, details });
};
