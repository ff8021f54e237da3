import { breakCore } from '../helpers/breakCore.ts';
import { expect, test } from './fixture.ts';
import { HOST_GONE } from './guard.ts';
import { CORE_GONE, editThroughFailures, UNSAVED_FORMS } from './unsaved.ts';

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
