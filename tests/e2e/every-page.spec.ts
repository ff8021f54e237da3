import { expectAccessible } from './expectAccessible.ts';
import { findCutTexts } from './findCutTexts.ts';
import { expect, test } from './fixture.ts';
import { PLACES } from './places.ts';

const LAPTOP = { width: 1280, height: 800 } as const;

const SIZES = [
  { name: 'a laptop', ...LAPTOP },
  { name: 'a large screen', width: 1920, height: 1080 },
  { name: 'a laptop at 200 %', width: 640, height: 400 },
] as const;

// one app shows the pages of a place in turn
for (const [place, pages] of Object.entries(PLACES)) {
  test(`every page of ${place} meets WCAG 2.2 AA in both themes, and cuts off no text on a laptop, on a large screen, and at 200 %`, async ({
    page,
  }) => {
    for (const { path, heading } of pages) {
      await test.step(path, async () => {
        await page.setViewportSize(LAPTOP);
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
        // the page has its data: no placeholder is left
        await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
        await expectAccessible(page);
        for (const { name, width, height } of SIZES) {
          await page.setViewportSize({ width, height });
          await expect.poll(() => findCutTexts(page), `${path} on ${name}`).toEqual([]);
        }
      });
    }
  });
}
