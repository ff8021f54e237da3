import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { FinancingOnPaths, FinancingPathYear, PathEvent, PathShare } from '#shared/contract/financingPaths.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatDate, formatPercent, formatPlainNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Columns, Section, Stack } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';

const QuietText = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  margin: '6px 0 8px',
  maxWidth: '96ch',
  color: theme.vars.palette.text.secondary,
  textWrap: 'pretty',
}));
const ValueWithError = styled('span')(({ theme }) => ({
  display: 'grid',
  lineHeight: 1.25,
  padding: '3px 0',
  '& small': { ...theme.typography.caption, color: theme.vars.palette.ore.tertiary },
}));

const EVENTS = ['belowOne', 'lockUp', 'default', 'unpaid'] as const satisfies readonly PathEvent[];
const PERCENTS = [5, 25, 50, 75, 95] as const;

const wholeNumber = (value: number): string => formatPlainNumber(value, { decimals: 0 });

/** A value with its standard error below it. */
const EstimatedValue = ({ value, error }: { readonly value: string; readonly error: string }) => (
  <ValueWithError>
    <span>{value}</span>
    <small>± {error}</small>
  </ValueWithError>
);

const shareCell = (share: PathShare | undefined) =>
  share === undefined ? (
    text('common.none')
  ) : (
    <EstimatedValue value={formatPercent(share.value, { decimals: 1 })} error={formatPercent(share.error, { decimals: 1 })} />
  );

const YearsTable = ({ years, anyYear }: Pick<FinancingOnPaths, 'years' | 'anyYear'>) => {
  const read = useFigureReader();
  const money = (value: number) => read.format({ value, unit: 'usd', decimals: 1 });
  const ratio = (value: number) => formatPlainNumber(value, { decimals: 2 });
  const hasSetOff = years.some(({ setOff }) => setOff.value > 0);
  const columns: readonly SimpleColumn<FinancingPathYear>[] = [
    {
      key: 'year',
      label: text('financing.paths.year'),
      tone: 'key',
      cell: ({ year }) => String(year),
      total: text('financing.paths.any'),
    },
    {
      key: 'cfads',
      label: text('financing.paths.cfads'),
      term: 'cfads',
      unit: money(0).unit,
      align: 'right',
      cell: ({ cfads }) => <EstimatedValue value={money(cfads.value).text} error={money(cfads.error).text} />,
    },
    {
      key: 'service',
      label: text('financing.paths.service'),
      unit: money(0).unit,
      align: 'right',
      cell: ({ service }) => money(service).text,
    },
    ...(hasSetOff
      ? [
          {
            key: 'setOff',
            label: text('financing.paths.setOff'),
            unit: money(0).unit,
            align: 'right' as const,
            cell: ({ setOff }: FinancingPathYear) => money(setOff.value).text,
          },
        ]
      : []),
    {
      key: 'mean',
      label: text('financing.paths.mean'),
      term: 'dscr',
      align: 'right',
      tone: 'value',
      cell: ({ dscr }) =>
        dscr === undefined ? text('common.none') : <EstimatedValue value={ratio(dscr.mean.value)} error={ratio(dscr.mean.error)} />,
    },
    ...PERCENTS.map(
      (percent, q): SimpleColumn<FinancingPathYear> => ({
        key: `q${percent}`,
        label: text('financing.paths.quantile', { percent }),
        align: 'right',
        // in the chart at every width
        isWideOnly: percent === 25 || percent === 75,
        cell: ({ dscr }) =>
          dscr === undefined ? (
            text('common.none')
          ) : (
            <EstimatedValue value={ratio(dscr.quantiles[q]!.value)} error={ratio(dscr.quantiles[q]!.error)} />
          ),
      }),
    ),
    ...EVENTS.filter((event) => anyYear[event] !== undefined).map(
      (event): SimpleColumn<FinancingPathYear> => ({
        key: event,
        label: text(`financing.paths.event.${event}`),
        align: 'right',
        cell: (row) => shareCell(row[event]),
        total: formatPercent(anyYear[event]!.value, { decimals: 1 }),
      }),
    ),
    {
      key: 'unpaidMean',
      label: text('financing.paths.unpaidMean'),
      unit: money(0).unit,
      align: 'right',
      cell: ({ unpaidMean }) => <EstimatedValue value={money(unpaidMean.value).text} error={money(unpaidMean.error).text} />,
    },
  ];
  return (
    <Section title={text('financing.paths.table')} note={text('financing.paths.error')}>
      <SimpleTable label={text('financing.paths.table')} columns={columns} rows={years} rowKey={({ year }) => year} isTight />
    </Section>
  );
};

type CapacityRow = { readonly key: string; readonly label: string; readonly value: React.ReactNode };

