// npm test: check, build, unit, integration and component tests, and the main job in the browser and in the desktop app. npm run test:all adds the
// long integration tests and all browser tests. Every stage runs even if an earlier one failed. The last line has the totals: a stage that fails
// without a failed test counts as one failure, and so does a test that is skipped although Electron is installed. Failures are repeated above the
// last line.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NO_RUNTIME } from './electronRuntime.mjs';
import { findMissing, root } from './packages.mjs';
import { listEndedFiles, listFailed, listNotPassed, listPassedOnRetry, listWronglySkipped } from './testReports.mjs';

const problem = findMissing();
if (problem) {
  console.error(problem);
  process.exit(1);
}

const isAll = process.argv.includes('--all');
const reports = join(root, '.cache', 'reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const browserReport = join(reports, 'browser.json');
const unhandledErrors = join(reports, 'unhandled.json');
const unhandledReporter = join(root, 'scripts', 'unhandledErrors.mjs');
const program = (/** @type {string} */ path) => join(root, 'node_modules', path);
const readReport = (/** @type {string} */ file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

const totals = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const remarks = [];

/**
 * @param {string} name
 * @param {string[]} args
 * @param {() => { passed: number, failed: number, skipped: number, hasSecondRun?: boolean } | undefined} [count]
 */
const stage = (name, args, count) => {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const { status, signal } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // Node runs TypeScript directly; compiling it in Playwright costs 10 s of processor time in a new clone
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport, PW_DISABLE_TS_ESM: '1', OREBOOK_UNHANDLED_ERRORS: unhandledErrors },
  });
  const counts = count?.() ?? { passed: 0, failed: 0, skipped: 0 };
  const hasFailedSilently = status !== 0 && counts.failed === 0 && !counts.hasSecondRun;
  const hasNoTests = count !== undefined && counts.passed + counts.failed === 0;
  if (hasNoTests) remarks.push(`${name}: no test ran`);
  if (hasFailedSilently) remarks.push(`${name}: failed without a failed test (${signal ?? `exit ${status}`}); see its output above`);
  else if (counts.failed > 0) remarks.push(`${name}: ${counts.failed} failed`);
  totals.passed += counts.passed;
  totals.failed += counts.failed + (hasFailedSilently || (hasNoTests && status === 0) ? 1 : 0);
  totals.skipped += counts.skipped;
  console.log(`== ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
};

stage('check', [join(root, 'scripts', 'check.mjs')]);
stage('build', [join(root, 'scripts', 'build.mjs')]);
/**
 * Runs Vitest; none of its tests may be skipped. Files whose test process ended, for instance by a fault in native code, run a second time, and the
 * remarks name them.
 * @param {string} name
 * @param {string} reportName
 * @param {string[]} args
 */
const stageVitest = (name, reportName, args, isSecondRun = false) => {
  const file = join(reports, reportName);
  rmSync(unhandledErrors, { force: true });
  /** @type {string[]} */
  let endedFiles = [];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, `--reporter=${unhandledReporter}`];
  stage(name, [program('vitest/vitest.mjs'), 'run', ...args, ...reporters], () => {
    const errors = readReport(unhandledErrors) ?? [];
    remarks.push(...errors.map((/** @type {string} */ error) => `outside of tests: ${error}`));
    const report = readReport(file);
    if (!report) return undefined;
    if (!isSecondRun) endedFiles = listEndedFiles(errors);
    /** @type {readonly import('./testReports.mjs').TestFile[]} */
    const files = report.testResults.filter((/** @type {{ name: string }} */ testFile) => !endedFiles.includes(testFile.name));
    const notPassed = listNotPassed(files);
    remarks.push(...notPassed);
    const passedCount = files.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed').length;
    return { passed: passedCount, failed: notPassed.length, skipped: 0, hasSecondRun: endedFiles.length > 0 };
  });
  if (endedFiles.length > 0) stageVitest(`${name}, second run`, `second-${reportName}`, [...args, ...endedFiles], true);
};

stageVitest('unit and integration', 'vitest.json', isAll ? [] : ['--project', '!long']);
stageVitest('components', 'components.json', ['--config', 'vitest.browser.config.ts']);
stage('browser', [program('@playwright/test/cli.js'), 'test', ...(isAll ? [] : ['main-job']), '--reporter=list,json'], () => {
  const report = readReport(browserReport);
  if (!report) return undefined;
  const { expected, unexpected, flaky, skipped } = report.stats;
  const wronglySkipped = listWronglySkipped(report.suites);
  for (const name of wronglySkipped) remarks.push(`skipped without permission: ${name}`);
  if (skipped > wronglySkipped.length) remarks.push(`${skipped - wronglySkipped.length} tests were skipped: ${NO_RUNTIME}`);
  for (const name of listFailed(report.suites)) remarks.push(`failed: ${name}`);
  for (const name of listPassedOnRetry(report.suites)) remarks.push(`passed only when retried: ${name}`);
  return { passed: expected + flaky, failed: unexpected + wronglySkipped.length, skipped: skipped - wronglySkipped.length };
});

for (const remark of remarks) console.log(remark);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;
