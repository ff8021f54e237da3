import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { VersionRef, VersionRow, VersionTerm } from '#shared/contract/versions.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { renderMessage } from '#shared/presentation/message.ts';
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
import { useFigureReader } from '../../components/settings.tsx';

const Said = styled('span')({ display: 'block', padding: '5px 0', whiteSpace: 'normal', overflowWrap: 'anywhere' });

const short = (row: VersionRow): string =>
  text('versions.short', { kind: text(`versions.kind.${row.kind}`), side: text(`versions.side.${row.side}`), date: formatDate(row.date) });

type PickProps = {
  readonly what: 'from' | 'to';
  readonly rows: readonly VersionRow[];
  readonly chosen: VersionRef;
  readonly onPick: (ref: VersionRef) => void;
};

const Pick = ({ what, rows, chosen, onPick }: PickProps) => {
  const now = text('versions.now');
  const row = rows.find(({ id }) => id === chosen);
  const label = text(`versions.compare.${what}`, { name: row ? short(row) : now });
  return (
    <MenuButton
      label={label}
      entries={[
        ...rows.map((one) => ({ key: one.id, label: short(one), chosen: one.id === chosen, onPick: () => onPick(one.id) })),
        { key: 'now', label: now, chosen: chosen === 'now', onPick: () => onPick('now') },
      ]}
    />
  );
};

/** Two states of a deal side by side: each term that differs, what its part is worth, and the way from one value to the other. */
export const Comparison = ({ contractId, rows }: { readonly contractId: ContractId; readonly rows: readonly VersionRow[] }) => {
  const read = useFigureReader();
  const [picked, pick] = useState<{ readonly from?: VersionRef; readonly to?: VersionRef }>({});
  const known = (ref: VersionRef | undefined): ref is VersionRef => ref === 'now' || rows.some(({ id }) => id === ref);
  const from: VersionRef = known(picked.from) ? picked.from : (rows[0]?.id ?? 'now');
  const to: VersionRef = known(picked.to) ? picked.to : 'now';
  const compared = useCall('versions.compare', { contractId, from, to }, { keepLast: true });
  const { data, error } = compared;
  const tools = (
    <>
      <Pick what="from" rows={rows} chosen={from} onPick={(ref) => pick({ ...picked, from: ref })} />
      <Pick what="to" rows={rows} chosen={to} onPick={(ref) => pick({ ...picked, to: ref })} />
    </>
  );
  const columns: readonly SimpleColumn<VersionTerm>[] = [
    {
      key: 'part',
      label: text('versions.compare.part'),
      tone: 'context',
      width: '14%',
      cell: ({ part }) => <Said>{text(`versions.part.${part}`)}</Said>,
    },
    { key: 'term', label: text('versions.compare.term'), tone: 'key', width: '18%', cell: ({ term }) => <Said>{term}</Said> },
    {
      key: 'before',
      label: data?.from ?? '',
      width: '28%',
      cell: ({ before }) => <Said>{before === '' ? text('common.none') : before}</Said>,
    },
    {
      key: 'after',
      label: data?.to ?? '',
      width: '28%',
      cell: ({ after }) => <Said>{after === '' ? text('common.none') : after}</Said>,
      total: text('versions.compare.total'),
    },
    {
      key: 'value',
      label: text('versions.compare.value'),
      unit: data?.change ? read.apart(data.change).unit : undefined,
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
        {data?.problem ? <ErrorNote text={renderMessage(data.problem)} /> : undefined}
        {data ? (
          <SimpleTable
            label={text('versions.compareTitle')}
            columns={columns}
            rows={data.terms}
            rowKey={({ part, term, before, after }) => `${part} ${term} ${before} ${after}`}
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
          then={text('versions.effectAfter')}
        />
      ) : undefined}
    </Columns>
  );
};
