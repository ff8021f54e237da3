import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { type Locator, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { formatNumber } from '#shared/units/format.ts';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { type CellRefusal, type DataColumn, DataTable, type ParsedEdit } from './DataTable.tsx';
import { type FieldCodec, numberCodec } from './fieldCodec.ts';
import { ComponentSettingsProvider, type FigureActions } from './settings.tsx';
import { ToastRoot } from './Toast.tsx';

type Deal = { readonly id: string; readonly buyer: string; readonly tonnes: number | undefined };

const DEALS: readonly Deal[] = [
  { id: 'a', buyer: 'Tianmu', tonnes: 30 },
  { id: 'b', buyer: 'Aldar', tonnes: 1_200 },
  { id: 'c', buyer: 'Meridian', tonnes: undefined },
];

const COLUMNS: readonly DataColumn<Deal>[] = [
  { key: 'buyer', label: 'Buyer', width: 200, text: ({ buyer }) => buyer },
  {
    key: 'tonnes',
    label: 'Quantity',
    unit: 'kdmt',
    align: 'right',
    width: 140,
    text: ({ tonnes }) => (tonnes === undefined ? '' : formatNumber(tonnes, { decimals: 0 })),
    sortValue: ({ tonnes }) => tonnes,
    sortsHighestFirst: true,
    edit: { codec: numberCodec({ decimals: 0 }) as FieldCodec<unknown> },
  },
];

const RATING: DataColumn<Deal> = { key: 'rating', label: 'Rating', width: 200, text: () => 'investment grade' };

const identityOf = (id: string) => ({ measure: 'tonnes', subject: `contract:${id}` }) as FigureIdentity;
/** Every figure has goal seek, but for one that is not of a contract. */
const ACTIONS: FigureActions = {
  has: ({ subject }) => subject.startsWith('contract:'),
  list: ({ identity: { subject } }) =>
    subject.startsWith('contract:') ? [{ label: 'Goal seek', route: `/goal-seek?figure=${subject}` }] : [],
};

type TableProps = {
  readonly columns?: readonly DataColumn<Deal>[];
  readonly hiddenColumns?: readonly string[];
  readonly deals?: readonly Deal[];
  readonly refuse?: (edits: readonly ParsedEdit[]) => readonly CellRefusal[];
  readonly onEdits?: (edits: readonly ParsedEdit[]) => void;
  readonly navigate?: (route: string) => void;
  readonly isReadOnly?: boolean;
};

/** A table whose page stores the edits. */
const StoredTable = ({
  columns = COLUMNS,
  hiddenColumns,
  deals = DEALS,
  refuse = () => [],
  onEdits,
  navigate = () => undefined,
  isReadOnly = false,
}: TableProps) => {
  const [rows, setRows] = useState(deals);
  const onEdit = (edits: readonly ParsedEdit[]): readonly CellRefusal[] => {
    onEdits?.(edits);
    const refusals = refuse(edits);
    const storedEdits = edits.filter(({ rowKey }) => !refusals.some((refusal) => refusal.rowKey === rowKey));
    setRows((before) =>
      before.map((row) => {
        const edit = storedEdits.find(({ rowKey }) => rowKey === row.id);
        return edit ? { ...row, tonnes: edit.value as number | undefined } : row;
      }),
    );
    return refusals;
  };
  return (
    <ThemeRoot mode="light">
      <ComponentSettingsProvider navigate={navigate} figureActions={ACTIONS} isReadOnly={isReadOnly}>
        <ToastRoot>
          <DataTable
            label="Deals"
            columns={columns}
            hiddenColumns={hiddenColumns}
            rows={rows}
            rowKey={({ id }) => id}
            rowRoute={({ id }) => `/deals/${id}`}
            onEdit={onEdit}
            visibleRows={8}
            empty={<p>No deals yet.</p>}
          />
        </ToastRoot>
      </ComponentSettingsProvider>
    </ThemeRoot>
  );
};

const show = async (props: TableProps = {}) => {
  const onEdits = vi.fn();
  const screen = await render(<StoredTable onEdits={onEdits} {...props} />);
  const grid = screen.getByRole('grid', { name: 'Deals' });
  const cell = (row: number, column: number): Locator =>
    grid
      .getByRole('row')
      .nth(row + 1)
      .getByRole('gridcell')
      .nth(column);
  const buyers = () => Promise.all([0, 1, 2].map(async (row) => (await cell(row, 0).findElement()).textContent));
  return { screen, onEdits, grid, cell, buyers };
};

/** Types into a cell as in a spreadsheet: the first letter starts the entry, Enter commits it. */
const typeInto = async (cell: Locator, text: string): Promise<void> => {
  await cell.click();
  await userEvent.keyboard(`${text}{Enter}`);
};

const copyToClipboard = (text: string): Promise<void> => navigator.clipboard.writeText(text);

it('hides columns, but not the first, and keeps what is typed into those that remain', async () => {
  const { grid, cell, onEdits } = await show({
    columns: [...COLUMNS.slice(0, 1), RATING, ...COLUMNS.slice(1)],
    hiddenColumns: ['buyer', 'rating'],
  });
  await expect.poll(() => grid.getByRole('columnheader').elements().length).toBe(2);
  await userEvent.click(cell(0, 1));
  await userEvent.keyboard('41{Enter}');
  expect(onEdits).toHaveBeenCalledWith([expect.objectContaining({ rowKey: 'a', column: 'tonnes', value: 41 })]);
});

describe('a data table', () => {
  it('sorts by a column, descending where the column specifies it, with empty cells last in both directions', async () => {
    const { grid, buyers } = await show();
    const head = grid.getByRole('columnheader', { name: /Quantity/ });
    await head.click();
    await expect.element(head).toHaveAttribute('aria-sort', 'descending');
    await expect.poll(buyers).toEqual(['Aldar', 'Tianmu', 'Meridian']);
    await head.click();
    await expect.element(head).toHaveAttribute('aria-sort', 'ascending');
    await expect.poll(buyers).toEqual(['Tianmu', 'Aldar', 'Meridian']);
  });

  it('opens a row by a double click without selecting text', async () => {
    const navigate = vi.fn();
    const { cell } = await show({ navigate, columns: [...COLUMNS, RATING] });
    await cell(0, 2).dblClick({ position: { x: 30, y: 14 } });
    expect(navigate).toHaveBeenCalledWith('/deals/a');
    expect(window.getSelection()?.toString()).toBe('');
  });

  it('commits a typed cell once and moves down, as a spreadsheet does', async () => {
    const { cell, onEdits } = await show();
    await typeInto(cell(0, 1), '45');
    expect(onEdits.mock.calls).toEqual([[[{ rowKey: 'a', column: 'tonnes', text: '45', value: 45 }]]]);
    await expect.element(cell(0, 1)).toHaveTextContent('45');
    await userEvent.keyboard('46{Enter}');
    await expect.element(cell(1, 1)).toHaveTextContent('46');
  });

  it('discards an entry on Escape', async () => {
    const { cell, onEdits } = await show();
    await cell(0, 1).click();
    await userEvent.keyboard('45{Escape}');
    await expect.element(cell(0, 1)).toHaveTextContent('30');
    expect(onEdits).not.toHaveBeenCalled();
  });

  it('keeps a text that is no number in its cell with a message and does not store it', async () => {
    const { cell, onEdits, screen } = await show();
    await typeInto(cell(0, 1), 'many');
    await expect.element(cell(0, 1)).toHaveTextContent('many');
    await cell(0, 1).click();
    await expect.element(screen.getByRole('alert')).toHaveTextContent('Enter a number.');
    expect(onEdits).not.toHaveBeenCalled();
    await userEvent.keyboard('{Escape}');
    await expect.element(cell(0, 1)).toHaveTextContent('30');
  });

  it('keeps a rejected value in its cell with the reason, and stores the rest of the same action', async () => {
    const refuse = (edits: readonly ParsedEdit[]) =>
      edits.filter(({ text }) => text === '9000').map((edit) => ({ ...edit, message: 'More than is produced.' }));
    const { cell, onEdits, screen } = await show({ refuse });
    await cell(0, 1).click();
    await copyToClipboard('9000\n80');
    await userEvent.keyboard('{ControlOrMeta>}v{/ControlOrMeta}');
    await expect.element(cell(1, 1)).toHaveTextContent('80');
    await expect.element(cell(0, 1)).toHaveTextContent('9000');
    await cell(0, 1).click();
    await expect.element(screen.getByRole('alert')).toHaveTextContent('More than is produced.');
    expect(onEdits).toHaveBeenCalledTimes(1);
  });

  it('counts the pasted cells that are not saved, also while none of them is active', async () => {
    const refuse = (edits: readonly ParsedEdit[]) =>
      edits.filter(({ text }) => text === '9000').map((edit) => ({ ...edit, message: 'More than is produced.' }));
    const { cell, screen } = await show({ refuse });
    await cell(0, 1).click();
    await copyToClipboard('80\n9000\nmany');
    await userEvent.keyboard('{ControlOrMeta>}v{/ControlOrMeta}');
    await expect.element(screen.getByText('Cells not saved: 2')).toBeVisible();
    await cell(1, 1).click();
    await userEvent.keyboard('{Escape}');
    await expect.element(screen.getByText('Cells not saved: 1')).toBeVisible();
    await typeInto(cell(2, 1), '70');
    await expect.element(screen.getByText(/^Cells not saved/)).not.toBeInTheDocument();
  });

  it('fills a selected range from its first cell, clears it, sums it, and copies it with tabs', async () => {
    const { cell, onEdits, screen } = await show();
    await cell(0, 1).click();
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
    await expect.element(screen.getByText(/^2 by 1 cells, sum 1,230/)).toBeVisible();
    await userEvent.keyboard('{ControlOrMeta>}d{/ControlOrMeta}');
    await expect.element(cell(1, 1)).toHaveTextContent('30');
    await userEvent.keyboard('{ControlOrMeta>}a{/ControlOrMeta}{ControlOrMeta>}c{/ControlOrMeta}');
    await expect.poll(() => navigator.clipboard.readText()).toBe('Tianmu\t30\nAldar\t30\nMeridian\t');
    await cell(0, 1).click();
    await userEvent.keyboard('{Delete}');
    await expect.element(cell(0, 1)).toHaveTextContent('');
    expect(onEdits.mock.lastCall).toEqual([[{ rowKey: 'a', column: 'tonnes', text: '', value: undefined }]]);
  });

  it('fills down and up with the handle of a cell, and counts the cells that it can’t change', async () => {
    const columns = COLUMNS.map((column) => (column.edit ? { ...column, isEditable: ({ id }: Deal) => id !== 'b' } : column));
    const { cell, onEdits, screen } = await show({ columns });
    const handle = (): Element => document.querySelector('.rdg-cell-drag-handle') as Element;
    const skipped = screen.getByText('Cells not changed: 1 (Quantity: not editable in these rows)');
    await cell(0, 1).click();
    await userEvent.dragAndDrop(handle(), cell(1, 1));
    await expect.element(skipped).toBeVisible();
    expect(onEdits).not.toHaveBeenCalled();
    await cell(0, 1).click();
    await expect.element(skipped).not.toBeInTheDocument();
    await userEvent.dragAndDrop(handle(), cell(2, 1));
    await expect.element(cell(2, 1)).toHaveTextContent('30');
    await expect.element(skipped).toBeVisible();
    await typeInto(cell(2, 1), '70');
    await cell(2, 1).click();
    await userEvent.dragAndDrop(handle(), cell(0, 1));
    await expect.element(cell(0, 1)).toHaveTextContent('70');
    expect(onEdits.mock.lastCall).toEqual([[{ rowKey: 'a', column: 'tonnes', text: '70', value: 70 }]]);
    await typeInto(cell(0, 1), '80');
    await cell(0, 1).click();
    await userEvent.dblClick(handle());
    await expect.element(cell(2, 1)).toHaveTextContent('80');
  });

  it('reports in a read-only workspace why a pasted, filled or cleared block changes nothing', async () => {
    const { cell, onEdits, screen } = await show({ isReadOnly: true });
    const reason = screen.getByText(/^Nothing can be changed: the workspace is open read-only/);
    for (const keys of ['{ControlOrMeta>}v{/ControlOrMeta}', '{Shift>}{ArrowDown}{/Shift}{ControlOrMeta>}d{/ControlOrMeta}', '{Delete}']) {
      await copyToClipboard('9000');
      await cell(0, 1).click();
      await userEvent.keyboard(keys);
      await expect.element(reason).toBeVisible();
      await screen.getByRole('button', { name: 'Close' }).click();
      await expect.element(reason).not.toBeInTheDocument();
    }
    expect(onEdits).not.toHaveBeenCalled();
    await expect.element(cell(0, 1)).toHaveTextContent('30');
  });

  it('opens a row with Enter on a read-only cell', async () => {
    const navigate = vi.fn();
    const { cell } = await show({ navigate });
    await cell(1, 0).click();
    await userEvent.keyboard('{Enter}');
    expect(navigate.mock.calls).toEqual([['/deals/b']]);
  });

  it('opens the actions for the figure of a cell by a right click and by the keys for a context menu, and of no other cell', async () => {
    const navigate = vi.fn();
    const figureColumn: DataColumn<Deal> = {
      ...RATING,
      figure: ({ id, tonnes }) => (tonnes === undefined ? undefined : { identity: identityOf(id), unit: 'dmt', decimals: 1 }),
    };
    const { cell, screen } = await show({ navigate, columns: [...COLUMNS, figureColumn] });
    const goalSeek = screen.getByRole('menuitem', { name: 'Goal seek' });
    await cell(1, 2).click({ button: 'right' });
    await expect.element(screen.getByText('Aldar, Rating').last()).toBeVisible();
    await goalSeek.click();
    expect(navigate).toHaveBeenCalledWith('/goal-seek?figure=contract:b');
    await expect.element(goalSeek).not.toBeInTheDocument();
    for (const [keys, row, id] of [
      ['{Shift>}{F10}{/Shift}', 0, 'a'],
      ['{ContextMenu}', 1, 'b'],
    ] as const) {
      await cell(row, 2).click();
      await userEvent.keyboard(keys);
      await goalSeek.click();
      expect(navigate).toHaveBeenLastCalledWith(`/goal-seek?figure=contract:${id}`);
      await expect.element(goalSeek).not.toBeInTheDocument();
    }
    for (const place of [cell(2, 2), cell(0, 1)]) {
      await place.click();
      await userEvent.keyboard('{Shift>}{F10}{/Shift}');
      await expect.element(goalSeek).not.toBeInTheDocument();
    }
  });

  it('names a cell of a row that has no name yet by its column alone', async () => {
    const { cell, screen } = await show({ deals: [{ id: 'a', buyer: '', tonnes: 1 }] });
    await cell(0, 1).click();
    await expect.element(screen.getByText('Quantity', { exact: true }).last()).toBeVisible();
    await expect.element(screen.getByText(', Quantity')).not.toBeInTheDocument();
  });

  it('shows what to do when it has no rows', async () => {
    const { screen } = await show({ deals: [] });
    await expect.element(screen.getByText('No deals yet.')).toBeVisible();
  });

  it('draws only the visible rows of ten thousand, and moves to the last with a key', async () => {
    const deals = Array.from({ length: 10_000 }, (_, index) => ({ id: `${index}`, buyer: `Buyer ${index}`, tonnes: index }));
    const { grid, cell, screen } = await show({ deals });
    expect((await grid.findElement()).querySelectorAll('[role="row"]').length).toBeLessThan(60);
    await expect.element(grid).toHaveAttribute('aria-rowcount', '10001');
    await cell(0, 0).click();
    await userEvent.keyboard('{ControlOrMeta>}{End}{/ControlOrMeta}');
    await expect.element(screen.getByRole('gridcell', { name: 'Buyer 9999', exact: true })).toBeVisible();
    await userEvent.keyboard('{ControlOrMeta>}a{/ControlOrMeta}');
    await expect.element(screen.getByText('10,000 by 2 cells, sum 49,995,000 kdmt')).toBeVisible();
  });
});
