import { renameSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from './desktop.ts';
import { createClosedWorkspaceFile } from './desktopActions.ts';

// A failed start shows a message and a remedy, never a blank window. Other cases: no display and no sandbox in
// tests/integration/start.test.ts, a full disk in double.spec.ts, a failed graphics process, a second start and damaged window state in shutdown.spec.ts.

test('a workspace on a missing volume is reported, and opens when the volume is back', async ({ launcher }, info) => {
  const volume = info.outputPath('volume');
  const file = await createClosedWorkspaceFile(volume);
  const first = await launcher.start({ args: ['--workspace', pathToFileURL(file).href] });
  await expect(first.page().getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await first.end();

  renameSync(volume, `${volume} gone`);
  const second = await launcher.start();
  await expect(second.page().getByText('Your workspace could not be opened. The workspace file was not found.')).toBeVisible();
  await expect(second.page().getByRole('button', { name: 'Open a copy' })).toBeVisible();
  await second.end();

  const namedDesktop = await launcher.start({ args: [`--workspace=${file}`] });
  await expect(namedDesktop.page().getByText('Your workspace could not be opened.')).toBeVisible();
  await namedDesktop.end();
  renameSync(`${volume} gone`, volume);
  const third = await launcher.start();
  await expect(third.page().getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});
