import { useState } from 'react';
import type { FinancingOverview, WaterfallPeriod } from '#shared/contract/financing.ts';
import type { Month } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth, formatPlainNumber } from '#shared/units/format.ts';
import { PlainFigure } from '../../components/PlainFigure.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { PeriodLines } from './PeriodLines.tsx';

type Amount = Exclude<keyof WaterfallPeriod, 'from' | 'to' | 'lockedUp' | 'dscr' | 'llcr' | 'plcr' | 'cash' | 'facilities' | 'service'>;

/** The lines of a period in the order of payment; those with sign -1 are paid from cash. */
const LINES: readonly (readonly [Amount, 1 | -1])[] = [
  ['openingCash', 1],
  ['cfads', 1],
  ['draws', 1],
  ['uses', -1],
  ['fees', -1],
  ['interestPaid', -1],
  ['principalPaid', -1],
  ['setOff', -1],
  ['sweep', -1],
  ['distribution', -1],
  ['closingCash', 1],
  ['reserve', 1],
  ['arrears', 1],
  ['closingDebt', 1],
];
const ALWAYS_SHOWN: ReadonlySet<Amount> = new Set(['cfads', 'interestPaid', 'principalPaid', 'distribution', 'closingCash', 'closingDebt']);
/** Parts of the columns before them. */
const PARTS: ReadonlySet<Amount> = new Set(['setOff', 'sweep']);

/** Above this number of periods the rows scroll under their header. */
const SCROLL_ABOVE = 40;
const SCROLL_HEIGHT = 'max(480px, 75vh)';

/** The waterfall by period, without lines that are zero in all periods. */
export const WaterfallTable = ({ periods, facilities, identities }: Pick<FinancingOverview, 'periods' | 'facilities' | 'identities'>) => {
  const [selectedMonth, setSelectedMonth] = useState<Month>();
  const read = useFigureReader();
  const money = (value: number) => read.format({ value: value + 0, unit: 'usd', decimals: 1 });
  const shownLines = LINES.filter(([key]) => ALWAYS_SHOWN.has(key) || periods.some((period) => period[key] !== 0));
  const columns: readonly SimpleColumn<WaterfallPeriod>[] = [
    {
      key: 'to',
      label: text('financing.period'),
      tone: 'key',
      cell: ({ from, to }) => (from === to ? formatMonth(to) : text('financing.periodTo', { month: formatMonth(to) })),
    },
    ...shownLines.map(
      ([key, sign]): SimpleColumn<WaterfallPeriod> => ({
        key,
        label: text(`financing.line.of.${key}`),
        unit: money(0).unit,
        align: 'right',
        ...(PARTS.has(key) && { tone: 'context' as const }),
        cell: (period) => (
          <PlainFigure table={identities?.periods} row={period} column={key} unit="usd">
            {money(sign * period[key]).text}
          </PlainFigure>
        ),
      }),
    ),
    {
      key: 'dscr',
      label: text('financing.ratio.dscr'),
      align: 'right',
      tone: 'value',
      cell: (period) =>
        period.dscr === null ? (
          ''
        ) : (
          <PlainFigure table={identities?.periods} row={period} column="dscr" unit="ratio" decimals={2}>
            {formatPlainNumber(period.dscr, { decimals: 2 })}
          </PlainFigure>
        ),
    },
    {
      key: 'lockedUp',
      label: text('financing.lockUp'),
      isLabelHidden: true,
      cell: ({ lockedUp }) => (lockedUp ? <StateMark state="breached">{text('financing.lockUp')}</StateMark> : ''),
    },
  ];
  return (
    <Section title={text('financing.waterfall.title')} note={text('financing.waterfall.note')}>
      <SimpleTable
        label={text('financing.waterfall.title')}
        columns={columns}
        rows={periods}
        rowKey={({ to }) => to}
        rowChoice={({ to }) => ({
          isChosen: to === selectedMonth,
          onChoose: () => setSelectedMonth(to === selectedMonth ? undefined : to),
        })}
        rowDetail={(period) => <PeriodLines period={period} facilities={facilities} />}
        maxHeight={periods.length > SCROLL_ABOVE ? SCROLL_HEIGHT : undefined}
        isTight
      />
    </Section>
  );
};
