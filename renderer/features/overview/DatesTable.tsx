import { styled } from '@mui/material/styles';
import type { DateLine } from '#shared/contract/overview.ts';
import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { formatDay, formatPlainNumber } from '#shared/units/format.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { WIDE_WINDOW } from '../../theme/typography.ts';

/** Number of rows in a narrow window. */
const ROWS_NARROW = 6;

const QuietText = styled('span')(({ theme }) => ({ color: theme.vars.palette.ore.tertiary }));
// leaves room for the value of the longest action in a narrow window
const ShortText = styled('span')({
  display: 'inline-block',
  maxWidth: 104,
  [WIDE_WINDOW]: { maxWidth: 260 },
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
});

/** The page that resolves a line without a contract. */
const PAGE_OF: Readonly<Partial<Record<DateLine['kind'], string>>> = { oversold: '/plans', stalePrices: '/market' };

const CountText = styled('span')({ marginRight: 8 });
const NarrowCount = styled(CountText)({ [WIDE_WINDOW]: { display: 'none' } });
const WideCount = styled(CountText)({ display: 'none', [WIDE_WINDOW]: { display: 'inline' } });

type DatesTableProps = {
  readonly dates: readonly DateLine[];
  /** With those that are not shown. */
  readonly count: number;
  readonly year: string;
};

/** Lists the first deadlines, soonest first, then missing and outdated data, and says how many there are. */
export const DatesTable = ({ dates, count, year }: DatesTableProps) => {
  const read = useFigureReader();
  const { label } = usePresentation();
  const worth = dates.find((line) => line.worth)?.worth;
  const columns: readonly SimpleColumn<DateLine>[] = [
    {
      key: 'date',
      label: text('overview.dates.by'),
      unit: year,
      tone: 'context',
      cell: ({ date, isOverdue }) => {
        if (date === undefined) {
          const noDate = text('overview.dates.noDate');
          return isOverdue ? <StateMark state="breached">{noDate}</StateMark> : noDate;
        }
        return isOverdue ? <StateMark state="breached">{formatDay(date)}</StateMark> : formatDay(date);
      },
    },
    { key: 'kind', label: text('overview.dates.what'), tone: 'key', cell: (line) => text(`dates.kind.${line.kind}`) },
    {
      key: 'who',
      label: text('overview.dates.who'),
      cell: (line) =>
        line.metal === undefined ? (
          label(line.who)
        ) : (
          <>
            <MetalSwatch metal={line.metal} />
            <ShortText title={label(line.who)}>{label(line.who)}</ShortText> <QuietText>{METAL_SYMBOL[line.metal]}</QuietText>
          </>
        ),
    },
    {
      key: 'worth',
      label: text('overview.dates.worth'),
      unit: worth ? read.format(worth).unit : '',
      align: 'right',
      cell: (line) => (line.worth ? <FigureLink figure={line.worth} as="cell" /> : '–'),
    },
    {
      key: 'basis',
      label: text('overview.dates.basis'),
      isLabelHidden: true,
      tone: 'context',
      cell: (line) => (line.basis ? <QuietText>{text(`overview.dates.${line.basis}`)}</QuietText> : undefined),
    },
  ];
  const shownOf = (rowCount: number): string =>
    text('overview.dates.shown', { shown: rowCount, all: formatPlainNumber(count, { decimals: 0 }) });
  return (
    <Section
      title={text('overview.dates.title')}
      note={text('overview.dates.note')}
      tools={
        <>
          {count > ROWS_NARROW ? <NarrowCount>{shownOf(ROWS_NARROW)}</NarrowCount> : undefined}
          {count > dates.length ? <WideCount>{shownOf(dates.length)}</WideCount> : undefined}
          <RouteLink route="/dates">{text('place.dates')}</RouteLink>
        </>
      }
      span={5}
    >
      <SimpleTable
        label={text('overview.dates.title')}
        columns={columns}
        rows={dates}
        rowKey={(line) => `${line.kind} ${line.contractId ?? label(line.who)} ${line.date ?? ''}`}
        rowRoute={(line) => (line.contractId === undefined ? PAGE_OF[line.kind] : `/contracts/${line.contractId}`)}
        isRowWideOnly={(line) => dates.indexOf(line) >= ROWS_NARROW}
        foot={dates.length === 0 ? text('overview.dates.none') : undefined}
      />
    </Section>
  );
};
