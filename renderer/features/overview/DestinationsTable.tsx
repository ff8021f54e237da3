import { styled } from '@mui/material/styles';
import type { DestinationLine } from '#shared/contract/overview.ts';
import type { DestinationZone } from '#shared/domain/zone.ts';
import { serial, text } from '#shared/messages/text.ts';
import { formatPercent } from '#shared/units/format.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Key } from '../../components/Key.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { SegmentBar } from '../../components/SegmentBar.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';

const Foot = styled('div')({ paddingTop: 8 });

const ZONES = ['china', 'restOfAsia', 'europe', 'americas', 'restOfWorld', 'unknown'] as const satisfies readonly DestinationZone[];

const segmentsOf = (line: DestinationLine) =>
  line.segments.map(({ zone, share }) => ({
    key: zone,
    label: text('overview.destinations.segment', { zone: text(`zone.${zone}`), share: formatPercent(share) }),
    share: Math.min(1, share),
    role: `zone.${zone}` as const,
    fill: zone === 'unknown' ? ('hatched' as const) : ('solid' as const),
  }));

/** The destinations of each product's tonnes, as shares of its planned production. */
export const DestinationsTable = ({ lines, year }: { readonly lines: readonly DestinationLine[]; readonly year: number }) => {
  const read = useFigureReader();
  const columns: readonly SimpleColumn<DestinationLine>[] = [
    { key: 'metal', label: text('overview.destinations.metal'), cell: (line) => <MetalName metal={line.metal} /> },
    {
      key: 'planned',
      label: text('overview.destinations.planned'),
      unit: 'kdmt',
      align: 'right',
      cell: (line) => read.format(line.planned).text,
    },
    {
      key: 'bar',
      label: text('overview.destinations.committed'),
      width: '46%',
      cell: (line) => (
        <SegmentBar
          segments={segmentsOf(line)}
          label={segmentsOf(line)
            .map((segment) => segment.label)
            .join(serial())}
        />
      ),
    },
    {
      key: 'china',
      label: text('overview.destinations.china'),
      unit: text('overview.unit.percent'),
      align: 'right',
      tone: 'value',
      cell: (line) => <FigureLink figure={line.china} as="cell" />,
    },
    {
      key: 'unsold',
      label: text('overview.destinations.unsold'),
      unit: text('overview.unit.percent'),
      align: 'right',
      tone: 'context',
      cell: ({ unsold, oversold }) =>
        oversold === undefined ? (
          <FigureLink figure={unsold} as="cell" />
        ) : (
          <StateMark state="breached">
            <FigureLink figure={oversold} as="cell">
              {text('overview.destinations.oversold', { share: read.format(oversold).text })}
            </FigureLink>
          </StateMark>
        ),
    },
  ];
  const usedZones = ZONES.filter((zone) => lines.some((line) => line.segments.some((segment) => segment.zone === zone)));
  return (
    <Section
      title={text('overview.destinations.title')}
      note={text(
        lines.some(({ oversold }) => oversold !== undefined) ? 'overview.destinations.noteOversold' : 'overview.destinations.note',
        { year },
      )}
      span={6}
    >
      <SimpleTable
        label={text('overview.destinations.title')}
        columns={columns}
        rows={lines}
        rowKey={(line) => line.productId}
        rowRoute={(line) => `/contracts?metal=${line.metal}`}
      />
      <Foot>
        <Key
          entries={[
            ...usedZones.map((zone) => ({
              label: text(`zone.${zone}`),
              role: `zone.${zone}` as const,
              fill: zone === 'unknown' ? ('hatched' as const) : ('solid' as const),
            })),
            { label: text('overview.destinations.unsold'), empty: true },
          ]}
        />
      </Foot>
    </Section>
  );
};
