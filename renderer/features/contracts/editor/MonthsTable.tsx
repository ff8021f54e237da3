import { memo } from 'react';
import type { ContractMonthRow, ContractMonths } from '#shared/contract/contractClauses.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth, formatMonthRange } from '#shared/units/format.ts';
import { FigureLink, TonnesLink } from '../../../components/FigureLink.tsx';
import { MenuButton } from '../../../components/MenuButton.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { useFigureReader } from '../../../components/settings.tsx';

type MonthsTableProps = { readonly months: ContractMonths; readonly onYear: (year: Year) => void };

/** Lists the deliveries of a year by month; each price opens its calculation. */
export const MonthsTable = memo(({ months: { years, rows }, onYear }: MonthsTableProps) => {
  const read = useFigureReader();
  const [first] = rows;
  const columns: readonly SimpleColumn<ContractMonthRow>[] = [
    { key: 'month', label: text('months.month'), tone: 'key', cell: ({ month }) => formatMonth(month) },
    { key: 'tonnes', label: text('months.tonnes'), unit: 'kdmt', align: 'right', cell: ({ tonnes }) => <TonnesLink figure={tonnes} /> },
    { key: 'priced', label: text('months.priced'), cell: ({ pricing }) => formatMonthRange(pricing) },
    {
      key: 'netPrice',
      label: text('months.netPrice'),
      unit: text('contracts.table.usdPerDmt'),
      align: 'right',
      tone: 'value',
      cell: ({ netPrice }) => <FigureLink as="cell" figure={netPrice} />,
    },
    {
      key: 'value',
      label: text('months.value'),
      unit: first ? read.format(first.value).unit : '',
      align: 'right',
      cell: ({ value }) => <FigureLink as="cell" figure={value} />,
    },
    {
      key: 'provisional',
      label: text('months.provisional'),
      isWideOnly: true,
      cell: ({ provisionalPayment }) => (provisionalPayment === undefined ? text('common.none') : formatMonth(provisionalPayment)),
    },
    { key: 'final', label: text('months.final'), cell: ({ finalPayment }) => formatMonth(finalPayment) },
  ];
  const shownYear = first && yearOf(first.month);
  const menu =
    shownYear === undefined ? undefined : (
      <MenuButton
        label={text('months.year', { year: String(shownYear) })}
        entries={years.map((year) => ({
          key: String(year),
          label: String(year),
          isChosen: year === shownYear,
          onPick: () => onYear(year),
        }))}
      >
        {String(shownYear)}
      </MenuButton>
    );
  return (
    <Section title={text('months.title')} note={text('months.note')} tools={menu} span={12}>
      <SimpleTable
        isTight
        label={text('months.title')}
        columns={columns}
        rows={rows}
        rowKey={({ month }) => month}
        foot={rows.length === 0 ? text('months.none') : undefined}
      />
    </Section>
  );
});
