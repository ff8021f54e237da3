import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useSearch } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMonth } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { type Presentation, usePresentation } from '../../components/settings.tsx';

type Rules = Output<'decks.compare'>['rules'];
type Line = Rules[number]['rules'][number] & Pick<Rules[number], 'deck' | 'name'>;

const WrappingText = styled('span')({ display: 'block', padding: '6px 0', whiteSpace: 'normal', textWrap: 'pretty' });

const columns = (label: Presentation['label']): readonly SimpleColumn<Line>[] => [
  { key: 'deck', label: text('market.compare.deck'), tone: 'key', cell: ({ name }) => label(name) },
  { key: 'months', label: text('market.compare.months'), align: 'right', tone: 'value', cell: ({ months }) => months },
  { key: 'state', label: text('market.compare.state'), cell: ({ origin }) => text(`origin.${origin}`) },
  { key: 'rule', label: text('market.compare.rule'), width: '56%', cell: ({ source }) => <WrappingText>{label(source)}</WrappingText> },
];

/** Shows the decks of a reference, and the rules that give the months after the valuation date. */
export const DeckCompare = ({ settings }: { readonly settings: WorkspaceSettings }) => {
  const { label } = usePresentation();
  const valuationMonth = monthOfDate(settings.valuationDate);
  const codeInAddress = new URLSearchParams(useSearch()).get('reference');
  const [selectedCode, setSelectedCode] = useState<string>();
  const list = useCall('decks.get', { deck: settings.deck, from: valuationMonth, to: valuationMonth }, { keepLast: true });
  const rows = list.data?.rows ?? [];
  const reference = rows.find((row) => row.reference === (selectedCode ?? codeInAddress)) ?? rows[0];
  const comparison = useCall(
    'decks.compare',
    { reference: reference?.reference ?? ReferenceCode.parse('CU') },
    { keepLast: true, enabled: reference !== undefined },
  );
  const menu = (
    <MenuButton
      label={text('market.compare.pick', { name: reference ? label(reference.name) : '' })}
      entries={rows.map((row) => ({
        key: row.reference,
        label: label(row.name),
        isChosen: row.reference === reference?.reference,
        onPick: () => setSelectedCode(row.reference),
      }))}
    />
  );
  if (comparison.error) return <ErrorNote text={errorText(comparison.error)} />;
  if (!comparison.data) {
    return (
      <Section title={text('market.compare.title')} span={12}>
        <Skeleton of="picture" />
      </Section>
    );
  }
  const lines = comparison.data.rules.flatMap(({ deck, name, rules }) => rules.map((rule): Line => ({ ...rule, deck, name })));
  const title = text('market.compare.rules', { month: formatMonth(valuationMonth) });
  return (
    <>
      <ChartSection view={comparison.data.chart} span={7} tools={menu} minHeight={240} />
      <Section title={title} span={5}>
        <SimpleTable
          label={title}
          columns={columns(label)}
          rows={lines}
          rowKey={({ deck, source, origin }) => `${deck} ${origin} ${label(source)}`}
          isTight
        />
      </Section>
    </>
  );
};
