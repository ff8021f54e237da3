import { useParams } from 'wouter';
import type { ContractId, TenderId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { call } from '../../api/client.ts';
import { useCall, useSendCommand } from '../../api/queries.ts';
import { ActionButton } from '../../components/EmptyState.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { DeletedRecord } from '../../editing/record/RecordNotes.tsx';
import { parseDraft, useDraft } from '../../editing/record/useDraft.ts';
import { tenderRoute } from '../tenders/index.ts';
import { ContractEditor } from './editor/ContractEditor.tsx';

const Bid = ({ tenderId, id }: { readonly tenderId: TenderId; readonly id: ContractId }) => {
  const bid = useCall('tenders.bid', { tenderId, id });
  const options = useCall('contracts.options', {}, { keepLast: true });
  const send = useSendCommand('tenders.saveBids');
  const draft = useDraft({ kind: 'bid', id });
  if (bid.error?.code === 'NOT_FOUND') {
    return <DeletedRecord title={text('tenders.bidNotFoundTitle')} place={{ label: text('place.tender'), route: tenderRoute(tenderId) }} />;
  }
  if (!bid.data || !options.data || !draft.isReady) {
    const error = bid.error ?? options.error;
    const retry = () => void Promise.all([bid.refetch(), options.refetch()]);
    return <WaitingPage title={text('place.bid')} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  const { deal, version, tender, accepted } = bid.data;
  return (
    <ContractEditor
      opening={{ record: deal, version, unsaved: parseDraft(draft.fields) }}
      draft={draft.key}
      options={options.data}
      isStored
      store={{
        save: async (changedDeal, versionBefore, requestId) =>
          (
            await send(
              { tenderId, deals: [changedDeal], ...(versionBefore === undefined ? {} : { version: versionBefore }) },
              { requestId, timeoutMs: 0 },
            )
          ).version,
        fetch: async () => {
          const currentBid = await call('tenders.bid', { tenderId, id });
          return { record: currentBid.deal, version: currentBid.version };
        },
      }}
      live={{ contract: deal, version }}
      meta={() => (accepted ? text('tenders.acceptedBidMeta', { tender, code: accepted.code }) : text('tenders.bidMeta', { tender }))}
      actions={() => (
        <>
          <ActionButton action={{ label: tender, route: tenderRoute(tenderId) }} />
          <ActionButton
            action={
              accepted
                ? { label: text('tenders.openContract', { code: accepted.code }), route: `/contracts/${accepted.id}` }
                : { label: text('place.goalSeek'), route: `/goal-seek?contract=${encodeURIComponent(id)}` }
            }
          />
        </>
      )}
    />
  );
};

/** Edits the terms of a bid in the contract editor. */
export default function BidPage() {
  const { id = '', bid = '' } = useParams<{ id?: string; bid?: string }>();
  return <Bid key={bid} tenderId={id as TenderId} id={bid as ContractId} />;
}