/** The debt that most paths carry, beside what is entered. */
const CarriedTable = ({ capacity }: { readonly capacity: NonNullable<FinancingOnPaths['capacity']> }) => {
  const read = useFigureReader();
  const { label } = usePresentation();
  const { name, carriedDebt, median, mean, debt, carryingShare } = capacity;
  const money = (value: number) => read.format({ value, unit: 'usd', decimals: 1 });
  const estimateCell = ({ value, error }: { readonly value: number; readonly error: number }) => (
    <EstimatedValue value={money(value).text} error={money(error).text} />
  );
  const rows: readonly CapacityRow[] = [
    { key: 'carried', label: text('financing.paths.carried'), value: <FigureLink figure={carriedDebt} as="cell" /> },
    { key: 'median', label: text('financing.paths.carried.median'), value: estimateCell(median) },
    { key: 'mean', label: text('financing.paths.carried.mean'), value: estimateCell(mean) },
    ...(debt === undefined ? [] : [{ key: 'debt', label: text('financing.paths.carried.debt'), value: money(debt).text }]),
    ...(carryingShare === undefined
      ? []
      : [{ key: 'share', label: text('financing.paths.carried.share'), value: shareCell(carryingShare) }]),
  ];
  const title = text('financing.paths.carried.title', { name: label(name) });
  return (
    <Section title={title}>
      <SimpleTable
        label={title}
        columns={[
          { key: 'label', label: text('financing.capacity'), term: 'debtCapacity', width: '100%', cell: (row) => row.label },
          { key: 'value', label: text('financing.amount'), unit: money(0).unit, align: 'right', tone: 'value', cell: (row) => row.value },
        ]}
        rows={rows}
        rowKey={({ key }) => key}
        isTight
      />
    </Section>
  );
};

const PathResults = ({ answer, onLoad, isLoading }: { answer: FinancingOnPaths; onLoad: () => void; isLoading: boolean }) => {
  const { message } = usePresentation();
  const { verdict, notes, fan, years, anyYear, capacity, shortfall, omittedNames, paths, at, scenario } = answer;
  const run = { paths: wholeNumber(paths), date: formatDate(at.slice(0, 10)) };
  return (
    <>
      <Section
        title={text('financing.paths.title')}
        note={scenario === undefined ? text('financing.paths.run', run) : text('financing.paths.runScenario', { ...run, scenario })}
        span={12}
      >
        <Verdict as="text" sentences={verdict} />
        <QuietText>
          {[
            ...notes.map(message),
            ...(omittedNames.length > 0 ? [text('financing.paths.leftOut', { names: omittedNames.join(', ') })] : []),
          ].join(sentenceGap())}
        </QuietText>
      </Section>
      {fan ? <ChartSection view={fan} span={8} minHeight={260} /> : undefined}
      <Stack span={4}>
        {capacity ? <CarriedTable capacity={capacity} /> : undefined}
        {shortfall ? (
          <ChartSection view={shortfall.chart} note={text('financing.paths.shortfall.note')} minHeight={200} />
        ) : fan ? (
          <EmptyState
            what={text('financing.paths.noBuyers')}
            actions={isLoading ? [] : [{ label: text('financing.paths.load'), onAction: onLoad }]}
          />
        ) : undefined}
      </Stack>
      {fan ? (
        <Stack span={12}>
          <YearsTable years={years} anyYear={anyYear} />
        </Stack>
      ) : undefined}
    </>
  );
};

/** DSCR, covenant breaches and debt capacity on the paths of the plan's newest current run. */
export const PathsSection = ({ planId }: { readonly planId: PlanId }) => {
  const [shouldLoad, setShouldLoad] = useState(false);
  const { data, error, isFetching, refetch } = useCall('financing.paths', { planId, load: shouldLoad }, { keepLast: true });
  const isLoading = shouldLoad && isFetching;
  if (data?.state === 'answered') {
    return (
      <Columns>
        <PathResults answer={data} isLoading={isLoading} onLoad={() => setShouldLoad(true)} />
      </Columns>
    );
  }
  return (
    <Section title={text('financing.paths.title')} note={text('financing.paths.note')} span={12}>
      {error ? <ErrorNote text={errorText(error)} action={{ label: text('action.retry'), onAction: () => void refetch() }} /> : undefined}
      {data === undefined ? (
        error ? undefined : (
          <Skeleton of="rows" rows={3} />
        )
      ) : data.state === 'noRun' ? (
        <EmptyState
          what={text(data.hasOutdated ? 'financing.paths.outdated' : 'financing.paths.noRun')}
          actions={[{ label: text('financing.paths.toSimulation'), route: '/cycles/simulation' }]}
        />
      ) : data.state === 'notReproducible' ? (
        <EmptyState
          what={text('financing.paths.notReproducible')}
          actions={[{ label: text('financing.paths.toSimulation'), route: '/cycles/simulation' }]}
        />
      ) : isLoading ? (
        <>
          <QuietText role="status">
            {text('financing.paths.loading', { paths: wholeNumber(data.paths) })}{' '}
            <QuietButton onClick={() => setShouldLoad(false)}>{text('financing.paths.stop')}</QuietButton>
          </QuietText>
          <Skeleton of="rows" rows={4} />
        </>
      ) : (
        <EmptyState
          what={text('financing.paths.notInMemory')}
          needs={text('financing.paths.seconds', { paths: wholeNumber(data.paths), count: Math.max(1, Math.round(data.seconds)) })}
          actions={[{ label: text('financing.paths.load'), onAction: () => setShouldLoad(true) }]}
        />
      )}
    </Section>
  );
};
