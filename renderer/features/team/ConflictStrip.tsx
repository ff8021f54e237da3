import { styled } from '@mui/material/styles';
import { text } from '#shared/messages/text.ts';
import { conflictTitle } from '#shared/presentation/conflictTitle.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { useCall } from '../../api/queries.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { recordRoute } from './recordRoute.ts';

const Strip = styled('div')({ '& > div': { margin: 0, borderRadius: 0 } });

/** Says on the page of a record that a change of mine waits beside the values of the team. */
export const ConflictStrip = ({ path }: { readonly path: string }) => {
  const { data } = useCall('team.conflicts', {}, { keepLast: true });
  const names = (data?.conflicts ?? [])
    .filter(({ kind, recordId }) => recordRoute(kind, recordId) === path)
    .map((conflict) => conflictTitle(conflict));
  if (names.length === 0) return undefined;
  return (
    <Strip>
      <ErrorNote
        state="near"
        text={text('conflicts.onRecord', { names: renderLabel({ list: names, by: 'semicolon' }) })}
        action={{ label: text('conflicts.show'), route: '/conflicts' }}
      />
    </Strip>
  );
};
