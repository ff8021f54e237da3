// Reads Playwright's report: tests that must not be skipped but were, and tests that passed only when retried.
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
      status === 'skipped' && (projectName !== 'electron' || !annotations.some((one) => one.description === NO_RUNTIME)),
  );

/**
 * Lists the tests that passed only when retried. The suite passes, but each needs its cause found.
 * @param {readonly Suite[]} suites  of Playwright's JSON report
 */
export const listPassedOnRetry = (suites) => listTitles(suites, ({ status }) => status === 'flaky');
