import type { Page } from '@playwright/test';

/** Texts cut off by their box without a title in full, buttons over the verdict, and elements that make the page wider than its window. */
export const findCutTexts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const problems: string[] = [];
    const main = document.querySelector('main');
    if (main && main.scrollWidth > main.clientWidth + 1)
      problems.push(`the page is ${main.scrollWidth - main.clientWidth} px wider than its window`);
    const headingLine = document.querySelector('main h1')?.parentElement;
    const nextElement = headingLine?.nextElementSibling;
    if (headingLine && nextElement?.checkVisibility()) {
      const bottoms = [...headingLine.querySelectorAll('button, a')].map((element) => element.getBoundingClientRect().bottom);
      if (Math.max(0, ...bottoms) > nextElement.getBoundingClientRect().top + 1)
        problems.push('buttons beside the heading cover what is below');
    }
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const style = getComputedStyle(element);
      const isClipping = style.overflowX === 'hidden' || style.overflowX === 'clip';
      if (!isClipping || element.scrollWidth <= element.clientWidth + 1 || element.clientWidth < 4) continue;
      const content = element.textContent?.trim() ?? '';
      if (content === '' || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (element.closest('[title]') !== null || element.querySelector('[title]') !== null) continue;
      // a sheet of paper is scaled down: its box has the visible size, its content is laid out at full size
      if (element.querySelector('[style*="transform: scale"]') !== null) continue;
      problems.push(`${element.tagName.toLowerCase()}.${element.className}: ${content.slice(0, 80)}`);
    }
    return problems;
  });
