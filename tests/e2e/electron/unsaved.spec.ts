import { breakableEnv } from '../../helpers/breakCore.ts';
import { CORE_GONE, editThroughFailures } from '../unsaved.ts';
import { expect, test } from './desktop.ts';
import { openSample } from './desktopActions.ts';

test('records, tables and dialogs that are edited survive a reload, a restart, a dead core and a lost answer', async ({
  launcher,
  guard,
}) => {
  test.skip(launcher.kind === 'real', 'Electron takes no module from NODE_OPTIONS');
  guard.allow(CORE_GONE);
  let desktop = await launcher.start({ env: breakableEnv });
  await openSample(desktop.page());
  await editThroughFailures({
    page: () => desktop.page(),
    go: async (route) => {
      await desktop.page().goto(`${desktop.origin}${route}`);
    },
    dataFolder: launcher.dataFolder,
    restart: async () => {
      expect(await desktop.end()).toMatchObject({ code: 0 });
      desktop = await launcher.start({ env: breakableEnv });
      await expect(desktop.page().getByRole('heading', { level: 1 })).toBeVisible();
    },
  });
});
