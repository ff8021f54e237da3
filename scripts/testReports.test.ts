import { expect, test } from 'vitest';
import { NO_RUNTIME } from './electronRuntime.mjs';
import { listEndedFiles, listFailed, listNotPassed, listPassedOnRetry, listWronglySkipped, type Suite } from './testReports.mjs';

const suite = (title: string, projectName: string, status: string, description?: string): Suite => ({
  specs: [{ title, tests: [{ projectName, status, annotations: description === undefined ? [] : [{ description }] }] }],
});
const listFindings = (...suites: readonly Suite[]) => listWronglySkipped([{ specs: [], suites }]);

test('a test of Electron itself may be skipped if the runtime is not installed', () => {
  expect(listFindings(suite('a', 'electron', 'skipped', NO_RUNTIME), suite('b', 'browser', 'expected'))).toEqual([]);
});

test('every other skip is listed: of another project, for another reason, or without one', () => {
  expect(
    listFindings(
      suite('a', 'double', 'skipped', NO_RUNTIME),
      suite('b', 'electron', 'skipped', 'slow today'),
      suite('c', 'electron', 'skipped'),
    ),
  ).toEqual(['double: a', 'electron: b', 'electron: c']);
});

test('a test that passed only when retried is listed, one that passed at once is not', () => {
  expect(listPassedOnRetry([{ specs: [], suites: [suite('a', 'browser', 'flaky'), suite('b', 'browser', 'expected')] }])).toEqual([
    'browser: a',
  ]);
});

test('a browser test that failed is listed by name', () => {
  expect(listFailed([suite('a', 'browser', 'unexpected'), suite('b', 'browser', 'expected')])).toEqual(['browser: a']);
});

test('a unit test that did not pass is listed with its error, and a file that could not be read with its own', () => {
  const passedTest = { fullName: 'a sum', status: 'passed' };
  const failedTest = {
    fullName: 'a mean',
    status: 'failed',
    failureMessages: ['AssertionError: expected 1 to be 2\n    at mean.test.ts:3'],
  };
  expect(
    listNotPassed([
      { name: 'sum.test.ts', status: 'passed', assertionResults: [passedTest] },
      { name: 'mean.test.ts', status: 'failed', assertionResults: [passedTest, failedTest] },
      { name: 'rate.test.ts', status: 'failed', message: 'SyntaxError: x\nhere', assertionResults: [] },
    ]),
  ).toEqual(['failed: a mean: AssertionError: expected 1 to be 2', 'failed: rate.test.ts: SyntaxError: x']);
});

test('a file is listed whose process ended, but no file of a process that had several', () => {
  const poolError =
    '[vitest-pool]: Worker forks emitted error. Worker exited unexpectedly with signal SIGSEGV during started state while running';
  expect(listEndedFiles([`${poolError} test file /a b/c.test.ts`, `${poolError} test files /a.ts, /b.ts`, 'Unhandled rejection'])).toEqual([
    '/a b/c.test.ts',
  ]);
});
