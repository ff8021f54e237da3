import { type ChildProcess, fork } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page, Request, Route } from '@playwright/test';
import { type DoublePage, openPage } from './doublePage.ts';
import {
  type AppSide,
  type BrowserSide,
  type FrameFacts,
  isGone,
  join as joinHalves,
  toApp,
  toBrowser,
  type WindowFacts,
} from './peers.ts';

export type DoubleOptions = {
  /** The browser that plays the app's windows. */
  readonly context: BrowserContext;
  /** The built entry. */
  readonly main: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** A fault planted in the entry's text: what is replaced, by what. */
  readonly fault?: { readonly from: string; readonly to: string };
};

/** What a test reaches of the module `electron` inside the app. */
export type ElectronModule = typeof import('./electron.ts');

/** An app that runs on the double: what Playwright's ElectronApplication is for the real runtime. */
export type DoubleApp = {
  readonly process: ChildProcess;
  /** Runs a function in the app's process with the module `electron`. */
  readonly evaluate: <R, A>(act: (electron: ElectronModule, arg: A) => R | Promise<R>, arg: A) => Promise<R>;
  readonly windows: () => readonly Page[];
  readonly onWindow: (listener: (page: Page) => void) => void;
  /** Drops files of this computer on the page at the middle of an element. */
  readonly drop: (page: Page, selector: string, paths: readonly string[]) => Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  /** What the app asked for that the double does not play, and what a page reached that no page may reach. */
  readonly faults: readonly string[];
};

const boot = join(dirname(fileURLToPath(import.meta.url)), 'boot.ts');

