// What Playwright's report says beyond its counts: tests that were skipped and may not be, and tests that failed before they passed.
import { NO_RUNTIME } from './electronRuntime.mjs';

/** @typedef {{ status: string, projectName: string, annotations: readonly { description?: string | undefined }[] }} Run */
/** @typedef {{ suites?: readonly Suite[], specs: readonly { title: string, tests: readonly Run[] }[] }} Suite */

/**
 * @param {readonly Suite[]} suites
 * @param {(run: Run) => boolean} which
 * @returns {string[]}  "project: title"
 */
const named = (suites, which) =>
  suites.flatMap((suite) => [
    ...named(suite.suites ?? [], which),
    ...suite.specs.flatMap(({ title, tests }) => tests.filter(which).map(({ projectName }) => `${projectName}: ${title}`)),
  ]);

/**
 * The one reason to skip is that the specs of the desktop's own runtime have none here; whatever else was skipped is named.
 * @param {readonly Suite[]} suites  of Playwright's JSON report
 */
export const wronglySkipped = (suites) =>
  named(
    suites,
    ({ status, projectName, annotations }) =>
      status === 'skipped' && (projectName !== 'electron' || !annotations.some((one) => one.description === NO_RUNTIME)),
  );

/**
 * Tests that passed at their second try: the suite holds, and each of them wants its cause found.
 * @param {readonly Suite[]} suites  of Playwright's JSON report
 */
export const passedLate = (suites) => named(suites, ({ status }) => status === 'flaky');
