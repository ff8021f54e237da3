import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, fork } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page, Request, Route } from '@playwright/test';
import {
  type AppRequests,
  type BrowserRequests,
  connectSides,
  type FrameInfo,
  isGone,
  toAppUrl,
  toBrowserUrl,
  type WindowInfo,
} from './channel.ts';
import { type DoublePage, openPage, type PageListener } from './doublePage.ts';

export type DoubleOptions = {
  /** The browser that shows the app's windows. */
  readonly context: BrowserContext;
  /** The built entry of the main process. */
  readonly main: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The program that runs the app in place of Node; it gets the arguments of Node. */
  readonly program?: string;
  /** A planted fault: text of the entry that is replaced. */
  readonly fault?: { readonly from: string; readonly to: string };
};

/** The module `electron` as functions of a test see it inside the app. */
export type ElectronModule = typeof import('./electron.ts');

/** An app that runs on the double, like Playwright's ElectronApplication for Electron itself. */
export type DoubleApp = {
  readonly process: ChildProcess;
  /** Runs a function in the app's process with the module `electron`. */
  readonly evaluate: <R, A>(run: (electron: ElectronModule, arg: A) => R | Promise<R>, arg: A) => Promise<R>;
  readonly windows: () => readonly Page[];
  readonly onWindow: (listener: (page: Page) => void) => void;
  /** Drops files of this computer on the centre of an element. */
  readonly drop: (page: Page, selector: string, paths: readonly string[]) => Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  /** Uses of members that the double does not implement, and requests that no page may make. */
  readonly faults: readonly string[];
};

const boot = join(dirname(fileURLToPath(import.meta.url)), 'boot.ts');

/** Playwright's names of Electron's permissions. Other permissions can't be granted to a page here. */
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

type Window = DoublePage & { readonly facts: WindowInfo; isLoadedByApp: boolean; crashed: boolean };

