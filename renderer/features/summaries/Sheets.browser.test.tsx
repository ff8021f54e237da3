import { expect, it } from 'vitest';
import { render } from 'vitest-browser-react';
import type { SummaryDocument } from '#shared/contract/summaries.ts';
import { DEFAULT_HOUSE_STYLE } from '#shared/domain/houseStyle.ts';
import { message } from '#shared/messages/text.ts';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { Sheets } from './Sheets.tsx';

const summaryOf = (pageCount: number): SummaryDocument => ({
  title: 'Plan',
  sections: [],
  fileName: 'plan',
  view: 'internal',
  house: DEFAULT_HOUSE_STYLE,
  pages: [{ blocks: [] }],
  pageCount,
});

it('a preview of the first pages ends with a note that is also printed, and one of all pages does not', async () => {
  const screen = await render(
    <ThemeRoot mode="light">
      <Sheets summary={summaryOf(300)} />
    </ThemeRoot>,
  );
  await expect.element(screen.getByRole('listitem').last()).toMatchTextContent(/exported\sdocument/);
  await screen.rerender(
    <ThemeRoot mode="light">
      <Sheets summary={summaryOf(1)} />
    </ThemeRoot>,
  );
  await expect.element(screen.getByRole('list')).not.toMatchTextContent(/exported\sdocument/);
});

const pagesOfTables = Array.from({ length: 40 }, (_, page) => ({
  blocks: [
    {
      kind: 'table' as const,
      columns: [{ label: message('summaries.column.contract'), align: 'left' as const, weight: 1 }],
      rows: Array.from({ length: 40 }, (_row, i) => [{ text: `G-${page}-${i}` }]),
    },
  ],
}));

it('pages far from what is visible are empty until they come near or are printed', async () => {
  const screen = await render(
    <ThemeRoot mode="light">
      <div style={{ height: 600, overflow: 'auto' }}>
        <Sheets summary={{ ...summaryOf(40), pages: pagesOfTables }} />
      </div>
    </ThemeRoot>,
  );
  await expect.element(screen.getByText('G-0-0', { exact: true })).toBeVisible();
  const last = screen.getByText('G-39-0', { exact: true });
  await expect.element(last).not.toBeInTheDocument();
  expect(document.querySelectorAll('td').length).toBeLessThan(400);
  const lastPage = screen.getByRole('listitem', { name: 'Page 40 of 40' });
  await expect.element(lastPage).toBeInTheDocument();

  window.dispatchEvent(new Event('beforeprint'));
  expect(document.querySelectorAll('td').length).toBe(40 * 40);
  window.dispatchEvent(new Event('afterprint'));
  await expect.element(last).not.toBeInTheDocument();

  lastPage.element().scrollIntoView();
  await expect.element(last).toBeVisible();
  await expect.element(screen.getByText('G-0-0', { exact: true })).not.toBeInTheDocument();
});

it('a year in a narrow column stays on one line', async () => {
  const leftColumn = { label: message('summaries.column.year'), align: 'left' as const, weight: 1 };
  const wideColumn = { label: message('common.literal', { text: 'A wide heading of a column' }), align: 'right' as const, weight: 1 };
  const numbers = Array.from({ length: 8 }, (_, i) => ({ text: String(i) }));
  const table = {
    kind: 'table' as const,
    columns: [leftColumn, leftColumn, ...numbers.map(() => wideColumn)],
    rows: [[{ figure: { value: 2026, unit: 'year' as const, decimals: 0 } }, { text: 'G-1' }, ...numbers]],
  };
  const screen = await render(
    <ThemeRoot mode="light">
      <Sheets summary={{ ...summaryOf(1), pages: [{ blocks: [table] }] }} />
    </ThemeRoot>,
  );
  const cell = screen.getByRole('cell', { name: '2026' });
  await expect.element(cell).toBeVisible();
  const textRange = document.createRange();
  textRange.selectNodeContents(cell.element());
  expect(textRange.getClientRects()).toHaveLength(1);
});

it('a line of figures leaves room below a basis of two lines', async () => {
  const figures = (basis: string) => ({
    kind: 'figures' as const,
    figures: [
      {
        label: message('economics.netPrice'),
        figure: { value: 1, unit: 'usd' as const, decimals: 0 },
        basis: message('common.literal', { text: basis }),
      },
    ],
  });
  const basis = 'net revenue in a plan whose name fills the line';
  const screen = await render(
    <ThemeRoot mode="light">
      <Sheets summary={{ ...summaryOf(1), pages: [{ blocks: [figures(basis), figures('next line')] }] }} />
    </ThemeRoot>,
  );
  await expect.element(screen.getByText(basis)).toBeVisible();
  const bottom = screen.getByText(basis).element().getBoundingClientRect().bottom;
  const [, nextLabel] = screen.getByText('Net price').all();
  expect(nextLabel!.element().parentElement!.parentElement!.getBoundingClientRect().top - bottom).toBeGreaterThan(6);
});

it('a word of usual length in a crowded table is not broken, and a long code is', async () => {
  const columns = [
    { label: message('summaries.column.measureGroup'), align: 'left' as const, weight: 1 },
    ...Array.from({ length: 5 }, () => ({ label: message('summaries.column.contract'), align: 'right' as const, weight: 1 })),
  ];
  const amounts = Array.from({ length: 5 }, () => ({ text: '17,747.6 m USD/dmt' }));
  const countLines = async (name: string): Promise<number> => {
    const table = { kind: 'table' as const, columns, rows: [[{ text: name }, ...amounts]] };
    const screen = await render(
      <ThemeRoot mode="light">
        <Sheets summary={{ ...summaryOf(1), pages: [{ blocks: [table] }] }} />
      </ThemeRoot>,
    );
    const cell = screen.getByRole('cell', { name });
    await expect.element(cell).toBeVisible();
    const textRange = document.createRange();
    textRange.selectNodeContents(cell.element());
    const count = textRange.getClientRects().length;
    await screen.unmount();
    return count;
  };
  expect(await countLines('Concentration')).toBe(1);
  expect(await countLines('COPPER-CONCENTRATE_RENEWED_WITH_FLOOR_AND_CAP')).toBeGreaterThan(1);
});
