import type { BrowserContext, Page } from '@playwright/test';

/** Collects faults of pages. */
export type Guard = {
  readonly faults: readonly string[];
  readonly report: (fault: string) => void;
  /** Ignores faults with this text, for tests that cause one on purpose. */
  readonly allow: (wording: RegExp) => void;
};

/**
 * Messages of a page while its host is gone or refuses it; which network error it gets depends on the moment of the interruption, and a part of the
 * page that loads in an idle moment can be interrupted too.
 */
export const HOST_GONE = /net::ERR_|status of 403|refused request: \S+ 403|Failed to fetch dynamically imported module/;

/**
 * Runs in the page: reports policy violations, texts with an invalid number, and table headers without a name, as soon as they are visible.
 */
const watchPage = (): void => {
  const report = (fault: string) => (globalThis as unknown as { orebookFault: (fault: string) => void }).orebookFault(fault);
  document.addEventListener('securitypolicyviolation', (event) =>
    report(`policy violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
  );
  const invalidNumber = /\b(?:NaN|Infinity|undefined|null)\b|\[object |(?:^|[\s(])[-\u2212]0(?:\.0+)?(?![\d.,])/;
  const reportedTexts = new Set<string>();
  const reportVisibleFaults = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.nodeValue ?? '';
      if (!invalidNumber.test(text) || reportedTexts.has(text) || !node.parentElement?.checkVisibility({ visibilityProperty: true }))
        continue;
      reportedTexts.add(text);
      report(`wrong number on the page: ${text.slice(0, 200)}`);
    }
    for (const field of document.querySelectorAll('input, textarea')) {
      const { value } = field as HTMLInputElement;
      if (!invalidNumber.test(value) || reportedTexts.has(value)) continue;
      reportedTexts.add(value);
      report(`wrong number in a field: ${value.slice(0, 200)}`);
    }
    for (const head of document.querySelectorAll<HTMLElement>('th, [role="columnheader"], [role="rowheader"]')) {
      const hasName = `${head.textContent}${head.ariaLabel ?? ''}`.trim() !== '';
      if (hasName || !head.checkVisibility({ visibilityProperty: true })) continue;
      const table = head.closest('table, [role="grid"]')?.ariaLabel ?? '';
      const place = `${table}, header ${[...(head.parentElement?.children ?? [])].indexOf(head) + 1}`;
      if (reportedTexts.has(place)) continue;
      reportedTexts.add(place);
      report(`a header without a name: ${place} at ${location.pathname}`);
    }
  };
  let frameRequest = 0;
  document.addEventListener('DOMContentLoaded', () => {
    new MutationObserver(() => {
      cancelAnimationFrame(frameRequest);
      frameRequest = requestAnimationFrame(reportVisibleFaults);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
};

/**
 * Prevents pages from preloading the code of other pages while they are idle: a third of the processor time of a load. first-load.spec.ts
 * tests that.
 */
export const skipPreload = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });

/** Watches every page of the context: console, errors, requests, policy, visible text. Requests may go to `origins` only. */
export const guardContext = async (context: BrowserContext, origins: () => readonly string[]): Promise<Guard> => {
  const faults: string[] = [];
  const allowedWordings: RegExp[] = [];
  const report = (fault: string): void => {
    if (!allowedWordings.some((wording) => wording.test(fault))) faults.push(fault);
  };

  await context.exposeFunction('orebookFault', report);
  await context.addInitScript(watchPage);
  const watch = (page: Page) => page.on('crash', () => report('the page crashed'));
  context.pages().forEach(watch);
  context.on('page', watch);
  context.on('weberror', (error) => report(`page error: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') report(`console ${message.type()}: ${message.text()}`);
  });
  context.on('request', (request) => {
    const url = request.url();
    if (!origins().some((origin) => url.startsWith(`${origin}/`)) && !/^(?:data|blob|about):/.test(url)) report(`foreign request: ${url}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // a request that a newer one replaced, or a download that left the page
    if (why !== 'net::ERR_ABORTED') report(`failed request: ${new URL(request.url()).pathname} ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) report(`refused request: ${new URL(response.url()).pathname} ${response.status()}`);
  });

  return { faults, report, allow: (wording) => allowedWordings.push(wording) };
};
