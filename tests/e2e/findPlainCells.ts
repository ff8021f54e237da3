import type { Page } from '@playwright/test';

/**
 * Lists the columns of numbers on a page that have no actions for their figures, as `table: column`. A column of numbers has its cells on the
 * right. The first and the last cell with a digit are asked for their context menu, and so is the total, which is `table: column (total)`. A
 * column that is named by its month or year is `period`.
 */
export const findPlainCells = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const hasMenu = (cell: Element): boolean =>
      !(cell.querySelector('button, a') ?? cell).dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    const nameOf = (head: Element): string => {
      const label = head.cloneNode(true) as Element;
      for (const unit of label.querySelectorAll('small')) unit.remove();
      const name = label.textContent.trim();
      return /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b|^\d{4}\b/u.test(name) ? 'period' : name;
    };
    const plainColumns = new Set<string>();
    for (const table of document.querySelectorAll('table[aria-label], [role="grid"][aria-label]')) {
      const rows = [...table.querySelectorAll('tbody > tr, tfoot > tr, [role="row"]:has([role="gridcell"])')];
      for (const [i, head] of [...table.querySelectorAll('thead th, [role="columnheader"]')].entries()) {
        const numbers = rows.flatMap((row) => {
          const cell = row.querySelectorAll(':scope > td, :scope > th, :scope > [role="gridcell"]')[i];
          const isTotal = row.matches('tfoot > tr, .rdg-summary-row');
          return cell?.classList.contains('right') && /\d/u.test(cell.textContent) ? [{ cell, isTotal }] : [];
        });
        const inRows = numbers.filter(({ isTotal }) => !isTotal);
        for (const number of [inRows[0], inRows.at(-1), numbers.find(({ isTotal }) => isTotal)])
          if (number && !hasMenu(number.cell))
            plainColumns.add(`${table.getAttribute('aria-label')}: ${nameOf(head)}${number.isTotal ? ' (total)' : ''}`);
      }
    }
    return [...plainColumns];
  });
