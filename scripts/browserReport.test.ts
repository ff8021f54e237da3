import { expect, test } from 'vitest';
import { passedLate, type Suite, wronglySkipped } from './browserReport.mjs';
import { NO_RUNTIME } from './electronRuntime.mjs';

const suite = (title: string, projectName: string, status: string, description?: string): Suite => ({
  specs: [{ title, tests: [{ projectName, status, annotations: description === undefined ? [] : [{ description }] }] }],
});
const found = (...suites: readonly Suite[]) => wronglySkipped([{ specs: [], suites }]);

test('a spec of the real runtime may be skipped for want of the runtime', () => {
  expect(found(suite('a', 'electron', 'skipped', NO_RUNTIME), suite('b', 'browser', 'expected'))).toEqual([]);
});

test('any other skip is named: of another project, for another reason, or for none', () => {
  expect(
    found(suite('a', 'double', 'skipped', NO_RUNTIME), suite('b', 'electron', 'skipped', 'slow today'), suite('c', 'electron', 'skipped')),
  ).toEqual(['double: a', 'electron: b', 'electron: c']);
});

test('a test that failed before it passed is named, one that passed at once is not', () => {
  expect(passedLate([{ specs: [], suites: [suite('a', 'browser', 'flaky'), suite('b', 'browser', 'expected')] }])).toEqual(['browser: a']);
});
