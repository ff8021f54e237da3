import { useMemo, useState } from 'react';
import type { ImportFile, ImportOutcome, ImportPreview, ImportRow } from '#shared/contract/imports.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { colon, comma, sentenceGap, text } from '#shared/messages/text.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { ChipFilter, FilterBar } from '../../components/ChipFilter.tsx';
import { type DataColumn, DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Section } from '../../components/Section.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { fieldLabel } from './fieldLabel.ts';

/** Kinds of files with rows; a bundle has a separate step. */
type TableKind = Exclude<ImportFile['kind'], 'bundle'>;

const OUTCOMES = ['refused', 'added', 'changed', 'same'] as const satisfies readonly ImportOutcome[];

const whyOf = ({ issues, note }: ImportRow): string =>
  [
    ...issues.map(({ cell, field, message }) =>
      cell === undefined ? `${fieldLabel(field)}${colon()}${renderMessage(message)}` : renderMessage(message),
    ),
    ...(note ? [renderMessage(note)] : []),
  ].join(sentenceGap());

const targetOf = ({ target }: ImportRow, kind: TableKind): string => {
  if (kind === 'tables') return text(`imports.sheet.${target}` as MessageKey);
  return kind === 'trade' ? text(`data.trade.topic.${target}` as MessageKey) : target;
};

const GROUP: Readonly<Record<TableKind, MessageKey>> = {
  tables: 'data.preview.group',
  prices: 'data.series.name',
  trade: 'data.trade.code',
};

const columnsOf = (kind: TableKind): readonly DataColumn<ImportRow>[] => [
  {
    key: 'outcome',
    label: text('data.preview.outcome'),
    width: 112,
    text: ({ outcome }) => text(`data.outcome.${outcome}`),
    cell: ({ outcome }) =>
      outcome === 'refused' ? <StateMark state="breached">{text('data.outcome.refused')}</StateMark> : text(`data.outcome.${outcome}`),
  },
  { key: 'name', label: text('data.preview.name'), width: 200, tone: 'key', text: ({ name }) => renderLabel(name) },
  ...(kind === 'tables'
    ? ([
        {
          key: 'cell',
          label: text('data.preview.cell'),
          width: 80,
          text: ({ issues }) => issues.flatMap(({ cell }) => cell ?? []).join(comma()),
        },
      ] satisfies DataColumn<ImportRow>[])
    : []),
  { key: 'why', label: text('data.preview.why'), width: 380, text: whyOf },
  { key: 'group', label: text(GROUP[kind]), width: 140, tone: 'context', text: ({ group }) => renderLabel(group) },
  ...(kind === 'tables'
    ? ([
        {
          key: 'line',
          label: text('data.preview.line'),
          align: 'right',
          width: 64,
          text: ({ line }) => String(line ?? ''),
          sortValue: ({ line }) => line,
        },
      ] satisfies DataColumn<ImportRow>[])
    : ([
        {
          key: 'count',
          label: text('data.preview.count'),
          align: 'right',
          width: 80,
          text: ({ count }) => String(count ?? ''),
          sortValue: ({ count }) => count,
        },
      ] satisfies DataColumn<ImportRow>[])),
  { key: 'target', label: text('data.preview.target'), width: 128, text: (row) => targetOf(row, kind) },
];

export type PreviewStepProps = { readonly kind: TableKind; readonly preview: ImportPreview; readonly title: string };

/** Lists every row with its outcome, refused ones first. */
export const PreviewStep = ({ kind, preview, title }: PreviewStepProps) => {
  const [outcomes, setOutcomes] = useState<readonly ImportOutcome[]>([]);
  const columns = useMemo(() => columnsOf(kind), [kind]);
  const { counts, rows, more } = preview;
  const shown = outcomes.length === 0 ? rows : rows.filter(({ outcome }) => outcomes.includes(outcome));
  return (
    <Section title={title} note={more > 0 ? text('data.preview.more', { count: more }) : undefined}>
      <FilterBar>
        <ChipFilter
          label={text('data.preview.filter')}
          choices={OUTCOMES.map((value) => ({ value, label: `${text(`data.outcome.${value}`)} ${counts[value]}` }))}
          chosen={outcomes}
          onChange={setOutcomes}
        />
      </FilterBar>
      <DataTable
        label={title}
        columns={columns}
        rows={shown}
        rowKey={({ key }) => key}
        visibleRows={14}
        empty={<EmptyState what={text('data.preview.empty')} />}
      />
    </Section>
  );
};
