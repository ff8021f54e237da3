import { styled } from '@mui/material/styles';
import type { Figure } from '#shared/contract/figure.ts';
import type { Market } from '#shared/contract/market.ts';
import { text } from '#shared/messages/text.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';

type MetalRow = Market['metals'][number];

const Check = styled('span')(({ theme }) => ({
  display: 'block',
  whiteSpace: 'normal',
  padding: '7px 0',
  maxWidth: '96ch',
  color: theme.vars.palette.text.secondary,
  textWrap: 'pretty',
}));
const QuietText = styled('span')(({ theme }) => ({ fontWeight: 420, color: theme.vars.palette.ore.tertiary }));

const cell = (figure: Figure | undefined) =>
  figure ? <FigureLink figure={figure} as="cell" /> : <QuietText>{text('market.metals.unstated')}</QuietText>;

/** The article's figures, figures derived from them, and the check against public customs data. */
export const MetalsTable = ({ metals }: { readonly metals: readonly MetalRow[] }) => {
  const { label } = usePresentation();
  const money = useFigureReader().format({ value: 0, unit: 'usd', decimals: 0 }).unit;
  const columns: readonly SimpleColumn<MetalRow>[] = [
    { key: 'metal', label: text('market.metals.metal'), cell: (row) => <MetalName metal={row.metal} /> },
    { key: 'first', label: text('market.metals.first'), unit: money, align: 'right', cell: (row) => cell(row.imports2012) },
    { key: 'last', label: text('market.metals.last'), unit: money, align: 'right', tone: 'value', cell: (row) => cell(row.imports2024) },
    {
      key: 'change',
      label: text('market.metals.change'),
      unit: text('market.unit.percent'),
      align: 'right',
      cell: (row) => cell(row.change),
    },
    {
      key: 'multiple',
      label: text('market.metals.multiple'),
      unit: text('market.unit.times'),
      align: 'right',
      cell: (row) => cell(row.multiple),
    },
    {
      key: 'rate',
      label: text('market.metals.rate'),
      unit: text('market.unit.percent'),
      align: 'right',
      cell: (row) => cell(row.yearlyRate),
    },
    {
      key: 'check',
      label: text('market.metals.check'),
      width: '44%',
      cell: (row) => <Check>{label(row.check) || text('market.metals.unchecked')}</Check>,
    },
  ];
  return (
    <Section title={text('market.metals.title')} note={text('market.metals.note')} span={12}>
      <SimpleTable label={text('market.metals.title')} columns={columns} rows={metals} rowKey={(row) => row.metal} />
    </Section>
  );
};
