import Button from '@mui/material/Button';
import { useState } from 'react';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { usePlannedYears } from '../../api/usePlannedYears.ts';
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

type Begun = { readonly draft: DraftKey; readonly opening: Opening<ProductSheet>; readonly before: boolean };

type BegunProps = Begun & { readonly references: ContractOptions['references']; readonly onAfresh: () => void };

const BegunProduct = ({ draft, opening, before, references, onAfresh }: BegunProps) => {
  const years = usePlannedYears();
  const [refusal, setRefusal] = useState<OrebookError>();
  const save = useCommand('products.save', {
    alone: true,
    done: (_, { product }) => text('product.added', { name: product.name }),
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
      refusal={refusal}
      meta={() => text('records.unsaved')}
      note={before ? <RestoredDraftNote onAfresh={onAfresh} /> : undefined}
      actions={(handle) => (
        <Button variant="contained" color="primary" disabled={save.pending} onClick={() => void add(handle)}>
          {text('product.addAct')}
        </Button>
      )}
      onSubmit={(handle) => void add(handle)}
    />
  );
};

/** A product that is not stored yet: a usual one of its metal, or as it was left before. */
export const NewProduct = ({ metal }: { readonly metal: Metal | undefined }) => {
  const blank = useCall('products.blank', metal === undefined ? {} : { metal });
  const options = useCall('contracts.options', {});
  const kept = useDraft(DRAFT);
  const [afresh, setAfresh] = useState(0);
  // the id of the first answer stays, whatever the workspace does meanwhile
  const [last, setBegun] = useState<Begun>();
  const begun = kept.ready && last?.draft === kept.key ? last : undefined;
  if (!begun && kept.ready && blank.data) {
    const before = afresh === 0 ? restoredDraft(kept.fields, isSheet) : undefined;
    const { product, origins } = blank.data;
    setBegun({ draft: kept.key, opening: before ?? { record: sheetOf(product), origins }, before: before !== undefined });
  }
  if (!begun || !options.data) {
    const error = blank.error ?? options.error;
    const again = () => void Promise.all([blank.refetch(), options.refetch()]);
    return <WaitingPage title={text('place.newProduct')} error={error ? errorText(error) : undefined} onRetry={again} />;
  }
  return (
    <BegunProduct
      key={afresh}
      {...begun}
      references={options.data.references}
      onAfresh={() => {
        setAfresh(afresh + 1);
        setBegun(undefined);
        void blank.refetch();
      }}
    />
  );
};
