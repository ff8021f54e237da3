import type { Page } from '@playwright/test';
import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';
import { HOST_GONE } from './guard.ts';

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });

const openSample = async (page: Page): Promise<void> => {
  await page.goto('/');
  await expect(heading(page, 'Overview')).toBeVisible();
};

const LETTERS = {
  o: 'Overview',
  m: 'Market',
  h: 'China',
  b: 'Buyers',
  c: 'Contracts',
  p: 'Plans',
  d: 'Demand cycles',
  s: 'Settings',
} as const;

/** Presses G and then a letter. */
const pressPlace = async (page: Page, letter: keyof typeof LETTERS): Promise<void> => {
  await page.keyboard.press('g');
  await page.keyboard.press(letter);
};

/**
 * Opens a place by its letter and waits for it: its code may still be loading when the address has changed. On a busy machine the letter may come
 * too late after G; then both keys are pressed again.
 */
const goTo = async (page: Page, letter: keyof typeof LETTERS): Promise<void> => {
  await expect(async () => {
    await pressPlace(page, letter);
    await expect(heading(page, LETTERS[letter])).toBeVisible({ timeout: 5_000 });
  }).toPass();
};

const rename = async (page: Page, name: string): Promise<void> => {
  const field = page.getByLabel('Name', { exact: true });
  await field.fill(name);
  await field.press('Enter');
  await expect(workspaceCell(page, name)).toBeVisible();
};

