import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { unique } from '#shared/collections.ts';
import type { Market, ShareTable } from '#shared/contract/market.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { colon, comma, semicolon, text } from '#shared/messages/text.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { type Presentation, usePresentation } from '../../components/settings.tsx';

type ShareRow = ShareTable['rows'][number];

const Caption = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '8px 0 0',
  color: theme.vars.palette.text.secondary,
}));

const columns = (label: Presentation['label']): readonly SimpleColumn<ShareRow>[] => [
  { key: 'who', label: text('market.shares.who'), tone: 'key', cell: (row) => label(row.who) },
  {
    key: 'share',
    label: text('market.shares.share'),
    unit: text('market.unit.percent'),
    align: 'right',
    tone: 'value',
    cell: (row) => <FigureLink figure={row.share} as="cell" />,
  },
];

const Shares = ({ title, tables, metal }: { readonly title: string; readonly tables: readonly ShareTable[]; readonly metal: Metal }) => {
  const { label } = usePresentation();
  const table = tables.find((candidate) => candidate.metal === metal);
  return (
    <Section title={title} note={table && label(table.period)} span={4}>
      {table ? (
        <>
          <Caption>{[table.product, table.measure].map(label).join(comma())}</Caption>
          <SimpleTable label={title} columns={columns(label)} rows={table.rows} rowKey={(row) => label(row.who)} isTight />
          <Caption>
            {text('market.shares.source', { source: unique(table.rows.map((row) => label(row.source))).join(semicolon()) })}
          </Caption>
        </>
      ) : (
        <EmptyState what={text('market.shares.none', { metal: text(`metal.${metal}`).toLowerCase() })} />
      )}
    </Section>
  );
};

export type MetalDetailsProps = Pick<Market, 'suppliers' | 'importers' | 'history'>;

/** One metal: its price history, China's suppliers and other importers. */
export const MetalDetails = ({ suppliers, importers, history }: MetalDetailsProps) => {
  const [metal, setMetal] = useState<Metal>('copper');
  const chart = history.find((candidate) => candidate.metal === metal)?.chart;
  const menu = (
    <MenuButton
      label={`${text('market.metal.pick')}${colon()}${text(`metal.${metal}`)}`}
      entries={METALS.map((listedMetal) => ({
        key: listedMetal,
        label: <MetalName metal={listedMetal} />,
        isChosen: listedMetal === metal,
        onPick: () => setMetal(listedMetal),
      }))}
    >
      <MetalName metal={metal} />
    </MenuButton>
  );
  return (
    <>
      {chart ? (
        <ChartSection view={chart} span={4} tools={menu} />
      ) : (
        <Section title={text('market.history.title')} span={4} tools={menu}>
          <EmptyState what={text('market.history.none', { metal: text(`metal.${metal}`).toLowerCase() })} />
        </Section>
      )}
      <Shares title={text('market.suppliers.title')} tables={suppliers} metal={metal} />
      <Shares title={text('market.importers.title')} tables={importers} metal={metal} />
    </>
  );
};
