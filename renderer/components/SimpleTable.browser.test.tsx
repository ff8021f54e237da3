import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { SimpleTable } from './SimpleTable.tsx';

const showRows = (count: number, chosenRow = -1) =>
  render(
    <ThemeRoot mode="light">
      <SimpleTable
        label="Contracts"
        columns={[{ key: 'code', label: 'Code', tone: 'key', cell: (row: number) => `C-${row}`, total: `${count} in all` }]}
        rows={Array.from({ length: count }, (_, row) => row)}
        rowKey={(row) => row}
        rowChoice={(row) => ({ isChosen: row === chosenRow, onChoose: () => undefined })}
      />
    </ThemeRoot>,
  );

it('shows a hundred rows at once, and more in pages of fifty that lead to every row', async () => {
  const small = await showRows(100);
  await expect.element(small.getByRole('button', { name: 'C-99', exact: true })).toBeVisible();
  expect(small.getByRole('navigation').elements()).toEqual([]);
  await small.unmount();

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