const workspaceCell = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^Workspace ${name}`) });
const undoButton = (page: Page) => page.getByRole('banner').getByRole('button', { name: /undo/i });
const redoButton = (page: Page) => page.getByRole('banner').getByRole('button', { name: /redo/i });

test('G and a letter open every page, whose heading has the focus and names the window', async ({ page }) => {
  await openSample(page);
  for (const [letter, path] of [
    ['m', '/market'],
    ['h', '/china'],
    ['b', '/buyers'],
    ['c', '/contracts'],
    ['p', '/plans'],
    ['d', '/cycles'],
    ['s', '/settings'],
    ['o', '/'],
  ] as const) {
    const name = LETTERS[letter];
    await pressPlace(page, letter);
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await expect(heading(page, name)).toBeFocused();
    await expect(page).toHaveTitle(`${name} – Quillan Range – Orebook`);
    await expect(page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name })).toHaveAttribute(
      'aria-current',
      'page',
    );
  }
});

test('Back restores the scroll position of the previous page, a new page starts at its top', async ({ page }) => {
  await openSample(page);
  const main = page.getByRole('main');
  await expect(page.getByText('Destinations of tonnes')).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 500 });
  // the page stores its position in the frame that paints it
  const scrollDown = () =>
    main.evaluate(async (element) => {
      element.scrollTo(0, 200);
      await new Promise(requestAnimationFrame);
      return element.scrollTop;
    });
  await expect.poll(scrollDown).toBe(200);
  await goTo(page, 's');
  await expect(heading(page, 'Settings')).toBeVisible();
  await expect.poll(() => main.evaluate((element) => element.scrollTop)).toBe(0);
  await page.goBack();
  await expect(heading(page, 'Overview')).toBeVisible();
  await expect.poll(() => main.evaluate((element) => element.scrollTop)).toBe(200);
  await page.goForward();
  await expect(heading(page, 'Settings')).toBeVisible();
});

test('a deep link opens its page, also after a reload; an unknown one shows a message within the app', async ({ page }) => {
  await page.goto('/settings');
  await expect(heading(page, 'Settings')).toBeVisible();
  await page.reload();
  await expect(heading(page, 'Settings')).toBeVisible();

  await page.goto('/no/such/place');
  await expect(heading(page, 'Page not found')).toBeVisible();
  await page.getByRole('link', { name: 'Go to Overview' }).click();
  await expect(heading(page, 'Overview')).toBeVisible();
});

test('the palette finds a record, a page and a command by a few letters', async ({ page }) => {
  await openSample(page);
  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('combobox', { name: 'Search or run a command' });
  await palette.fill('otori');
  await expect(page.getByRole('option', { name: /Otori Refining/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/(buyers|contracts)\/.+/);

  await page.getByRole('button', { name: 'Search or run a command' }).click();
  await palette.fill('demand');
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Demand cycles')).toBeFocused();

  await page.keyboard.press('ControlOrMeta+k');
  await palette.fill('spread three');
  await page.getByRole('option', { name: /^Choose plan Spread three ways/ }).click();
  await expect(page.getByRole('button', { name: /^Plan Spread three ways/ })).toBeVisible();
});

test('a palette that is opened while the code of a page loads keeps the focus', async ({ page }) => {
  const release = Promise.withResolvers<void>();
  await page.route('**/assets/BuyerPage-*.js', async (route) => {
    await release.promise;
    await route.continue();
  });
  await openSample(page);
  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('combobox', { name: 'Search or run a command' });
  await palette.fill('otori refining');
  // the buyer, whose name comes first; a contract's begins with its code
  await page.getByRole('option', { name: /^Otori Refining/ }).click();
  await expect(page).toHaveURL(/\/buyers\//);
  await page.getByRole('button', { name: 'Search or run a command' }).click();
  await palette.fill('demand');
  release.resolve();
  // the dialog hides the page from its role
  await expect(page.locator('h1', { hasText: 'Otori' })).toBeVisible();
  await expect(palette).toBeFocused();
});

test('Enter in the palette waits for the records of the typed text', async ({ page }) => {
  await openSample(page);
  const requestArrival = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  await page.route('**/api/records.find', async (route) => {
    if (route.request().postData()?.includes('otori')) {
      requestArrival.resolve();
      await release.promise;
    }
    await route.continue();
  });
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('otori refining');
  await page.keyboard.press('Enter');
  await requestArrival.promise;
  release.resolve();
  await expect(heading(page, /Otori Refining/)).toBeFocused();
});

test('a change can be undone from its message, the header and the keyboard, and the button names it', async ({ page }) => {
  await openSample(page);
  await expect(undoButton(page)).toBeDisabled();
  await goTo(page, 's');
  await rename(page, 'Quillan Two');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(workspaceCell(page, 'Quillan Range')).toBeVisible();
  await expect(page.getByText('Undone: Change settings')).toBeVisible();

  await redoButton(page).click();
  await expect(workspaceCell(page, 'Quillan Two')).toBeVisible();
  await expect(undoButton(page)).toHaveAccessibleName('Undo: Change settings');
  await heading(page, 'Settings').click();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(workspaceCell(page, 'Quillan Range')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(workspaceCell(page, 'Quillan Two')).toBeVisible();
  await page.reload();
  await expect(workspaceCell(page, 'Quillan Two')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(workspaceCell(page, 'Quillan Range')).toBeVisible();
});

test('the chosen plan, the money scale and the theme apply to every page and survive a reload', async ({ page }) => {
  await openSample(page);
  await page.getByRole('button', { name: /^Plan Base plan/ }).click();
  await page.getByRole('menuitemradio', { name: /^Renew Hai Long/ }).click();
  await expect(page.getByRole('button', { name: /^Plan Renew Hai Long, 31 contracts/ })).toBeVisible();
  await workspaceCell(page, 'Quillan Range').click();
  await page.getByRole('menuitemradio', { name: 'Show amounts in k USD (thousands)' }).click();
  await expect(page.getByText('Workspace · k USD')).toBeVisible();
  await workspaceCell(page, 'Quillan Range').click();
  await page.getByRole('menuitemradio', { name: 'Theme: Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByText('Workspace · k USD')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Plan Renew Hai Long/ })).toBeVisible();
});

test('moving the valuation date shows the changes first, and can be undone', async ({ page }) => {
  await openSample(page);
  await page.getByRole('button', { name: /^Valuation date 31 May 2026/ }).click();
  await page.getByRole('menuitem', { name: 'Move valuation date' }).click();
  const dialog = page.getByRole('dialog', { name: 'Move valuation date to Jun 2026' });
  await expect(dialog.getByRole('row', { name: /^NPV of the plan/ })).toContainText('USD');
  // an invalid month is shown, and the date does not move to the previous one
  const month = dialog.getByRole('textbox');
  await month.fill('some day');
  await dialog.getByRole('button', { name: 'Move valuation date to Jun 2026' }).click();
  await expect(month).toBeFocused();
  await expect(dialog).toBeVisible();
  await month.fill('Jun 2026');
  await dialog.getByRole('button', { name: 'Move valuation date to Jun 2026' }).click();
  await expect(page.getByRole('button', { name: /^Valuation date 30 Jun 2026/ })).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: /^Valuation date 31 May 2026/ })).toBeVisible();
});

test('a second tab follows the first one and reports when the workspace is another', async ({ page, context }) => {
  await openSample(page);
  const second = await context.newPage();
  await second.goto('/settings');
  await expect(workspaceCell(second, 'Quillan Range')).toBeVisible();
  await goTo(page, 's');
  await rename(page, 'Seen twice');
  await expect(workspaceCell(second, 'Seen twice')).toBeVisible();

  await workspaceCell(page, 'Seen twice').click();
  await page.getByRole('menuitem', { name: 'Close workspace' }).click();
  await expect(second.getByText('The workspace was closed in another window.')).toBeVisible();
  await expect(second.getByRole('heading', { name: 'Explore the sample mine' })).toBeVisible();
  await expect(page.getByText('The workspace was closed in another window.')).toBeHidden();
});

test('a page that fails leaves the rest of the app usable, and copies error details without names', async ({ page, guard, context }) => {
  guard.allow(/MarketPage|dynamically imported module|The above error|console error|failed request/);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  // neither preloaded nor loaded on opening
  await page.route(/MarketPage.*\.js/, (route) => route.abort('connectionreset'));
  await openSample(page);
  await pressPlace(page, 'm');
  await expect(heading(page, 'This page stopped working')).toBeVisible();
  await page.getByRole('button', { name: 'Copy error details' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copiedText = await page.evaluate(() => navigator.clipboard.readText());
  expect(copiedText).toMatch(/^Orebook \d+\.\d+\.\d+\n\/market\n/);
  expect(copiedText).not.toContain('Quillan');
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Settings' }).click();
  await expect(heading(page, 'Settings')).toBeVisible();
});

test('an unreachable host is reported, typed text stays, and work continues when the host is back', async ({ page, guard, context }) => {
  guard.allow(HOST_GONE);
  await openSample(page);
  await goTo(page, 's');
  const name = page.getByLabel('Name', { exact: true });
  await expect(name).toBeVisible();
  await context.setOffline(true);
  await name.fill('Typed offline');
  await name.press('Enter');
  await expect(page.getByText('Orebook is not responding.').first()).toBeVisible();
  const tryNow = await page.getByRole('button', { name: 'Retry now' }).elementHandle();
  // the notice disappears by itself: wait for it from before it can appear
  const recovery = page.getByText('Orebook is responding again.').waitFor();
  await context.setOffline(false);
  // the page also reconnects by itself; if it did so first, the button is gone
  await tryNow?.evaluate((button) => (button as HTMLElement).click());
  await recovery;
  await expect(page.getByRole('button', { name: 'Retry now' })).toBeHidden();
  // the change is sent again by itself
  await expect(workspaceCell(page, 'Typed offline')).toBeVisible();
});

test('a restarted host asks for its address', async ({ page, app, guard }) => {
  guard.allow(HOST_GONE);
  await openSample(page);
  const { port } = new URL(app.origin());
  await app.restart('SIGTERM', ['--port', port]);
  await expect(page.getByText('Open the address it printed, then reload this page.')).toBeVisible();
  await page.goto(app.url());
  await expect(heading(page, 'Overview')).toBeVisible();
  await expect(workspaceCell(page, 'Quillan Range')).toBeVisible();
});

test('the first Tab offers to skip rail and header, ? lists the keys, and letters typed into a field remain letters', async ({ page }) => {
  await openSample(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to main content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(list.getByText('Search or run a command')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();

  await goTo(page, 's');
  await page.getByLabel('Name', { exact: true }).fill('');
  await page.getByLabel('Name', { exact: true }).pressSequentially('gm?n');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('gm?n');
  await expect(page).toHaveURL(/\/settings$/);
  await page.keyboard.press('Escape');
});

/** The texts of the header that their boxes cut off. */
const listCutHeaderTexts = (page: Page): Promise<readonly (string | null)[]> =>
  page
    .getByRole('banner')
    .locator('span')
    .evaluateAll((spans) =>
      spans.filter((span) => span.scrollWidth > span.clientWidth && span.clientWidth > 0).map((span) => span.textContent),
    );

test('a window of 640 px shows a rail of icons with names, and cuts off nothing in the header in either language', async ({ page }) => {
  await openSample(page);
  await page.setViewportSize({ width: 640, height: 400 });
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toHaveCSS('width', '48px');
  await expect(page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Contracts' })).toBeVisible();
  expect(await listCutHeaderTexts(page)).toEqual([]);
  // between the two widths, beside the whole rail, the search is narrowest: only its icon is left
  await page.setViewportSize({ width: 1024, height: 720 });
  const find = page.getByRole('button', { name: 'Search or run a command' });
  await expect(find.getByText('Search or run a command')).toBeHidden();
  expect(await find.evaluate((button) => button.scrollHeight <= button.clientHeight && button.scrollWidth <= button.clientWidth)).toBe(
    true,
  );
  // dates are wider in Chinese
  await page.goto('/settings');
  await page.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: '简体中文' }).click();
  await expect(heading(page, '设置')).toBeVisible();
  await page.setViewportSize({ width: 640, height: 400 });
  await expect(page.getByRole('banner').getByText('2026年5月31日')).toBeVisible();
  expect(await listCutHeaderTexts(page)).toEqual([]);
});

test('the palette meets WCAG 2.2 AA', async ({ page }) => {
  await page.goto('/settings');
  await expect(heading(page, 'Settings')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('option', { name: 'Overview' })).toBeVisible();
  await expectAccessible(page, '[role="dialog"]');
});
