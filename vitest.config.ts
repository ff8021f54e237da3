import { configDefaults, defineConfig } from 'vitest/config';

/** Tests beside their source, and tests of the whole project that need no process of their own. */
const UNIT = ['{shared,engine,db,core,electron,renderer,scripts}/**/*.test.{ts,tsx}', 'tests/{unit,golden,bench}/**/*.test.ts'];

/** Tests in a real browser: vitest.browser.config.ts. */
const COMPONENTS = '**/*.browser.test.tsx';

/** Tests that run the core in the test's process. */
const IN_PROCESS = 'tests/integration/{services,imports,db,sample,team}/**/*.test.ts';

/**
 * Tests of about 10 s and more of processor time each, which only `npm run test:all` runs. The figures of all pages, the schedules of a team
 * and the full disk stay in `npm test`.
 */
const LONG = [
  'engine/valuation/clauses/clausesMonteCarlo.test.ts',
  'tests/integration/db/manyContracts.test.ts',
  'tests/integration/fileRules.test.ts',
  'tests/integration/loopback/core.test.ts',
  'tests/integration/loopback/process.test.ts',
  'tests/integration/packages/packages.test.ts',
  'tests/integration/rules.test.ts',
  'tests/integration/services/allocation.test.ts',
  'tests/integration/services/allocationDscr.test.ts',
  'tests/integration/services/allocationPaths.test.ts',
  'tests/integration/services/assumptions.test.ts',
  'tests/integration/services/houseStyle.test.ts',
  'tests/integration/services/language.test.ts',
  'tests/integration/services/largeBooks.test.ts',
  'tests/integration/services/lenderSummary.test.ts',
  'tests/integration/services/limitCureMeasured.test.ts',
  'tests/integration/services/manyDeals.test.ts',
  'tests/integration/services/pathGoalSeek.test.ts',
  'tests/integration/services/plainData.test.ts',
  'tests/integration/services/sensitivity.test.ts',
  'tests/integration/services/simulation.test.ts',
  'tests/integration/services/summaries.test.ts',
  'tests/integration/services/summaryFormats.test.ts',
  'tests/integration/services/undoEverything.test.ts',
  'tests/integration/slowDownload.test.ts',
  'tests/integration/team/encryption.test.ts',
  'tests/integration/team/kills.test.ts',
];

export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    // processes, because tests open real SQLite files and start worker threads. Each process runs many files without isolation: loading and
    // compiling modules is half of the work of most files
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    setupFiles: ['./tests/helpers/propertySeed.ts', './tests/helpers/texts.ts'],
    // a limit catches a test that hangs; it is no claim about speed, also on a busy machine
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000 } },
    projects: [
      { extends: true, test: { name: 'unit', include: UNIT, exclude: [...configDefaults.exclude, COMPONENTS, ...LONG] } },
      { extends: true, test: { name: 'integration', include: [IN_PROCESS], exclude: [...configDefaults.exclude, ...LONG] } },
      // tests that start, stop and kill processes: each file has a process of its own
      {
        extends: true,
        test: {
          name: 'processes',
          isolate: true,
          include: ['tests/integration/**/*.test.ts'],
          exclude: [...configDefaults.exclude, IN_PROCESS, ...LONG],
        },
      },
      { extends: true, test: { name: 'long', isolate: true, include: LONG } },
    ],
  },
});
