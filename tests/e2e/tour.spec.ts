import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appMessages as appInEnglish } from '#shared/messages/en/app.ts';
import { guidesMessages as guidesInEnglish } from '#shared/messages/en/guides.ts';
import { appMessages as appInChinese } from '#shared/messages/zh-CN/app.ts';
import { guidesMessages as guidesInChinese } from '#shared/messages/zh-CN/guides.ts';
import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

test('the tour leads through the main job by keyboard, can be left, and resumes where it was', async ({ page }) => {
  const startTour = async (): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('take the tour');
    await page.keyboard.press('Enter');
  };
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await startTour();
  const step = (number: number) => page.getByRole('region', { name: `Tour, step ${number} of 8` });
  // the strip has the focus: the first stop after it is its button
  await expect(step(1)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(step(1).getByRole('button', { name: 'Open overview' })).toBeFocused();
  await step(1).getByRole('button', { name: 'Next step' }).press('Enter');
  await step(2).getByRole('button', { name: 'Choose plan' }).press('Enter');
  await expect(page.getByRole('banner').getByText('Renew Hai Long', { exact: true })).toBeVisible();
  await step(2).getByRole('button', { name: 'Next step' }).click();
  // a step opens its page, and its button returns to it
  await expect(page.getByRole('heading', { name: 'Diversification', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Market', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Market', level: 1 })).toBeVisible();
  await step(3).getByRole('button', { name: 'Open diversification' }).click();
  await expect(page.getByRole('heading', { name: 'Diversification', level: 1 })).toBeVisible();
  await expectAccessible(page, 'section[aria-label^="Tour"]');
  await step(3).getByRole('button', { name: 'Leave tour' }).click();
  await expect(step(3)).toBeHidden();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Diversification', level: 1 })).toBeVisible();
  await startTour();
  await expect(step(3)).toBeVisible();
});

const LANGUAGES = [
  { name: 'English', option: 'English', guides: guidesInEnglish, app: appInEnglish },
  { name: 'Chinese', option: '简体中文', guides: guidesInChinese, app: appInChinese },
] as const;

for (const { name, option, guides, app: appTexts } of LANGUAGES)
  test(`each step of the tour opens the page that it is about, and is shown in full in ${name}`, async ({ page }) => {
    await page.goto('/settings');
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: option }).click();
    await expect(page.getByRole('heading', { name: appTexts['place.settings'], level: 1 })).toBeVisible();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(appTexts['guides.tour']);
    await page.keyboard.press('Enter');
    const pages = [
      ['overview', appTexts['place.overview']],
      ['plan', undefined],
      ['limits', appTexts['place.diversification']],
      ['china', appTexts['place.china']],
      ['cycles', appTexts['place.cycles']],
      ['contract', /^Binyao Metals/],
      ['compare', appTexts['place.compare']],
      ['summary', appTexts['summaries.page.board']],
    ] as const;
    for (const [index, [step, heading]] of pages.entries()) {
      const strip = page.getByRole('region', {
        name: guides['guides.tour.step'].replace('{step}', String(index + 1)).replace('{count}', String(pages.length)),
      });
      await expect(strip).toContainText(guides[`guides.tour.${step}.text`]);
      await strip.getByRole('button', { name: guides[`guides.tour.${step}.action`], exact: true }).click();
      await expect(
        heading === undefined
          ? page.getByRole('banner').getByText('Renew Hai Long', { exact: true })
          : page.getByRole('heading', { name: heading, level: 1 }),
      ).toBeVisible();
      expect(await strip.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
      const isLast = index === pages.length - 1;
      await strip.getByRole('button', { name: guides[isLast ? 'guides.tour.finish' : 'guides.tour.next'], exact: true }).click();
      if (isLast) await expect(strip).toBeHidden();
    }
  });

test('what is new in a version is offered once after an update, not at the first start, and stays within reach', async ({ page, app }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'What’s new' })).toHaveCount(0);
  const file = join(app.dataFolder, 'recents.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), guides: { seenVersion: '0.0.1' } }));
  await page.reload();
  await page.getByRole('button', { name: 'What’s new' }).click();
  const dialog = page.getByRole('dialog', { name: /^What’s new in version/ });
  await expect(dialog).toContainText('Notes on contracts, figures and charts');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'What’s new' })).toBeHidden();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'What’s new' })).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('release notes');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
});
