import { useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import { METALS } from '#shared/domain/metal.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Year } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber, formatPlainNumber, formatTonnes } from '#shared/units/format.ts';
import { ChipFilter, FilterBar } from '../../components/ChipFilter.tsx';
import { ClippedText } from '../../components/ClippedText.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { ActionButton } from '../../components/EmptyState.tsx';
import { mainElement } from '../../components/elements.ts';
import { MenuButton } from '../../components/MenuButton.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useComponentSettings } from '../../components/settings.tsx';
import { useToast } from '../../components/Toast.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { TableViews, useTableAddress } from '../tableViews/index.ts';
import { filterProducts, type ProductFilter, parseProductFilter, writeProductFilter } from './productFilter.ts';

type Entry = Output<'products.list'>['products'][number];

const percent = (fraction: number): string => formatPlainNumber(fraction * 100, { decimals: 1 });

/** The main element and its grade: "Cu 26.0". */
const gradeText = (product: Product): string => {
  const element = mainElement(product);
  const grade = product.assay[element];
  return grade === undefined ? text('common.none') : `${element} ${percent(grade)}`;
};

const plannedTonnes = ({ production }: Product, year: Year): number => production.find((candidate) => candidate.year === year)?.tonnes ?? 0;

/** The unit cost of a year, else of the last year before it that has one. */
const unitCostIn = ({ unitCost }: Product, year: Year): number | undefined =>
  unitCost.findLast((candidate) => candidate.year <= year)?.usdPerDmt;

const yearsOf = ({ production, unitCost }: Product): number => new Set([...production, ...unitCost].map(({ year }) => year)).size;

/** The products of the mine, with commands to add, copy and delete them. */
export const ProductsTable = ({ products, year }: { readonly products: readonly Entry[]; readonly year: Year }) => {
  const { navigate } = useComponentSettings();
  const toast = useToast();
  const [productToDelete, setDeleting] = useState<Product>();
  const copy = useCommand('products.copy', {
    isExclusive: true,
    doneText: (_output, { id }) => text('product.copied', { name: products.find(({ product }) => product.id === id)?.product.name ?? '' }),
  });
  const remove = useCommand('products.remove', { doneText: () => text('product.deleted', { name: productToDelete?.name ?? '' }) });
  const close = () => setDeleting(undefined);
  const askDelete = ({ product, contracts }: Entry) => {
    if (contracts === 0) setDeleting(product);
    else toast({ text: text('product.inContracts', { name: product.name, count: contracts }), isError: true });
  };
  const address = useTableAddress('products');
  const filter = parseProductFilter(address.parameters);
  const setFilter = (next: ProductFilter) => address.setFilters(writeProductFilter(next), { replacesEntry: true });
  const rows = filterProducts(products, filter);
  const columns: readonly (SimpleColumn<Entry> & { readonly label: string })[] = [
    {
      key: 'name',
      label: text('products.name'),
      tone: 'key',
      sortValue: ({ product }) => product.name,
      cell: ({ product }) => (
        <>
          <MetalSwatch metal={product.metal} />
          <ClippedText width="260px">{product.name}</ClippedText>
        </>
      ),
    },
    {
      key: 'form',
      label: text('products.form'),
      tone: 'context',
      sortValue: ({ product }) => text(`productForm.${product.form}`),
      cell: ({ product }) => text(`productForm.${product.form}`),
    },
    {
      key: 'grade',
      label: text('products.grade'),
      term: 'grade',
      unit: text('formUnit.percent'),
      align: 'right',
      sortValue: ({ product }) => product.assay[mainElement(product)],
      cell: ({ product }) => gradeText(product),
    },
    {
      key: 'moisture',
      label: text('products.moisture'),
      unit: text('formUnit.percent'),
      align: 'right',
      sortValue: ({ product }) => product.moisture,
      cell: ({ product }) => percent(product.moisture),
    },
    {
      key: 'planned',
      label: text('products.planned', { year }),
      unit: 'kdmt',
      align: 'right',
      tone: 'value',
      sortValue: ({ product }) => plannedTonnes(product, year),
      cell: ({ product }) => formatTonnes(plannedTonnes(product, year), 'kdmt', 1).text,
    },
    {
      key: 'cost',
      label: text('products.unitCost', { year }),
      term: 'cashCost',
      unit: 'USD/dmt',
      align: 'right',
      sortValue: ({ product }) => unitCostIn(product, year),
      cell: ({ product }) => {
        const cost = unitCostIn(product, year);
        return cost === undefined ? text('common.none') : formatNumber(cost, { decimals: 1 });
      },
    },
    {
      key: 'contracts',
      label: text('products.contracts'),
      align: 'right',
      sortValue: ({ contracts }) => contracts,
      cell: ({ contracts }) => formatPlainNumber(contracts, { decimals: 0 }),
    },
    {
      key: 'actions',
      label: text('common.actions'),
      isLabelHidden: true,
      width: '40px',
      cell: (entry) => (
        <MenuButton
          as="icon"
          icon="more"
          label={text('products.more', { name: entry.product.name })}
          entries={[
            { key: 'open', label: text('products.open'), onPick: () => navigate(`/products/${entry.product.id}`) },
            { key: 'copy', isEdit: true, label: text('product.copy'), onPick: () => void copy.run({ id: entry.product.id }) },
            { key: 'delete', isEdit: true, label: text('product.delete'), onPick: () => askDelete(entry) },
          ]}
        />
      ),
    },
  ];
  return (
    <Section
      title={text('products.title')}
      note={text('products.note', { count: products.length })}
      tools={
        <>
          <TableViews address={address} columns={columns.filter(({ key }) => key !== 'actions')} hasOrderMenu />
          <ActionButton action={{ label: text('products.add'), isEdit: true, route: '/products/new' }} />
        </>
      }
      span={12}
    >
      <FilterBar>
        <ChipFilter
          label={text('contracts.table.metal')}
          choices={METALS.filter((metal) => products.some(({ product }) => product.metal === metal)).map((metal) => ({
            value: metal,
            label: text(`metal.${metal}`),
          }))}
          chosenValues={filter.metals}
          onChange={(metals) => setFilter({ ...filter, metals })}
        />
        <SearchField label={text('products.search')} value={filter.search} onChange={(search) => setFilter({ ...filter, search })} />
      </FilterBar>
      <SimpleTable
        label={text('products.title')}
        columns={columns}
        hiddenColumns={address.hiddenColumns}
        sort={address.sort}
        {...(rows.length === 0 ? { foot: text('products.noMatch') } : {})}
        rows={rows}
        rowKey={({ product }) => product.id}
        rowRoute={({ product }) => `/products/${product.id}`}
      />
      <Confirm
        open={productToDelete !== undefined}
        title={text('product.deleteTitle', { name: productToDelete?.name ?? '' })}
        action={text('product.delete')}
        onClose={close}
        onConfirm={() => {
          if (productToDelete) void remove.run({ ids: [productToDelete.id] }).then(close);
        }}
      >
        {productToDelete ? text('product.deleteBody', { count: yearsOf(productToDelete) }) : ''}
      </Confirm>
    </Section>
  );
};
