import { styled } from '@mui/material/styles';
import type { Output } from '#shared/contract/contract.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { renderChange } from '#shared/presentation/message.ts';
import { useCall } from '../../api/queries.ts';
import { DateField } from '../../components/CodecField.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Form, FormRow } from '../../components/FormRow.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { WrappingText } from '../../components/WrappingText.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

type Change = Output<'history.list'>['changes'][number];

const MAX_SHOWN = 12;
/** Number of requested changes: an undo is also a change, but is not listed. */
const REQUESTED_CHANGES = 3 * MAX_SHOWN;

const Undone = styled('span')(({ theme }) => ({ color: theme.vars.palette.ore.tertiary, textDecoration: 'line-through' }));

const Day = styled(Form)({ marginTop: 12, maxWidth: 360 });

/** Lists the last changes of the workspace, newest first, undone ones struck through. Each can be opened as a snapshot. */
export const RecentChanges = () => {
  const { data, error } = useCall('history.list', { limit: REQUESTED_CHANGES });
  const openSnapshot = useCommand('history.openSnapshot', { isUndoable: false });
  if (error) return <ErrorNote text={errorText(error)} />;
  if (!data) return <Skeleton of="rows" />;
  // after the newest change there is no past state
  const newestId = data.changes[0]?.id;
  const changes = data.changes.filter(({ undoOf }) => undoOf === undefined).slice(0, MAX_SHOWN);
  const hasAuthors = changes.some(({ author }) => author !== undefined);
  return (
    <>
      <SimpleTable<Change>
        label={text('changes.title')}
        rows={changes}
        rowKey={({ id }) => id}
        columns={[
          { key: 'at', label: text('changes.when'), width: '160px', tone: 'context', cell: ({ at }) => formatMoment(at) },
          ...(hasAuthors
            ? [
                {
                  key: 'who',
                  label: text('changes.who'),
                  width: '18%',
                  tone: 'context' as const,
                  cell: ({ author }: Change) => <WrappingText>{author}</WrappingText>,
                },
              ]
            : []),
          {
            key: 'what',
            label: text('changes.what'),
            cell: ({ label, isUndone }) =>
              isUndone ? <Undone title={text('changes.undone')}>{renderChange(label)}</Undone> : renderChange(label),
          },
          {
            key: 'look',
            label: text('common.actions'),
            isLabelHidden: true,
            align: 'right',
            width: '90px',
            cell: ({ id, at }) =>
              id === newestId ? undefined : (
                <QuietButton
                  aria-label={text('past.lookAt', { at: formatMoment(at) })}
                  onClick={() => void openSnapshot.run({ change: id })}
                >
                  {text('past.look')}
                </QuietButton>
              ),
          },
        ]}
        {...(changes.length === 0 ? { foot: text('changes.none') } : {})}
      />
      <Day>
        <FormRow label={text('past.date')}>
          <DateField value={undefined} onCommit={(date) => date !== undefined && void openSnapshot.run({ date })} />
        </FormRow>
      </Day>
    </>
  );
};
