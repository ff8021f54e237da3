import { useMemo } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { PlacedField } from '#shared/contract/imports.ts';
import { Product } from '#shared/domain/product.ts';
import { text } from '#shared/messages/text.ts';
import { getAt } from '#shared/recordPath.ts';
import { call } from '../../api/client.ts';
import { useSendCommand } from '../../api/queries.ts';
import { type DataColumn, DataTable } from '../../components/DataTable.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { at } from '../../editing/fields/fieldPath.ts';
import { formatField } from '../../editing/fields/fieldSpec.ts';
import { fieldColumn } from '../../editing/sheet/fieldColumn.ts';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { useSheetEdits } from '../../editing/sheet/useSheetEdits.ts';
import { usePasteOfMoreRows } from '../data/index.ts';
import { type ProductSheet, productOf, SHEET, sheetOf, yearField } from '../products/index.ts';

const ROWS = 10;

type ProductEntry = Output<'products.list'>['products'][number];

/** What a table of products by year edits: planned tonnes, or the unit cash cost. */
type ProductYears = 'production' | 'cost';

const FIELD = { production: 'tonnes', cost: 'usdPerDmt' } as const;

/** The import field of a column: the product, or a calendar year in the table's unit. */
const costField = (column: string): PlacedField => ({ field: column === 'name' ? 'product' : `y${column}` });
const productionField = (column: string): PlacedField => ({ ...costField(column), ...(column === 'name' ? {} : { scale: 1000 }) });

export type ProductionTableProps = {
  readonly what: ProductYears;
  readonly products: readonly ProductEntry[];
  readonly years: readonly number[];
};

/** Products by calendar year, edited as in a spreadsheet; edits made at once are one change. */
export const ProductionTable = ({ what, products, years }: ProductionTableProps) => {
  const save = useSendCommand('products.saveMany');
  const edit = useSheetEdits<ProductSheet>({
    read: async () => {
      const { products } = await call('products.list', {});
      return new Map(products.map(({ product, version }) => [product.id, { record: sheetOf(product), version }]));
    },
    fieldOf: (year) => ({ path: at(SHEET, 'years', year, FIELD[what]), spec: yearField[what](year) }),
    schema: { safeParse: (sheet) => Product.safeParse(productOf(sheet as ProductSheet)) },
    save: (records, options) => save({ entries: records.map(({ record, version }) => ({ product: productOf(record), version })) }, options),
    savedText: (records) => text('products.edited', { name: records[0]?.name ?? '', count: records.length }),
  });
  const draft = useSheetDraft({ kind: 'product', id: `table.${what}` });
  const pasteMoreRows = usePasteOfMoreRows(what === 'cost' ? 'costs' : 'production', what === 'cost' ? costField : productionField);
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
      ...years.map((year): DataColumn<ProductEntry> => {
        const spec = yearField[what](String(year));
        const yearValue = ({ product }: ProductEntry) =>
          getAt(sheetOf(product), at(SHEET, 'years', String(year), FIELD[what])) as number | undefined;
        return fieldColumn(String(year), spec, 88, yearValue, {
          label: String(year),
          unit: undefined,
          text: (row) => {
            const value = yearValue(row);
            const decimals = value === undefined || Math.abs(value * spec.scale) < 100 ? 1 : 0;
            return formatField({ ...spec, decimals, maxDecimals: decimals }, value);
          },
        });
      }),
    ],
    [what, years],
  );
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
        onBeyond={pasteMoreRows}
        visibleRows={Math.min(ROWS, Math.max(1, products.length))}
      />
    </Section>
  );
};
