import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Checks the page, or the part that a selector names, against WCAG 2.2 AA in the light theme, and its colour contrast in the dark one too:
 * nothing else differs. The page follows the system's theme.
 */
export const expectAccessible = async (page: Page, part = 'html'): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    // no frames to search, and no list of passed nodes: half the time
    const axe = new AxeBuilder({ page })
      .include(part)
      .setLegacyMode(true)
      .options({ resultTypes: ['violations'] });
    const { violations, passes } = await (colorScheme === 'light'
      ? // an experimental rule: it reads two lines of a button as one word
        axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).disableRules(['label-content-name-mismatch'])
      : axe.withRules(['color-contrast'])
    ).analyze();
    expect(violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary ?? ''}`)).toEqual([]);
    expect(passes.length).toBeGreaterThan(0);
  }
};
