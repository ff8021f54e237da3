import { styled } from '@mui/material/styles';
import type { Output } from '#shared/contract/contract.ts';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatNumber, formatPercent, formatPlainNumber } from '#shared/units/format.ts';
import { useCall } from '../../../api/queries.ts';
import { CorrelationMatrix } from '../../../components/CorrelationMatrix.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { MetalSwatch } from '../../../components/MetalName.tsx';
import { OriginMark } from '../../../components/OriginMark.tsx';
import { RouteLink } from '../../../components/RouteLink.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { type Presentation, usePresentation } from '../../../components/settings.tsx';
import { correlationRows, repairText } from '../../market/index.ts';

type Options = Output<'simulation.options'>;
type Driver = Options['drivers'][number];
type Rate = Options['defaultRates'][number];

const QuietText = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '4px 0 8px',
  maxWidth: '110ch',
  color: theme.vars.palette.text.secondary,
}));

/** A name that may take two lines, so that every column fits a laptop. */
const Wrapping = styled('span')({ whiteSpace: 'normal' });

/** Shows a dash where a value does not apply to a price. */
const orDash = (value: number, decimals: number): string => (value === 0 ? text('common.dash') : formatNumber(value, { decimals }));

const driverColumns = (labelOf: Presentation['label']): readonly SimpleColumn<Driver>[] => [
  {
    key: 'name',
    label: text('simulation.page.driver'),
    tone: 'key',
    cell: ({ name, metal, follows }) => (
      <Wrapping>
        <MetalSwatch metal={metal} />
        {labelOf(name)}
        {follows === undefined ? undefined : <Follows>{text('simulation.page.followsIt', { reference: follows })}</Follows>}
      </Wrapping>
    ),
  },
  {
    key: 'volatility',
    label: text('simulation.page.volatility'),
    term: 'volatility',
    unit: text('simulation.page.aYear'),
    align: 'right',
    cell: ({ volatility, isAdditive, origin }) => (
      <>
        {isAdditive
          ? text('simulation.page.deviation', { value: formatNumber(volatility, { decimals: 0 }) })
          : formatPercent(volatility, { decimals: 1 })}
        {origin === 'user' ? undefined : <OriginMark origin={origin} isHanging />}
      </>
    ),
  },
  {
    key: 'reversion',
    label: text('simulation.page.reversion'),
    term: 'meanReversion',
    unit: text('simulation.page.aYear'),
    align: 'right',
    cell: ({ meanReversion }) => orDash(meanReversion, 2),
  },
  {
    key: 'cycle',
    label: text('simulation.page.exponent'),
    unit: text('simulation.page.power'),
    align: 'right',
    cell: ({ cycleExponent }) => orDash(cycleExponent, 1),
  },
];

const Follows = styled('span')(({ theme }) => ({ marginLeft: 8, fontWeight: 420, color: theme.vars.palette.ore.tertiary }));

const rateColumns = (): readonly SimpleColumn<Rate>[] => [
  { key: 'rating', label: text('simulation.page.rating'), tone: 'key', cell: ({ rating }) => rating },
  {
    key: 'rate',
    label: text('simulation.page.defaultRate'),
    term: 'defaultRate',
    unit: text('simulation.page.percentAYear'),
    align: 'right',
    cell: ({ rate }) => formatPlainNumber(rate * 100, { decimals: 2 }),
  },
];

/** The simulated drivers and their figures: prices, correlations and default rates. */
export const RandomDrawsSections = ({ options }: { readonly options: Options }) => {
  const { label } = usePresentation();
  const correlations = useCall('market.correlations', {}, { keepLast: true });
  const sources = [...new Set(options.defaultRates.map(({ source }) => label(source)))];
  return (
    <>
      <Section
        title={text('correlation.title')}
        note={text('correlation.note')}
        span={12}
        tools={<RouteLink route="/market">{text('correlation.change')}</RouteLink>}
      >
        {correlations.data ? (
          <>
            <CorrelationMatrix rows={correlationRows(correlations.data, label)} />
            <QuietText>
              {repairText(correlations.data)}
              {sentenceGap()}
              {label(options.correlation.source)}
            </QuietText>
          </>
        ) : correlations.error ? (
          <ErrorNote text={errorText(correlations.error)} />
        ) : (
          <Skeleton of="rows" rows={10} />
        )}
      </Section>
      <Section
        title={text('simulation.page.drivers')}
        note={text('simulation.page.driversNote')}
        tools={<RouteLink route="/market">{text('correlation.change')}</RouteLink>}
        span={7}
      >
        <SimpleTable
          label={text('simulation.page.drivers')}
          columns={driverColumns(label)}
          rows={options.drivers}
          rowKey={({ reference }) => reference}
          isTight
        />
      </Section>
      <Section title={text('simulation.page.rates')} note={text('simulation.page.ratesNote')} span={5}>
        <SimpleTable
          label={text('simulation.page.rates')}
          columns={rateColumns()}
          rows={options.defaultRates}
          rowKey={({ rating }) => rating}
          isTight
        />
        <QuietText>{sources.join(sentenceGap())}</QuietText>
      </Section>
    </>
  );
};
