import { expect, test } from './fixture.ts';

test('a buyer’s field is stored on blur, and undo restores the old value', async ({ page }) => {
  await page.goto('/buyers/hai-long');
  const cycle = page.getByRole('textbox', { name: 'Cycle sensitivity' });
  await cycle.fill('0.8');
  await cycle.press('Tab');
  const undo = page.getByRole('button', { name: 'Undo: Edit Hai Long Smelting' });
  await undo.click();
  await expect(cycle).toHaveValue('1.20');
});

test('shares above 100 % are reported at the destination, and the remainder is shown as unknown', async ({ page, guard }) => {
  guard.allow(/buyers\.save|status of 4\d\d/);
  await page.goto('/buyers/hai-long');
  const share = page.getByRole('textbox', { name: 'Destination 1, Share' });
  await share.fill('60');
  await share.press('Tab');
  await expect(page.getByText(/^Unknown: 40/)).toBeVisible();
  await page.getByRole('button', { name: 'Add country' }).click();
  const second = page.getByRole('textbox', { name: 'Destination 2, Share' });
  await second.fill('50');
  await second.press('Tab');
  await expect(page.getByText('The shares add up to more than 100 %.')).toBeVisible();
  await expect(second).toHaveValue('50');
});

test('buyers join a new group by its name', async ({ page }) => {
  await page.goto('/buyers/otori');
  await page.getByRole('combobox', { name: 'Treat as one group' }).click();
  await page.getByRole('option', { name: 'New group' }).click();
  await page.getByRole('textbox', { name: 'Group name' }).fill('Otori and friends');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Treat as one group' })).toHaveText('Otori and friends');
});

test('a buyer with contracts can’t be deleted: the message gives the reason and links to them', async ({ page }) => {
  await page.goto('/buyers/hai-long');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText(/has 3 contracts, so it can’t be deleted/)).toBeVisible();
  await page.getByRole('link', { name: 'Show contracts' }).click();
  await expect(page).toHaveURL(/\/contracts\?buyer=hai-long/);
});

test('a new buyer is a draft while it is typed, is added by its button, copied and deleted', async ({ page, guard }) => {
  guard.allow(/buyers\.get|status of 4\d\d/);
  const longName = `${'LongBuyer'.repeat(20)}🙂 شركة`;
  await page.goto('/buyers/new');
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  // the first save is still in progress when the page closes with more text in the field
  const first = Promise.withResolvers<void>();
  await page.route('**/api/drafts.save', () => first.resolve(), { times: 1 });
  await name.fill('Half of it');
  await name.press('Tab');
  await first.promise;
  await name.fill(longName);
  await page.reload();
  await expect(name).toHaveValue(longName);
  await page.getByRole('button', { name: 'Add to workspace' }).click();
  await expect(page).toHaveURL(/\/buyers\/[0-9a-f-]{36}$/);
  for (const route of [page.url(), `/contracts/new?template=copperConcentrateCif&buyer=${page.url().split('/').at(-1)}`]) {
    await page.goto(route);
    await expect(
      page
        .getByRole('main')
        .getByText(/LongBuyer/)
        .first(),
    ).toBeVisible();
    await expect.poll(() => page.getByRole('main').evaluate((main) => main.scrollWidth - main.clientWidth)).toBeLessThanOrEqual(0);
  }
  await page.goBack();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('(copy)');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Buyers' })).toBeVisible();
  // the text that the tab kept over the reload was added, and does not return
  await page.goto('/buyers/new');
  await expect(name).toHaveValue('New buyer');
});

test('a limit on one group leads to the group that it counts, whose page names its buyers, limits and contracts', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Hai Long with Binyao' }).click();
  await expect(page).toHaveURL('/buyers/groups/binyao');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hai Long with Binyao');
  await expect(page.getByRole('table', { name: 'Group limits' })).toContainText('One group, copper');
  await page.getByRole('table', { name: 'Buyers', exact: true }).getByRole('link', { name: 'Hai Long Smelting' }).click();
  await expect(page).toHaveURL('/buyers/hai-long');
  await page.getByRole('link', { name: 'Hai Long with Binyao' }).first().click();
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL('/buyers/groups/binyao');
  // its form: another name, and a third buyer
  await page.getByRole('button', { name: 'Edit group' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit group' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Qingdao desk');
  await dialog.getByRole('combobox', { name: 'Add buyer' }).click();
  await page.getByRole('option', { name: 'Yunfeng Copper' }).click();
  await dialog.getByRole('button', { name: 'Save group' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Qingdao desk');
  await expect(page.getByRole('main')).toContainText('Qingdao desk comprises 3 buyers.');
  await page.getByRole('table', { name: 'Group limits' }).getByRole('link', { name: 'One group, copper' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('One group, copper');
  await page.goto('/buyers');
  await page.getByRole('button', { name: 'Groups' }).click();
  await page.getByRole('menuitem', { name: 'Qingdao desk' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Qingdao desk');
  // the palette finds it, and an address without a group says so
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').fill('qingdao desk');
  await expect(page.getByRole('option', { name: /^Qingdao desk/ })).toBeVisible();
});

test('the address of a group that is gone leads to the buyers', async ({ page, guard }) => {
  guard.allow(/buyerGroups\.get|status of 4\d\d/);
  await page.goto('/buyers/groups/nobody');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Group not found');
  await page
    .getByRole('main')
    .getByRole('button', { name: 'Buyers' })
    .or(page.getByRole('main').getByRole('link', { name: 'Buyers' }))
    .click();
  await expect(page).toHaveURL('/buyers');
});
