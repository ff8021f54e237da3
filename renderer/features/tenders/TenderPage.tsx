import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useParams } from 'wouter';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { BidRow, TenderRow } from '#shared/contract/tenders.ts';
import type { TenderId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { EffectTable, PendingEffect } from '../../components/EffectTable.tsx';
import { ActionButton, EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useComponentSettings, usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { DeletedRecord } from '../../editing/record/RecordNotes.tsx';
import { BidsTable, MAX_VISIBLE_ROWS } from './BidsTable.tsx';
import { BreakEvens } from './BreakEvens.tsx';
import { TendersTable } from './TendersTable.tsx';
import { bidRoute, TENDERS_ROUTE } from './tenderRoutes.ts';

/** The head of the table of bids, its keys and the actions below it are as high as so many rows. */
const TABLE_FRAME_ROWS = 4;

const ActionBar = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8, margin: '8px 0 20px' });

/** Adds a bid from a template that suits the product. */
const AddBid = ({ tender, options }: { readonly tender: TenderRow; readonly options: ContractOptions }) => {
  const add = useCommand('tenders.addBid', { doneText: () => text('tenders.bidAdded'), isExclusive: true });
  const product = options.products.find(({ id }) => id === tender.head.productId);
  const suitableTemplates = options.templates.filter(({ metal, forms }) => metal === product?.metal && forms.includes(product.form));
  return (
    <MenuButton
      isEdit
      label={text('tenders.addBid')}
      disabled={suitableTemplates.length === 0 || add.isPending}
      entries={suitableTemplates.map(({ key }) => ({
        key,
        label: text(`contractTemplate.${key}`),
        onPick: () => void add.run({ tenderId: tender.head.id, from: { template: key } }),
      }))}
    />
  );
};

/** Actions on the selected bids. */
const BidActions = ({ id, chosen }: { readonly id: TenderId; readonly chosen: readonly BidRow[] }) => {
  const { navigate } = useComponentSettings();
  const selectedBid = chosen.length === 1 ? chosen[0] : undefined;
  const accept = useCommand('tenders.accept', { doneText: ({ code }) => text('tenders.acceptedAs', { code }), isExclusive: true });
  const copy = useCommand('tenders.addBid', { doneText: () => text('tenders.bidAdded'), isExclusive: true });
  const remove = useCommand('tenders.removeBids', { doneText: (_output, { ids }) => text('tenders.bidsDeleted', { count: ids.length }) });
  const { accepted } = selectedBid ?? {};
  return (
    <ActionBar>
      {accepted ? (
        <Button onClick={() => navigate(`/contracts/${accepted.id}`)}>{text('tenders.openContract', { code: accepted.code })}</Button>
      ) : (
        <EditButton
          variant="contained"
          color="primary"
          disabled={!selectedBid || accept.isPending}
          onClick={() => selectedBid && void accept.run({ tenderId: id, id: selectedBid.id })}
        >
          {text('tenders.accept')}
        </EditButton>
      )}
      <Button disabled={!selectedBid} onClick={() => selectedBid && navigate(bidRoute(id, selectedBid.id))}>
        {text('tenders.openBid')}
      </Button>
      <EditButton
        disabled={!selectedBid || copy.isPending}
        onClick={() => selectedBid && void copy.run({ tenderId: id, from: { bid: selectedBid.id } })}
      >
        {text('tenders.copyBid')}
      </EditButton>
      <EditButton disabled={chosen.length === 0} onClick={() => void remove.run({ tenderId: id, ids: chosen.map((bid) => bid.id) })}>
        {text('tenders.deleteBid')}
      </EditButton>
    </ActionBar>
  );
};

/** The effect on the chosen plan of signing a bid. */
const BidEffect = ({ id, bid, span }: { readonly id: TenderId; readonly bid: BidRow; readonly span: 5 | 12 }) => {
  const { message } = usePresentation();
  const result = useCall('tenders.effect', { tenderId: id, id: bid.id }, { keepLast: true });
  const title = text('tenders.effectTitle', { buyer: result.data?.buyer ?? bid.buyer });
  if (!result.data) {
    const error = result.error ? errorText(result.error) : undefined;
    return <PendingEffect span={span} title={title} error={error} onRetry={() => void result.refetch()} />;
  }
  const { effect, problem } = result.data;
  if (effect) return <EffectTable effect={effect} span={span} title={title} />;
  return (
    <Section title={title} span={span}>
      {problem ? <ErrorNote text={message(problem)} /> : undefined}
    </Section>
  );
};

