import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { ImportFile, ImportOutcome, ImportPreview, ImportRow } from '#shared/contract/imports.ts';
import { message, text } from '#shared/messages/text.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { FilterBar } from '../../components/ChipFilter.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { OutcomeFilter, outcomeText } from './OutcomeFilter.tsx';

const DEFAULT_OUTCOMES: readonly ImportOutcome[] = ['refused', 'added', 'changed'];

const Lines = styled('ul')(({ theme }) => ({
  listStyle: 'none',
  margin: 0,
  padding: '4px 0',
  whiteSpace: 'normal',
  lineHeight: '18px',
  '& small': { fontSize: 'inherit', color: theme.vars.palette.text.secondary },
}));

/** Maximum number of shown fields of a record; the others are counted. */
const MAX_FIELDS = 12;

/** The change of a record: its fields before and after, issues, and notes. */
const RecordChange = ({ row: { fields = [], issues, note } }: { readonly row: ImportRow }) => (
  <Lines>
    {issues.map(({ message: problem }) => (
      <li key={problem.key}>{renderMessage(problem)}</li>
    ))}
    {note ? <li>{renderMessage(note)}</li> : undefined}
    {fields.slice(0, MAX_FIELDS).map(({ label, before, after }, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: several fields may have the same label
      <li key={i}>
        <small>{renderLabel(label)}</small>{' '}
        {renderMessage(message('bundle.fromTo', { before: before ?? message('common.none'), after: after ?? message('common.none') }))}
      </li>
    ))}
    {fields.length > MAX_FIELDS ? <li>{text('bundle.moreFields', { count: fields.length - MAX_FIELDS })}</li> : undefined}
  </Lines>
);

const Outcome = ({
  row: { outcome, isExcluded: isRowExcluded },
  isImported,
}: {
  readonly row: ImportRow;
  readonly isImported: boolean;
}) => {
  const shownText = outcomeText(outcome, isImported);
  if (outcome === 'refused') return <StateMark state="breached">{shownText}</StateMark>;
  return isRowExcluded ? text('bundle.left') : shownText;
};

export type BundleStepProps = {
  readonly file: Extract<ImportFile, { kind: 'bundle' }>;
  readonly preview: ImportPreview;
  /** Keys of excluded records; a click counts immediately, before the check. */
  readonly excluded: readonly string[];
  /** Excludes or includes a record; undefined after the import. */
  readonly onExclude?: ((key: string, isExcluded: boolean) => void) | undefined;
};

/** Lists what a bundle would add and change, or did, by record and field; each record can be excluded before the import. */
export const BundleStep = ({ file, preview: { rows, counts }, excluded, onExclude }: BundleStepProps) => {
  const isImported = onExclude === undefined;
  const title = text(isImported ? 'data.done.rows' : 'data.preview');
  const [outcomes, setOutcomes] = useState<readonly ImportOutcome[]>(DEFAULT_OUTCOMES);
  const shownRows = rows.filter(({ outcome }) => outcomes.length === 0 || outcomes.includes(outcome));
  const columns: readonly SimpleColumn<ImportRow>[] = [
    {
      key: 'take',
      label: text('bundle.take'),
      width: '64px',
      cell: ({ key, name, group, outcome }) =>
        outcome === 'added' || outcome === 'changed' ? (
          <Checkbox
            size="small"
            checked={!excluded.includes(key)}
            disabled={!onExclude}
            slotProps={{
              input: { 'aria-label': renderMessage(message('bundle.takeOne', { name: { list: [group, name], by: 'space' } })) },
            }}
            onChange={(_, isIncluded) => onExclude?.(key, !isIncluded)}
          />
        ) : undefined,
    },
    {
      key: 'outcome',
      label: text('data.preview.outcome'),
      width: '120px',
      cell: (row) => <Outcome row={row} isImported={isImported} />,
    },
    {
      key: 'group',
      label: text(isImported ? 'data.done.target' : 'data.preview.target'),
      width: '130px',
      tone: 'context',
      cell: ({ group }) => renderLabel(group),
    },
    { key: 'name', label: text('data.preview.name'), width: '24%', tone: 'key', cell: ({ name }) => renderLabel(name) },
    { key: 'what', label: text('bundle.what'), cell: (row) => <RecordChange row={row} /> },
  ];
  return (
    <Section title={title} note={text('bundle.from', { title: file.title, made: formatMoment(file.createdAt), app: file.app })}>
      <FilterBar>
        <OutcomeFilter counts={counts} isImported={isImported} chosen={outcomes} onChange={setOutcomes} />
      </FilterBar>
      <SimpleTable
        label={title}
        columns={columns}
        rows={shownRows}
        rowKey={({ key }) => key}
        foot={shownRows.length === 0 ? text('data.preview.empty') : undefined}
      />
    </Section>
  );
};
