import { text } from '#shared/messages/text.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Section } from '../../components/Section.tsx';
import { importActions } from '../data/index.ts';

/** The empty state of the pages of diversification: what a deal needs, and the ways to add one. */
export const NoDeals = () => (
  <Section title={text('diversification.empty.title')} span={12}>
    <EmptyState
      what={text('diversification.empty.workspace')}
      needs={text('diversification.empty.workspaceNeeds')}
      actions={[{ label: text('diversification.empty.contract'), route: '/contracts/new' }, ...importActions('contracts')]}
    />
  </Section>
);
