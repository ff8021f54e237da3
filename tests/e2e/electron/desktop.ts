import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { _electron, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { findInstalledRuntime, NO_RUNTIME } from '../../../scripts/electronRuntime.mjs';
import { root, tempFolder } from '../../helpers/app.ts';
import { type DoubleApp, type ElectronModule, startDouble } from '../../helpers/electronDouble/startDouble.ts';
import { readLoggedFaults } from '../../helpers/readLog.ts';
import { type Guard, guardContext, skipPreload } from '../guard.ts';

/** The part of the module `electron` that tests use inside the app; the real one has at least this. */
export type { ElectronModule };
export { expect };

export type StartOptions = {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** A fault in the built entry, for tests in which a check must fail. On the double only. */
  readonly fault?: { readonly from: string; readonly to: string };
  /** A program that starts Node with its arguments, for a machine with a full disk. On the double only. */
  readonly program?: string;
  /** The start opens no window: a second start, or a start that ends by itself. */
  readonly withoutWindow?: boolean;
};

/** The running desktop app. */
export type Desktop = {
  /** The window that was opened last. */
  readonly page: () => Page;
  readonly windows: () => readonly Page[];
  /** Runs a function in the app's process. Its argument is all that it has of the test. */
  readonly evaluate: <R, A>(act: (electron: ElectronModule, arg: A) => R | Promise<R>, arg: A) => Promise<R>;
  readonly drop: (page: Page, selector: string, path: string) => Promise<void>;
  /** The origin of the app's pages. */
  readonly origin: string;
  readonly pid: number;
  /** Quits as from the menu, or ends the process by a signal. Resolves when it has ended. */
  readonly end: (how?: 'quit' | NodeJS.Signals) => Promise<{ readonly code: number | null }>;
  readonly ended: Promise<{ readonly code: number | null }>;
};

export type Launcher = {
  readonly dataFolder: string;
  readonly kind: 'double' | 'real';
  readonly start: (options?: StartOptions) => Promise<Desktop>;
};

/** The Electron runtime of this machine; undefined if there is none. */
const electronProgram = (): string | undefined => findInstalledRuntime(join(root, 'node_modules', 'electron'), process.env);

const builtMain = join(root, 'dist', 'hosts', 'main.js');
const DOUBLE_ORIGIN = 'https://app.orebook.invalid';
const REAL_ORIGIN = 'orebook://app';

const lastWindow = (windows: readonly Page[]): Page => {
  const last = windows.at(-1);
  if (!last) throw new Error('the app has no window');
  return last;
};

const quit = (evaluate: Desktop['evaluate']): Promise<unknown> =>
  // the process may end before it answers
  evaluate(({ app }) => app.quit(), undefined).catch(() => undefined);

const startOnDouble = async (
  context: BrowserContext,
  env: NodeJS.ProcessEnv,
  options: StartOptions,
  report: Guard['report'],
): Promise<Desktop> => {
  const app: DoubleApp = startDouble({
    context,
    main: builtMain,
    args: options.args ?? [],
    env: { ...env, ...options.env },
    ...(options.fault ? { fault: options.fault } : {}),
    ...(options.program === undefined ? {} : { program: options.program }),
  });
  const first = Promise.withResolvers<Page>();
  app.onWindow(first.resolve);
  const endReport = app.ended.then((end) => {
    for (const fault of [...app.faults, ...(end.stderr === '' ? [] : [`stderr: ${end.stderr}`])]) report(fault);
    return end;
  });
  if (!options.withoutWindow) {
    const page = await Promise.race([
      first.promise,
      endReport.then(({ code, stderr }) => Promise.reject(new Error(`the app ended with ${code}: ${stderr}`))),
    ]);
    await page.waitForURL(`${DOUBLE_ORIGIN}/**`);
  }
  return {
    page: () => lastWindow(app.windows()),
    windows: app.windows,
    evaluate: app.evaluate,
    drop: (page, selector, path) => app.drop(page, selector, [path]),
    origin: DOUBLE_ORIGIN,
    pid: app.process.pid ?? 0,
    end: async (how = 'quit') => {
      if (how === 'quit') await quit(app.evaluate);
      else app.process.kill(how);
      return endReport;
    },
    ended: endReport,
  };
};

/** A start that ends by itself. Playwright launches only apps that live until it has connected to them. */
const startWithoutWindow = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Desktop => {
  const child = spawn(program, args, { env, stdio: 'ignore' });
  const childEnd = new Promise<{ code: number | null }>((resolve) => child.once('close', (code) => resolve({ code })));
  const refuse = (): never => {
    throw new Error('this start opens no window');
  };
  return {
    page: refuse,
    windows: () => [],
    evaluate: refuse,
    drop: refuse,
    origin: REAL_ORIGIN,
    pid: child.pid ?? 0,
    end: () => childEnd,
    ended: childEnd,
  };
};

const startOnElectron = async (
  env: NodeJS.ProcessEnv,
  options: StartOptions,
  watch: (context: BrowserContext) => Promise<unknown>,
): Promise<Desktop> => {
  const executablePath = electronProgram();
  if (executablePath === undefined) throw new Error(NO_RUNTIME);
  const fullEnv = { ...process.env, ...env, ...options.env };
  const args = [builtMain, ...(options.args ?? [])];
  if (options.withoutWindow) return startWithoutWindow(executablePath, args, fullEnv);
  const app = await _electron.launch({
    executablePath,
    args,
    env: Object.fromEntries(Object.entries(fullEnv).filter((entry): entry is [string, string] => entry[1] !== undefined)),
  });
  await watch(app.context());
  const processEnd = new Promise<{ code: number | null }>((resolve) => app.process().once('close', (code) => resolve({ code })));
  await (await app.firstWindow()).waitForURL(`${REAL_ORIGIN}/**`);
  const evaluate: Desktop['evaluate'] = <R, A>(act: (electron: ElectronModule, arg: A) => R | Promise<R>, arg: A) =>
    app.evaluate(act as unknown as (electron: object, argument: unknown) => unknown, arg) as Promise<R>;
  return {
    page: () => lastWindow(app.windows()),
    windows: () => app.windows(),
    evaluate,
    drop: async (page, selector, path) => {
      const box = await page.locator(selector).boundingBox();
      const cdp = await page.context().newCDPSession(page);
      const at = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await cdp.send('Input.dispatchDragEvent', { type, ...at, data: { items: [], files: [path], dragOperationsMask: 1 } });
    },
    origin: REAL_ORIGIN,
    pid: app.process().pid ?? 0,
    end: async (how = 'quit') => {
      if (how === 'quit') await quit(evaluate);
      else app.process().kill(how);
      return processEnd;
    },
    ended: processEnd,
  };
};

/**
 * `launcher` starts the built desktop app, on the double or (project `electron`) on the installed runtime; `desktop` is a running app. A test fails
 * on the faults of the browser suite, on an internal error in the app's log, and on any use of a member that the double does not implement.
 */
export const test = base.extend<
  { installed: undefined; launcher: Launcher; desktop: Desktop; guard: Guard },
  { runtime: 'double' | 'real' }
>({
  runtime: ['double', { option: true, scope: 'worker' }],
  // skips before anything is started for a test that can't run
  installed: [
    async ({ runtime }, use, info) => {
      info.skip(runtime === 'real' && electronProgram() === undefined, NO_RUNTIME);
      await use(undefined);
    },
    { auto: true },
  ],
  guard: async ({ runtime, context }, use) => {
    await skipPreload(context);
    const guard = await guardContext(context, () => [runtime === 'double' ? DOUBLE_ORIGIN : REAL_ORIGIN]);
    await use(guard);
    expect(guard.faults).toEqual([]);
  },
  launcher: async ({ runtime, context, guard }, use) => {
    const folder = tempFolder();
    const dataFolders = new Set([folder.path]);
    const startedApps: Desktop[] = [];
    const env = { OREBOOK_DATA: folder.path, OREBOOK_CHECK_ANSWERS: '1' };
    await use({
      dataFolder: folder.path,
      kind: runtime,
      start: async (options = {}) => {
        const startedDesktop =
          runtime === 'double'
            ? await startOnDouble(context, env, options, guard.report)
            : await startOnElectron(env, options, (realContext) => guardContext(realContext, () => [REAL_ORIGIN]));
        startedApps.push(startedDesktop);
        dataFolders.add(options.env?.OREBOOK_DATA ?? folder.path);
        return startedDesktop;
      },
    });
    for (const app of startedApps.reverse()) await app.end();
    for (const dataFolder of dataFolders)
      for (const entry of readLoggedFaults(dataFolder)) guard.report(`the log: ${JSON.stringify(entry)}`);
    folder.remove();
  },
  desktop: async ({ launcher }, use) => use(await launcher.start()),
});
