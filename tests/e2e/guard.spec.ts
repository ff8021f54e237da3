import { test as base, expect } from '@playwright/test';
import { type StartedHost, startTestHost } from '../helpers/loopback.ts';
import { type Guard, guardContext } from './guard.ts';

/** A page of the real host under the guard, without the app: each test commits one fault and expects it to be found. */
const test = base.extend<{ guard: Guard }, { host: StartedHost }>({
  host: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from the pattern
    async ({}, use) => {
      const { host, close } = await startTestHost();
      await use(host);
      await close();
    },
    { scope: 'worker' },
  ],
  guard: async ({ context, page, host }, use) => {
    const guard = await guardContext(context, () => [`http://127.0.0.1:${host.port}`]);
    await page.goto(host.url);
    await use(guard);
  },
});

const faults = (guard: Guard) => expect.poll(() => guard.faults.join('\n'));

test('a correct page has no fault', async ({ page, guard }) => {
  await page.evaluate(() => {
    document.body.append('Net revenue \u22121,234 and 0 and \u22120.5 and nullable; 10-0 undefinedness');
  });
  await page.evaluate(() => new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)));
  expect(guard.faults).toEqual([]);
});

test('console errors and warnings are faults', async ({ page, guard }) => {
  await page.evaluate(() => {
    // biome-ignore lint/suspicious/noConsole: the fault itself
    console.error('broken');
    // biome-ignore lint/suspicious/noConsole: the fault itself
    console.warn('doubtful');
  });
  await faults(guard).toMatch(/console error: broken\nconsole warning: doubtful/);
});

test('an uncaught error is a fault', async ({ page, guard }) => {
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error('uncaught');
    });
  });
  await faults(guard).toContain('page error: uncaught');
});

test('refused, failed and foreign requests are faults', async ({ page, guard }) => {
  await page.evaluate(() => fetch('/none.js').catch(() => undefined));
  await faults(guard).toContain('refused request: /none.js 404');
  await page.route('**/broken', (route) => route.abort('connectionreset'));
  await page.evaluate(() => fetch('/broken').catch(() => undefined));
  await faults(guard).toContain('failed request: /broken net::ERR_CONNECTION_RESET');
  await page.evaluate(() => fetch('http://127.0.0.1:9/x').catch(() => undefined));
  await faults(guard).toMatch(/foreign request: http:\/\/127\.0\.0\.1:9\/x|policy violation: connect-src/);
});

for (const [what, directive, act] of [
  ['an inline style', 'style-src-elem', () => document.head.append(Object.assign(document.createElement('style'), { textContent: 'p{}' }))],
  ['a style attribute', 'style-src-attr', () => document.body.setAttribute('style', 'color: red')],
  ['markup from text', 'require-trusted-types-for', () => Reflect.set(document.body, 'innerHTML', '<p>x</p>')],
  ['a foreign picture', 'img-src', () => document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }))],
  ['a frame', 'frame-src', () => document.body.append(Object.assign(document.createElement('iframe'), { src: '/' }))],
] as const) {
  test(`${what} violates the policy, which is a fault`, async ({ page, guard }) => {
    await page.evaluate(act as () => unknown).catch(() => undefined);
    await faults(guard).toContain(`policy violation: ${directive}`);
  });
}

for (const invalidText of ['NaN', '[object Object]', 'Infinity USD', 'undefined', 'null', '-0', '\u22120', '\u22120.00', 'about (-0.0)'])
  test(`a visible ${invalidText} is a fault`, async ({ page, guard }) => {
    await page.evaluate((text) => document.body.append(text), invalidText);
    await faults(guard).toContain(`wrong number on the page: ${invalidText}`);
  });

test('a wrong number in a field is a fault, a hidden one is not', async ({ page, guard }) => {
  await page.evaluate(() => {
    const hiddenParagraph = Object.assign(document.createElement('p'), { textContent: 'NaN', hidden: true });
    const field = Object.assign(document.createElement('input'), { value: 'undefined' });
    document.body.append(hiddenParagraph, field);
  });
  await faults(guard).toBe('wrong number in a field: undefined');
});

test('a table header without a name is a fault, one with a hidden name is not', async ({ page, guard }) => {
  await page.evaluate(() => {
    const table = document.createElement('table');
    table.ariaLabel = 'Deals';
    const row = table.createTHead().insertRow();
    const namedHead = document.createElement('th');
    const hiddenSpan = document.createElement('span');
    hiddenSpan.style.cssText = 'position:absolute;clip-path:inset(50%)';
    hiddenSpan.textContent = 'Actions';
    namedHead.append(hiddenSpan);
    row.append(namedHead, document.createElement('th'));
    document.body.append(table);
  });
  await faults(guard).toContain('a header without a name: Deals, header 2');
  expect(guard.faults.join('\n')).not.toContain('header 1');
});
