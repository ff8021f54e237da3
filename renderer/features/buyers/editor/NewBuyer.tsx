import { useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../../api/queries.ts';
import { EditButton } from '../../../components/EditButton.tsx';
import { WaitingPage } from '../../../components/WaitingPage.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';
import { restoredDraft, useAddRecord } from '../../../editing/record/newRecord.ts';
import type { Opening } from '../../../editing/record/recordState.ts';
import { type DraftKey, useDraft } from '../../../editing/record/useDraft.ts';
import { BuyerEditor } from './BuyerEditor.tsx';
import type { BuyerLists } from './BuyerForm.tsx';

const DRAFT = { kind: 'buyer', id: 'new' } as const;

const isBuyer = (value: unknown): value is Buyer =>
  typeof value === 'object' && value !== null && 'id' in value && 'destination' in value && Array.isArray(value.destination);

type NewBuyerEditorProps = {
  readonly draft: DraftKey;
  readonly opening: Opening<Buyer>;
  readonly lists: BuyerLists & { readonly year: number };
};

const NewBuyerEditor = ({ draft, opening, lists }: NewBuyerEditorProps) => {
  const [refusal, setRefusal] = useState<OrebookError>();
  const save = useCommand('buyers.save', {
    doneText: (_, { buyer }) => text('buyer.added', { name: buyer.name }),
    shows: (error) => {
      setRefusal(error);
      return error.code === 'BAD_INPUT';
    },
    isExclusive: true,
  });
  const add = useAddRecord<Buyer>('/buyers', (buyer) => save.run({ buyer }));
  return (
    <BuyerEditor
      opening={opening}
      draft={draft}
      lists={lists}
      refusal={refusal}
      meta={() => text('records.unsaved')}
      actions={(handle) => (
        <EditButton variant="contained" color="primary" disabled={save.isPending} onClick={() => void add(handle)}>
          {text('buyer.add')}
        </EditButton>
      )}
      onSubmit={(handle) => void add(handle)}
    />
  );
};

/** A buyer that is not stored yet. */
export const NewBuyer = () => {
  const blankBuyer = useCall('buyers.blank', {});
  const list = useCall('buyers.list', {}, { keepLast: true });
  const storedDraft = useDraft(DRAFT);
  // the id of the first answer stays when the query is answered again
  const [lastOpened, setLastOpened] = useState<{ readonly draft: DraftKey; readonly opening: Opening<Buyer> }>();
  const openedBuyer = storedDraft.isReady && lastOpened?.draft === storedDraft.key ? lastOpened : undefined;
  if (!openedBuyer && storedDraft.isReady && blankBuyer.data)
    setLastOpened({ draft: storedDraft.key, opening: restoredDraft(storedDraft.fields, isBuyer) ?? { record: blankBuyer.data.buyer } });
  if (!openedBuyer || !list.data) {
    const error = blankBuyer.error ?? list.error;
    const retry = () => void Promise.all([blankBuyer.refetch(), list.refetch()]);
    return <WaitingPage title={text('buyer.new')} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  return <NewBuyerEditor {...openedBuyer} lists={list.data} />;
};
