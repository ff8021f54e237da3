import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';
import { HOST_GONE } from './guard.ts';

test.use({ beginsWith: 'nothing' });

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

const openSample = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Open a copy' }).click();
  await expect(heading(page, 'Overview')).toBeVisible();
};

test('the address opens the app, and its key is removed from the address bar', async ({ page, app }) => {
  await expect(page.getByRole('button', { name: 'Open a copy' })).toBeVisible();
  expect(page.url()).toBe(`${app.origin()}/`);
});

test('two tabs share one event stream and show the same state, also after the tab that reads it is closed', async ({
  page,
  app,
  context,
}) => {
  await page.goto('about:blank');
  const streams: string[] = [];
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === '/events') streams.push(request.url());
  });
  await page.goto(app.origin());
  await expect(page.getByRole('button', { name: 'Open a copy' })).toBeVisible();
  const second = await context.newPage();
  await second.goto(app.origin());
  await openSample(page);
  await expect(heading(second, 'Overview')).toBeVisible();
  expect(streams).toHaveLength(1);

  await page.close();
  const third = await context.newPage();
  await third.goto(`${app.origin()}/settings`);
  await expect(heading(third, 'Settings')).toBeVisible();
  await expect.poll(() => streams.length).toBe(2);
  await third.getByRole('combobox', { name: 'Theme' }).click();
  await third.getByRole('option', { name: 'Dark' }).click();
  await expect(second.locator('html')).toHaveCSS('color-scheme', 'dark');
});

test('a tab of an earlier process is asked to reload once its browser is authorised again', async ({ page, app, guard, context }) => {
  guard.allow(HOST_GONE);
  await openSample(page);
  const { port } = new URL(app.origin());
  // it reconnects only after the other tab has signed in
  await page.route('**/events', (route) => route.abort());
  await app.restart('SIGTERM', ['--port', port]);
  const second = await context.newPage();
  await second.goto(app.url());
  await expect(heading(second, 'Overview')).toBeVisible();
  await page.unroute('**/events');
  await expect(page.getByText(/^Orebook was restarted\. .*Reload this page to continue\.$/)).toBeVisible();
  await page.getByRole('button', { name: 'Reload page' }).click();
  await expect(page.getByText('Orebook was restarted')).toHaveCount(0);
  await expect(heading(page, 'Overview')).toBeVisible();
});

test('a browser without the key shows which address to open', async ({ browser, app }) => {
  const otherContext = await browser.newContext();
  const page = await otherContext.newPage();
  const answer = await page.goto(`${app.origin()}/contracts`);
  expect(answer?.status()).toBe(403);
  await expect(page.getByText('Open the address that Orebook printed.')).toBeVisible();
  await otherContext.close();
});
