import { expect } from 'vitest';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';

/** Expects a call to be refused with this code, and with these details among others. */
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
