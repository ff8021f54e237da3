import { useMemo } from 'react';
import { type DateAhead, DateSort } from '#shared/contract/dates.ts';
import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatDate, formatPlainNumber } from '#shared/units/format.ts';
import { type DataColumn, DataTable } from '../../components/DataTable.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';

const remainingText = ({ days, isOverdue }: DateAhead): string =>
  isOverdue ? text('dates.overdue', { count: Math.abs(days) }) : formatPlainNumber(days, { decimals: 0 });

type DatesTableProps = {
  readonly rows: readonly DateAhead[];
  /** The order of all dates; `rows` are a page of them. */
  readonly sort: DateSort | undefined;
  readonly onSort: (sort: DateSort | undefined) => void;
};

/** Lists filtered dates; each row links to the term that sets the date. */
export const DatesTable = ({ rows, sort, onSort }: DatesTableProps) => {
  const read = useFigureReader();
  const columns = useMemo((): readonly DataColumn<DateAhead>[] => {
    const firstWorth = rows.find(({ worth }) => worth)?.worth;
    return [
      {
        key: 'what',
        label: text('dates.column.what'),
        width: 186,
        tone: 'key',
        isSortable: false,
        text: ({ kind }) => text(`dates.kind.${kind}`),
      },
      {
        key: 'by',
        label: text('dates.column.by'),
        width: 124,
        text: ({ date }) => formatDate(date),
      },
      {
        key: 'left',
        label: text('dates.column.left'),
        unit: text('dates.column.days'),
        align: 'right',
        width: 76,
        text: remainingText,
        cell: (row) => (row.isOverdue ? <StateMark state="breached">{remainingText(row)}</StateMark> : remainingText(row)),
      },
      { key: 'who', label: text('dates.column.who'), width: 165, text: ({ who }) => who },
      {
        key: 'metal',
        label: text('dates.column.metal'),
        width: 66,
        text: ({ metal }) => METAL_SYMBOL[metal],
        cell: ({ metal }) => (
          <>
            <MetalSwatch metal={metal} /> {METAL_SYMBOL[metal]}
          </>
        ),
      },
      { key: 'contract', label: text('dates.column.contract'), width: 84, tone: 'context', text: ({ code }) => code },
      {
        key: 'detail',
        label: text('dates.column.detail'),
        width: 268,
        isSortable: false,
        text: ({ detail }) => (detail ? renderMessage(detail) : ''),
      },
      {
        key: 'worth',
        label: text('dates.column.worth'),
        unit: firstWorth ? read.format(firstWorth).unit : '',
        align: 'right',
        width: 74,
        tone: 'value',
        text: ({ worth }) => (worth ? read.format(worth).text : ''),
        figure: ({ worth }) => worth,
        sortsHighestFirst: true,
      },
      {
        key: 'basis',
        label: text('overview.dates.basis'),
        isLabelHidden: true,
        width: 68,
        isSortable: false,
        tone: 'context',
        text: ({ basis }) => (basis ? text(`overview.dates.${basis}`) : ''),
      },
    ];
  }, [rows, read]);
  return (
    <DataTable
      label={text('dates.table')}
      columns={columns}
      rows={rows}
      rowKey={({ key }) => key}
      rowRoute={({ route }) => route}
      sort={sort}
      isSorted
      onSort={(next) => onSort(next && DateSort.parse(next))}
      status={text('dates.waits')}
    />
  );
};
