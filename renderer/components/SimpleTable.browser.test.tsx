import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import type { TableSort } from './dataTable/tableSort.ts';
import { type SimpleColumn, SimpleTable } from './SimpleTable.tsx';

const showRows = (count: number, chosenRow = -1, maxRows?: number) =>
  render(
    <ThemeRoot mode="light">
      <SimpleTable
        label="Contracts"
        columns={[{ key: 'code', label: 'Code', tone: 'key', cell: (row: number) => `C-${row}`, total: `${count} in all` }]}
        rows={Array.from({ length: count }, (_, row) => row)}
        rowKey={(row) => row}
        maxRows={maxRows}
        rowChoice={(row) => ({ isChosen: row === chosenRow, onChoose: () => undefined })}
      />
    </ThemeRoot>,
  );

it('shows a hundred rows at once, and more in pages of fifty that lead to every row', async () => {
  const smallTable = await showRows(100);
  await expect.element(smallTable.getByRole('button', { name: 'C-99', exact: true })).toBeVisible();
  expect(smallTable.getByRole('navigation').elements()).toEqual([]);
  await smallTable.unmount();

  const screen = await showRows(10_000);
  await expect.element(screen.getByRole('status')).toHaveTextContent('Rows 1–50 of 10,000');
  expect(screen.container.querySelectorAll('tbody tr').length).toBe(50);
  await expect.element(screen.getByText('10000 in all')).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Previous rows' })).toBeDisabled();
  await userEvent.click(screen.getByRole('button', { name: 'Next rows' }));
  await expect.element(screen.getByRole('status')).toHaveTextContent('Rows 51–100 of 10,000');
  await expect.element(screen.getByRole('button', { name: 'C-50', exact: true })).toBeVisible();
});

it('begins at the page of the chosen row', async () => {
  const screen = await showRows(1_010, 1_005);
  await expect.element(screen.getByRole('status')).toHaveTextContent('Rows 1,001–1,010 of 1,010');
  await expect.element(screen.getByRole('button', { name: 'Next rows' })).toBeDisabled();
});

it('shows fewer rows at once where its page has other long tables', async () => {
  const screen = await showRows(70, 65, 30);
  await expect.element(screen.getByRole('status')).toHaveTextContent('Rows 61–70 of 70');
  await userEvent.click(screen.getByRole('button', { name: 'Previous rows' }));
  await expect.element(screen.getByRole('status')).toHaveTextContent('Rows 31–60 of 70');
  expect(screen.container.querySelectorAll('tbody tr').length).toBe(30);
});

type Plan = { readonly name: string; readonly npv: number | undefined; readonly note: string };

const PLANS: readonly Plan[] = [
  { name: 'Base', npv: 12, note: 'a' },
  { name: 'Renew', npv: undefined, note: 'b' },
  { name: 'Spot', npv: 40, note: 'c' },
];

const COLUMNS: readonly SimpleColumn<Plan>[] = [
  { key: 'name', label: 'Plan', tone: 'key', sortValue: ({ name }) => name, cell: ({ name }) => name },
  { key: 'npv', label: 'NPV', align: 'right', sortValue: ({ npv }) => npv, cell: ({ npv }) => npv ?? 'none' },
  { key: 'note', label: 'Note', cell: ({ note }) => note },
];

const showPlans = async (sort: TableSort | undefined, hiddenColumns: readonly string[] = []) => {
  const screen = await render(
    <ThemeRoot mode="light">
      <SimpleTable label="Plans" columns={COLUMNS} hiddenColumns={hiddenColumns} rows={PLANS} rowKey={({ name }) => name} sort={sort} />
    </ThemeRoot>,
  );
  const textsOf = (role: 'rowheader' | 'columnheader') => () =>
    screen
      .getByRole(role)
      .elements()
      .map(({ textContent }) => textContent);
  return { screen, listNames: textsOf('rowheader'), listHeads: textsOf('columnheader') };
};

it('orders its rows by a column in both directions, rows without a value last', async () => {
  const descendingTable = await showPlans({ column: 'npv', isHighestFirst: true });
  await expect.poll(descendingTable.listNames).toEqual(['Spot', 'Base', 'Renew']);
  await expect.element(descendingTable.screen.getByRole('columnheader', { name: 'NPV' })).toHaveAttribute('aria-sort', 'descending');
  await descendingTable.screen.unmount();
  const ascendingTable = await showPlans({ column: 'npv', isHighestFirst: false });
  await expect.poll(ascendingTable.listNames).toEqual(['Base', 'Spot', 'Renew']);
});

it('hides columns, but not the first, and orders by a hidden one', async () => {
  const { listNames, listHeads } = await showPlans({ column: 'npv', isHighestFirst: true }, ['name', 'npv']);
  await expect.poll(listHeads).toEqual(['Plan', 'Note']);
  await expect.poll(listNames).toEqual(['Spot', 'Base', 'Renew']);
});

it('a tight table breaks its heads where the cells would not fit otherwise, and keeps them on one line where they do', async () => {
  const columns: readonly SimpleColumn<string>[] = ['Net revenue paid in 2027', 'Status of the contract'].map((label) => ({
    key: label,
    label,
    cell: (row) => row,
  }));
  for (const [width, lines] of [
    [240, 2],
    [600, 1],
  ] as const) {
    const screen = await render(
      <ThemeRoot mode="light">
        <div style={{ width }}>
          <SimpleTable isTight label="Contracts" columns={columns} rows={['Negotiating']} rowKey={(row) => row} />
        </div>
      </ThemeRoot>,
    );
    const table = screen.getByRole('table').element();
    expect(table.getBoundingClientRect().width).toBeLessThanOrEqual(width);
    const { height } = screen.getByRole('columnheader', { name: 'Net revenue paid in 2027' }).element().getBoundingClientRect();
    expect(Math.round((height - 10) / 16)).toBe(lines);
    await screen.unmount();
  }
});
