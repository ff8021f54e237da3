import { styled } from '@mui/material/styles';
import { type Query, useIsFetching } from '@tanstack/react-query';
import { text } from '#shared/messages/text.ts';
import { useLate } from '../components/useLate.ts';
import { tokens } from '../theme/tokens.ts';

/** Domains whose queries have no figures of a page. */
const WITHOUT_FIGURES: ReadonlySet<string> = new Set([
  'backups',
  'drafts',
  'health',
  'history',
  'host',
  'jobs',
  'notes',
  'records',
  'tableViews',
  'team',
  'workspace',
]);

/** Whether a query shows an earlier answer, or that to an earlier input, while the present one is computed. */
const showsEarlierFigures = (query: Query): boolean =>
  !WITHOUT_FIGURES.has(String(query.queryKey[0]).split('.')[0] ?? '') &&
  (query.state.data !== undefined || query.observers.some((observer) => observer.getCurrentResult().isPlaceholderData));

const Mark = styled('div')(({ theme }) => ({
  ...theme.typography.caption,
  gridArea: 'main',
  alignSelf: 'end',
  justifySelf: 'end',
  zIndex: 1,
  // over the hints of a table, not over its total
  margin: '0 24px 3px',
  padding: '4px 10px',
  color: theme.vars.palette.text.primary,
  backgroundColor: theme.vars.palette.ore.raised,
  border: `1px solid ${theme.vars.palette.ore.line.control}`,
  borderRadius: tokens.radius.control,
  pointerEvents: 'none',
}));

/** States that the page still shows figures from before a change, until they are computed again. */
export const UpdatingMark = () => {
  const isUpdating = useIsFetching({ type: 'active', predicate: showsEarlierFigures }) > 0;
  return useLate(isUpdating) ? <Mark role="status">{text('app.updating')}</Mark> : undefined;
};
