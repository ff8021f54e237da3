import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { Input, Output } from '#shared/contract/contract.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import { comma, message, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { renderChange, renderLabel } from '#shared/presentation/message.ts';
import { useCall } from '../../api/queries.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { VisuallyHidden } from '../../components/VisuallyHidden.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

type Change = Output<'history.record'>['changes'][number];

/** A row of the table: a changed field. The first row of a change also shows the change itself. */
type Line = { readonly key: string; readonly change: Change; readonly isFirst: boolean; readonly field: FieldChange | undefined };

const FIRST_CHANGES = 10;
const MAX_CHANGES = 200;

const Place = styled('div')({ marginTop: 28 });
const AuthorText = styled('span')(({ theme }) => ({ marginLeft: 8, color: theme.vars.palette.ore.tertiary }));
const Undone = styled('span')({ textDecoration: 'line-through' });
const Dash = styled('span')(({ theme }) => ({ color: theme.vars.palette.ore.tertiary }));
const Text = styled('span')({ display: 'block', padding: '6px 0', whiteSpace: 'normal', overflowWrap: 'anywhere', textWrap: 'pretty' });

const linesOf = (change: Change): readonly Line[] => {
  const { id, did, fields } = change;
  if (did !== 'changed' || fields.length === 0) {
    return [
      {
        key: `${id}`,
        change,
        isFirst: true,
        field: did === 'changed' ? undefined : { label: message(`timeline.${did}`), before: null, after: null },
      },
    ];
  }
  return fields.map((field, i) => ({ key: `${id} ${i}`, change, isFirst: i === 0, field }));
};

const ChangeLabel = ({ change: { label, isUndone, origin, author } }: { readonly change: Change }) => {
  const source = [origin === 'user' ? undefined : text(`timeline.by.${origin}`), author].filter((part) => part !== undefined);
  return (
    <Text>
      {isUndone ? <Undone title={text('changes.undone')}>{renderChange(label)}</Undone> : renderChange(label)}
      {source.length === 0 ? undefined : <AuthorText>{source.join(comma())}</AuthorText>}
    </Text>
  );
};

const renderValue = (label: Label | null | undefined) => (label ? <Text>{renderLabel(label)}</Text> : <Dash>–</Dash>);

const columnsOf = (newestId: number | undefined, onLook: (change: number) => void): readonly SimpleColumn<Line>[] => [
  {
    key: 'at',
    label: text('timeline.when'),
    width: '150px',
    tone: 'context',
    // a further field of the same change, whose date is visible above
    cell: ({ isFirst, change }) => (isFirst ? formatMoment(change.at) : <VisuallyHidden>{formatMoment(change.at)}</VisuallyHidden>),
  },
  {
    key: 'what',
    label: text('timeline.what'),
    width: '28%',
    cell: ({ isFirst, change }) => (isFirst ? <ChangeLabel change={change} /> : undefined),
  },
  {
    key: 'field',
    label: text('timeline.field'),
    width: '22%',
    tone: 'key',
    cell: ({ field }) => field && <Text>{renderLabel(field.label)}</Text>,
  },
  { key: 'before', label: text('timeline.before'), cell: ({ field }) => renderValue(field?.before) },
  { key: 'after', label: text('timeline.after'), tone: 'value', cell: ({ field }) => renderValue(field?.after) },
  {
    key: 'look',
    label: text('common.actions'),
    isLabelHidden: true,
    align: 'right',
    width: '90px',
    cell: ({ isFirst, change: { id, at } }) =>
      !isFirst || id === newestId ? undefined : (
        <QuietButton aria-label={text('past.lookAt', { at: formatMoment(at) })} onClick={() => onLook(id)}>
          {text('past.look')}
        </QuietButton>
      ),
  },
];

type RecordTimelineProps = Pick<Input<'history.record'>, 'kind' | 'id'>;

/** Lists the changes of a record by field, newest first, with actions that open the workspace after each change. */
export const RecordTimeline = ({ kind, id }: RecordTimelineProps) => {
  const [limit, setLimit] = useState(FIRST_CHANGES);
  const { data, error } = useCall('history.record', { kind, id, limit }, { keepLast: true });
  const openSnapshot = useCommand('history.openSnapshot', { isUndoable: false });
  const newestId = data?.isNewest ? data.changes[0]?.id : undefined;
  const hasMore = data !== undefined && limit === FIRST_CHANGES && data.changes.length === FIRST_CHANGES;
  return (
    <Place>
      <Section
        title={text('timeline.title')}
        tools={hasMore ? <QuietButton onClick={() => setLimit(MAX_CHANGES)}>{text('timeline.more')}</QuietButton> : undefined}
      >
        {error ? <ErrorNote text={errorText(error)} /> : undefined}
        {data ? (
          <SimpleTable<Line>
            label={text('timeline.title')}
            rows={data.changes.flatMap(linesOf)}
            rowKey={({ key }) => key}
            columns={columnsOf(newestId, (change) => void openSnapshot.run({ change }))}
            {...(data.changes.length === 0 ? { foot: text('timeline.none') } : {})}
          />
        ) : error ? undefined : (
          <Skeleton of="rows" rows={3} />
        )}
      </Section>
    </Place>
  );
};
