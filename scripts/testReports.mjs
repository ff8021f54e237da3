// Reads the reports of Playwright and Vitest: tests that failed, tests that must not be skipped but were, tests that passed only when retried.
import { NO_RUNTIME } from './electronRuntime.mjs';

/** @typedef {{ status: string, projectName: string, annotations: readonly { description?: string | undefined }[] }} Run */
/** @typedef {{ suites?: readonly Suite[], specs: readonly { title: string, tests: readonly Run[] }[] }} Suite */

/**
 * @param {readonly Suite[]} suites
 * @param {(run: Run) => boolean} which
 * @returns {string[]}  "project: title"
 */
const listTitles = (suites, which) =>
  suites.flatMap((suite) => [
    ...listTitles(suite.suites ?? [], which),
    ...suite.specs.flatMap(({ title, tests }) => tests.filter(which).map(({ projectName }) => `${projectName}: ${title}`)),
  ]);

/**
 * Lists the tests that were skipped for another reason than that the Electron runtime is not installed.
 * @param {readonly Suite[]} suites  of Playwright's JSON report
 */
export const listWronglySkipped = (suites) =>
  listTitles(
    suites,
    ({ status, projectName, annotations }) =>
      status === 'skipped' && (projectName !== 'electron' || !annotations.some((annotation) => annotation.description === NO_RUNTIME)),
  );

/**
 * Lists the tests that passed only when retried. The suite passes, but each needs its cause found.
 * @param {readonly Suite[]} suites  of Playwright's JSON report
 */
export const listPassedOnRetry = (suites) => listTitles(suites, ({ status }) => status === 'flaky');

/**
 * Lists the tests that failed.
 * @param {readonly Suite[]} suites  of Playwright's JSON report
 */
export const listFailed = (suites) => listTitles(suites, ({ status }) => status === 'unexpected');

/**
 * @typedef {{
 *   name: string,
 *   status: string,
 *   message?: string | undefined,
 *   assertionResults: readonly { fullName: string, status: string, failureMessages?: readonly string[] | undefined }[],
 * }} TestFile
 */

/**
 * Lists what did not pass in a run of Vitest: tests with their state and the first line of the error, and files that could not be read.
 * @param {readonly TestFile[]} files  of Vitest's JSON report
 * @returns {string[]}
 */
export const listNotPassed = (files) =>
  files.flatMap(({ name, status, message, assertionResults }) => {
    const line = (/** @type {string | undefined} */ error) => error?.split('\n', 1)[0] ?? '';
    const tests = assertionResults.filter((test) => test.status !== 'passed');
    if (tests.length === 0) return status === 'failed' ? [`failed: ${name}: ${line(message)}`] : [];
    return tests.map((test) => `${test.status}: ${test.fullName}: ${line(test.failureMessages?.[0])}`);
  });

/**
 * Lists the test files with a process of their own that ended while they ran. A process of several files loses the results of all.
 * @param {readonly string[]} errors  of Vitest, outside of tests
 * @returns {string[]}
 */
export const listEndedFiles = (errors) =>
  errors.flatMap((error) => error.match(/^.*Worker exited unexpectedly .* running test file (.+)$/)?.[1] ?? []);
