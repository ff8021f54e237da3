import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId, PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../../api/queries.ts';
import { Confirm } from '../../../components/Confirm.tsx';
import { EditButton } from '../../../components/EditButton.tsx';
import { ActionButton } from '../../../components/EmptyState.tsx';
import { useIsReady } from '../../../components/useIsReady.ts';
import { WaitingPage } from '../../../components/WaitingPage.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';
import { DeletedRecord } from '../../../editing/record/RecordNotes.tsx';
import { parseDraft, useDraft } from '../../../editing/record/useDraft.ts';
import { ContractEditor } from './ContractEditor.tsx';
import { deletionText, statusText } from './contractTexts.ts';

type ChosenPlan = { readonly id: PlanId; readonly name: string; readonly isIncluded: boolean };

/** Returns the chosen plan and whether the contract is in it. */
const useChosenPlan = (isIncluded = false): ChosenPlan | undefined => {
  const state = useCall('workspace.state', {});
  const workspace = state.data?.open ? state.data : undefined;
  const plan = workspace?.plans.find((candidate) => candidate.id === workspace.settings.planId);
  return plan && { id: plan.id, name: plan.name, isIncluded };
};

type StoredContractActionsProps = {
  readonly contract: OfftakeContract;
  readonly options: ContractOptions;
  readonly plan: ChosenPlan | undefined;
};

/** Buttons of a stored contract. */
const StoredContractActions = ({ contract, options, plan }: StoredContractActionsProps) => {
  const [, navigate] = useLocation();
  const [isConfirming, setConfirming] = useState(false);
  const include = useCommand('plans.include', {
    doneText: (_, { included }) => text(included ? 'contract.nowIn' : 'contract.nowOut', { code: contract.code, plan: plan?.name ?? '' }),
  });
  const copy = useCommand('contracts.copy', { doneText: () => text('contract.copied', { code: contract.code }), isExclusive: true });
  const remove = useCommand('contracts.remove', { doneText: () => text('contract.deleted', { code: contract.code, count: 1 }) });
  const { id, code, status } = contract;
  return (
    <>
      <EditButton
        onClick={() => void copy.run({ id }).then((copiedContract) => copiedContract && navigate(`/contracts/${copiedContract.id}`))}
      >
        {text('contract.copy')}
      </EditButton>
      <EditButton onClick={() => setConfirming(true)}>{text('contract.delete')}</EditButton>
      <ActionButton action={{ label: text('place.goalSeek'), route: `/goal-seek?contract=${encodeURIComponent(id)}` }} />
      <ActionButton action={{ label: text('versions.open'), route: `/contracts/${id}/versions` }} />
      <ActionButton action={{ label: text('contract.summary'), route: `/summary?contract=${id}` }} />
      {plan && status !== 'ended' ? (
        <EditButton
          {...(plan.isIncluded ? {} : { variant: 'contained', color: 'primary' })}
          onClick={() => void include.run({ id: plan.id, contractId: id, included: !plan.isIncluded })}
        >
          {text(plan.isIncluded ? 'contract.planOut' : 'contract.planIn')}
        </EditButton>
      ) : undefined}
      <Confirm
        open={isConfirming}
        title={text('contract.deleteTitle', { code, count: 1 })}
        action={text('contract.deleteCount', { code, count: 1 })}
        onConfirm={() => void remove.run({ ids: [id] }).then((completion) => completion && navigate('/contracts'))}
        onClose={() => setConfirming(false)}
      >
        {deletionText(contract, options)}
      </Confirm>
    </>
  );
};

const metaText = (contract: OfftakeContract, plan: ChosenPlan | undefined): string =>
  [
    contract.code,
    statusText(contract),
    ...(plan && contract.status !== 'ended' ? [text(plan.isIncluded ? 'contract.inPlan' : 'contract.outOfPlan', { plan: plan.name })] : []),
  ].join(' · ');

/** Edits a contract of the workspace. */
export const StoredContract = ({ id }: { readonly id: ContractId }) => {
  const storedContract = useCall('contracts.get', { id });
  const options = useCall('contracts.options', {}, { keepLast: true });
  const draft = useDraft({ kind: 'contract', id });
  const plan = useChosenPlan(storedContract.data?.isIncluded);
  const isReady = useIsReady(storedContract.data !== undefined && options.data !== undefined && draft.isReady);
  if (storedContract.error?.code === 'NOT_FOUND') {
    return <DeletedRecord title={text('contract.notFoundTitle')} place={{ label: text('place.contracts'), route: '/contracts' }} />;
  }
  if (!storedContract.data || !options.data || !draft.isReady || !isReady) {
    const error = storedContract.error ?? options.error;
    const retry = () => void Promise.all([storedContract.refetch(), options.refetch()]);
    return <WaitingPage title={text('place.contract')} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  const { contract, version } = storedContract.data;
  const { data } = options;
  return (
    <ContractEditor
      opening={{ record: contract, version, unsaved: parseDraft(draft.fields) }}
      draft={draft.key}
      options={data}
      isStored
      live={storedContract.data}
      meta={(shownContract) => metaText(shownContract, plan)}
      actions={({ form }) => <StoredContractActions contract={form.record} options={data} plan={plan} />}
    />
  );
};