/** Starts a built main process on the double. Its windows are pages of `context`. */
export const startDouble = (options: DoubleOptions): DoubleApp => {
  const { context } = options;
  // the step of the test that starts the app: Playwright searches all steps for the parent of a call that has none, at each call
  const runInStep = AsyncLocalStorage.snapshot();
  const faults: string[] = [];
  const windows = new Map<number, Window>();
  const listeners: ((page: Page) => void)[] = [];
  const opening = new Set<Promise<unknown>>();
  let schemes: readonly string[] = [];
  const appUrl = (url: string): string => toAppUrl(url, schemes);

  const child = fork(boot, [options.main, ...(options.args ?? [])], {
    env: {
      ...process.env,
      ELECTRON_DOUBLE_CHROME: context.browser()?.version() ?? '',
      ...(options.fault ? { ELECTRON_DOUBLE_FAULT: JSON.stringify(options.fault) } : {}),
      ...options.env,
    },
    execArgv: [],
    ...(options.program === undefined ? {} : { execPath: options.program }),
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

  const findWindow = (id: number): Window => {
    const windowWithId = windows.get(id);
    if (!windowWithId) throw new Error(`window ${id} is gone`);
    return windowWithId;
  };
  const findWindowId = (page: Page | undefined): number | undefined => [...windows].find(([, candidate]) => candidate.page === page)?.[0];
  const getViewportSize = ({ width, height }: WindowInfo['bounds'], zoom: number) => ({
    width: Math.max(1, Math.round(width / zoom)),
    height: Math.max(1, Math.round(height / zoom)),
  });

  /** Records an error of the connection as a fault, unless the app has ended or the window was closed. */
  const recordError = (error: unknown, context = ''): void => {
    if (child.connected && child.exitCode === null && !isGone(error)) faults.push(`${context}${String(error)}`);
  };
  const ignoreResult = (sentRequest: Promise<unknown>): void => void sentRequest.catch((error: unknown) => recordError(error));

  const createWindow = async (id: number, facts: WindowInfo): Promise<Window> => {
    const listener: PageListener = {
      onInvoke: (frame, channel, args) => send('invoke', id, frame, channel, args),
      onSend: (frame, channel, args) => ignoreResult(send('onMessage', id, frame, channel, args)),
      onNavigated: (frame, inPlace) => ignoreResult(send('onNavigated', id, frame, inPlace)),
      onOpen: (details) => ignoreResult(send('allowsOpening', id, details)),
      onFault: (message) => faults.push(message),
    };
    const openedPage = openPage(context, facts, appUrl, listener, runInStep);
    opening.add(openedPage);
    const window: Window = { ...(await openedPage), facts, isLoadedByApp: false, crashed: false };
    windows.set(id, window);
    opening.delete(openedPage);
    const { page } = window;
    page.on('load', async () => {
      ignoreResult(send('onLoaded', id));
      const title = await page.title().catch(() => undefined);
      if (title !== undefined) ignoreResult(send('onTitleChanged', id, title));
    });
    page.on('crash', () => {
      window.crashed = true;
      ignoreResult(send('onCrashed', id));
    });
    page.on('download', async (download) => {
      const url = appUrl(download.url());
      const isAllowed = await send('allowsDownload', id, { url, name: download.suggestedFilename(), path: '' }).catch(() => false);
      if (!isAllowed) await download.cancel().catch(() => undefined);
    });
    await page.setViewportSize(getViewportSize(facts.bounds, 1));
    for (const listener of listeners) listener(page);
    return window;
  };

  /** Loads a page for the app. The navigation needs no permission, because no page requested it. */
  const loadForApp = async (id: number, load: (window: Window) => Promise<unknown>): Promise<void> => {
    const window = findWindow(id);
    window.isLoadedByApp = true;
    try {
      await load(window);
    } catch (error) {
      // Electron reports a failed load after Chromium shows its error page; an earlier load would be replaced by that page
      if (/net::ERR_(?!ABORTED)/.test(String(error)))
        await window.page.waitForURL(/^chrome-error:/, { timeout: 2_000 }).catch(() => undefined);
      throw error;
    } finally {
      window.isLoadedByApp = false;
    }
  };

  const handlers: BrowserRequests = {
    setSchemes: (names) => {
      schemes = names;
    },
    createWindow: async (id, facts) => {
      await createWindow(id, facts);
    },
    setBounds: async (id, bounds, zoom) => findWindow(id).page.setViewportSize(getViewportSize(bounds, zoom)),
    closeWindow: async (id, runBeforeUnload) => {
      const existingWindow = windows.get(id);
      if (!runBeforeUnload) windows.delete(id);
      await Promise.allSettled(opening);
      const window = existingWindow ?? windows.get(id);
      if (!window) return;
      if (runBeforeUnload && !window.crashed) {
        // the page's beforeunload handlers run first
        const pageClose = window.page.waitForEvent('close', { timeout: 0 });
        await window.page.close({ runBeforeUnload: true });
        await pageClose;
      } else await window.page.close();
      windows.delete(id);
    },
    focusWindow: async (id) => findWindow(id).page.bringToFront(),
    load: (id, url) => loadForApp(id, ({ page }) => page.goto(toBrowserUrl(url, schemes))),
    reload: async (id) => {
      const crashedWindow = findWindow(id);
      if (!crashedWindow.crashed) return loadForApp(id, ({ page }) => page.reload());
      // Playwright can't use a crashed page again, so a new page replaces it
      const url = crashedWindow.page.url();
      await createWindow(id, crashedWindow.facts);
      void crashedWindow.page.close().catch(() => undefined);
      return loadForApp(id, ({ page }) => page.goto(url));
    },
    evaluate: async (id, expression) => {
      const { result, exceptionDetails } = await findWindow(id).cdp.send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    postMessage: (id, _frame, message) => findWindow(id).post(message),
    runEditCommand: async (id, command) => {
      const commands = [command];
      await findWindow(id).cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', commands });
      await findWindow(id).cdp.send('Input.dispatchKeyEvent', { type: 'keyUp' });
    },
    crashPage: async (id) => {
      void findWindow(id)
        .cdp.send('Page.crash')
        .catch(() => undefined);
    },
    printToPdf: async (id, options) => {
      const { data } = await findWindow(id).cdp.send('Page.printToPDF', convertPdfOptions(options));
      return Buffer.from(data, 'base64');
    },
    takeScreenshot: (id) => findWindow(id).page.screenshot(),
    grantPermissions: async (origin, names) => {
      // a page with an opaque origin can't get permissions
      if (origin === 'null') return;
      const permissions = names.flatMap((name) => PERMISSIONS[name] ?? []);
      await context.grantPermissions(permissions, { origin: toBrowserUrl(origin, schemes) });
    },
    setColorScheme: async (colorScheme) => {
      await Promise.all([...windows.values()].map(({ page }) => page.emulateMedia({ colorScheme })));
    },
    reportFault: (message) => {
      faults.push(message);
    },
  };
  const {
    request: send,
    receive,
    end,
  } = connectSides<BrowserRequests, AppRequests>({
    send: (message) => {
      // open requests to an app that has ended are rejected by `end`
      if (child.connected) child.send(message as object, () => undefined);
    },
    handlers,
  });
  child.on('message', receive);

  const findFrame = (request: Request): { readonly id: number; readonly facts: FrameInfo } | undefined => {
    try {
      const frame = request.frame();
      const id = findWindowId(frame.page());
      if (id === undefined) return undefined;
      const facts = findWindow(id)
        .frames()
        .find((info) => (frame.parentFrame() === null ? info.parent === undefined : info.url === appUrl(frame.url())));
      return facts && { id, facts };
    } catch {
      return undefined;
    }
  };

  /** Handles every request of every page: the app responds to its scheme, all others are blocked. */
  const handleRoute = async (route: Route, request: Request): Promise<void> => {
    const url = appUrl(request.url());
    const method = request.method();
    const sender = findFrame(request);
    if (request.isNavigationRequest()) {
      // a page without a window of the app; its opener was reported by Page.windowOpen
      if (!sender) return route.abort('blockedbyclient');
      const isLoadedByApp = findWindow(sender.id).isLoadedByApp && sender.facts.parent === undefined;
      if (!isLoadedByApp && !(await send('allowsNavigation', sender.id, sender.facts, url))) return route.abort('aborted');
    }
    const headers = (await request.headersArray()).map(({ name, value }): [string, string] => [name, appUrl(value)]);
    const body = request.postDataBuffer();
    const response = await send('handleRequest', { url, method, headers, body: body ? new Uint8Array(body) : undefined });
    if (!response) return route.abort('blockedbyclient');
    const fields: Record<string, string> = {};
    for (const [name, value] of response.headers) fields[name] = fields[name] === undefined ? value : `${fields[name]}, ${value}`;
    await route.fulfill({ status: response.status, headers: fields, body: Buffer.from(response.body) });
  };
  const onRoute = (route: Route, request: Request) =>
    handleRoute(route, request).catch(async (error: unknown) => {
      recordError(error, `${request.method()} ${appUrl(request.url())}: `);
      await route.abort('failed').catch(() => undefined);
    });
  const routing = context.route('**/*', onRoute);

  /** Closes a page that a page opened, because the app denied it. */
  const onPage = async (page: Page): Promise<void> => {
    await Promise.allSettled(opening);
    if (findWindowId(page) === undefined) await page.close().catch(() => undefined);
  };
  context.on('page', onPage);

  const processEnd = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', async (code) => {
      end('the app has ended');
      context.off('page', onPage);
      await Promise.allSettled(opening);
      await Promise.allSettled([...windows.values()].map(({ page }) => page.close()));
      await context.unroute('**/*', onRoute).catch(() => undefined);
      resolve({ code, stdout, stderr });
    });
  });

  return {
    process: child,
    evaluate: async <R, A>(run: (electron: ElectronModule, arg: A) => R | Promise<R>, arg: A) => {
      await routing;
      // the types apply in the app's process too
      return (await send('evaluate', run.toString(), arg)) as R;
    },
    windows: () => [...windows.values()].map(({ page }) => page),
    onWindow: (listener) => listeners.push(listener),
    drop: async (page, selector, paths) => {
      const window = findWindow(findWindowId(page) ?? -1);
      for (const path of paths) {
        const { size, mtimeMs } = statSync(path);
        await window.registerPath(`${basename(path)} ${size} ${Math.floor(mtimeMs)}`, path);
      }
      const box = await page.locator(selector).boundingBox();
      if (!box) throw new Error(`no element to drop on: ${selector}`);
      const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data: { items: [], files: [...paths], dragOperationsMask: 1 } };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await window.cdp.send('Input.dispatchDragEvent', { type, ...at });
    },
    ended: processEnd,
    faults,
  };
};

/** Converts Electron's options of printToPDF to Chromium's. */
const convertPdfOptions = (options: Readonly<Record<string, unknown>>) => {
  const { pageSize, margins, ...rest } = options as {
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
