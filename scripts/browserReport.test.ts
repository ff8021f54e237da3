import { expect, test } from 'vitest';
import { listPassedOnRetry, listWronglySkipped, type Suite } from './browserReport.mjs';
import { NO_RUNTIME } from './electronRuntime.mjs';

const suite = (title: string, projectName: string, status: string, description?: string): Suite => ({
  specs: [{ title, tests: [{ projectName, status, annotations: description === undefined ? [] : [{ description }] }] }],
});
const found = (...suites: readonly Suite[]) => listWronglySkipped([{ specs: [], suites }]);

test('a test of Electron itself may be skipped if the runtime is not installed', () => {
  expect(found(suite('a', 'electron', 'skipped', NO_RUNTIME), suite('b', 'browser', 'expected'))).toEqual([]);
});

test('every other skip is listed: of another project, for another reason, or without one', () => {
  expect(
    found(suite('a', 'double', 'skipped', NO_RUNTIME), suite('b', 'electron', 'skipped', 'slow today'), suite('c', 'electron', 'skipped')),
  ).toEqual(['double: a', 'electron: b', 'electron: c']);
});

test('a test that passed only when retried is listed, one that passed at once is not', () => {
  expect(listPassedOnRetry([{ specs: [], suites: [suite('a', 'browser', 'flaky'), suite('b', 'browser', 'expected')] }])).toEqual([
    'browser: a',
  ]);
});
