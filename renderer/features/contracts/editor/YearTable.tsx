import { memo } from 'react';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import { text } from '#shared/messages/text.ts';
import { formatTonnes } from '#shared/units/format.ts';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { useFigureReader } from '../../../components/settings.tsx';

type Row = ContractPreview['yearTable'][number];

const sum = (rows: readonly Row[], of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);

/** Tonnes, the least of them, revenue and present value, year by year. */
export const YearTable = memo(({ rows }: { readonly rows: ContractPreview['yearTable'] }) => {
  const read = useFigureReader();
  const money = (value: number) => read.apart({ value, unit: 'usd', decimals: 1 });
  const kdmt = (value: number) => formatTonnes(value, 'kdmt', 1).text;
  const usd = money(0).unit;
  const column = (key: keyof Row, label: string, unit: string, show: (value: number) => string): SimpleColumn<Row> => ({
    key,
    label,
    unit,
    align: 'right',
    cell: (row) => show(row[key]),
    total: show(sum(rows, (row) => row[key])),
  });
  const columns: readonly SimpleColumn<Row>[] = [
    { key: 'year', label: text('years.year'), tone: 'key', cell: ({ year }) => String(year), total: text('common.total') },
    column('tonnes', text('years.tonnes'), 'kdmt', kdmt),
    column('minimumTonnes', text('years.minimum'), 'kdmt', kdmt),
    column('revenue', text('years.revenueHead'), usd, (value) => money(value).text),
    column('presentValue', text('years.presentValue'), usd, (value) => money(value).text),
  ];
  return (
    <Section title={text('years.tableTitle')} note={text('years.tableNote')} span={12}>
      <SimpleTable label={text('years.tableTitle')} columns={columns} rows={rows} rowKey={(row) => row.year} />
    </Section>
  );
});
