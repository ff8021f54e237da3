import { configDefaults, defineConfig } from 'vitest/config';

/** Tests beside their source, and those of the whole project that need no process of their own. */
const UNIT = ['{shared,engine,db,core,electron,renderer,scripts}/**/*.test.{ts,tsx}', 'tests/{unit,golden,bench}/**/*.test.ts'];

/** What runs the core's parts in the test's own process. */
const IN_PROCESS = 'tests/integration/{services,imports,db,sample}/**/*.test.ts';

export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    // real SQLite files and worker threads: processes, not threads. One serves its files in turn, as a core serves its requests: each file
    // opens workspaces of its own, and what was loaded and compiled for the last one is there, half of the work of most
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    // the defaults, five seconds a test and one a poll, are timing assertions on a busy machine
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      { extends: true, test: { name: 'unit', include: UNIT } },
      { extends: true, test: { name: 'integration', include: [IN_PROCESS] } },
      // the rest, which starts, stops and kills processes: each file has one of its own
      {
        extends: true,
        test: {
          name: 'processes',
          isolate: true,
          include: ['tests/integration/**/*.test.ts'],
          exclude: [...configDefaults.exclude, IN_PROCESS],
        },
      },
    ],
  },
});
