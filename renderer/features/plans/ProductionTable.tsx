import { useMemo } from 'react';
import type { PlacedField } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { type CellEdit, type CellRefusal, type DataColumn, DataTable } from '../../components/DataTable.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { useRowsBeyond } from '../data/index.ts';
import { type ProductEntry, type ProductYears, productYearValue, type StoreYears, THOUSAND } from './productYears.ts';

const ROWS = 10;

const decimalsOf = (value: number): number => (Math.abs(value) < 100 ? 1 : 0);

/** The import field of a column: the product, or a calendar year in the table's unit. */
const costField = (column: string): PlacedField => ({ field: column === 'name' ? 'product' : `y${column}` });
const productionField = (column: string): PlacedField => ({ ...costField(column), ...(column === 'name' ? {} : { scale: THOUSAND }) });

export type ProductionTableProps = {
  readonly what: ProductYears;
  readonly products: readonly ProductEntry[];
  readonly years: readonly number[];
  /** Shared by all product tables, so that their edits are stored one after another. */
  readonly store: StoreYears;
};

/** Products by calendar year, edited as in a spreadsheet; edits made at once are one change. */
export const ProductionTable = ({ what, products, years, store }: ProductionTableProps) => {
  const save = useCommand('products.saveMany', {
    done: (_output, { entries }) => text('products.edited', { name: entries[0]?.product.name ?? '', count: entries.length }),
  });
  const draft = useSheetDraft({ kind: 'product', id: `table.${what}` });
  const beyond = useRowsBeyond(what === 'cost' ? 'costs' : 'production', what === 'cost' ? costField : productionField);
  const columns = useMemo(
    (): readonly DataColumn<ProductEntry>[] => [
      {
        key: 'name',
        label: text('products.name'),
        width: 220,
        tone: 'key',
        text: ({ product }) => product.name,
        cell: ({ product }) => (
          <>
            <MetalSwatch metal={product.metal} />
            {product.name}
          </>
        ),
      },
      ...years.map(
        (year): DataColumn<ProductEntry> => ({
          key: String(year),
          label: String(year),
          align: 'right',
          width: 88,
          text: ({ product }) => {
            const value = productYearValue(product, what, year);
            return value === undefined ? '' : formatNumber(value, { decimals: decimalsOf(value) });
          },
          sortValue: ({ product }) => productYearValue(product, what, year),
          edit: { kind: 'number' },
        }),
      ),
    ],
    [what, years],
  );
  const edit = (edits: readonly CellEdit[]): Promise<readonly CellRefusal[]> => store(what, edits, (entries) => save.run({ entries }));
  const title = text(what === 'cost' ? 'products.cost' : 'products.production');
  return (
    <Section title={title} note={text(what === 'cost' ? 'products.costNote' : 'products.productionNote')} span={12}>
      <DataTable
        label={title}
        columns={columns}
        rows={products}
        rowKey={({ product }) => product.id}
        onEdit={edit}
        draft={draft}
        onBeyond={beyond}
        visibleRows={Math.min(ROWS, Math.max(1, products.length))}
      />
    </Section>
  );
};
