import { styled } from '@mui/material/styles';
import type { ChinaMetal } from '#shared/contract/china.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { serial, text } from '#shared/messages/text.ts';
import { formatPercent } from '#shared/units/format.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { type Presentation, usePresentation } from '../../components/settings.tsx';

const Lane = styled('div')({ position: 'relative', height: 16, minWidth: 56 });
const Rail = styled('i')(({ theme }) => ({
  position: 'absolute',
  inset: '8px 0 auto 0',
  borderTop: `1px solid ${theme.vars.palette.divider}`,
}));
const Between = styled('i')(({ theme }) => ({
  position: 'absolute',
  top: 7,
  height: 3,
  backgroundColor: theme.vars.palette.ore.line.normal,
}));
const World = styled('i')(({ theme }) => ({
  position: 'absolute',
  top: 1,
  height: 15,
  marginLeft: -1,
  borderLeft: `2px solid ${theme.vars.palette.text.primary}`,
}));
const Ours = styled('i', { shouldForwardProp: (prop) => prop !== 'metal' })<{ metal: Metal }>(({ theme, metal }) => ({
  position: 'absolute',
  top: 3,
  width: 10,
  height: 10,
  marginLeft: -5,
  borderRadius: 5,
  backgroundColor: theme.vars.palette.ore.metal[metal],
  boxShadow: `0 0 0 1.5px ${theme.vars.palette.background.paper}`,
  forcedColorAdjust: 'none',
}));

/** A column head with the mark of its share on the track: a dot for ours, a tick for the world's. */
const HeadMark = styled('span', { shouldForwardProp: (prop) => prop !== 'isTick' })<{ isTick?: boolean }>(({ theme, isTick }) => ({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 4,
  '& i': isTick
    ? { height: 12, borderLeft: `2px solid ${theme.vars.palette.text.primary}` }
    : { width: 9, height: 9, borderRadius: 5, backgroundColor: theme.vars.palette.ore.tertiary },
}));

const partOf = (figure: Figure | undefined): number | undefined => (typeof figure?.value === 'number' ? figure.value : undefined);
const percent = (part: number): string => `${Math.min(1, Math.max(0, part)) * 100}%`;
const shareText = (part: number | undefined): string => (part === undefined ? text('common.none') : formatPercent(part));

/** Our share as a dot in the metal's colour, the world's as a tick, and the gap between them. */
const Track = ({ metal, ours: oursFigure, world: worldFigure }: ChinaMetal) => {
  const [ours, world] = [partOf(oursFigure), partOf(worldFigure)];
  const line = text('china.metals.line', { metal: text(`metal.${metal}`), ours: shareText(ours), world: shareText(world) });
  return (
    <Lane role="img" aria-label={line}>
      <Rail />
      {ours === undefined || world === undefined ? undefined : (
        <Between style={{ left: percent(Math.min(ours, world)), width: percent(Math.abs(ours - world)) }} />
      )}
      {world === undefined ? undefined : <World style={{ left: percent(world) }} />}
      {ours === undefined ? undefined : <Ours metal={metal} style={{ left: percent(ours) }} />}
    </Lane>
  );
};

/** Space for the source mark that follows the number. */
const MarkedShare = styled('span')({ marginRight: 14 });

const cell = (figure: Figure | undefined) => (figure === undefined ? text('common.none') : <FigureLink figure={figure} as="cell" />);

const columns = ({ message }: Presentation): readonly SimpleColumn<ChinaMetal>[] => [
  { key: 'metal', label: text('china.metals.metal'), cell: ({ metal }) => <MetalName metal={metal} /> },
  {
    key: 'track',
    label: text('china.metals.track'),
    isLabelHidden: true,
    width: '30%',
    cell: (row) => <Track {...row} />,
  },
  {
    key: 'ours',
    label: (
      <HeadMark>
        <i />
        {text('china.metals.ours')}
      </HeadMark>
    ),
    unit: text('overview.unit.percent'),
    align: 'right',
    tone: 'value',
    cell: ({ ours }) => cell(ours),
  },
  {
    key: 'world',
    label: (
      <MarkedShare>
        <HeadMark isTick>
          <i />
          {text('china.metals.world')}
        </HeadMark>
      </MarkedShare>
    ),
    unit: <MarkedShare>{text('overview.unit.percent')}</MarkedShare>,
    align: 'right',
    tone: 'context',
    cell: ({ world, worldNote }) => <MarkedShare title={worldNote && message(worldNote)}>{cell(world)}</MarkedShare>,
  },
];

/** China's share of committed sales and of world imports, by metal. */
export const ShareTable = ({ metals, year }: { readonly metals: readonly ChinaMetal[]; readonly year: number }) => (
  <Section title={text('china.metals.title')} note={text('china.metals.note', { year })}>
    <SimpleTable
      label={text('china.metals.title')}
      columns={columns(usePresentation())}
      rows={metals}
      rowKey={({ metal }) => metal}
      isTight
    />
  </Section>
);

const Source = styled('span')({ display: 'block', maxWidth: 0, minWidth: '100%', overflow: 'hidden', textOverflow: 'ellipsis' });

const supplierColumns = ({ label, message }: Presentation): readonly SimpleColumn<ChinaMetal>[] => [
  { key: 'metal', label: text('china.metals.metal'), cell: ({ metal }) => <MetalName metal={metal} /> },
  {
    key: 'suppliers',
    label: text('china.metals.suppliers'),
    cell: ({ suppliers }) =>
      suppliers.length === 0
        ? text('common.none')
        : suppliers
            .map(({ who, share }) => text('china.metals.supplier', { who: label(who), share: formatPercent(Number(share.value)) }))
            .join(serial()),
  },
  {
    key: 'source',
    label: text('china.metals.source'),
    tone: 'context',
    width: '42%',
    cell: ({ suppliersNote }) => {
      const note = suppliersNote ? message(suppliersNote) : '';
      return <Source title={note}>{note}</Source>;
    },
  },
];

/** China's largest suppliers by metal, as published. */
export const SuppliersTable = ({ metals }: { readonly metals: readonly ChinaMetal[] }) => (
  <Section title={text('china.suppliers.title')} note={text('china.suppliers.note')}>
    <SimpleTable
      label={text('china.suppliers.title')}
      columns={supplierColumns(usePresentation())}
      rows={metals}
      rowKey={({ metal }) => metal}
      isTight
    />
  </Section>
);
