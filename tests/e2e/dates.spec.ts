import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { expect, test } from './fixture.ts';

test('dates are listed in one table: filtered by buyer, saved as a calendar, and each opens its term', async ({ page, app }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Upcoming dates' }).click();
  const table = page.getByRole('grid', { name: 'Upcoming dates' });
  await expect(table.getByRole('row', { name: /Notice.*Meridian Bulk/ })).toBeVisible();
  await expect(table.getByRole('row', { name: /Shipment/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Buyer' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Otori Refining' }).click();
  await page.keyboard.press('Escape');
  await expect(table.getByRole('row', { name: /Meridian Bulk/ })).toHaveCount(0);
  await expect(table.getByRole('row', { name: /QP declaration.*Otori Refining/ }).first()).toBeVisible();

  const downloadPromise = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export calendar file' }).click();
  const download = await downloadPromise;
  expect(download.suggestedFilename()).toMatch(/^Quillan Range dates 2026-05-31\.ics$/);
  const file = join(app.dataFolder, 'dates.ics');
  await download.saveAs(file);
  const events = new ICAL.Component(ICAL.parse(readFileSync(file, 'utf8'))).getAllSubcomponents('vevent');
  expect(events.length).toBeGreaterThan(0);
  for (const event of events) expect(String(event.getFirstPropertyValue('summary'))).toContain('Otori Refining, Cu C-017');

  const declarationRow = table.getByRole('row', { name: /For shipments of July to September/ });
  await declarationRow.getByRole('link', { name: 'QP declaration' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Otori/ })).toBeVisible();
  await expect(page.locator('[name="dates.0.date"]')).toBeFocused();
});
