import { breakCore } from '../helpers/breakCore.ts';
import { expect, test } from './fixture.ts';
import { HOST_GONE } from './guard.ts';
import { CORE_GONE, callFromPage, editThroughFailures, UNSAVED_FORMS } from './unsaved.ts';

for (const form of UNSAVED_FORMS)
  test(`${form.title} that is edited survives a reload, a restart, a dead core and a lost answer`, async ({ page, app, guard }) => {
    guard.allow(CORE_GONE);
    guard.allow(HOST_GONE);
    await editThroughFailures(
      {
        page: () => page,
        go: async (route) => {
          await page.goto(`${app.origin()}${route}`);
        },
        breakCore: (call, when) => breakCore(app.dataFolder, call, when),
        restart: async () => {
          await app.restart('SIGTERM');
          await page.goto(app.url());
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        },
      },
      form,
    );
  });

test('what is typed in one workspace is never offered in another, and waits in its own', async ({ page }) => {
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await page.goto('/buyers/new');
  await name.fill('Only in the sample');
  await expect.poll(() => callFromPage(page, 'drafts.get', { kind: 'buyer', id: 'new' })).toContain('Only in the sample');
  // more is typed while another workspace is opened under the page
  await name.fill('Only in the sample mine');
  const products = [{ name: 'Ore', metal: 'copper' as const, tonnes: [] }];
  await callFromPage(page, 'workspace.create', { name: 'Second', discountRate: 0.1, products });
  await page.goto('/buyers/new');
  await expect(name).toHaveValue('');
  await page.reload();
  await expect(name).toHaveValue('');

  await callFromPage(page, 'workspace.close', {});
  const { value } = JSON.parse(await callFromPage(page, 'workspace.state', {})) as {
    readonly value: { readonly recents: readonly { readonly handle: string; readonly name: string }[] };
  };
  const recent = value.recents.find((one) => one.name === 'Quillan Range')?.handle ?? '';
  await callFromPage(page, 'workspace.open', { recent });
  await page.goto('/buyers/new');
  await expect(name).toHaveValue(/^Only in the sample/);
});
