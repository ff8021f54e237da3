import { expect } from 'vitest';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';

/** Expects a call to throw an OrebookError with this code and at least these details. */
export const expectRefusal = (call: () => unknown, code: ErrorCode, details: Readonly<Record<string, unknown>> = {}): void => {
  let thrownError: unknown;
  try {
    call();
  } catch (error) {
    thrownError = error;
  }
  expect(thrownError).toBeInstanceOf(OrebookError);
  expect(thrownError).toMatchObject({ code, details });
};
