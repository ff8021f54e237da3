import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ActionButton, EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { useIsReady } from '../../components/useIsReady.ts';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { importActions } from '../data/index.ts';
import { ContractsTable } from './table/ContractsTable.tsx';
import { NewContractButton } from './table/NewContractButton.tsx';
import { newContractRoute } from './templateRoutes.ts';

/** Templates offered in an empty workspace. */
const FIRST_TEMPLATES = ['copperConcentrateCif', 'ironFinesProRata', 'spodumeneIndex'] as const;

/** Lists all contracts in a table that is edited in place, with the verdict on those of the plan. */
export default function ContractsPage() {
  const list = useCall('contracts.list', {}, { keepLast: true });
  const options = useCall('contracts.options', {}, { keepLast: true });
  const state = useCall('workspace.state', {});
  const title = text('place.contracts');
  const workspace = state.data?.open ? state.data : undefined;
  const isReady = useIsReady(list.data !== undefined && options.data !== undefined && workspace !== undefined);
  if (!list.data || !options.data || !workspace || !isReady) {
    const error = list.error ?? options.error ?? state.error;
    const retry = () => void Promise.all([list.refetch(), options.refetch(), state.refetch()]);
    return <WaitingPage title={title} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  const { verdict, rows } = list.data;
  const actions = (
    <>
      <ActionButton action={{ label: text('place.openPricing'), route: '/open-pricing' }} />
      <ActionButton action={{ label: text('tenders.open'), route: '/contracts/tenders' }} />
      <NewContractButton options={options.data} />
    </>
  );
  const sentence = <Verdict sentences={verdict} />;
  if (rows.length === 0) {
    return (
      <Page title={title} actions={actions} verdict={sentence}>
        <EmptyState
          what={text('contracts.table.empty')}
          needs={text('contracts.table.emptyNeeds')}
          actions={[
            ...FIRST_TEMPLATES.map((key) => ({ label: text(`contractTemplate.${key}`), route: newContractRoute(key) })),
            ...importActions('contracts'),
          ]}
        />
      </Page>
    );
  }
  return (
    <ContractsTable
      title={title}
      actions={actions}
      verdict={sentence}
      list={list.data}
      answeredAt={list.dataUpdatedAt}
      options={options.data}
      workspace={workspace}
    />
  );
}
