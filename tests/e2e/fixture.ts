import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { type RunningApp, startApp, tempFolder } from '../helpers/app.ts';
import { breakableEnv } from '../helpers/breakCore.ts';
import { connectBrowser } from '../helpers/http.ts';
import { sampleFile } from '../helpers/sampleFile.ts';
import { type Guard, guardContext, skipPreload } from './guard.ts';

export { expect };

/** The app as tests use it. */
export type TestApp = {
  readonly dataFolder: string;
  readonly url: () => string;
  readonly origin: () => string;
  /** Its present address, and its address before a restart, which an old page uses. */
  readonly origins: () => readonly string[];
  /** Ends the process by the signal and starts another one on the same data. Resolves to the exit of the first. */
  readonly restart: (signal: NodeJS.Signals, args?: readonly string[]) => Promise<void>;
};

type OpenAtStart = 'sample' | 'nothing';

/** The app of a worker: one process, whose data folder is reset before each test. */
type WorkerApp = TestApp & {
  /** Starts the app if it is not running, opens a new copy of the sample (or nothing) and removes everything that earlier tests stored. */
  readonly reset: (openAtStart: OpenAtStart) => Promise<void>;
  /** Errors that the app printed since its start. */
  readonly stderr: () => string;
  readonly stop: (signal: NodeJS.Signals) => Promise<void>;
};

const SAMPLE_NAME = 'Quillan Range';
/** Files of the running process, which are not part of a workspace. */
const PROCESS_FILES = new Set(['logs', 'running']);

/** Closes the workspace, empties the data folder and opens a new copy of the sample, by the calls that a page makes. */
const resetData = async (url: string, dataFolder: string, openAtStart: OpenAtStart): Promise<void> => {
  const { call } = await connectBrowser(url);
  const ask = async <T>(name: string, input: unknown): Promise<T> => {
    const answer = (await call(name, input)) as { readonly ok: boolean; readonly value: T };
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer.value;
  };
  const listJobs = async () => (await ask<{ readonly jobs: readonly { readonly id: string }[] }>('jobs.running', {})).jobs;
  for (const { id } of await listJobs()) await ask('jobs.cancel', { id });
  while ((await listJobs()).length > 0);
  if ((await ask<{ readonly open: boolean }>('workspace.state', {})).open) await ask('workspace.close', {});
  for (const name of readdirSync(dataFolder))
    if (!PROCESS_FILES.has(name)) rmSync(join(dataFolder, name), { recursive: true, maxRetries: 3 });
  if (openAtStart === 'nothing') return;
  const path = join(dataFolder, 'workspaces', `${SAMPLE_NAME}.orebook`);
  mkdirSync(join(dataFolder, 'workspaces'));
  copyFileSync(sampleFile, path);
  const knownWorkspaces = [{ handle: 'sample', path, name: SAMPLE_NAME, openedAt: new Date().toISOString(), sample: true }];
  // an empty name: nobody is asked for it
  writeFileSync(join(dataFolder, 'recents.json'), JSON.stringify({ userName: '', known: knownWorkspaces }));
  await ask('workspace.open', { recent: 'sample' });
};

const createWorkerApp = (dataFolder: string): WorkerApp => {
  let runningApp: RunningApp | undefined;
  let url = '';
  let origins: string[] = [];
  const start = async (args: readonly string[]): Promise<void> => {
    runningApp = await startApp({ dataFolder, args, env: { ...breakableEnv, OREBOOK_TEAM_SERVER: '127.0.0.1' } });
    url = runningApp.url;
    origins.push(runningApp.origin);
  };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const processResult = await runningApp?.end(signal);
    runningApp = undefined;
    if (processResult && signal !== 'SIGKILL')
      expect({ code: processResult.code, stderr: processResult.stderr }).toEqual({ code: 0, stderr: '' });
  };
  return {
    dataFolder,
    url: () => url,
    origin: () => new URL(url).origin,
    origins: () => origins,
    stderr: () => runningApp?.output().stderr ?? '',
    stop,
    reset: async (openAtStart) => {
      if (!runningApp) await start([]);
      origins = [new URL(url).origin];
      await resetData(url, dataFolder, openAtStart);
    },
    restart: async (signal, args = []) => {
      await stop(signal);
      await start(args);
    },
  };
};

/**
 * `app` is the real app as a process that serves all tests of a worker, each with a workspace of its own: a new copy of the sample, or
 * nothing if `beginsWith` is set so. `page` is signed in; it is blank, or shows the first page if nothing is open. The test fails on a
 * console error or warning, a page error, a failed, refused or foreign request, a policy violation, and a visible NaN, Infinity, undefined,
 * null or -0.
 */
export const test = base.extend<{ beginsWith: OpenAtStart; app: TestApp; guard: Guard }, { workerApp: WorkerApp }>({
  beginsWith: ['sample', { option: true }],
  workerApp: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
    async ({}, use) => {
      const folder = tempFolder();
      const app = createWorkerApp(folder.path);
      await use(app);
      await app.stop('SIGTERM');
      folder.remove();
    },
    { scope: 'worker' },
  ],
  app: async ({ workerApp, beginsWith }, use) => {
    await workerApp.reset(beginsWith);
    await use(workerApp);
    expect(workerApp.stderr()).toBe('');
  },
  // a path without origin is resolved against the app's address
  baseURL: async ({ app }, use) => use(app.origin()),
  guard: async ({ context, app }, use) => {
    await skipPreload(context);
    const guard = await guardContext(context, app.origins);
    await use(guard);
    expect(guard.faults).toEqual([]);
  },
  page: async ({ page, app, beginsWith, guard: _watched }, use) => {
    // the browser gets cookie and token for the key, as at the first visit, without loading a page that the test leaves at once
    if (beginsWith === 'sample') {
      await page.context().request.get(app.url(), { maxRedirects: 0 });
      const { token } = await connectBrowser(app.url());
      await page.context().addInitScript(
        (session) => {
          if (location.origin === session.origin && !localStorage.getItem('orebook-token'))
            localStorage.setItem('orebook-token', session.token);
        },
        { origin: app.origin(), token },
      );
    } else await page.goto(app.url());
    await use(page);
  },
});
