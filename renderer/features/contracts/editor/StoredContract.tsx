import Button from '@mui/material/Button';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId, PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../../api/queries.ts';
import { Confirm } from '../../../components/Confirm.tsx';
import { ActionButton } from '../../../components/EmptyState.tsx';
import { WaitingPage } from '../../../components/WaitingPage.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';
import { GoneRecord } from '../../../editing/record/RecordNotes.tsx';
import { parseDraft, useDraft } from '../../../editing/record/useDraft.ts';
import { ContractEditor } from './ContractEditor.tsx';
import { deletionWords, statusWords } from './contractTexts.ts';

type ChosenPlan = { readonly id: PlanId; readonly name: string; readonly included: boolean };

/** The chosen plan, and whether it holds the contract. */
const useChosenPlan = (id: ContractId): ChosenPlan | undefined => {
  const state = useCall('workspace.state', {});
  const list = useCall('contracts.list', {}, { keepLast: true });
  const workspace = state.data?.open ? state.data : undefined;
  const plan = workspace?.plans.find((candidate) => candidate.id === workspace.settings.planId);
  const row = list.data?.rows.find((candidate) => candidate.id === id);
  return plan && row ? { id: plan.id, name: plan.name, included: row.included } : undefined;
};

type ActsProps = { readonly contract: OfftakeContract; readonly options: ContractOptions; readonly plan: ChosenPlan | undefined };

/** What can be done with a stored contract. */
const StoredActs = ({ contract, options, plan }: ActsProps) => {
  const [, navigate] = useLocation();
  const [asking, ask] = useState(false);
  const include = useCommand('plans.include', {
    done: (_, { included }) => text(included ? 'contract.nowIn' : 'contract.nowOut', { code: contract.code, plan: plan?.name ?? '' }),
  });
  const copy = useCommand('contracts.copy', { done: () => text('contract.copied', { code: contract.code }), alone: true });
  const remove = useCommand('contracts.remove', { done: () => text('contract.deleted', { code: contract.code, count: 1 }) });
  const { id, code, status } = contract;
  return (
    <>
      <Button onClick={() => void copy.run({ id }).then((copied) => copied && navigate(`/contracts/${copied.id}`))}>
        {text('contract.copy')}
      </Button>
      <Button onClick={() => ask(true)}>{text('contract.delete')}</Button>
      <ActionButton action={{ label: text('versions.open'), route: `/contracts/${id}/versions` }} />
      <ActionButton action={{ label: text('contract.summary'), route: `/summary?contract=${id}` }} />
      {plan && status !== 'ended' ? (
        <Button
          {...(plan.included ? {} : { variant: 'contained', color: 'primary' })}
          onClick={() => void include.run({ id: plan.id, contractId: id, included: !plan.included })}
        >
          {text(plan.included ? 'contract.planOut' : 'contract.planIn')}
        </Button>
      ) : undefined}
      <Confirm
        open={asking}
        title={text('contract.deleteTitle', { code, count: 1 })}
        action={text('contract.deleteAct', { code, count: 1 })}
        onConfirm={() => void remove.run({ ids: [id] }).then((done) => done && navigate('/contracts'))}
        onClose={() => ask(false)}
      >
        {deletionWords(contract, options)}
      </Confirm>
    </>
  );
};

const metaWords = (contract: OfftakeContract, plan: ChosenPlan | undefined): string =>
  [
    contract.code,
    statusWords(contract),
    ...(plan && contract.status !== 'ended' ? [text(plan.included ? 'contract.inPlan' : 'contract.outOfPlan', { plan: plan.name })] : []),
  ].join(' · ');

/** A contract of the workspace. */
export const StoredContract = ({ id }: { readonly id: ContractId }) => {
  const got = useCall('contracts.get', { id });
  const options = useCall('contracts.options', {}, { keepLast: true });
  const draft = useDraft({ kind: 'contract', id });
  const plan = useChosenPlan(id);
  if (got.error?.code === 'NOT_FOUND') {
    return <GoneRecord title={text('contract.goneTitle')} place={{ label: text('place.contracts'), route: '/contracts' }} />;
  }
  if (!got.data || !options.data || !draft.ready) {
    const error = got.error ?? options.error;
    const retry = () => void Promise.all([got.refetch(), options.refetch()]);
    return <WaitingPage title={text('place.contract')} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  const { contract, version } = got.data;
  const known = options.data;
  return (
    <ContractEditor
      opening={{ record: contract, version, unsaved: parseDraft(draft.fields) }}
      draft={draft.key}
      options={known}
      stored
      live={got.data}
      meta={(shown) => metaWords(shown, plan)}
      actions={({ form }) => <StoredActs contract={form.record} options={known} plan={plan} />}
    />
  );
};
