import Button from '@mui/material/Button';
import { useState } from 'react';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import type { BuyerId, ProductId } from '#shared/domain/ids.ts';
import { serial, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../../api/queries.ts';
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
import { statusWords } from './contractTexts.ts';

/** What the address says a new contract begins with. */
export type NewContractFrom = {
  readonly template: ContractTemplateKey;
  readonly buyerId?: BuyerId | undefined;
  readonly productId?: ProductId | undefined;
};

const isContract = (value: unknown): value is OfftakeContract =>
  typeof value === 'object' && value !== null && 'id' in value && 'terms' in value && Array.isArray(value.terms);

/** A new contract that was begun here before; one for another buyer than the address names is another contract. */
const begunFor = (fields: DraftFields, { buyerId }: NewContractFrom): Opening<OfftakeContract> | undefined => {
  const begun = restoredDraft(fields, isContract);
  return buyerId === undefined || begun?.record.buyerId === buyerId ? begun : undefined;
};

/** Why a template could not be begun: the workspace lacks what it sells, or somebody to sell to. */
const lacking = (error: OrebookError): 'product' | 'buyer' | undefined => {
  if (error.code !== 'BAD_INPUT' || !Array.isArray(error.details.issues)) return undefined;
  const paths = (error.details.issues as readonly { readonly path?: unknown }[]).map(({ path }) => path);
  if (paths.includes('productId')) return 'product';
  return paths.includes('buyerId') ? 'buyer' : undefined;
};

type BegunProps = {
  readonly opening: Opening<OfftakeContract>;
  readonly draft: DraftKey;
  readonly options: ContractOptions;
  readonly fromBefore: boolean;
  readonly onAfresh: () => void;
};

/** A contract that is not stored yet: kept as it is typed, added by its own act. */
const BegunContract = ({ opening, draft, options, fromBefore, onAfresh }: BegunProps) => {
  const [refusal, setRefusal] = useState<OrebookError>();
  const save = useCommand('contracts.save', {
    done: (_, { contract }) => text('contract.added', { code: contract.code }),
    shows: (error) => {
      setRefusal(error);
      return isShownAtFields(error);
    },
    alone: true,
  });
  const add = useAddRecord<OfftakeContract>('/contracts', (contract) => save.run({ contract }));
  return (
    <ContractEditor
      opening={opening}
      draft={draft}
      options={options}
      stored={false}
      refusal={refusal}
      meta={(contract) => [contract.code, statusWords(contract), text('records.unsaved')].join(' · ')}
      note={fromBefore ? <RestoredDraftNote onAfresh={onAfresh} /> : undefined}
      actions={(handle) => (
        <Button variant="contained" color="primary" disabled={save.pending} onClick={() => void add(handle)}>
          {text('contract.add')}
        </Button>
      )}
      onSubmit={(handle) => void add(handle)}
    />
  );
};

/** A new contract from a template, or as it was left before it was ever stored. */
export const NewContract = ({ from }: { readonly from: NewContractFrom }) => {
  const { template, buyerId, productId } = from;
  const draftId = `new.${template}`;
  const options = useCall('contracts.options', {}, { keepLast: true });
  const draft = useDraft({ kind: 'contract', id: draftId });
  const [afresh, setAfresh] = useState(0);
  const made = useCall('contracts.template', {
    key: template,
    ...(buyerId === undefined ? {} : { buyerId }),
    ...(productId === undefined ? {} : { productId }),
  });
  const before = afresh === 0 && draft.ready ? begunFor(draft.fields, from) : undefined;
  // the id and the code of the first answer stay, whatever the workspace does meanwhile
  const [last, setBegun] = useState<{ readonly draft: DraftKey; readonly opening: Opening<OfftakeContract>; readonly before: boolean }>();
  const begun = draft.ready && last?.draft === draft.key ? last : undefined;
  if (!begun && draft.ready) {
    if (before) setBegun({ draft: draft.key, opening: before, before: true });
    else if (made.data) setBegun({ draft: draft.key, opening: { record: made.data.contract, origins: made.data.origins }, before: false });
  }
  const title = text('place.newContract');
  const lacks = made.error ? lacking(made.error) : undefined;
  if (!begun && lacks !== undefined) {
    const { metal, forms = [] } = options.data?.templates.find(({ key }) => key === template) ?? {};
    return (
      <Page title={title}>
        {lacks === 'buyer' ? (
          <EmptyState what={text('contract.newNeedsBuyer')} actions={[{ label: text('palette.newBuyer'), route: '/buyers/new' }]} />
        ) : (
          <EmptyState
            what={text('contract.newNeedsProduct', {
              metal: metal ? text(`metal.${metal}`).toLocaleLowerCase('en') : '',
              form: forms.map((form) => text(`productForm.${form}`).toLocaleLowerCase('en')).join(serial()),
            })}
            actions={[{ label: text('products.add'), route: `/products/new?metal=${metal ?? ''}` }]}
          />
        )}
      </Page>
    );
  }
  if (!begun || !options.data) {
    const error = options.error ?? made.error;
    const retry = () => void Promise.all([options.refetch(), made.refetch()]);
    return <WaitingPage title={title} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  return (
    <BegunContract
      key={afresh}
      opening={begun.opening}
      draft={begun.draft}
      options={options.data}
      fromBefore={begun.before}
      onAfresh={() => {
        setAfresh(afresh + 1);
        setBegun(undefined);
        void made.refetch();
      }}
    />
  );
};
