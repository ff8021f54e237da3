import type { Page } from '@playwright/test';
import { ACTION_IDS, type ActionId } from '#shared/contract/actions.ts';
import { type Desktop, type ElectronModule, expect, test } from './desktop.ts';
import { answerMessage, answerOpen, createClosedWorkspaceFile, listDialogCalls, openSample } from './desktopActions.ts';

type Item = {
  readonly id: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly accelerator: string;
};

/** Lists the items of all submenus. */
const listMenuItems = (desktop: Desktop): Promise<readonly Item[]> =>
  desktop.evaluate(({ Menu }) => {
    const flattenItems = (items: ElectronModule['MenuItem']['prototype'][]): Item[] =>
      items.flatMap((item) => [
        { id: item.id, label: item.label, enabled: item.enabled, checked: item.checked, accelerator: String(item.accelerator ?? '') },
        ...flattenItems(item.submenu?.items ?? []),
      ]);
    return flattenItems(Menu.getApplicationMenu()?.items ?? []);
  }, undefined);

/** Chooses an item once it is enabled. */
const choose = async (desktop: Desktop, id: ActionId | 'newWindow' | 'about' | 'copyDiagnostics'): Promise<void> => {
  await expect.poll(async () => (await listMenuItems(desktop)).find((item) => item.id === id)?.enabled, { message: id }).toBe(true);
  await desktop.evaluate(({ Menu, BrowserWindow }, itemId) => {
    Menu.getApplicationMenu()
      ?.getMenuItemById(itemId)
      ?.click({}, BrowserWindow.getFocusedWindow() ?? undefined);
  }, id);
};

/** The commands of the palette, by their labels. */
const listPaletteCommands = async (page: Page): Promise<readonly string[]> => {
  await page.keyboard.press('Control+k');
  const options = page.getByRole('dialog').getByRole('option');
  await expect(options.first()).toBeVisible();
  const words = await options.allTextContents();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  return words;
};

test('the menu has the commands of the palette, runs them, and disables those that are not available', async ({ desktop }, info) => {
  const page = desktop.page();
  await expect(page.getByRole('button', { name: 'Open a copy' })).toBeVisible();
  const before = (await listMenuItems(desktop)).filter(({ id }) => (ACTION_IDS as readonly string[]).includes(id));
  expect(before.filter(({ id }) => /^go\.|^new|undo|moveValuationDate|summary/.test(id)).some(({ enabled }) => enabled)).toBe(false);
  // a shortcut has one action, even where two menus list it
  const itemsWithKeys = (await listMenuItems(desktop)).filter(({ accelerator }) => accelerator !== '');
  expect(new Set(itemsWithKeys.map(({ accelerator }) => accelerator)).size).toBe(new Set(itemsWithKeys.map(({ label }) => label)).size);

  await openSample(page);
  await expect.poll(async () => (await listMenuItems(desktop)).find(({ id }) => id === 'newContract')?.enabled).toBe(true);
  const enabledItems = (await listMenuItems(desktop)).filter(
    ({ id, enabled }) => enabled && (ACTION_IDS as readonly string[]).includes(id),
  );
  const paletteCommands = await listPaletteCommands(page);
  for (const { label } of enabledItems.filter(({ id, checked }) => !checked && !/^go\.|find|undo|redo/.test(id)))
    expect(
      paletteCommands.some((words) => words.startsWith(label.replaceAll('&&', '&'))),
      label,
    ).toBe(true);

  for (const [act, heading] of [
    ['go.market', 'Market'],
    ['go.buyers', 'Buyers'],
    ['go.settings', 'Settings'],
    ['summary', 'Deal summary'],
    ['startNew', 'Create a workspace'],
    ['go.overview', 'Overview'],
  ] as const) {
    await choose(desktop, act);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  }

  await choose(desktop, 'theme.dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect.poll(() => desktop.evaluate(({ nativeTheme }) => nativeTheme.themeSource, undefined)).toBe('dark');
  await expect.poll(async () => (await listMenuItems(desktop)).find(({ id }) => id === 'theme.dark')?.checked).toBe(true);

  // a change can be undone from the menu, which names it as the page does
  const item = async (id: ActionId) => (await listMenuItems(desktop)).find((item) => item.id === id);
  await page.evaluate(async () => {
    const { orebook } = globalThis as unknown as { orebook: { call: (name: string, input: string) => Promise<string> } };
    const [{ id }] = JSON.parse(await orebook.call('buyers.list', '{}')).value.rows;
    await orebook.call('buyers.copy', JSON.stringify({ id }));
  });
  await expect.poll(async () => (await item('undo'))?.label).toMatch(/^Undo: ./);
  const undoLabel = ((await item('undo'))?.label ?? '').replaceAll('&&', '&');
  await expect(page.getByRole('button', { name: undoLabel }).first()).toBeVisible();
  await choose(desktop, 'undo');
  await expect.poll(async () => (await item('redo'))?.label.replaceAll('&&', '&')).toBe(undoLabel.replace('Undo', 'Redo'));

  await choose(desktop, 'shortcuts');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');

  const file = await createClosedWorkspaceFile(info.outputPath('other'));
  await answerOpen(desktop, file);
  await choose(desktop, 'openFile');
  await expect.poll(async () => (await listDialogCalls(desktop)).length).toBe(1);
  // the other workspace keeps its own theme
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', 'dark');
  await expect.poll(async () => (await listMenuItems(desktop)).find(({ id }) => id === 'theme.system')?.checked).toBe(true);
});

test('a second window shows the same workspace, and a change in one appears in the other', async ({ desktop }) => {
  const [first] = desktop.windows();
  if (!first) throw new Error('there is no window');
  await openSample(first);
  await choose(desktop, 'newWindow');
  await expect.poll(() => desktop.windows().length).toBe(2);
  const second = desktop.page();
  await expect(second.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await choose(desktop, 'theme.dark');
  await expect(second.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(first.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('About shows the versions, and the diagnostics contain no user data', async ({ desktop, launcher }) => {
  await answerMessage(desktop, 1);
  await choose(desktop, 'about');
  await expect.poll(() => listDialogCalls(desktop)).toMatchObject([{ message: expect.stringMatching(/^Orebook \d+\.\d+\.\d+/) }]);
  const readClipboard = () => desktop.evaluate(({ clipboard }) => clipboard.readText(), undefined);
  await expect.poll(readClipboard).toMatch(/^Orebook .*\nElectron \d+\.\d+\.\d+\nChromium \d/);
  expect(await readClipboard()).not.toContain(launcher.dataFolder);
});

test('a right click in a field offers the edit commands', async ({ desktop }) => {
  const roles = await desktop.evaluate(({ BrowserWindow, Menu }) => {
    const shownRoles: (string | undefined)[] = [];
    Menu.prototype.popup = function () {
      shownRoles.push(...this.items.map(({ role }) => role));
    };
    const flags = { canCut: true, canCopy: true, canPaste: true, canSelectAll: true };
    const params = { isEditable: true, selectionText: '', editFlags: flags };
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { emit: (...parameters: unknown[]) => void };
    contents.emit('context-menu', {}, params);
    return shownRoles.map((role) => role?.toLowerCase());
  }, undefined);
  expect(roles.filter((role) => role !== undefined)).toEqual(['cut', 'copy', 'paste', 'selectall']);
});
