import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { type RunningApp, startApp, tempFolder } from '../helpers/app.ts';
import { sampleFile } from '../helpers/sampleFile.ts';
import { type Guard, guardContext } from './guard.ts';

export { expect };

/** The app of a test, on a data folder of its own. */
export type TestApp = {
  readonly dataFolder: string;
  readonly url: () => string;
  readonly origin: () => string;
  /** Where it answers, and where it answered before it was started again: an old page asks there. */
  readonly origins: () => readonly string[];
  /** Ends the process by the signal and starts another one on the same data; answers the end of the first. */
  readonly restart: (signal: NodeJS.Signals, args?: readonly string[]) => Promise<void>;
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
};

/**
 * `app` runs the real thing as a process, with the sample mine open, or with nothing where `beginsWith` says so. `page` is let in; it
 * stands nowhere yet, or at the first page where nothing is open. It fails the test on a console error or warning, a page error, a failed, refused or foreign request, a policy
 * violation, and a visible NaN, Infinity, undefined, null or -0.
 */
export const test = base.extend<{ beginsWith: 'sample' | 'nothing'; app: TestApp; guard: Guard }>({
  beginsWith: ['sample', { option: true }],
  app: async ({ beginsWith }, use) => {
    const folder = tempFolder();
    const args: string[] = [];
    if (beginsWith === 'sample') {
      const workspace = join(folder.path, 'workspaces', 'Quillan Range.orebook');
      mkdirSync(join(folder.path, 'workspaces'));
      copyFileSync(sampleFile, workspace);
      args.push('--workspace', workspace);
    }
    let running: RunningApp | undefined = await startApp({ dataFolder: folder.path, args });
    let { url } = running;
    const origins = [running.origin];
    const end = async (signal: NodeJS.Signals): Promise<void> => {
      const ended = await running?.end(signal);
      running = undefined;
      if (ended && signal !== 'SIGKILL') expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
    };
    await use({
      dataFolder: folder.path,
      url: () => url,
      origin: () => new URL(url).origin,
      origins: () => origins,
      end,
      restart: async (signal, again = []) => {
        await end(signal);
        running = await startApp({ dataFolder: folder.path, args: again });
        url = running.url;
        origins.push(running.origin);
      },
    });
    await end('SIGTERM');
    folder.remove();
  },
  // a path alone is an address of the app as it was started
  baseURL: async ({ app }, use) => use(app.origin()),
  guard: async ({ context, app }, use) => {
    const guard = await guardContext(context, app.origins);
    await use(guard);
    expect(guard.faults).toEqual([]);
  },
  page: async ({ page, app, beginsWith, guard: _watched }, use) => {
    // the key becomes the browser's cookie, as at the first visit, without the work of a page that the test leaves at once
    if (beginsWith === 'sample') await page.context().request.get(app.url(), { maxRedirects: 0 });
    else await page.goto(app.url());
    await use(page);
  },
});
