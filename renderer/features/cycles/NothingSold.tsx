import { text } from '#shared/messages/text.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { importActs } from '../data/index.ts';

/** What stands here, where the chosen plan sells nothing: what it needs and how to begin. */
export const NothingSold = ({ what }: { readonly what: string }) => (
  <EmptyState
    what={what}
    needs={text('simulation.page.nothingSold')}
    actions={[{ label: text('diversification.empty.contract'), route: '/contracts/new' }, ...importActs('contracts')]}
  />
);