/** Playwright's names of the permissions that Electron knows by other names; the rest of Electron's can't be granted to a page here. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  'clipboard-read': ['clipboard-read'],
  'clipboard-sanitized-write': ['clipboard-write'],
  geolocation: ['geolocation'],
  media: ['camera', 'microphone'],
  midi: ['midi'],
  midiSysex: ['midi-sysex'],
  notifications: ['notifications'],
  'storage-access': ['storage-access'],
};

type Window = DoublePage & { readonly facts: WindowFacts; programmatic: boolean; crashed: boolean };

/** Starts a built main process on the double. Its windows are pages of `context`. */
export const startDouble = (options: DoubleOptions): DoubleApp => {
  const { context } = options;
  const faults: string[] = [];
  const windows = new Map<number, Window>();
  const listeners: ((page: Page) => void)[] = [];
  const making = new Set<Promise<unknown>>();
  let schemes: readonly string[] = [];
  const appUrl = (url: string): string => toApp(url, schemes);

  const child = fork(boot, [options.main, ...(options.args ?? [])], {
    env: {
      ...process.env,
      ELECTRON_DOUBLE_CHROME: context.browser()?.version() ?? '',
      ...(options.fault ? { ELECTRON_DOUBLE_FAULT: JSON.stringify(options.fault) } : {}),
      ...options.env,
    },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });

  const windowOf = (id: number): Window => {
    const found = windows.get(id);
    if (!found) throw new Error(`window ${id} is gone`);
    return found;
  };
  const idOf = (page: Page | undefined): number | undefined => [...windows].find(([, one]) => one.page === page)?.[0];
  const viewport = ({ width, height }: WindowFacts['bounds'], zoom: number) => ({
    width: Math.max(1, Math.round(width / zoom)),
    height: Math.max(1, Math.round(height / zoom)),
  });

  /** Something went wrong between the halves: a fault, unless the app or the window that it is about is on its way out. */
  const blame = (error: unknown, what = ''): void => {
    if (child.connected && child.exitCode === null && !isGone(error)) faults.push(`${what}${String(error)}`);
  };
  const tell = (telling: Promise<unknown>): void => void telling.catch((error: unknown) => blame(error));

  const make = async (id: number, facts: WindowFacts): Promise<Window> => {
    const made = openPage(context, facts, appUrl, {
      onInvoke: (frame, channel, args) => ask('invoke', id, frame, channel, args),
      onSend: (frame, channel, args) => tell(ask('receive', id, frame, channel, args)),
      onNavigated: (frame, inPlace) => tell(ask('navigated', id, frame, inPlace)),
      onOpen: (details) => tell(ask('mayOpen', id, details)),
      onFault: (words) => faults.push(words),
    });
    making.add(made);
    const opened = await made;
    const window: Window = { ...opened, facts, programmatic: false, crashed: false };
    windows.set(id, window);
    making.delete(made);
    const { page } = window;
    page.on('load', async () => {
      tell(ask('loaded', id));
      const title = await page.title().catch(() => undefined);
      if (title !== undefined) tell(ask('titled', id, title));
    });
    page.on('crash', () => {
      window.crashed = true;
      tell(ask('gone', id));
    });
    page.on('download', async (download) => {
      const url = appUrl(download.url());
      const kept = await ask('download', id, { url, name: download.suggestedFilename(), path: '' }).catch(() => false);
      if (!kept) await download.cancel().catch(() => undefined);
    });
    await page.setViewportSize(viewport(facts.bounds, 1));
    for (const listener of listeners) listener(page);
    return window;
  };

  /** Loads as the app does: what follows was not asked for by a page. */
  const go = async (id: number, load: (window: Window) => Promise<unknown>): Promise<void> => {
    const window = windowOf(id);
    window.programmatic = true;
    try {
      await load(window);
    } catch (error) {
      // Electron tells of a failed load when Chromium's page of the error stands; before that, the next load would be overtaken by it
      if (/net::ERR_(?!ABORTED)/.test(String(error)))
        await window.page.waitForURL(/^chrome-error:/, { timeout: 2_000 }).catch(() => undefined);
      throw error;
    } finally {
      window.programmatic = false;
    }
  };

  const ours: BrowserSide = {
    schemes: (names) => {
      schemes = names;
    },
    createWindow: async (id, facts) => {
      await make(id, facts);
    },
    setBounds: async (id, bounds, zoom) => windowOf(id).page.setViewportSize(viewport(bounds, zoom)),
    closeWindow: async (id, asking) => {
      const taken = windows.get(id);
      if (!asking) windows.delete(id);
      await Promise.allSettled(making);
      const window = taken ?? windows.get(id);
      if (!window) return;
      if (asking && !window.crashed) {
        // the page's own handlers of leaving run first
        const closed = window.page.waitForEvent('close', { timeout: 0 });
        await window.page.close({ runBeforeUnload: true });
        await closed;
      } else await window.page.close();
      windows.delete(id);
    },
    focusWindow: async (id) => windowOf(id).page.bringToFront(),
    load: (id, url) => go(id, ({ page }) => page.goto(toBrowser(url, schemes))),
    reload: async (id) => {
      const dead = windowOf(id);
      if (!dead.crashed) return go(id, ({ page }) => page.reload());
      // Chromium starts another process for the same contents; Playwright gives up a page that crashed, so another one takes its place
      const url = dead.page.url();
      await make(id, dead.facts);
      void dead.page.close().catch(() => undefined);
      return go(id, ({ page }) => page.goto(url));
    },
    evaluate: async (id, expression) => {
      const { result, exceptionDetails } = await windowOf(id).cdp.send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    post: (id, _frame, message) => windowOf(id).post(message),
    command: async (id, command) => {
      const commands = [command];
      await windowOf(id).cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', commands });
      await windowOf(id).cdp.send('Input.dispatchKeyEvent', { type: 'keyUp' });
    },
    crash: async (id) => {
      void windowOf(id)
        .cdp.send('Page.crash')
        .catch(() => undefined);
    },
    pdf: async (id, asked) => {
      const { data } = await windowOf(id).cdp.send('Page.printToPDF', pdfOptions(asked));
      return Buffer.from(data, 'base64');
    },
    picture: (id) => windowOf(id).page.screenshot(),
    grant: async (origin, names) => {
      // a page without an origin of its own can be granted nothing
      if (origin === 'null') return;
      const granted = names.flatMap((name) => PERMISSIONS[name] ?? []);
      await context.grantPermissions(granted, { origin: toBrowser(origin, schemes) });
    },
    colours: async (colorScheme) => {
      await Promise.all([...windows.values()].map(({ page }) => page.emulateMedia({ colorScheme })));
    },
    fault: (words) => {
      faults.push(words);
    },
  };
  const { ask, hear, end } = joinHalves<BrowserSide, AppSide>({
    send: (message) => {
      // an app that has ended hears nothing; what was asked of it is refused when it is gone for good
      if (child.connected) child.send(message as object, () => undefined);
    },
    ours,
  });
  child.on('message', hear);

  const frameOf = (request: Request): { readonly id: number; readonly facts: FrameFacts } | undefined => {
    try {
      const frame = request.frame();
      const id = idOf(frame.page());
      if (id === undefined) return undefined;
      const facts = windowOf(id)
        .frames()
        .find((one) => (frame.parentFrame() === null ? one.parent === undefined : one.url === appUrl(frame.url())));
      return facts && { id, facts };
    } catch {
      return undefined;
    }
  };

  /** Every request of every page comes by here: the app's own scheme is answered by the app, nothing else leaves. */
  const answer = async (route: Route, request: Request): Promise<void> => {
    const url = appUrl(request.url());
    const method = request.method();
    const sender = frameOf(request);
    if (request.isNavigationRequest()) {
      // a page that no window of the app has: its opener was asked (Page.windowOpen)
      if (!sender) return route.abort('blockedbyclient');
      const programmatic = windowOf(sender.id).programmatic && sender.facts.parent === undefined;
      if (!programmatic && !(await ask('mayNavigate', sender.id, sender.facts, url))) return route.abort('aborted');
    }
    const headers = (await request.headersArray()).map(({ name, value }): [string, string] => [name, appUrl(value)]);
    const body = request.postDataBuffer();
    const answered = await ask('request', { url, method, headers, body: body ? new Uint8Array(body) : undefined });
    if (!answered) return route.abort('blockedbyclient');
    const fields: Record<string, string> = {};
    for (const [name, value] of answered.headers) fields[name] = fields[name] === undefined ? value : `${fields[name]}, ${value}`;
    await route.fulfill({ status: answered.status, headers: fields, body: Buffer.from(answered.body) });
  };
  const onRoute = (route: Route, request: Request) =>
    answer(route, request).catch(async (error: unknown) => {
      blame(error, `${request.method()} ${appUrl(request.url())}: `);
      await route.abort('failed').catch(() => undefined);
    });
  const routed = context.route('**/*', onRoute);

  /** A page that a page opened: the app was asked and said no, so it closes. */
  const onPage = async (page: Page): Promise<void> => {
    await Promise.allSettled(making);
    if (idOf(page) === undefined) await page.close().catch(() => undefined);
  };
  context.on('page', onPage);

  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', async (code) => {
      end('the app has ended');
      context.off('page', onPage);
      await Promise.allSettled(making);
      await Promise.allSettled([...windows.values()].map(({ page }) => page.close()));
      await context.unroute('**/*', onRoute).catch(() => undefined);
      resolve({ code, stdout, stderr });
    });
  });

  return {
    process: child,
    evaluate: async <R, A>(act: (electron: ElectronModule, arg: A) => R | Promise<R>, arg: A) => {
      await routed;
      // the function runs there as it is typed here
      return (await ask('evaluate', act.toString(), arg)) as R;
    },
    windows: () => [...windows.values()].map(({ page }) => page),
    onWindow: (listener) => listeners.push(listener),
    drop: async (page, selector, paths) => {
      const window = windowOf(idOf(page) ?? -1);
      for (const path of paths) {
        const { size, mtimeMs } = statSync(path);
        await window.knowPath(`${basename(path)} ${size} ${Math.floor(mtimeMs)}`, path);
      }
      const box = await page.locator(selector).boundingBox();
      if (!box) throw new Error(`nothing to drop on: ${selector}`);
      const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data: { items: [], files: [...paths], dragOperationsMask: 1 } };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await window.cdp.send('Input.dispatchDragEvent', { type, ...at });
    },
    ended,
    faults,
  };
};

/** Electron's options of printToPDF as Chromium's own. */
const pdfOptions = (asked: Readonly<Record<string, unknown>>) => {
  const { pageSize, margins, ...rest } = asked as {
    readonly pageSize?: string | { readonly width: number; readonly height: number };
    readonly margins?: { readonly top?: number; readonly bottom?: number; readonly left?: number; readonly right?: number };
  };
  const size = pageSize === 'A4' ? { width: 8.27, height: 11.7 } : typeof pageSize === 'object' ? pageSize : undefined;
  return {
    ...rest,
    ...(size ? { paperWidth: size.width, paperHeight: size.height } : {}),
    ...(margins?.top === undefined ? {} : { marginTop: margins.top }),
    ...(margins?.bottom === undefined ? {} : { marginBottom: margins.bottom }),
    ...(margins?.left === undefined ? {} : { marginLeft: margins.left }),
    ...(margins?.right === undefined ? {} : { marginRight: margins.right }),
  };
};
