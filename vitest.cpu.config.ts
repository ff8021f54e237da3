import { configDefaults, defineConfig } from 'vitest/config';

/** Tests beside their source, and tests of the whole project that need no process of their own. */
const UNIT = ['{shared,engine,db,core,electron,renderer,scripts}/**/*.test.{ts,tsx}', 'tests/{unit,golden,bench}/**/*.test.ts'];

/** Tests that run the core in the test's process. */
const IN_PROCESS = 'tests/integration/{services,imports,db,sample}/**/*.test.ts';

export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    // processes, because tests open real SQLite files and start worker threads. Each process runs many files without isolation: loading and
    // compiling modules is half of the work of most files
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    setupFiles: ['/tmp/w/tests/.cache/cpu.ts'],
    // a limit catches a test that hangs; it is no claim about speed, also on a busy machine
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000 } },
    projects: [
      { extends: true, test: { name: 'unit', include: UNIT } },
      { extends: true, test: { name: 'integration', include: [IN_PROCESS] } },
      // tests that start, stop and kill processes: each file has a process of its own
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
