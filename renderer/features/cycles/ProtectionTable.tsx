import { styled } from '@mui/material/styles';
import type { Output } from '#shared/contract/contract.ts';
import type { CycleRow } from '#shared/contract/cycles.ts';
import { serial, text } from '#shared/messages/text.ts';
import { formatPercent } from '#shared/units/format.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { PlainFigure } from '../../components/PlainFigure.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';

const Ellipsis = styled('span')({
  display: 'inline-block',
  maxWidth: 220,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
});

const protection = ({ hasFloor, takeOrPayShare }: CycleRow): string => {
  const parts = [
    ...(hasFloor ? [text('cycles.rows.floor')] : []),
    ...(takeOrPayShare > 0 ? [text('cycles.rows.takeOrPay', { share: formatPercent(takeOrPayShare) })] : []),
  ];
  return parts.length > 0 ? parts.join(serial()) : text('common.none');
};

export type ProtectionTableProps = {
  readonly rows: readonly CycleRow[];
  readonly spot: Output<'cycles.get'>['spot'];
  readonly total: Output<'cycles.get'>['total'];
  readonly year: number;
  readonly identities: Output<'cycles.get'>['identities'];
};

/** Each contract at deck prices and in the scenario, and the loss that its floor and take-or-pay avoid. */
export const ProtectionTable = ({ rows, spot, total, year, identities }: ProtectionTableProps) => {
  const read = useFigureReader();
  const money = (value: number, sign = false) => read.format({ value, unit: 'usd', decimals: 1, sign });
  const { unit } = money(0);
  const amount = (
    key: 'base' | 'stressed' | 'change' | 'savedByFloor' | 'savedByTakeOrPay',
    label: string,
    options: { sign?: boolean; tone?: 'value'; has?: (row: CycleRow) => boolean } = {},
  ): SimpleColumn<CycleRow> => ({
    key,
    label,
    unit,
    align: 'right',
    tone: options.tone,
    // a contract without the clause shows a dash
    cell: (row) =>
      options.has?.(row) === false ? (
        text('common.dash')
      ) : (
        <PlainFigure table={identities.rows} row={row} column={key} unit="usd">
          {money(row[key], options.sign).text}
        </PlainFigure>
      ),
    total: <FigureLink figure={{ ...total[key], decimals: 1 }} as="cell" />,
  });
  const columns: readonly SimpleColumn<CycleRow>[] = [
    {
      key: 'buyer',
      label: text('cycles.rows.buyer'),
      tone: 'key',
      cell: (row) => (
        <>
          <MetalSwatch metal={row.metal} />
          <Ellipsis title={row.buyer}>{row.buyer}</Ellipsis>
        </>
      ),
      total: `${text('common.total')} + ${text('cycles.rows.spot').toLowerCase()}`,
    },
    { key: 'code', label: text('cycles.rows.code'), tone: 'context', cell: (row) => row.code },
    { key: 'zone', label: text('cycles.rows.zone'), tone: 'context', cell: (row) => text(`zone.${row.zone}`) },
    { key: 'protection', label: text('cycles.rows.protection'), cell: protection },
    amount('base', text('cycles.rows.base')),
    amount('stressed', text('cycles.rows.stressed')),
    amount('change', text('cycles.rows.change'), { sign: true, tone: 'value' }),
    amount('savedByFloor', text('cycles.rows.byFloor'), { sign: true, has: (row) => row.hasFloor || row.savedByFloor !== 0 }),
    amount('savedByTakeOrPay', text('cycles.rows.byTakeOrPay'), {
      sign: true,
      has: (row) => row.takeOrPayShare > 0 || row.savedByTakeOrPay !== 0,
    }),
  ];
  const spotLine = text('cycles.rows.spotLine', {
    base: money(spot.base).text,
    stressed: money(spot.stressed).text,
    unit,
    change: money(spot.change, true).text,
  });
  return (
    <Section title={text('cycles.rows.title')} note={text('cycles.rows.note', { year })} span={12}>
      <SimpleTable
        label={text('cycles.rows.title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.contractId}
        rowRoute={(row) => `/contracts/${row.contractId}`}
        foot={rows.length === 0 ? text('cycles.rows.none') : spotLine}
      />
    </Section>
  );
};
