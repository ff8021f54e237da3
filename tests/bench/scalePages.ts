import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page, type Request } from '@playwright/test';
import { CONTRACT } from '#shared/contract/contract.ts';
import type { CallName } from '#shared/contract/names.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { startApp, tempFolder } from '../helpers/app.ts';
import { browserLaunchOptions } from '../helpers/chromium.ts';
import { connectBrowser } from '../helpers/http.ts';
import { PLACES } from '../helpers/places.ts';
import { median } from './medians.ts';

const RUNS = 3;
/** A page is complete when it has asked nothing for this long. */
const QUIET_MS = 300;
const PLAN = 'as-signed';

/**
 * The milliseconds from the request of a page until its heading, until the answers of its queries but for what comes later (background parts,
 * and the pages of a document after the first ones), and until all.
 */
type PageTimes = { readonly headingMs: number; readonly usableMs: number; readonly completeMs: number };

const callOf = (request: Request): string | undefined => new URL(request.url()).pathname.split('/api/')[1];

const isBackground = (name: string): boolean => 'isBackground' in (CONTRACT[name as CallName] ?? {});

/** What a person does not wait for: a document is read from its first pages, which the page of a summary asks for before the whole preview. */
const comesLater = (name: string, answeredCalls: ReadonlySet<string>): boolean =>
  isBackground(name) || (name === 'summaries.preview' && answeredCalls.has('summaries.firstPages'));

/** Measures pages of one browser page. */
const measurePagesOf = (page: Page): ((open: () => Promise<unknown>, heading: string | RegExp) => Promise<PageTimes>) => {
  const pendingRequests = new Set<Request>();
  const answeredCalls = new Set<string>();
  /** Times of the last answers: of those that a person waits for, and of those that come later. */
  let [usableTime, laterTime, lastTime] = [0, 0, 0];
  page.on('request', (request) => {
    const name = callOf(request);
    if (name === undefined || name === 'events') return;
    pendingRequests.add(request);
    lastTime = performance.now();
  });
  const end = (request: Request): void => {
    if (!pendingRequests.delete(request)) return;
    lastTime = performance.now();
    const name = callOf(request) ?? '';
    if (comesLater(name, answeredCalls)) laterTime = lastTime;
    else usableTime = lastTime;
    answeredCalls.add(name);
  };
  page.on('requestfinished', end);
  page.on('requestfailed', end);
  return async (open, heading) => {
    answeredCalls.clear();
    const start = performance.now();
    lastTime = start;
    await open();
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    const headingMs = performance.now() - start;
    while (pendingRequests.size > 0 || performance.now() - lastTime < QUIET_MS) await page.waitForTimeout(QUIET_MS / 10);
    await page.waitForFunction(() => document.querySelector('main [role=status][aria-label=Loading]') === null);
    const usableMs = Math.max(headingMs, usableTime - start);
    return { headingMs, usableMs, completeMs: Math.max(usableMs, laterTime - start) };
  };
};

const MEASURES = ['headingMs', 'usableMs', 'completeMs'] as const;

const printRow = (name: string, times: readonly PageTimes[]): void =>
  console.log(
    [
      name.padEnd(52),
      ...MEASURES.map((measure) =>
        median(times.map((ofRun) => ofRun[measure]))
          .toFixed(0)
          .padStart(9),
      ),
    ].join(' '),
  );

/**
 * Measures what a person waits for in a generated book in Chromium, medians of several starts of the app: from its start to the overview, each place
 * when it is first visited from another one, and the overview after an edit of one contract.
 */
export const benchScalePages = async (bookPath: string, contractId: string): Promise<void> => {
  const times = new Map<string, PageTimes[]>();
  const add = (name: string, ofRun: PageTimes): void => void times.set(name, [...(times.get(name) ?? []), ofRun]);
  const currentBook = tempFolder();
  const file = join(currentBook.path, 'book.orebook');
  copyFileSync(bookPath, file);
  // a book of an earlier version is migrated here, so that no start below is
  await (await startApp({ dataFolder: currentBook.path, args: ['--workspace', file] })).end('SIGTERM');
  const browser = await chromium.launch(browserLaunchOptions());
  for (let run = 0; run < RUNS; run++) {
    const folder = tempFolder();
    const book = join(folder.path, 'book.orebook');
    copyFileSync(file, book);
    // the app starts with its last workspace
    await (await startApp({ dataFolder: folder.path, args: ['--workspace', book] })).end('SIGTERM');
    const start = performance.now();
    const app = await startApp({ dataFolder: folder.path, env: { OREBOOK_CHECK_ANSWERS: '0' } });
    const startMs = performance.now() - start;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const measure = measurePagesOf(page);
    /** Follows a link within the app. */
    const visit = (path: string) => (): Promise<void> => page.evaluate((to) => history.pushState(null, '', to), path);
    const first = await measure(() => page.goto(app.url), 'Overview');
    add('start of the app to its overview', {
      headingMs: startMs + first.headingMs,
      usableMs: startMs + first.usableMs,
      completeMs: startMs + first.completeMs,
    });
    // the app has opened the first one
    for (const { path, heading } of PLACES.slice(1)) add(path, await measure(visit(path.replace('PLAN', PLAN)), heading));
    const { call } = await connectBrowser(app.url);
    const { value } = (await call('contracts.get', { id: contractId })) as {
      readonly value: { readonly contract: OfftakeContract; readonly version: number };
    };
    const terms = value.contract.terms.map((termSet) => ({
      ...termSet,
      quantity: { ...termSet.quantity, tonnesPerYear: termSet.quantity.tonnesPerYear + 1 },
    }));
    await call('contracts.save', { contract: { ...value.contract, terms }, version: value.version });
    add('overview after an edit of a contract', await measure(visit('/'), 'Overview'));
    await context.close();
    await app.end('SIGTERM');
    folder.remove();
  }
  await browser.close();
  currentBook.remove();
  console.log(['pages'.padEnd(52), ...['heading', 'usable', 'complete'].map((head) => head.padStart(9))].join(' '));
  for (const [name, ofRuns] of times) printRow(name, ofRuns);
  console.log('A page is usable without its background parts, that of a document with its first pages.');
};
