import { styled } from '@mui/material/styles';
import type { ContractRow } from '#shared/contract/contracts.ts';
import type { TableIdentities } from '#shared/contract/figure.ts';
import { text } from '#shared/messages/text.ts';
import { formatKdmt, formatMonth, formatNumber, formatPrice } from '#shared/units/format.ts';
import { ClippedText } from './ClippedText.tsx';
import { type Action, EmptyState } from './EmptyState.tsx';
import { MetalSwatch } from './MetalName.tsx';
import { OriginMark } from './OriginMark.tsx';
import { PlainFigure } from './PlainFigure.tsx';
import { Section } from './Section.tsx';
import { type SimpleColumn, SimpleTable } from './SimpleTable.tsx';
import { StateMark } from './StateMark.tsx';
import { useFigureReader } from './settings.tsx';

/** Contracts that end within this number of months are marked. */
const SOON_MONTHS = 12;

const QuietText = styled('span')(({ theme }) => ({ color: theme.vars.palette.ore.tertiary }));
const noneCell = () => <QuietText>{text('common.none')}</QuietText>;

const endCell = ({ end, monthsLeft, status }: ContractRow) =>
  status !== 'ended' && monthsLeft <= SOON_MONTHS ? <StateMark state="near">{formatMonth(end)}</StateMark> : formatMonth(end);

const floorCell = ({ floor, collarUnit }: ContractRow) => {
  if (floor === undefined) return noneCell();
  const price = formatPrice(floor, collarUnit ?? 'USD/dmt');
  return `${price.text} ${price.unit}`;
};

const counterpartColumns = (): Readonly<Record<'product' | 'buyer', SimpleColumn<ContractRow>>> => ({
  product: {
    key: 'product',
    label: text('buyer.product'),
    cell: ({ metal, product }) => (
      <>
        <MetalSwatch metal={metal} />
        {product}
      </>
    ),
  },
  buyer: { key: 'buyer', label: text('buyer.form'), cell: ({ buyer }) => <ClippedText width="200px">{buyer}</ClippedText> },
});

export type RecordContractsProps = {
  readonly rows: readonly ContractRow[];
  readonly identities: TableIdentities;
  /** The column that distinguishes the rows. */
  readonly counterpart: 'product' | 'buyer';
  /** Text of the empty state, and its action that adds the first contract. */
  readonly emptyText: string;
  readonly addAction: Action;
};

/** A table of the contracts of a buyer or a product. */
export const RecordContracts = ({ rows, identities, counterpart, emptyText: placeholder, addAction }: RecordContractsProps) => {
  const read = useFigureReader();
  const money = (value: number) => read.inColumn({ value, unit: 'usd', decimals: 1 });
  const columns: readonly SimpleColumn<ContractRow>[] = [
    { key: 'code', label: text('buyer.code'), tone: 'key', cell: ({ code }) => code },
    counterpartColumns()[counterpart],
    {
      key: 'quantity',
      label: text('buyer.quantity'),
      unit: text('formUnit.kdmtAYear'),
      align: 'right',
      cell: ({ tonnesPerYear }) => formatKdmt(tonnesPerYear),
    },
    {
      key: 'price',
      label: text('buyer.netPrice'),
      unit: 'USD/dmt',
      align: 'right',
      cell: (row) =>
        row.netPrice === undefined ? (
          noneCell()
        ) : (
          <>
            <PlainFigure table={identities.contracts} row={row} column="netPrice" unit="usdPerDmt">
              {formatNumber(row.netPrice, { decimals: 1 })}
            </PlainFigure>
            {row.netPriceOrigin ? <OriginMark origin={row.netPriceOrigin} isHanging /> : undefined}
          </>
        ),
    },
    {
      key: 'revenue',
      label: text('contracts.table.revenue', { year: rows[0]?.year ?? '' }),
      unit: money(0).unit,
      align: 'right',
      tone: 'value',
      cell: (row) =>
        row.revenue === undefined ? (
          noneCell()
        ) : (
          <PlainFigure table={identities.contracts} row={row} column="revenue" unit="usd">
            {money(row.revenue).text}
          </PlainFigure>
        ),
    },
    { key: 'end', label: text('buyer.ends'), cell: endCell },
    { key: 'floor', label: text('buyer.protection'), cell: floorCell, isWideOnly: true },
    { key: 'status', label: text('buyer.status'), tone: 'context', cell: ({ status }) => text(`status.${status}`) },
  ];
  return (
    <Section title={text('buyer.contracts')} note={rows.length > 0 ? text('buyer.contractsNote', { count: rows.length }) : undefined}>
      {rows.length > 0 ? (
        <SimpleTable
          isTight
          label={text('buyer.contracts')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          rowRoute={(row) => `/contracts/${row.id}`}
        />
      ) : (
        <EmptyState what={placeholder} actions={[addAction]} />
      )}
    </Section>
  );
};
