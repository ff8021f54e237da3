import { gzipSync } from 'node:zlib';
import { expect, test } from './fixture.ts';

/** What the first page of an open workspace may load in JavaScript, gzip. */
const LIMIT_KB = 450;

test('the first page loads less than 450 kB of JavaScript, gzip', async ({ page }) => {
  const scripts: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response.body());
  });
  await page.goto('/');
  await expect(page.getByText('of committed gross payable value goes to China')).toBeVisible();
  await expect(page.locator('canvas').first()).toBeVisible();
  const bodies = await Promise.all(scripts);
  expect(bodies.length).toBeGreaterThan(2);
  const kilobytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1024;
  expect(kilobytes).toBeLessThan(LIMIT_KB);
});

test('the first page needs no text of another page', async ({ page }) => {
  let laterTextCount = 0;
  // never answered: a text that is not there yet would be shown as its key
  await page.route('**/assets/english-*.js', () => {
    laterTextCount += 1;
  });
  await page.addInitScript('window.requestIdleCallback = () => 0');
  await page.goto('/');
  await expect(page.locator('canvas').first()).toBeVisible();
  expect((await page.content()).match(/(?<=[>"])[a-z]+(?:\.[a-zA-Z]+)+(?=[<"])/g)).toBeNull();
  expect(laterTextCount).toBe(0);
});

test('a page is preloaded before it opens: on pointer, on focus, and when the browser is idle', async ({ page }) => {
  await page.addInitScript(() => {
    const idleCallbacks: IdleRequestCallback[] = [];
    Object.assign(window, {
      goIdle: () => {
        for (const run of idleCallbacks) run({ didTimeout: false, timeRemaining: () => 50 });
      },
    });
    window.requestIdleCallback = (run) => idleCallbacks.push(run);
  });
  await page.goto('/');
  await expect(page.locator('canvas').first()).toBeVisible();
  const scriptOf = (name: string) => page.waitForRequest((request) => new URL(request.url()).pathname.includes(name));
  const market = scriptOf('MarketPage');
  await page.getByRole('link', { name: /^Market/ }).hover();
  await market;
  const plans = scriptOf('PlansPage');
  await page.getByRole('link', { name: /^Plans/ }).focus();
  await plans;
  const settings = scriptOf('SettingsPage');
  await page.evaluate('goIdle()');
  await settings;
});
