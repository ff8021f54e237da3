import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { ERROR_CODES, OrebookError } from '../contract/errors.ts';
import { fieldIssues } from '../contract/issues.ts';
import { Month, monthOf, Year } from '../domain/time.ts';

import { message, registerLocale, setLocaleResolver } from '../messages/text.ts';
import { chinese } from '../messages/zh-CN.ts';
import { errorText } from './errorText.ts';
import { issueText } from './issueText.ts';

registerLocale('zh-CN', chinese);
afterEach(() => setLocaleResolver(() => 'en'));

test('every code has a complete sentence', () => {
  for (const code of ERROR_CODES) expect(errorText(new OrebookError(code))).toMatch(/[.]$/);
});

test('a month is written by its name, a label in its words', () => {
  expect(errorText(new OrebookError('MISSING_PRICE', { reference: 'LME copper', month: monthOf(2027, 8) }))).toBe(
    'No price for LME copper in Aug 2027. Add it in Market.',
  );
  const label = message('history.roll', { date: '30 Jun 2026' });
  expect(errorText(new OrebookError('UNDO_BLOCKED', { label }))).toContain('Move valuation date to 30 Jun 2026 was changed again later');
});

test('a lack of memory is written with what is needed and what is available, in both languages', () => {
  const error = new OrebookError('NOT_ENOUGH_MEMORY', { needed: '9.0', available: '8.0' });
  expect(errorText(error)).toContain('needs about 9.0 GB of memory, and 8.0 GB is available. It was not started.');
  setLocaleResolver(() => 'zh-CN');
  expect(errorText(error)).toContain('约需 9.0 GB 内存，目前可用 8.0 GB');
});

test('the capacity of debt is written as money', () => {
  const error = new OrebookError('DEBT_ABOVE_CAPACITY', { field: 'facilities.0.commitment', debt: 7e8, capacity: 640_000_000 });
  expect(errorText(error)).toBe(
    'The debt is more than the cash flow can carry. Reduce it to 640\u00a0m\u00a0USD or less, or lower the target ratio.',
  );
});

test('an unknown error is reported as an internal error', () => {
  expect(errorText(new TypeError('x is not a function'))).toMatch(/^An internal error occurred\. Nothing was changed/);
});

test('a bound is written in the workspace’s number format; a rule without a text still has a message', () => {
  expect(issueText({ path: 'tonnes', rule: 'tooBig', limit: 1_000_000 })).toBe('Must be at most 1,000,000.');
  expect(issueText({ path: 'tonnes', rule: 'never heard of' })).toBe('This field does not accept this kind of value.');
});

test('a month or a year out of bounds is written as a month or a year, wherever it stands', () => {
  const textsOf = (schema: z.ZodType, value: unknown) => {
    const { error } = schema.safeParse(value, { reportInput: true });
    return error ? fieldIssues(error).map(issueText) : [];
  };
  expect(textsOf(Month, monthOf(1989, 12))).toEqual(['Must not be before Jan 1990.']);
  expect(textsOf(z.object({ to: Month }), { to: monthOf(2150, 3) })).toEqual(['Must not be after Jan 2100.']);
  expect(textsOf(Year, 1950)).toEqual(['Must not be before 1990.']);
  expect(textsOf(Year, 20270)).toEqual(['Must not be after 2099.']);
  expect(textsOf(Month, monthOf(2031, 1))).toEqual([]);
});
