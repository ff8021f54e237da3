import { useState } from 'react';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall, usePlannedYears } from '../../api/queries.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { restoredDraft, useAddRecord } from '../../editing/record/newRecord.ts';
import { RestoredDraftNote } from '../../editing/record/RecordNotes.tsx';
import type { Opening } from '../../editing/record/recordState.ts';
import { type DraftKey, useDraft } from '../../editing/record/useDraft.ts';
import { ProductEditor } from './ProductEditor.tsx';
import { type ProductSheet, productOf, sheetOf } from './productSheet.ts';

const DRAFT = { kind: 'product', id: 'new' } as const;

const isSheet = (value: unknown): value is ProductSheet =>
  typeof value === 'object' && value !== null && 'id' in value && 'assay' in value && 'years' in value;

type NewRecord = { readonly draft: DraftKey; readonly opening: Opening<ProductSheet>; readonly isRestored: boolean };

type NewProductEditorProps = NewRecord & Pick<ContractOptions, 'references' | 'countries'> & { readonly onStartOver: () => void };

const NewProductEditor = ({ draft, opening, isRestored, references, countries, onStartOver }: NewProductEditorProps) => {
  const years = usePlannedYears();
  const [refusal, setRefusal] = useState<OrebookError>();
  const save = useCommand('products.save', {
    isExclusive: true,
    doneText: (_, { product }) => text('product.added', { name: product.name }),
    shows: (error) => {
      setRefusal(error);
      return error.code === 'BAD_INPUT';
    },
  });
  const add = useAddRecord<ProductSheet>('/products', (sheet) => save.run({ product: productOf(sheet) }));
  return (
    <ProductEditor
      opening={opening}
      draft={draft}
      years={years}
      references={references}
      countries={countries}
      refusal={refusal}
      meta={() => text('records.unsaved')}
      note={isRestored ? <RestoredDraftNote onStartOver={onStartOver} /> : undefined}
      actions={(handle) => (
        <EditButton variant="contained" color="primary" disabled={save.isPending} onClick={() => void add(handle)}>
          {text('product.addToWorkspace')}
        </EditButton>
      )}
      onSubmit={(handle) => void add(handle)}
    />
  );
};

/** A product that is not stored yet: with the defaults of its metal, or the restored draft. */
export const NewProduct = ({ metal }: { readonly metal: Metal | undefined }) => {
  const blankProduct = useCall('products.blank', metal === undefined ? {} : { metal });
  const options = useCall('contracts.options', {});
  const storedDraft = useDraft(DRAFT);
  const [restarts, setRestarts] = useState(0);
  // the id of the first answer stays when the query is answered again
  const [lastRecord, setLastRecord] = useState<NewRecord>();
  const record = storedDraft.isReady && lastRecord?.draft === storedDraft.key ? lastRecord : undefined;
  if (!record && storedDraft.isReady && blankProduct.data) {
    const restoredProduct = restarts === 0 ? restoredDraft(storedDraft.fields, isSheet) : undefined;
    const { product, origins } = blankProduct.data;
    setLastRecord({
      draft: storedDraft.key,
      opening: restoredProduct ?? { record: sheetOf(product), origins },
      isRestored: restoredProduct !== undefined,
    });
  }
  if (!record || !options.data) {
    const error = blankProduct.error ?? options.error;
    const retry = () => void Promise.all([blankProduct.refetch(), options.refetch()]);
    return <WaitingPage title={text('place.newProduct')} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  return (
    <NewProductEditor
      key={restarts}
      {...record}
      references={options.data.references}
      countries={options.data.countries}
      onStartOver={() => {
        setRestarts(restarts + 1);
        setLastRecord(undefined);
        void blankProduct.refetch();
      }}
    />
  );
};
