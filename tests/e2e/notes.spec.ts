import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

test('notes on a contract, a figure and a chart stand beside them and in one list', async ({ page }) => {
  const write = async (body: string): Promise<void> => {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Note' }).fill(body);
    await dialog.getByRole('button', { name: 'Save note' }).click();
    await expect(dialog).toBeHidden();
  };
  await page.goto('/contracts/C-042');
  await page.getByRole('button', { name: 'Add note', exact: true }).click();
  await write('Ask for the 2027 quota\nand the permit');
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText('Ask for the 2027 quota');

  await page.goto('/');
  const figure = page.getByRole('main').getByRole('button', { description: 'Show calculation' }).first();
  await figure.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add note' }).click();
  await write('Check with the board');
  await expect(page.getByRole('img', { name: '1 note' }).first()).toBeVisible();
  await figure.click();
  await expect(page.getByRole('dialog')).toContainText('Check with the board');
  await page.keyboard.press('Escape');

  await page.goto('/china');
  const chartButton = page.getByRole('button', { name: /: Add note$/ }).first();
  await chartButton.focus();
  await page.keyboard.press('Enter');
  await write('Sent to Shanghai');
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText('Sent to Shanghai');

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('annotation');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Notes', level: 1 })).toBeVisible();
  const table = page.getByRole('table', { name: 'Notes' });
  await expect(table.getByRole('row')).toHaveCount(4);
  // the lines of a note stay lines
  await expect(table.getByText('Ask for the 2027 quota')).toHaveCSS('white-space-collapse', 'preserve-breaks');
  await expectAccessible(page);
  await table
    .getByRole('row', { name: /2027 quota/ })
    .getByRole('button', { name: 'Delete note' })
    .click();
  await expect(table.getByRole('row')).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(table.getByRole('row')).toHaveCount(4);
  await page.getByRole('searchbox', { name: 'Search notes' }).fill('shanghai');
  await expect(table.getByRole('row')).toHaveCount(2);
  await table.getByRole('link').click();
  await expect(page).toHaveURL(/\/china$/);
});