/** A tender: its bids ranked by risk-adjusted netback, the walk-away value, and the effect of each bid. */
export default function TenderPage() {
  const { id: idParam = '' } = useParams<{ id?: string }>();
  const id = idParam as TenderId;
  const storedTender = useCall('tenders.terms', { id });
  const valuedTender = useCall('tenders.get', { id });
  const options = useCall('contracts.options', {}, { keepLast: true });
  const [selectedBids, setSelectedBids] = useState<readonly BidRow[]>([]);
  if (storedTender.error?.code === 'NOT_FOUND') {
    return <DeletedRecord title={text('tenders.notFoundTitle')} place={{ label: text('place.tenders'), route: TENDERS_ROUTE }} />;
  }
  if (!storedTender.data || !options.data) {
    const error = storedTender.error ?? options.error;
    const retry = () => void Promise.all([storedTender.refetch(), options.refetch()]);
    return <WaitingPage title={text('place.tender')} error={error ? errorText(error) : undefined} onRetry={retry} />;
  }
  const { tender, verdict, bids } = valuedTender.data ?? storedTender.data;
  const { recommended, chart } = valuedTender.data ?? {};
  const valuation = valuedTender.data ? 'done' : valuedTender.error ? 'failed' : 'pending';
  const isPending = valuation === 'pending';
  const retry = () => void valuedTender.refetch();
  const actions = (
    <>
      <ActionButton action={{ label: text('tenders.back'), route: TENDERS_ROUTE }} />
      <AddBid tender={tender} options={options.data} />
    </>
  );
  // the current rows of the selected bids
  const currentSelection = bids.filter((bid) => selectedBids.some(({ id: selectedId }) => selectedId === bid.id));
  // without a single selected bid, the recommended one, which is known with the values
  const recommendedBid = valuedTender.data && (bids.find((bid) => bid.id === recommended) ?? bids[0]);
  const effectBid = currentSelection.length === 1 ? currentSelection[0] : recommendedBid;
  const hasChart = chart !== undefined || (isPending && bids.length > 0);
  const chartHeight = Math.max(140, 44 * bids.length);
  return (
    <Page title={tender.head.name} actions={actions} verdict={<Verdict sentences={verdict} isLoading={isPending} />}>
      <Columns>
        <Section title={text('tenders.bidsTitle')} span={12}>
          {bids.length === 0 ? (
            <EmptyState what={text('tenders.noBids')} needs={text('tenders.noBidsNeeds')} actions={[]} />
          ) : (
            <>
              {valuedTender.data || !valuedTender.error ? undefined : (
                <ErrorNote text={errorText(valuedTender.error)} action={{ label: text('action.retry'), onAction: retry }} />
              )}
              {isPending ? (
                // in the order in which they were added, the rows would change places once they are ranked
                <Skeleton of="rows" rows={Math.min(MAX_VISIBLE_ROWS, bids.length) + TABLE_FRAME_ROWS} />
              ) : (
                <>
                  <BidsTable id={id} bids={bids} isValued={valuation === 'done'} options={options.data} onChoose={setSelectedBids} />
                  <BidActions id={id} chosen={currentSelection} />
                </>
              )}
            </>
          )}
        </Section>
        {chart ? <ChartSection view={chart} span={7} minHeight={chartHeight} /> : undefined}
        {hasChart && !chart ? (
          <Section title={text('tenders.picture')} span={7}>
            <Skeleton of="picture" />
          </Section>
        ) : undefined}
        {effectBid ? <BidEffect id={id} bid={effectBid} span={hasChart ? 5 : 12} /> : undefined}
        {hasChart && !effectBid ? <PendingEffect span={5} error={undefined} onRetry={retry} /> : undefined}
        <BreakEvens id={id} bidCount={bids.length} />
        <Section title={text('tenders.whatTable')} span={12}>
          <TendersTable label={text('tenders.whatTable')} rows={[tender]} valuation={valuation} visibleRows={1} />
        </Section>
      </Columns>
    </Page>
  );
}
