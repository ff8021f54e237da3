import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { ImportFile, ImportOutcome, ImportPreview, ImportRow } from '#shared/contract/imports.ts';
import { message, text } from '#shared/messages/text.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { ChipFilter, FilterBar } from '../../components/ChipFilter.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';

const OUTCOMES = ['refused', 'added', 'changed', 'same'] as const satisfies readonly ImportOutcome[];
const FIRST: readonly ImportOutcome[] = ['refused', 'added', 'changed'];

const Lines = styled('ul')(({ theme }) => ({
  listStyle: 'none',
  margin: 0,
  padding: '4px 0',
  whiteSpace: 'normal',
  lineHeight: '18px',
  '& small': { fontSize: 'inherit', color: theme.vars.palette.text.secondary },
}));

/** Fields shown of a record; the rest are counted. */
const MOST_FIELDS = 12;

/** What becomes of a record: its fields before and after, why it can't be taken, what it is called here. */
const What = ({ row: { fields = [], issues, note } }: { readonly row: ImportRow }) => (
  <Lines>
    {issues.map(({ message: problem }) => (
      <li key={problem.key}>{renderMessage(problem)}</li>
    ))}
    {note ? <li>{renderMessage(note)}</li> : undefined}
    {fields.slice(0, MOST_FIELDS).map(({ label, before, after }, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: several fields have one label, and their order is theirs
      <li key={i}>
        <small>{renderLabel(label)}</small>{' '}
        {renderMessage(message('bundle.fromTo', { before: before ?? message('common.none'), after: after ?? message('common.none') }))}
      </li>
    ))}
    {fields.length > MOST_FIELDS ? <li>{text('bundle.moreFields', { count: fields.length - MOST_FIELDS })}</li> : undefined}
  </Lines>
);

const Outcome = ({ outcome, left }: Pick<ImportRow, 'outcome' | 'left'>) => {
  if (outcome === 'refused') return <StateMark state="breached">{text('data.outcome.refused')}</StateMark>;
  return left ? text('bundle.left') : text(`data.outcome.${outcome}`);
};

export type BundleStepProps = {
  readonly file: Extract<ImportFile, { kind: 'bundle' }>;
  readonly preview: ImportPreview;
  readonly title: string;
  /** Records that are left as they are here, by their keys: what was ticked counts at once, before it was checked. */
  readonly left: readonly string[];
  /** Leaves a record as it is here, or takes it after all; without it nothing can be chosen any more. */
  readonly onLeave?: ((key: string, left: boolean) => void) | undefined;
};

/** What a bundle would add and change, record by record and field by field; each can be left out. */
export const BundleStep = ({ file, preview: { rows, counts }, title, left: chosen, onLeave }: BundleStepProps) => {
  const [outcomes, setOutcomes] = useState<readonly ImportOutcome[]>(FIRST);
  const shown = rows.filter(({ outcome }) => outcomes.length === 0 || outcomes.includes(outcome));
  const columns: readonly SimpleColumn<ImportRow>[] = [
    {
      key: 'take',
      label: text('bundle.take'),
      width: '64px',
      cell: ({ key, name, group, outcome }) =>
        outcome === 'added' || outcome === 'changed' ? (
          <Checkbox
            size="small"
            checked={!chosen.includes(key)}
            disabled={!onLeave}
            slotProps={{
              input: { 'aria-label': renderMessage(message('bundle.takeOne', { name: { list: [group, name], by: 'space' } })) },
            }}
            onChange={(_, taken) => onLeave?.(key, !taken)}
          />
        ) : undefined,
    },
    {
      key: 'outcome',
      label: text('data.preview.outcome'),
      width: '120px',
      cell: (row) => <Outcome outcome={row.outcome} left={row.left} />,
    },
    { key: 'group', label: text('data.preview.target'), width: '130px', tone: 'context', cell: ({ group }) => renderLabel(group) },
    { key: 'name', label: text('data.preview.name'), width: '24%', tone: 'key', cell: ({ name }) => renderLabel(name) },
    { key: 'what', label: text('bundle.what'), cell: (row) => <What row={row} /> },
  ];
  return (
    <Section title={title} note={text('bundle.from', { title: file.title, made: formatMoment(file.made), app: file.app })}>
      <FilterBar>
        <ChipFilter
          label={text('data.preview.filter')}
          choices={OUTCOMES.map((value) => ({ value, label: `${text(`data.outcome.${value}`)} ${counts[value]}` }))}
          chosen={outcomes}
          onChange={setOutcomes}
        />
      </FilterBar>
      <SimpleTable
        label={title}
        columns={columns}
        rows={shown}
        rowKey={({ key }) => key}
        foot={shown.length === 0 ? text('data.preview.empty') : undefined}
      />
    </Section>
  );
};
