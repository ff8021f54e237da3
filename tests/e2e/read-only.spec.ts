import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectBrowser } from '../helpers/http.ts';
import { expect, test } from './fixture.ts';

test('a workspace is opened read-only from the palette: the header shows it, and nothing can be changed', async ({ page, app }) => {
  const file = join(app.dataFolder, 'workspaces', 'Quillan Range.orebook');
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  const content = readFileSync(file);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('read-only');
  const chooserPromise = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await chooserPromise).setFiles({ name: 'Board copy.orebook', mimeType: 'application/octet-stream', buffer: content });

  await expect(page.getByText('This workspace is open read-only. Nothing can be changed, and its file is not written.')).toBeVisible();
  await expect(page.getByRole('banner').getByText('Read-only · m USD')).toBeVisible();
  // the earlier workspace is closed by now
  const closedFile = readFileSync(file);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await expect(page.getByLabel('Name', { exact: true }).first()).not.toBeEditable();
  await expect(page.getByRole('button', { name: 'Reset sample mine' })).toBeDisabled();

  // fields, cells and dialogs show what is stored, and take no input that would be lost
  await page.goto('/contracts/C-014');
  const quantity = page.getByLabel('Quantity', { exact: true });
  await expect(quantity).toHaveValue('110.0');
  await expect(quantity).not.toBeEditable();
  await quantity.press('ArrowUp');
  await expect(quantity).toHaveValue('110.0');
  for (const name of ['Copy', 'Delete', 'Remove from plan', 'Add note'])
    await expect(page.getByRole('button', { name, exact: true })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Delete', exact: true }).locator('..')).toHaveAttribute('title', /open read-only/);
  await expect(page.getByRole('button', { name: /^(Remove|Add) (step|penalty)/ })).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Price basis' }).click();
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await page.goto('/diversification');
  await page.getByRole('button', { name: 'Edit China, payable value' }).click();
  await page.getByRole('menuitem', { name: 'Edit China, payable value' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Nothing can be changed: the workspace is open read-only')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Save limit' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.goto('/contracts');
  await page.getByRole('grid').getByRole('gridcell').nth(4).click();
  await page.keyboard.type('9');
  await expect(page.getByRole('grid').getByRole('textbox')).toHaveCount(0);

  // what is shown can be chosen
  await page
    .getByRole('banner')
    .getByRole('button', { name: /Price deck/ })
    .click();
  await page.getByRole('menuitemradio', { name: 'Low' }).click();
  await expect(page.getByRole('banner').getByText('Low', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect(page.getByRole('banner').getByText('Quillan Range', { exact: true })).toBeVisible();
  expect(readFileSync(file).equals(closedFile)).toBe(true);
});

/** Buttons of pages that only change something, by the page. */
const LOCKED_BUTTONS: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  '/': [/^Move valuation date to/],
  '/market': ['Add price deck', /^Use volatility/],
  '/china': ['Plan a long-term China contract'],
  '/buyers': ['New buyer', 'Copy', 'Delete'],
  '/buyers/hai-long': ['New contract', 'Copy', 'Delete'],
  '/buyers/groups/binyao': ['Delete group'],
  '/contracts': ['New contract', 'Copy', 'Delete'],
  '/contracts/C-042/versions': ['Save as our offer', 'Save as signed', 'Delete'],
  '/contracts/tenders': ['Add tender', 'Delete'],
  '/contracts/tenders/T-1': ['Add bid', 'Accept bid', 'Copy', 'Delete'],
  '/products/copper-concentrate': ['New contract', 'Copy', 'Delete'],
  '/diversification/limits/copper-group': ['Create plan with this cure'],
  '/data': ['Choose file', 'Paste from a spreadsheet', 'Create backup now'],
  '/data?paste=contracts': ['Read pasted cells'],
  '/financing/prepayments/tianmu-prepayment': ['Save to facility'],
};

test('a control that would change a workspace opened read-only is disabled with the reason, and no answer is a refusal', async ({
  page,
  app,
}) => {
  const { call } = await connectBrowser(app.url());
  await call('workspace.open', { recent: 'sample', isReadOnly: true });
  const refusedCalls: string[] = [];
  page.on('response', async (response) => {
    const answer = response.url().includes('/api/') ? await response.text().catch(() => '') : '';
    if (answer.includes('OPENED_READ_ONLY')) refusedCalls.push(response.url());
  });
  const main = page.getByRole('main');
  for (const [path, names] of Object.entries(LOCKED_BUTTONS)) {
    await test.step(path, async () => {
      await page.goto(path);
      await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
      // its cure breaks a signed contract
      if (path.startsWith('/diversification/limits/')) await main.getByRole('switch', { name: /^Allow breaking signed contracts/ }).check();
      for (const name of names) {
        const button = main.getByRole('button', { name, exact: true }).first();
        await expect(button).toBeDisabled();
        await expect(button.locator('..')).toHaveAttribute('title', /open read-only/);
      }
    });
  }

  await page.goto('/plans');
  await expect(main.getByRole('checkbox', { name: 'Include C-042 in the plan' })).toBeDisabled();
  const openMenu = async (path: string, menu: string | RegExp) => {
    await page.goto(path);
    await main.getByRole('button', { name: menu }).first().click();
  };
  await openMenu('/buyers', 'Groups');
  const newGroup = page.getByRole('menuitem', { name: 'New group' });
  await expect(newGroup).toBeDisabled();
  await expect(newGroup).toHaveAttribute('title', /open read-only/);
  await newGroup.click({ force: true });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Escape');

  // a key asks as a button does
  await page.goto('/contracts');
  await page.getByRole('grid').getByRole('gridcell').nth(4).click();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('dialog').getByRole('button', { name: /^Delete C-/ })).toBeDisabled();
  await page.keyboard.press('Escape');

  // a file can be dropped where no button is
  await page.goto('/data?paste=contracts');
  await main.getByRole('textbox', { name: /^Paste/ }).fill('Buyer\tCountry\nA\tCN');
  await expect(main.getByRole('button', { name: 'Read pasted cells' })).toBeDisabled();
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['Buyer,Country'], 'buyers.csv'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  });
  await expect(main.getByText('Nothing can be changed: the workspace is open read-only')).toBeVisible();

  // the palette lists no command that would change something
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('new plan');
  await expect(page.getByRole('option', { name: /^New plan/ })).toHaveCount(0);
  expect(refusedCalls).toEqual([]);
});
