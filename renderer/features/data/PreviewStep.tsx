import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import type { ImportFile, ImportOutcome, ImportPreview, ImportRow } from '#shared/contract/imports.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { comma, message, semicolon, sentenceGap, text } from '#shared/messages/text.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { ChipFilter, FilterBar } from '../../components/ChipFilter.tsx';
import { type DataColumn, DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { fieldLabel } from './fieldLabel.ts';
import { OutcomeFilter, outcomeText } from './OutcomeFilter.tsx';
import { valueColumnsOf } from './valueColumns.ts';

/** Kinds of files with rows; a bundle has a separate step. */
type TableKind = Exclude<ImportFile['kind'], 'bundle'>;

type Issue = ImportRow['issues'][number];

/** The fault of a cell with the header of its column and its text: Column “Tonnes”, “many”: Enter a number. */
const issueText = ({ cell, field, header, cellText: shownText, message: fault }: Issue): string => {
  const column = cell !== undefined && header ? text('data.preview.columnOf', { header }) : fieldLabel(field);
  const issue = renderMessage(fault);
  return shownText === undefined || issue.includes(shownText)
    ? text('data.preview.issue', { column, issue })
    : text('data.preview.issueFound', { column, found: shownText, issue });
};

const whyOf = ({ issues, note }: ImportRow): string =>
  [...issues.map(issueText), ...(note ? [renderMessage(note)] : [])].join(sentenceGap());

/** The fields that change, each before and after. */
const changesText = ({ fields = [] }: ImportRow): string =>
  fields
    .map(({ label, before, after }) => {
      const value = message('bundle.fromTo', { before: before ?? message('common.none'), after: after ?? message('common.none') });
      return text('data.preview.value', { field: renderLabel(label), value: renderMessage(value) });
    })
    .join(semicolon());

const targetOf = ({ target }: ImportRow, kind: TableKind): string => {
  if (kind === 'tables') return text(`imports.sheet.${target}` as MessageKey);
  return kind === 'trade' ? text(`data.trade.topic.${target}` as MessageKey) : target;
};

const GROUP: Readonly<Record<TableKind, MessageKey>> = {
  tables: 'data.preview.group',
  prices: 'data.series.name',
  trade: 'data.trade.code',
};

const isRefused = ({ outcome }: ImportRow): boolean => outcome === 'refused';

const columnsOf = (
  kind: TableKind,
  { hasRemarks, hasChanges }: { readonly hasRemarks: boolean; readonly hasChanges: boolean },
  isImported: boolean,
  valueColumns: readonly DataColumn<ImportRow>[],
): readonly DataColumn<ImportRow>[] => [
  {
    key: 'outcome',
    label: text('data.preview.outcome'),
    width: 112,
    text: ({ outcome }) => outcomeText(outcome, isImported),
    cell: (row) => {
      const outcome = outcomeText(row.outcome, isImported);
      return isRefused(row) ? <StateMark state="breached">{outcome}</StateMark> : outcome;
    },
  },
  { key: 'name', label: text('data.preview.name'), width: 180, tone: 'key', text: ({ name }) => renderLabel(name) },
  ...(hasRemarks ? ([{ key: 'why', label: text('data.preview.why'), width: 260, text: whyOf }] satisfies DataColumn<ImportRow>[]) : []),
  ...(hasChanges
    ? ([{ key: 'changes', label: text('bundle.what'), width: 380, text: changesText }] satisfies DataColumn<ImportRow>[])
    : []),
  ...valueColumns,
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
  { key: 'target', label: text(isImported ? 'data.done.target' : 'data.preview.target'), width: 128, text: (row) => targetOf(row, kind) },
];

const Lines = styled('ul')({ listStyle: 'none', margin: 0, padding: '6px 0', whiteSpace: 'normal', textWrap: 'pretty' });

/** Maximum number of rows whose remarks are listed in full; the table above has all of them. */
const MAX_REMARKS = 100;

const remarkColumns = (): readonly SimpleColumn<ImportRow>[] => [
  {
    key: 'where',
    label: text('data.preview.cell'),
    width: '120px',
    tone: 'context',
    cell: ({ issues, line }) =>
      issues.flatMap(({ cell }) => cell ?? []).join(comma()) || (line === undefined ? '' : text('data.preview.lineOf', { line })),
  },
  { key: 'name', label: text('data.preview.name'), width: '22%', tone: 'key', cell: ({ name }) => renderLabel(name) },
  {
    key: 'why',
    label: text('data.preview.why'),
    cell: ({ issues, note }) => (
      <Lines>
        {issues.map((rowIssue) => (
          <li key={`${rowIssue.field}:${rowIssue.message.key}`}>{issueText(rowIssue)}</li>
        ))}
        {note ? <li>{renderMessage(note)}</li> : undefined}
      </Lines>
    ),
  },
];

/** Lists the faults and remarks of rows in full. */
const Remarks = ({ rows }: { readonly rows: readonly ImportRow[] }) => (
  <SimpleTable
    label={text('data.preview.why')}
    columns={remarkColumns()}
    rows={rows.slice(0, MAX_REMARKS)}
    rowKey={({ key }) => key}
    foot={rows.length > MAX_REMARKS ? text('data.preview.more', { count: rows.length - MAX_REMARKS }) : undefined}
  />
);

export type PreviewStepProps = {
  readonly kind: TableKind;
  readonly preview: ImportPreview;
  readonly isImported: boolean;
};

/** Lists every row with what the import would do with it, or did; refused ones first. */
export const PreviewStep = ({ kind, preview, isImported }: PreviewStepProps) => {
  const [outcomes, setOutcomes] = useState<readonly ImportOutcome[]>([]);
  const [chosenTargets, setTargets] = useState<readonly string[]>([]);
  const { counts, rows, more } = preview;
  const title = text(isImported ? 'data.done.rows' : 'data.preview');
  const rowsWithRemarks = useMemo(() => rows.filter(({ issues, note }) => issues.length > 0 || note !== undefined), [rows]);
  const hasRemarks = rowsWithRemarks.length > 0;
  const hasChanges = useMemo(() => rows.some(({ fields = [] }) => fields.length > 0), [rows]);
  const targetCounts = useMemo(() => Map.groupBy(rows, (row) => row.target), [rows]);
  const targetRows = useMemo(
    () => (chosenTargets.length === 0 ? rows : rows.filter(({ target }) => chosenTargets.includes(target))),
    [rows, chosenTargets],
  );
  const columns = useMemo(
    () => columnsOf(kind, { hasRemarks, hasChanges }, isImported, kind === 'tables' ? valueColumnsOf(targetRows, isImported) : []),
    [kind, hasRemarks, hasChanges, isImported, targetRows],
  );
  const shownRows = outcomes.length === 0 ? targetRows : targetRows.filter(({ outcome }) => outcomes.includes(outcome));
  return (
    <Section title={title} note={more > 0 ? text('data.preview.more', { count: more }) : undefined}>
      <FilterBar>
        <OutcomeFilter counts={counts} isImported={isImported} chosen={outcomes} onChange={setOutcomes} />
        {kind === 'tables' && targetCounts.size > 1 ? (
          <ChipFilter
            label={text('data.preview.filterTarget')}
            choices={[...targetCounts].map(([target, targetRows]) => ({
              value: target,
              label: `${text(`imports.sheet.${target}` as MessageKey)} ${targetRows.length}`,
            }))}
            chosenValues={chosenTargets}
            onChange={setTargets}
          />
        ) : undefined}
      </FilterBar>
      <DataTable
        label={title}
        columns={columns}
        rows={shownRows}
        rowKey={({ key }) => key}
        visibleRows={14}
        empty={<EmptyState what={text('data.preview.empty')} />}
      />
      {kind === 'tables' && hasRemarks ? <Remarks rows={rowsWithRemarks} /> : undefined}
    </Section>
  );
};
