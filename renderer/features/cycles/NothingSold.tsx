import { text } from '#shared/messages/text.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { importActions } from '../data/index.ts';

/** The empty state of a page whose chosen plan sells nothing. */
export const NothingSold = ({ what }: { readonly what: string }) => (
  <EmptyState
    what={what}
    needs={text('simulation.page.nothingSold')}
    actions={[{ label: text('diversification.empty.contract'), route: '/contracts/new' }, ...importActions('contracts')]}
  />
);
