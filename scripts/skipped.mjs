// Which tests of the browser stage were skipped and may not be.
import { NO_RUNTIME } from './electronRuntime.mjs';

/** @typedef {{ status: string, projectName: string, annotations: readonly { description?: string | undefined }[] }} Run */
/** @typedef {{ suites?: readonly Suite[], specs: readonly { title: string, tests: readonly Run[] }[] }} Suite */

/**
 * The one reason to skip is that the specs of the desktop's own runtime have none here; whatever else was skipped is named.
 * @param {readonly Suite[]} suites  of Playwright's JSON report
 * @returns {string[]}
 */
export const wronglySkipped = (suites) =>
  suites.flatMap((suite) => [
    ...wronglySkipped(suite.suites ?? []),
    ...suite.specs.flatMap(({ title, tests }) =>
      tests
        .filter(({ status }) => status === 'skipped')
        .filter(({ projectName, annotations }) => projectName !== 'electron' || !annotations.some((one) => one.description === NO_RUNTIME))
        .map(({ projectName }) => `${projectName}: ${title}`),
    ),
  ]);
