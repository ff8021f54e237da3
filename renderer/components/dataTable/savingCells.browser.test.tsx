import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { type DataColumn, DataTable } from '../DataTable.tsx';
import { type FieldCodec, numberCodec } from '../fieldCodec.ts';
import { ToastRoot } from '../Toast.tsx';

type Deal = { readonly id: string; readonly tonnes: number };

const DEALS: readonly Deal[] = Array.from({ length: 1200 }, (_, i) => ({ id: `C-${i}`, tonnes: i }));

const COLUMNS: readonly DataColumn<Deal>[] = [
  { key: 'id', label: 'ID', width: 100, text: ({ id }) => id },
  {
    key: 'tonnes',
    label: 'Quantity',
    width: 140,
    text: ({ tonnes }) => String(tonnes),
    edit: { codec: numberCodec({ decimals: 0 }) as FieldCodec<unknown> },
  },
];

it('a fill of thousands of cells is announced until it is stored', async () => {
  const storage = Promise.withResolvers<readonly never[]>();
  const screen = await render(
    <ThemeRoot mode="light">
      <ToastRoot>
        <DataTable
          label="Deals"
          columns={COLUMNS}
          rows={DEALS}
          rowKey={({ id }) => id}
          onEdit={() => storage.promise}
          visibleRows={8}
          empty={<p>No deals yet.</p>}
        />
      </ToastRoot>
    </ThemeRoot>,
  );
  await screen.getByRole('gridcell', { name: '0', exact: true }).click();
  await userEvent.keyboard('{Control>}{Shift>}{ArrowDown}{/Shift}d{/Control}');
  const message = screen.getByText('Saving cells: 1,199');
  await expect.element(message).toBeVisible();
  storage.resolve([]);
  await expect.element(message).not.toBeInTheDocument();
});
