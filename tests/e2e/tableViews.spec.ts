import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

const LONG_NAME = '出口中国的合同 Contracts to China without a price floor, by share of the revenue of the plan';

test('a view of a table is saved, opened, changed, renamed and deleted by keyboard, and is stored in the workspace', async ({ page }) => {
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const openMenu = (name: RegExp) => page.getByRole('button', { name }).press('Enter');
  const pick = (role: 'menuitem' | 'menuitemradio' | 'menuitemcheckbox', name: RegExp) => page.getByRole(role, { name }).press('Enter');
  await page.goto('/contracts?zone=china&floor=none');
  const grid = page.getByRole('grid');
  const head = (name: string) => grid.getByRole('columnheader', { name });

  await openMenu(/^Columns/);
  await pick('menuitemcheckbox', /^Metal/);
  await press('Escape');
  await expect(head('Metal')).toHaveCount(0);
  await head('Share').click();
  await expect(head('Share')).toHaveAttribute('aria-sort', 'descending');

  await openMenu(/^Views/);
  await pick('menuitem', /^Save as new view/);
  // the dialog moves the focus to its field when it has opened
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await page.keyboard.type(LONG_NAME);
  await press('Enter');
  await expect(page.getByRole('button', { name: `View: ${LONG_NAME}` })).toBeVisible();
  await expectAccessible(page);

  await openMenu(/^View: /);
  await pick('menuitemradio', /^Standard view/);
  await expect(page).toHaveURL(/\/contracts$/);
  await page.reload();
  await expect(head('Metal')).toHaveCount(1);
  await openMenu(/^Views/);
  await pick('menuitemradio', /^出口中国/);
  await expect(head('Metal')).toHaveCount(0);
  await expect(head('Share')).toHaveAttribute('aria-sort', 'descending');
  await expect(page.getByRole('button', { name: 'China', exact: false }).first()).toBeVisible();

  await page.getByRole('searchbox').fill('hai');
  await openMenu(/\(changed\)$/);
  await pick('menuitem', /^Update view/);
  await expect(page.getByRole('button', { name: /\(changed\)$/ })).toHaveCount(0);
  await openMenu(/^View: /);
  await pick('menuitem', /^Rename view/);
  await page.getByRole('dialog').getByRole('textbox').fill('China');
  await press('Enter');
  await expect(page.getByRole('button', { name: 'View: China', exact: true })).toBeVisible();

  await openMenu(/^View: China/);
  await pick('menuitem', /^Save as new view/);
  await page.getByRole('dialog').getByRole('textbox').fill('CHINA');
  await press('Enter');
  await expect(page.getByRole('dialog')).toContainText('“CHINA” is already in use');
  await press('Escape');

  await openMenu(/^View: China/);
  await pick('menuitem', /^Delete view/);
  await expect(page.getByRole('button', { name: 'Views', exact: true })).toBeVisible();
  await press('Control+z');
  await expect(page.getByRole('button', { name: 'View: China', exact: true })).toBeVisible();
});

test('the lists of plans and products have views of their own, with order and columns', async ({ page }) => {
  await page.goto('/plans');
  const products = page.getByRole('table', { name: 'Products' });
  const section = page.getByRole('region', { name: 'Products' });
  await section.getByRole('searchbox', { name: 'Search products' }).fill('concentrate');
  await section.getByRole('button', { name: 'Order' }).press('Enter');
  await page.getByRole('menuitemradio', { name: /^Planned/ }).press('Enter');
  await expect(products.getByRole('columnheader', { name: /Planned/ })).toHaveAttribute('aria-sort', 'descending');
  await section.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: /^Save as new view/ }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Concentrates');
  await page.keyboard.press('Enter');
  await expect(section.getByRole('button', { name: 'View: Concentrates' })).toBeVisible();

  const plans = page.getByRole('table', { name: 'Plans', exact: true });
  await page.getByRole('region', { name: 'Plan comparison' }).getByRole('button', { name: 'Order' }).click();
  await page.getByRole('menuitemradio', { name: 'NPV', exact: true }).click();
  await expect(plans.getByRole('columnheader', { name: /^NPV/ })).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/products\.sort=-planned.*plans\.sort=-npv|plans\.sort=-npv.*products\.sort=-planned/);
  await expectAccessible(page);
});

test('widths of columns are kept over a reload, make a view changed, and are those of a view that is opened', async ({ page }) => {
  await page.goto('/contracts');
  const grid = page.getByRole('grid', { name: 'Contracts' });
  const head = (name: string) => grid.getByRole('columnheader', { name, exact: true });
  const widthOf = async (name: string) => Math.round((await head(name).boundingBox())?.width ?? 0);
  const drag = async (name: string, distance: number): Promise<void> => {
    const box = (await head(name).boundingBox())!;
    await page.mouse.move(box.x + box.width - 3, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 3 + distance / 2, box.y + 20);
    await page.mouse.move(box.x + box.width - 3 + distance, box.y + 20);
    await page.mouse.up();
  };
  await expect(page.getByText('columns visible')).toBeVisible();
  const [productWidth, codeWidth] = [await widthOf('Product'), await widthOf('ID')];
  await drag('Product', 64);
  expect(await widthOf('Product')).toBe(productWidth + 64);
  await page.reload();
  await expect.poll(() => widthOf('Product')).toBe(productWidth + 64);

  await page.getByRole('button', { name: 'Views', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Save as new view/ }).click();
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await page.keyboard.type('Wide');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'View: Wide', exact: true })).toBeVisible();
  await drag('ID', 40);
  await expect(page.getByRole('button', { name: 'View: Wide (changed)' })).toBeVisible();
  // by keys, in the header
  await head('ID').press('Control+ArrowLeft');
  await head('ID').press('Control+ArrowLeft');
  await expect.poll(() => widthOf('ID')).toBe(codeWidth + 20);

  await page.getByRole('button', { name: /^View: Wide/ }).click();
  await page.getByRole('menuitemradio', { name: 'Wide', exact: true }).click();
  await expect.poll(() => widthOf('ID')).toBe(codeWidth);
  expect(await widthOf('Product')).toBe(productWidth + 64);
  await page.getByRole('button', { name: 'View: Wide', exact: true }).click();
  await page.getByRole('menuitemradio', { name: /^Standard view/ }).click();
  await expect.poll(() => widthOf('Product')).toBe(productWidth);
  await page.goBack();
  await expect.poll(() => widthOf('Product')).toBe(productWidth + 64);
});
