import { useState } from 'react';
import { expect, it } from 'vitest';
import { type Locator, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { type DataColumn, DataTable, type ParsedEdit } from '../DataTable.tsx';
import { type FieldCodec, numberCodec } from '../fieldCodec.ts';

type Deal = { readonly id: string; readonly tonnes: number };

const COLUMNS: readonly DataColumn<Deal>[] = [
  { key: 'id', label: 'ID', width: 120, text: ({ id }) => id },
  {
    key: 'tonnes',
    label: 'Quantity',
    align: 'right',
    width: 140,
    text: ({ tonnes }) => String(tonnes),
    sortValue: ({ tonnes }) => tonnes,
    edit: { codec: numberCodec({ decimals: 0 }) as FieldCodec<unknown> },
    total: 'all',
  },
];

/** A table whose page stores edits at once and reads its rows again when the button is pressed. */
const ServedTable = ({ deals }: { readonly deals: readonly Deal[] }) => {
  const [storedDeals, setStored] = useState(deals);
  const [answer, setAnswer] = useState({ rows: deals, answeredAt: 1 });
  const save = async (edits: readonly ParsedEdit[]) => {
    setStored((currentDeals) =>
      currentDeals.map((deal) => {
        const edit = edits.find(({ rowKey }) => rowKey === deal.id);
        return edit ? { ...deal, tonnes: edit.value as number } : deal;
      }),
    );
    return [];
  };
  const readAgain = () =>
    setAnswer(({ rows, answeredAt }) => ({ rows: storedDeals === rows ? rows : storedDeals, answeredAt: answeredAt + 1 }));
  return (
    <ThemeRoot mode="light">
      {/* a press keeps the focus in the table, as an answer does */}
      <button
        type="button"
        onPointerDown={(event) => event.preventDefault()}
        onMouseDown={(event) => event.preventDefault()}
        onClick={readAgain}
      >
        Answer
      </button>
      <button type="button" onClick={() => setStored(deals)}>
        Undo
      </button>
      <DataTable
        label="Deals"
        columns={COLUMNS}
        rows={answer.rows}
        rowKey={({ id }) => id}
        sort={{ column: 'tonnes', isHighestFirst: false }}
        onSort={() => undefined}
        onEdit={save}
        answeredAt={answer.answeredAt}
        visibleRows={8}
      />
    </ThemeRoot>
  );
};

const show = async (deals: readonly Deal[]) => {
  const screen = await render(<ServedTable deals={deals} />);
  const grid = screen.getByRole('grid', { name: 'Deals' });
  const quantity = (id: string): Locator =>
    grid
      .getByRole('row', { name: new RegExp(`^${id} `) })
      .getByRole('gridcell')
      .nth(1);
  const ids = async () =>
    [...(await grid.findElement()).querySelectorAll('.rdg-row:not(.rdg-summary-row)')].map(
      (row) => row.querySelector('.rdg-cell')?.textContent,
    );
  const press = (name: string) => screen.getByRole('button', { name }).click();
  return { screen, grid, quantity, ids, press };
};

const DEALS: readonly Deal[] = [
  { id: 'A', tonnes: 10 },
  { id: 'B', tonnes: 20 },
  { id: 'C', tonnes: 30 },
];
const LONG: readonly Deal[] = Array.from({ length: 1_000 }, (_, index) => ({ id: `D${index}`, tonnes: index }));

it('shows an entry in its cell until the rows are read again, also if it was undone meanwhile', async () => {
  const { quantity, press } = await show(DEALS);
  await quantity('A').click();
  await userEvent.keyboard('15{Enter}');
  await expect.element(quantity('A')).toHaveTextContent('15');
  await press('Answer');
  await expect.element(quantity('A')).toHaveTextContent('15');
  await quantity('B').click();
  await userEvent.keyboard('25{Enter}');
  await expect.element(quantity('B')).toHaveTextContent('25');
  await press('Undo');
  await press('Answer');
  await expect.element(quantity('B')).toHaveTextContent('20');
  await expect.element(quantity('A')).toHaveTextContent('10');
});

it('keeps the active cell on its record when rows come in another order, and the order while a cell is typed into', async () => {
  const { quantity, ids, press } = await show(DEALS);
  await quantity('A').click();
  await userEvent.keyboard('35{Enter}');
  // the next record is active, and moves up when the first moves to the end
  await press('Answer');
  await expect.poll(ids).toEqual(['B', 'C', 'A']);
  await userEvent.keyboard('50');
  await press('Answer');
  await userEvent.keyboard('{Enter}');
  await expect.element(quantity('B')).toHaveTextContent('50');
  await userEvent.keyboard('60');
  await press('Answer');
  expect(await ids()).toEqual(['B', 'C', 'A']);
  await userEvent.keyboard('{Enter}');
  await expect.element(quantity('C')).toHaveTextContent('60');
  await expect.poll(ids).toEqual(['C', 'A', 'B']);
});

it('moves to the ends of the table with Ctrl, and selects and copies all of it from its header', async () => {
  const { grid, quantity } = await show(LONG);
  await quantity('D3').click();
  await userEvent.keyboard('{Control>}{End}{/Control}');
  await expect.element(quantity('D999')).toBeInViewport();
  await expect.element(quantity('D999')).toHaveFocus();
  await userEvent.keyboard('{Control>}{Home}{/Control}');
  await expect.element(grid.getByRole('gridcell', { name: 'D0', exact: true })).toHaveFocus();
  await userEvent.keyboard('{Control>}{ArrowDown}{/Control}');
  await expect.element(grid.getByRole('gridcell', { name: 'D999', exact: true })).toHaveFocus();
  await userEvent.keyboard('{Control>}{Home}{/Control}{ArrowUp}');
  await expect.element(grid.getByRole('columnheader', { name: 'ID' })).toHaveFocus();
  await userEvent.keyboard('{Control>}ac{/Control}');
  await expect.poll(async () => (await navigator.clipboard.readText()).split('\n').length).toBe(1_000);
});

it('shows the same rows with the same active cell again after Back, and another visit from the top', async () => {
  const { screen, grid, quantity } = await show(LONG);
  await quantity('D3').click();
  await userEvent.keyboard('{Control>}{End}{/Control}{PageUp}{PageUp}');
  const activeRow = document.activeElement?.parentElement?.textContent;
  const { scrollTop } = await grid.findElement();
  expect(scrollTop).toBeGreaterThan(0);
  window.history.pushState(null, '', '/record');
  await screen.unmount();
  const isBack = new Promise((resolve) => window.addEventListener('popstate', resolve, { once: true }));
  window.history.back();
  await isBack;
  const second = await show(LONG);
  await expect.poll(() => document.activeElement?.parentElement?.textContent).toBe(activeRow);
  expect((await second.grid.findElement()).scrollTop).toBe(scrollTop);
  await second.screen.unmount();
  window.history.pushState(null, '', window.location.href);
  const third = await show(LONG);
  expect((await third.grid.findElement()).scrollTop).toBe(0);
});
