import { styled } from '@mui/material/styles';
import type { BuyerRow } from '#shared/contract/buyers.ts';
import type { TableIdentities } from '#shared/contract/figure.ts';
import type { PlacedField } from '#shared/contract/imports.ts';
import { ratingRank } from '#shared/domain/buyer.ts';
import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import { sumBy } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import type { DataColumn } from '../../../components/DataTable.tsx';
import { MetalSwatch } from '../../../components/MetalName.tsx';
import { RouteLink } from '../../../components/RouteLink.tsx';
import type { FigureReader, Presentation } from '../../../components/settings.tsx';
import { tableFigure } from '../../../components/tableFigure.ts';
import { fieldColumn } from '../../../editing/sheet/fieldColumn.ts';
import { type BuyerTableField, buyerTableField } from '../editor/buyerField.ts';

const MetalMark = styled('span')({ marginRight: 10 });

/** Columns whose field in an import has another name; `undefined` for computed columns. */
const IMPORT_FIELDS: Readonly<Record<string, string | undefined>> = {
  // the name of a group may be that of a parent
  group: undefined,
  parent: 'parentName',
  zone: undefined,
  metals: undefined,
  contracts: undefined,
  value: undefined,
  share: undefined,
};

/** The field of an import of buyers that a column of the table corresponds to. */
export const importField = (column: string): PlacedField => {
  const field = Object.hasOwn(IMPORT_FIELDS, column) ? IMPORT_FIELDS[column] : column;
  return field === undefined ? {} : { field };
};

export type ColumnContext = {
  readonly read: FigureReader;
  readonly label: Presentation['label'];
  readonly year: number;
  readonly country: (code: string) => string;
  readonly rows: readonly BuyerRow[];
  /** Absent while the rows load. */
  readonly identities: TableIdentities | undefined;
};

/** The columns of the buyers table; the name is frozen. */
export const buyerColumns = ({
  read,
  label: labelText,
  year,
  country,
  rows,
  identities,
}: ColumnContext): readonly DataColumn<BuyerRow>[] => {
  const money = (value: number) => read.format({ value, unit: 'usd', decimals: 1 });
  const share = (value: number) => read.format({ value, unit: 'fraction', decimals: 1 }).text;
  const sum = (amountOf: (row: BuyerRow) => number): number => sumBy(rows, amountOf);
  const column = (
    key: string,
    label: string,
    width: number,
    of: (row: BuyerRow) => string,
    extras: Partial<DataColumn<BuyerRow>> = {},
  ): DataColumn<BuyerRow> => ({ key, label, width, text: of, ...extras });
  const field = (key: BuyerTableField, width: number, extras: Partial<DataColumn<BuyerRow>>): DataColumn<BuyerRow> =>
    fieldColumn(key, buyerTableField(key), width, (row) => row[key], extras);
  return [
    field('name', 200, {
      label: text('buyers.table.column.name'),
      tone: 'key',
      total: text('buyers.table.total', { count: rows.length }),
    }),
    column('country', text('buyers.table.column.country'), 110, (row) => country(row.country)),
    column('destination', text('buyers.table.column.destination'), 130, (row) => labelText(row.destination)),
    column('zone', text('buyers.table.column.zone'), 102, (row) => text(`zone.${row.zone}`), { tone: 'context' }),
    column('metals', text('buyers.table.column.metals'), 112, (row) => row.metals.map((metal) => METAL_SYMBOL[metal]).join(' '), {
      cell: (row) =>
        row.metals.map((metal) => (
          <MetalMark key={metal}>
            <MetalSwatch metal={metal} />
            {METAL_SYMBOL[metal]}
          </MetalMark>
        )),
    }),
    column('contracts', text('buyers.table.column.contracts'), 88, (row) => formatPlainNumber(row.contracts, { decimals: 0 }), {
      align: 'right',
      sortsHighestFirst: true,
      sortValue: (row) => row.contracts,
      total: formatPlainNumber(
        sum((row) => row.contracts),
        { decimals: 0 },
      ),
    }),
    column('value', text('buyers.table.column.value', { year }), 110, (row) => money(row.value).text, {
      unit: money(0).unit,
      figure: tableFigure(identities?.rows, 'value', 'usd'),
      term: 'grossPayableValue',
      align: 'right',
      tone: 'value',
      sortsHighestFirst: true,
      sortValue: (row) => row.value,
      total: money(sum((row) => row.value)).text,
    }),
    column('share', text('buyers.table.column.share'), 76, (row) => share(row.share), {
      unit: '%',
      figure: tableFigure(identities?.rows, 'share', 'fraction'),
      align: 'right',
      sortsHighestFirst: true,
      sortValue: (row) => row.share,
      total: share(sum((row) => row.share)),
    }),
    field('rating', 74, { label: text('buyers.table.column.rating'), term: 'rating', sortValue: (row) => ratingRank(row.rating) }),
    field('ownership', 110, { label: text('buyers.table.column.ownership') }),
    field('type', 130, { label: text('buyers.table.column.type') }),
    column('group', text('buyers.table.column.group'), 180, (row) => row.group?.name ?? text('common.none'), {
      tone: 'context',
      cell: ({ group }) =>
        group?.id ? <RouteLink route={`/buyers/groups/${group.id}`}>{group.name}</RouteLink> : (group?.name ?? text('common.none')),
      term: 'buyerGroup',
    }),
    column('parent', text('buyers.table.column.parent'), 180, (row) => row.parent ?? text('common.none'), {
      tone: 'context',
      term: 'ultimateParent',
    }),
    field('cycleSensitivity', 100, {
      label: text('buyers.table.column.cycle'),
      unit: text('buyers.table.column.cycleUnit'),
      term: 'cycleSensitivity',
    }),
  ];
};
