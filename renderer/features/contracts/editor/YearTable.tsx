import { memo } from 'react';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import type { Figure, TableIdentities } from '#shared/contract/figure.ts';
import { sumBy } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { columnMoneyDecimals, formatTonnes } from '#shared/units/format.ts';
import { FigureLink } from '../../../components/FigureLink.tsx';
import { PlainFigure } from '../../../components/PlainFigure.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { useFigureReader } from '../../../components/settings.tsx';

type Row = ContractPreview['yearTable'][number];
type Amount = 'tonnes' | 'minimumTonnes' | 'revenue' | 'presentValue';
type Price = 'effective' | 'spot' | 'margin';

type YearTableProps = {
  readonly rows: readonly Row[];
  readonly identities: TableIdentities[string] | undefined;
  readonly tenor: Figure | undefined;
};

/** Lists tonnes, minimum, revenue and present value by year, with effective price, spot price and margin. */
export const YearTable = memo(({ rows, identities, tenor }: YearTableProps) => {
  const read = useFigureReader();
  const decimals = columnMoneyDecimals(rows.flatMap(({ revenue, presentValue }) => [revenue, presentValue]));
  const money = (value: number) => read.format({ value, unit: 'usd', decimals });
  const kdmt = (value: number) => formatTonnes(value, 'kdmt', 1).text;
  const usd = money(0).unit;
  const column = (key: Amount, label: string, unit: string, format: (value: number) => string): SimpleColumn<Row> => ({
    key,
    label,
    unit,
    align: 'right',
    cell: (row) => (
      <PlainFigure table={identities} row={row} column={key} unit={key === 'tonnes' || key === 'minimumTonnes' ? 'dmt' : 'usd'}>
        {format(row[key])}
      </PlainFigure>
    ),
    total: format(sumBy(rows, (row) => row[key])),
  });
  const price = (key: Price, label: string): SimpleColumn<Row> => ({
    key,
    label,
    unit: text('contracts.table.usdPerDmt'),
    align: 'right',
    cell: (row) => {
      const figure = row[key];
      return figure ? <FigureLink as="cell" figure={figure} /> : undefined;
    },
  });
  const columns: readonly SimpleColumn<Row>[] = [
    { key: 'year', label: text('years.year'), tone: 'key', cell: ({ year }) => String(year), total: text('common.total') },
    column('tonnes', text('years.tonnes'), 'kdmt', kdmt),
    column('minimumTonnes', text('years.minimum'), 'kdmt', kdmt),
    column('revenue', text('years.revenueHead'), usd, (value) => money(value).text),
    column('presentValue', text('years.presentValue'), usd, (value) => money(value).text),
    price('effective', text('years.effective')),
    price('spot', text('years.spot')),
    ...(rows.some(({ margin }) => margin) ? [price('margin', text('years.margin'))] : []),
  ];
  return (
    <Section
      title={text('years.tableTitle')}
      note={text('years.tableNote')}
      tools={
        tenor ? (
          <span>
            {text('years.tenor')} <FigureLink as="plain" figure={tenor} />
          </span>
        ) : undefined
      }
      span={12}
    >
      <SimpleTable label={text('years.tableTitle')} columns={columns} rows={rows} rowKey={(row) => row.year} />
    </Section>
  );
});
