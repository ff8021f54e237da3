import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { BuyerId } from '#shared/domain/ids.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../../api/queries.ts';
import { Confirm } from '../../../components/Confirm.tsx';
import { EditButton } from '../../../components/EditButton.tsx';
import { ActionButton } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { WaitingPage } from '../../../components/WaitingPage.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';
import { DeletedRecord } from '../../../editing/record/RecordNotes.tsx';
import { parseDraft, useDraft } from '../../../editing/record/useDraft.ts';
import { BuyerEditor } from './BuyerEditor.tsx';

type ActionsProps = { readonly buyer: Buyer; readonly contracts: number; readonly onInUse: () => void };

/** Actions on a buyer; one with contracts can't be deleted, and the page shows why. */
const StoredActions = ({ buyer, contracts, onInUse }: ActionsProps) => {
  const [, navigate] = useLocation();
  const [isAsking, setIsAsking] = useState(false);
  const { id, name } = buyer;
  const copy = useCommand('buyers.copy', { doneText: () => text('buyer.copied', { name }), isExclusive: true });
  const remove = useCommand('buyers.remove', {
    doneText: () => text('buyer.deleted', { name }),
    shows: (error) => {
      if (error.code === 'IN_USE') onInUse();
      return error.code === 'IN_USE';
    },
  });
  return (
    <>
      <EditButton onClick={() => void copy.run({ id }).then((copiedBuyer) => copiedBuyer && navigate(`/buyers/${copiedBuyer.id}`))}>
        {text('buyer.copy')}
      </EditButton>
      <EditButton onClick={() => (contracts > 0 ? onInUse() : setIsAsking(true))}>{text('buyer.delete')}</EditButton>
      <ActionButton isPrimary action={{ label: text('buyer.newContract'), isEdit: true, route: `/contracts/new?buyer=${id}` }} />
      <Confirm
        open={isAsking}
        title={text('buyer.deleteTitle', { name })}
        action={text('buyer.delete')}
        onConfirm={() => void remove.run({ ids: [id] }).then((completion) => completion && navigate('/buyers'))}
        onClose={() => setIsAsking(false)}
      >
        {text('buyer.deleteBody')}
      </Confirm>
    </>
  );
};

const metaText = ({ type, ownership, rating }: Buyer): string =>
  [...new Set([text(`buyerType.${type}`), text(`ownership.${ownership}`), ratingText(rating)])].join(' · ');

/** A buyer of the workspace. */
export const StoredBuyer = ({ id }: { readonly id: BuyerId }) => {
  const storedBuyer = useCall('buyers.get', { id });
  const list = useCall('buyers.list', {}, { keepLast: true });
  const storedDraft = useDraft({ kind: 'buyer', id });
  const [showsInUse, setShowsInUse] = useState(false);
  if (storedBuyer.error?.code === 'NOT_FOUND') {
    return <DeletedRecord title={text('buyer.notFoundTitle')} place={{ label: text('place.buyers'), route: '/buyers' }} />;
  }
  if (!storedBuyer.data || !list.data || !storedDraft.isReady) {
    const error = storedBuyer.error ?? list.error;
    const retry = () => void Promise.all([storedBuyer.refetch(), list.refetch()]);
    return <WaitingPage title={text('place.buyer')} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  const { buyer, version, contracts } = storedBuyer.data;
  const count = contracts.length;
  return (
    <BuyerEditor
      opening={{ record: buyer, version, unsaved: parseDraft(storedDraft.fields) }}
      draft={storedDraft.key}
      lists={list.data}
      live={storedBuyer.data}
      meta={metaText}
      note={
        showsInUse && count > 0 ? (
          <ErrorNote
            text={text('buyer.inUse', { name: buyer.name, count })}
            action={{ label: text('buyer.showContracts'), route: `/contracts?buyer=${id}` }}
            secondAction={{ label: componentTexts().close, onAction: () => setShowsInUse(false) }}
          />
        ) : undefined
      }
      actions={({ form }) => <StoredActions buyer={form.record} contracts={count} onInUse={() => setShowsInUse(true)} />}
    />
  );
};
