import type { BalanceMonth, ReadyWorkbench } from '#shared/contract/financingWorkbench.ts';
import { sumBy } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { useFigureReader } from '../../../components/settings.tsx';
import { CopyRows } from './CopyRows.tsx';

type Line = { readonly key: string; readonly label: string; readonly of: (row: BalanceMonth) => number; readonly isTotal: boolean };

/** The balance of the prepayment month by month, with what is set off against the invoices of each linked contract. */
export const BalanceTable = ({ months, contracts }: Pick<ReadyWorkbench, 'months' | 'contracts'>) => {
  const read = useFigureReader();
  const money = (value: number): string => read.format({ value: value + 0, unit: 'usd', decimals: 2 }).text;
  const unit = read.format({ value: 0, unit: 'usd' }).unit;
  const hasAmount = (of: (row: BalanceMonth) => number): boolean => months.some((row) => of(row) !== 0);
  const lines: readonly Line[] = [
    { key: 'opening', label: text('financing.workbench.opening'), of: ({ opening }) => opening, isTotal: false },
    { key: 'draw', label: text('financing.workbench.draw'), of: ({ draw }) => draw, isTotal: true },
    { key: 'interest', label: text('financing.workbench.interest'), of: ({ interest }) => interest, isTotal: true },
    ...contracts.flatMap(({ id, code }, c): Line[] => [
      {
        key: `paid ${id}`,
        label: text('financing.workbench.paymentsOf', { code }),
        of: ({ payments }) => payments[c] ?? 0,
        isTotal: true,
      },
      { key: `setOff ${id}`, label: text('financing.workbench.setOffOf', { code }), of: ({ setOff }) => -(setOff[c] ?? 0), isTotal: true },
    ]),
    ...(hasAmount(({ dueInCash }) => dueInCash)
      ? [{ key: 'dueInCash', label: text('financing.workbench.dueInCash'), of: ({ dueInCash }: BalanceMonth) => -dueInCash, isTotal: true }]
      : []),
    ...(hasAmount(({ lapsed }) => lapsed)
      ? [{ key: 'lapsed', label: text('financing.workbench.lapsed'), of: ({ lapsed }: BalanceMonth) => -lapsed, isTotal: true }]
      : []),
    { key: 'closing', label: text('financing.workbench.closing'), of: ({ closing }) => closing, isTotal: false },
  ];
  const columns: readonly SimpleColumn<BalanceMonth>[] = [
    {
      key: 'month',
      label: text('financing.workbench.month'),
      tone: 'key',
      cell: ({ month }) => formatMonth(month),
      total: text('common.total'),
    },
    ...lines.map(
      ({ key, label, of, isTotal }): SimpleColumn<BalanceMonth> => ({
        key,
        label,
        unit,
        align: 'right',
        ...(key === 'closing' && { tone: 'value' as const }),
        cell: (row) => money(of(row)),
        ...(isTotal && { total: money(sumBy(months, of)) }),
      }),
    ),
  ];
  return (
    <Section
      title={text('financing.workbench.months')}
      note={text('financing.workbench.months.note')}
      tools={
        <CopyRows
          heads={[text('financing.workbench.month'), ...lines.map(({ label }) => `${label} (${unit})`)]}
          rows={() => months.map((row) => [formatMonth(row.month), ...lines.map(({ of }) => money(of(row)))])}
        />
      }
    >
      <SimpleTable label={text('financing.workbench.months')} columns={columns} rows={months} rowKey={({ month }) => month} isTight />
    </Section>
  );
};
