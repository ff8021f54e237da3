import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { text } from '#shared/messages/text.ts';
import { type Conflict, conflictTitle } from '#shared/presentation/conflictTitle.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { useCall } from '../../api/queries.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { Actions, EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { recordRoute } from './recordRoute.ts';

const Sentence = styled('p')(({ theme }) => ({ ...theme.typography.verdict, margin: '0 0 20px', maxWidth: 1080 }));

const ConflictSection = ({ conflict }: { readonly conflict: Conflict }) => {
  const { id, kind, recordId, reason, myAt, theirAuthor, theirAt, deletedBy, isSettled, fields } = conflict;
  const resolve = useCommand('team.resolveConflict', { doneText: () => text('toast.conflictResolved') });
  const route = recordRoute(kind, recordId);
  const title = conflictTitle(conflict);
  const mine = formatMoment(myAt);
  return (
    <Section
      title={title}
      note={
        theirAuthor !== undefined && theirAt !== undefined
          ? text('conflicts.by', { author: theirAuthor, at: formatMoment(theirAt), mine })
          : text('conflicts.byMe', { mine })
      }
      span={12}
    >
      <p>{text(`conflicts.reason.${reason}`)}</p>
      {fields.length > 0 ? (
        <SimpleTable
          label={title}
          rows={fields}
          rowKey={({ label }) => renderLabel(label)}
          columns={[
            { key: 'field', label: text('conflicts.field'), tone: 'key', cell: ({ label }) => renderLabel(label) },
            { key: 'theirs', label: text('conflicts.theirs'), cell: ({ before }) => (before ? renderLabel(before) : '–') },
            { key: 'mine', label: text('conflicts.mine'), tone: 'value', cell: ({ after }) => (after ? renderLabel(after) : '–') },
          ]}
        />
      ) : deletedBy === undefined || isSettled ? (
        <p>{text(isSettled ? 'conflicts.settled' : 'conflicts.noFields')}</p>
      ) : undefined}
      <Actions>
        {isSettled ? undefined : (
          <EditButton disabled={resolve.isPending} onClick={() => void resolve.run({ id, use: 'mine' })}>
            {text('conflicts.useMine')}
          </EditButton>
        )}
        <EditButton disabled={resolve.isPending} onClick={() => void resolve.run({ id, use: 'theirs' })}>
          {text(isSettled ? 'conflicts.close' : 'conflicts.useTheirs')}
        </EditButton>
        {route !== undefined && deletedBy !== 'team' ? (
          <Button component={RouteLink} route={route}>
            {text('team.open')}
          </Button>
        ) : undefined}
      </Actions>
    </Section>
  );
};

/** Lists the records that this computer and its team changed in different ways, with both values. */
export default function ConflictsPage() {
  const { data, error, refetch } = useCall('team.conflicts', {}, { keepLast: true });
  if (!data) {
    return <WaitingPage title={text('place.conflicts')} {...(error ? { error: errorText(error) } : {})} onRetry={() => void refetch()} />;
  }
  const { conflicts } = data;
  return (
    <Page
      title={text('place.conflicts')}
      {...(conflicts.length > 0 ? { verdict: <Sentence>{text('conflicts.verdict', { count: conflicts.length })}</Sentence> } : {})}
    >
      {conflicts.length === 0 ? (
        <EmptyState what={text('conflicts.none')} />
      ) : (
        <Columns>
          {conflicts.map((conflict) => (
            <ConflictSection key={conflict.id} conflict={conflict} />
          ))}
        </Columns>
      )}
    </Page>
  );
}
