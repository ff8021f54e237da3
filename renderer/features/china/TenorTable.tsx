import { styled } from '@mui/material/styles';
import type { ChinaTenor, Protection } from '#shared/contract/china.ts';
import type { TableIdentities } from '#shared/contract/figure.ts';
import { MONTHS_PER_YEAR, type Month, monthOf, monthOfDate, yearOf } from '#shared/domain/time.ts';
import { comma, text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { Key } from '../../components/Key.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { PlainFigure } from '../../components/PlainFigure.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { fillStyle, roleVariable } from '../../components/swatch.ts';

/** Protection by fill, so that it can be distinguished in print: a floor solid, take-or-pay hatched, none hollow. */
export const PROTECTION_FILL = { floor: 'solid', takeOrPay: 'hatched', none: 'hollow' } as const satisfies Record<Protection, string>;

/** Most years that are marked on the time axis, and most that are numbered. */
const MAX_MARKS = 16;
const MAX_NUMBERS = 8;

type Span = { readonly from: Month; readonly to: Month };

/** Whole years around every tenor. */
const spanOf = (tenors: readonly ChinaTenor[], valuationMonth: Month): Span => ({
  from: monthOf(yearOf(valuationMonth), 1),
  to: monthOf(yearOf(Math.max(valuationMonth + 1, ...tenors.map(({ to }) => to))) + 1, 1),
});

const Lane = styled('div')({ position: 'relative', height: 20, minWidth: 160 });

const Year = styled('span')(({ theme }) => ({
  position: 'absolute',
  top: 0,
  bottom: 0,
  borderLeft: `1px solid ${theme.vars.palette.ore.chart.grid}`,
  paddingLeft: 4,
  fontWeight: 440,
  color: theme.vars.palette.ore.chart.axis,
}));

const TodayMark = styled('span')(({ theme }) => ({
  position: 'absolute',
  top: -6,
  bottom: -6,
  borderLeft: `1.5px solid ${theme.vars.palette.text.primary}`,
}));

const Bar = styled('span', { shouldForwardProp: (prop) => prop !== 'protection' })<{ protection: Protection }>(({ theme, protection }) => ({
  position: 'absolute',
  top: 4,
  height: 12,
  minWidth: 3,
  forcedColorAdjust: 'none',
  ...fillStyle(roleVariable(theme, `protection.${protection}`), PROTECTION_FILL[protection]),
}));

/** A review is a diamond, a renewal an arrow; the column of next dates names both. */
const Sign = styled('svg')(({ theme }) => ({
  position: 'absolute',
  top: 4,
  width: 12,
  height: 12,
  marginLeft: -6,
  overflow: 'visible',
  fill: theme.vars.palette.text.primary,
  stroke: theme.vars.palette.background.paper,
  strokeWidth: 1.5,
}));
const SIGN = { review: 'M6 0l6 6-6 6-6-6z', renewal: 'M1 0l11 6-11 6z' } as const;

const percentIn = ({ from, to }: Span, month: Month): string => `${((month - from) / (to - from)) * 100}%`;

const Tenor = ({ tenor, span, valuationMonth }: { readonly tenor: ChinaTenor; readonly span: Span; readonly valuationMonth: Month }) => {
  const { from, to, protection, dates } = tenor;
  const description = text('china.tenors.line', { protection: text(`china.protection.${protection}`), end: formatMonth(to) });
  return (
    <Lane role="img" aria-label={description} title={description}>
      {yearsOf(span).map((year) => (
        <Year key={year} style={{ left: percentIn(span, monthOf(year, 1)) }} />
      ))}
      <Bar protection={protection} style={{ left: percentIn(span, from), right: `calc(100% - ${percentIn(span, to + 1)})` }} />
      <TodayMark style={{ left: percentIn(span, valuationMonth + 1) }} />
      {dates.map(({ kind, date }) => (
        <Sign key={`${kind} ${date}`} aria-hidden="true" viewBox="0 0 12 12" style={{ left: percentIn(span, monthOfDate(date) + 0.5) }}>
          <path d={SIGN[kind]} />
        </Sign>
      ))}
    </Lane>
  );
};

/** The years that are marked: at most MAX_MARKS, also in each row of contracts of fifty years. */
const yearsOf = ({ from, to }: Span): readonly number[] => {
  const count = Math.round((to - from) / MONTHS_PER_YEAR);
  const step = Math.ceil(count / MAX_MARKS);
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => yearOf(from) + i * step);
};

/** The number of every marked year, or of every second where there are many. */
const Axis = ({ span }: { readonly span: Span }) => {
  const years = yearsOf(span);
  const step = Math.ceil(years.length / MAX_NUMBERS);
  return (
    <Lane>
      {years.map((year, i) => (
        <Year key={year} style={{ left: percentIn(span, monthOf(year, 1)) }}>
          {i % step === 0 ? year : ''}
        </Year>
      ))}
    </Lane>
  );
};

export type TenorTableProps = {
  readonly tenors: readonly ChinaTenor[];
  readonly identities: TableIdentities;
  readonly valuationMonth: Month;
  readonly year: number;
};

/** The contracts to China on a time axis: tenor, protection, next dates; the largest revenue first. */
export const TenorTable = ({ tenors, identities, valuationMonth, year }: TenorTableProps) => {
  const read = useFigureReader();
  const money = (value: number) => read.format({ value, unit: 'usd', decimals: 1 });
  const span = spanOf(tenors, valuationMonth);
  const columns: readonly SimpleColumn<ChinaTenor>[] = [
    {
      key: 'buyer',
      label: text('china.tenors.buyer'),
      tone: 'key',
      cell: ({ metal, buyer, code }) => (
        <span title={`${buyer}${comma()}${code}`}>
          <MetalName metal={metal} show="symbol" />
          <ShortText>{buyer}</ShortText>
        </span>
      ),
    },
    {
      key: 'tenor',
      label: <Axis span={span} />,
      width: '52%',
      cell: (tenor) => <Tenor tenor={tenor} span={span} valuationMonth={valuationMonth} />,
    },
    { key: 'until', label: text('china.tenors.until'), cell: ({ to }) => formatMonth(to) },
    {
      key: 'next',
      label: text('china.tenors.next'),
      tone: 'context',
      isWideOnly: true,
      cell: ({ dates: [next] }) => (next ? text(`china.date.${next.kind}`, { month: formatMonth(monthOfDate(next.date)) }) : ''),
    },
    {
      key: 'revenue',
      label: text('china.tenors.revenue', { year }),
      unit: money(0).unit,
      align: 'right',
      tone: 'value',
      cell: (row) => (
        <PlainFigure table={identities.tenors} row={row} column="revenue" unit="usd" decimals={1}>
          {money(row.revenue).text}
        </PlainFigure>
      ),
    },
  ];
  return (
    <Section
      title={text('china.tenors.title')}
      note={text('china.tenors.note', { year })}
      tools={
        <Key
          entries={(['floor', 'takeOrPay', 'none'] as const).map((protection) => ({
            label: text(`china.protection.${protection}`),
            role: `protection.${protection}` as const,
            fill: PROTECTION_FILL[protection],
            ...(protection === 'none' ? {} : { term: protection }),
          }))}
        />
      }
    >
      <SimpleTable
        label={text('china.tenors.title')}
        columns={columns}
        rows={tenors}
        rowKey={({ contractId }) => contractId}
        rowRoute={({ contractId }) => `/contracts/${contractId}`}
        foot={tenors.length === 0 ? text('china.tenors.none') : undefined}
      />
    </Section>
  );
};

const ShortText = styled('span')({
  display: 'inline-block',
  maxWidth: 170,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
});
