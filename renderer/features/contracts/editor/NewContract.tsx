import { useState } from 'react';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import type { BuyerId, ProductId } from '#shared/domain/ids.ts';
import { serial, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../../api/queries.ts';
import { EditButton } from '../../../components/EditButton.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Page } from '../../../components/Page.tsx';
import { WaitingPage } from '../../../components/WaitingPage.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';
import { restoredDraft, useAddRecord } from '../../../editing/record/newRecord.ts';
import { RestoredDraftNote } from '../../../editing/record/RecordNotes.tsx';
import type { Opening } from '../../../editing/record/recordState.ts';
import { type DraftFields, type DraftKey, useDraft } from '../../../editing/record/useDraft.ts';
import { ContractEditor } from './ContractEditor.tsx';
import { isShownAtFields } from './contractIssues.ts';
import { statusText } from './contractTexts.ts';

/** Template, buyer and product of a new contract, from the address. */
export type NewContractStart = {
  readonly template: ContractTemplateKey;
  readonly buyerId?: BuyerId | undefined;
  readonly productId?: ProductId | undefined;
};

const isContract = (value: unknown): value is OfftakeContract =>
  typeof value === 'object' && value !== null && 'id' in value && 'terms' in value && Array.isArray(value.terms);

/** Restores the draft of a new contract, unless it is for another buyer than the address names. */
const findRestoredDraft = (fields: DraftFields, { buyerId }: NewContractStart): Opening<OfftakeContract> | undefined => {
  const restoredContract = restoredDraft(fields, isContract);
  return buyerId === undefined || restoredContract?.record.buyerId === buyerId ? restoredContract : undefined;
};

/** The record that a template needs and the workspace does not have. */
const missingRecord = (error: OrebookError): 'product' | 'buyer' | undefined => {
  if (error.code !== 'BAD_INPUT' || !Array.isArray(error.details.issues)) return undefined;
  const paths = (error.details.issues as readonly { readonly path?: unknown }[]).map(({ path }) => path);
  if (paths.includes('productId')) return 'product';
  return paths.includes('buyerId') ? 'buyer' : undefined;
};

type UnsavedContractProps = {
  readonly opening: Opening<OfftakeContract>;
  readonly draft: DraftKey;
  readonly options: ContractOptions;
  readonly isRestored: boolean;
  readonly onStartOver: () => void;
};

/** Edits a contract that is not stored yet; typed text is kept as a draft, and a button adds the contract. */
const UnsavedContract = ({ opening, draft, options, isRestored, onStartOver }: UnsavedContractProps) => {
  const [refusal, setRefusal] = useState<OrebookError>();
  const save = useCommand('contracts.save', {
    doneText: (_, { contract }) => text('contract.added', { code: contract.code }),
    shows: (error) => {
      setRefusal(error);
      return isShownAtFields(error);
    },
    isExclusive: true,
  });
  const add = useAddRecord<OfftakeContract>('/contracts', (contract) => save.run({ contract }));
  return (
    <ContractEditor
      opening={opening}
      draft={draft}
      options={options}
      isStored={false}
      refusal={refusal}
      meta={(contract) => [contract.code, statusText(contract), text('records.unsaved')].join(' · ')}
      note={isRestored ? <RestoredDraftNote onStartOver={onStartOver} /> : undefined}
      actions={(handle) => (
        <EditButton variant="contained" color="primary" disabled={save.isPending} onClick={() => void add(handle)}>
          {text('contract.add')}
        </EditButton>
      )}
      onSubmit={(handle) => void add(handle)}
    />
  );
};

/** Creates a contract from a template, or continues an unsaved draft. */
export const NewContract = ({ from }: { readonly from: NewContractStart }) => {
  const { template, buyerId, productId } = from;
  const draftId = `new.${template}`;
  const options = useCall('contracts.options', {}, { keepLast: true });
  const draft = useDraft({ kind: 'contract', id: draftId });
  const [restarts, setRestarts] = useState(0);
  const createdContract = useCall('contracts.template', {
    key: template,
    ...(buyerId === undefined ? {} : { buyerId }),
    ...(productId === undefined ? {} : { productId }),
  });
  const restoredContract = restarts === 0 && draft.isReady ? findRestoredDraft(draft.fields, from) : undefined;
  // the id and the code of the first answer stay while the workspace changes
  const [latestStart, setStart] = useState<{
    readonly draft: DraftKey;
    readonly opening: Opening<OfftakeContract>;
    readonly isRestored: boolean;
  }>();
  const start = draft.isReady && latestStart?.draft === draft.key ? latestStart : undefined;
  if (!start && draft.isReady) {
    if (restoredContract) setStart({ draft: draft.key, opening: restoredContract, isRestored: true });
    else if (createdContract.data)
      setStart({
        draft: draft.key,
        opening: { record: createdContract.data.contract, origins: createdContract.data.origins },
        isRestored: false,
      });
  }
  const title = text('place.newContract');
  const missingKind = createdContract.error ? missingRecord(createdContract.error) : undefined;
  if (!start && missingKind !== undefined) {
    const { metal, forms = [] } = options.data?.templates.find(({ key }) => key === template) ?? {};
    return (
      <Page title={title}>
        {missingKind === 'buyer' ? (
          <EmptyState
            what={text('contract.newNeedsBuyer')}
            actions={[{ label: text('palette.newBuyer'), isEdit: true, route: '/buyers/new' }]}
          />
        ) : (
          <EmptyState
            what={text('contract.newNeedsProduct', {
              metal: metal ? text(`metal.${metal}`).toLocaleLowerCase('en') : '',
              form: forms.map((form) => text(`productForm.${form}`).toLocaleLowerCase('en')).join(serial()),
            })}
            actions={[{ label: text('products.add'), isEdit: true, route: `/products/new?metal=${metal ?? ''}` }]}
          />
        )}
      </Page>
    );
  }
  if (!start || !options.data) {
    const error = options.error ?? createdContract.error;
    const retry = () => void Promise.all([options.refetch(), createdContract.refetch()]);
    return <WaitingPage title={title} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  return (
    <UnsavedContract
      key={restarts}
      opening={start.opening}
      draft={start.draft}
      options={options.data}
      isRestored={start.isRestored}
      onStartOver={() => {
        setRestarts(restarts + 1);
        setStart(undefined);
        void createdContract.refetch();
      }}
    />
  );
};
