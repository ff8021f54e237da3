import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { VersionRef, VersionRow, VersionTerm } from '#shared/contract/versions.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatDate } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EffectTable } from '../../components/EffectTable.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';

const WrappedText = styled('span')({ display: 'block', padding: '5px 0', whiteSpace: 'normal', overflowWrap: 'anywhere' });

const shortName = (row: VersionRow): string =>
  text('versions.short', { kind: text(`versions.kind.${row.kind}`), side: text(`versions.side.${row.side}`), date: formatDate(row.date) });

type VersionMenuProps = {
  readonly what: 'from' | 'to';
  readonly rows: readonly VersionRow[];
  readonly chosen: VersionRef;
  readonly onPick: (ref: VersionRef) => void;
};

const VersionMenu = ({ what, rows, chosen, onPick }: VersionMenuProps) => {
  const currentName = text('versions.now');
  const row = rows.find(({ id }) => id === chosen);
  const label = text(`versions.compare.${what}`, { name: row ? shortName(row) : currentName });
  return (
    <MenuButton
      label={label}
      entries={[
        ...rows.map((listedVersion) => ({
          key: listedVersion.id,
          label: shortName(listedVersion),
          isChosen: listedVersion.id === chosen,
          onPick: () => onPick(listedVersion.id),
        })),
        { key: 'now', label: currentName, isChosen: chosen === 'now', onPick: () => onPick('now') },
      ]}
    />
  );
};

/** Compares two states of a deal: each term that differs, the value of its part, and the steps from one NPV to the other. */
export const Comparison = ({ contractId, rows }: { readonly contractId: ContractId; readonly rows: readonly VersionRow[] }) => {
  const read = useFigureReader();
  const presentation = usePresentation();
  const [selectedVersions, setSelectedVersions] = useState<{ readonly from?: VersionRef; readonly to?: VersionRef }>({});
  const isListed = (ref: VersionRef | undefined): ref is VersionRef => ref === 'now' || rows.some(({ id }) => id === ref);
  const from: VersionRef = isListed(selectedVersions.from) ? selectedVersions.from : (rows[0]?.id ?? 'now');
  const to: VersionRef = isListed(selectedVersions.to) ? selectedVersions.to : 'now';
  const { data, error } = useCall('versions.compare', { contractId, from, to }, { keepLast: true });
  const tools = (
    <>
      <VersionMenu what="from" rows={rows} chosen={from} onPick={(ref) => setSelectedVersions({ ...selectedVersions, from: ref })} />
      <VersionMenu what="to" rows={rows} chosen={to} onPick={(ref) => setSelectedVersions({ ...selectedVersions, to: ref })} />
    </>
  );
  const columns: readonly SimpleColumn<VersionTerm>[] = [
    {
      key: 'part',
      label: text('versions.compare.part'),
      tone: 'context',
      width: '14%',
      cell: ({ part }) => <WrappedText>{text(`versions.part.${part}`)}</WrappedText>,
    },
    {
      key: 'term',
      label: text('versions.compare.term'),
      tone: 'key',
      width: '18%',
      cell: ({ term }) => <WrappedText>{presentation.label(term)}</WrappedText>,
    },
    {
      key: 'before',
      label: data ? presentation.label(data.from) : '',
      width: '28%',
      cell: ({ before }) => <WrappedText>{before === undefined ? text('common.none') : presentation.label(before)}</WrappedText>,
    },
    {
      key: 'after',
      label: data ? presentation.label(data.to) : '',
      width: '28%',
      cell: ({ after }) => <WrappedText>{after === undefined ? text('common.none') : presentation.label(after)}</WrappedText>,
      total: text('versions.compare.total'),
    },
    {
      key: 'value',
      label: text('versions.compare.value'),
      unit: data?.change ? read.format(data.change).unit : undefined,
      align: 'right',
      tone: 'value',
      cell: ({ value }) => (value ? <FigureLink figure={value} as="cell" /> : undefined),
      total: data?.change ? <FigureLink figure={data.change} as="cell" /> : undefined,
    },
  ];
  return (
    <Columns>
      {data?.steps ? <ChartSection view={data.steps} span={4} minHeight={240} /> : undefined}
      <Section title={text('versions.compareTitle')} tools={tools} span={data?.steps ? 8 : 12}>
        {error ? <ErrorNote text={errorText(error)} /> : undefined}
        {data?.problem ? <ErrorNote text={presentation.message(data.problem)} /> : undefined}
        {data ? (
          <SimpleTable
            label={text('versions.compareTitle')}
            columns={columns}
            rows={data.terms}
            rowKey={({ part, term, before, after }) => JSON.stringify([part, term, before, after])}
            {...(data.terms.length === 0 ? { foot: text('versions.compare.same') } : {})}
          />
        ) : error ? undefined : (
          <Skeleton of="rows" rows={4} />
        )}
      </Section>
      {data?.effect ? (
        <EffectTable
          effect={data.effect}
          span={12}
          title={text('versions.effectTitle')}
          now={text('versions.effectBefore')}
          afterLabel={text('versions.effectAfter')}
        />
      ) : undefined}
    </Columns>
  );
};
