import { expect, test } from './fixture.ts';
import { HOST_GONE } from './guard.ts';
import { CORE_GONE, editThroughFailures } from './unsaved.ts';

test('records, tables and dialogs that are edited survive a reload, a restart, a dead core and a lost answer', async ({
  page,
  app,
  guard,
}) => {
  guard.allow(CORE_GONE);
  guard.allow(HOST_GONE);
  await editThroughFailures({
    page: () => page,
    go: async (route) => {
      await page.goto(`${app.origin()}${route}`);
    },
    dataFolder: app.dataFolder,
    restart: async () => {
      await app.restart('SIGTERM');
      await page.goto(app.url());
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    },
  });
});
