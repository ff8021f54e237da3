import { useState } from 'react';
import type { Overview } from '#shared/contract/overview.ts';
import { monthOfDate, yearOf } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { ActionButton, EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Page } from '../../components/Page.tsx';
import { ProductMenu } from '../../components/ProductMenu.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { importActions } from '../data/index.ts';
import { MoveValuationDateButton } from '../workspace/index.ts';
import { Checklist } from './Checklist.tsx';
import { DatesTable } from './DatesTable.tsx';
import { DestinationsTable } from './DestinationsTable.tsx';
import { LimitsTable } from './LimitsTable.tsx';

/** The first copper product, else the first product. */
const defaultProduct = (commitments: Overview['commitments']): number =>
  Math.max(
    0,
    commitments.findIndex(({ metal }) => metal === 'copper'),
  );

const Commitments = ({ commitments }: { readonly commitments: Overview['commitments'] }) => {
  const [chosenId, setPicked] = useState<string>();
  const shownProduct = commitments.find(({ productId }) => productId === chosenId) ?? commitments[defaultProduct(commitments)];
  if (shownProduct === undefined) {
    return (
      <Section title={text('overview.commitments.pick')} span={6}>
        <EmptyState what={text('overview.commitments.none')} actions={importActions('production')} />
      </Section>
    );
  }
  const menu = (
    <ProductMenu label={text('overview.commitments.pick')} products={commitments} chosenProduct={shownProduct} onChoose={setPicked} />
  );
  return <ChartSection view={shownProduct.view} span={6} tools={menu} />;
};

/** The verdict, limits, deadlines, commitments and destinations of the chosen plan. */
export default function OverviewPage() {
  const overview = useCall('overview.get', {}, { keepLast: true });
  const effects = useCall('overview.effects', {}, { keepLast: true });
  const state = useCall('workspace.state', {});
  if (!overview.data) {
    return (
      <WaitingPage
        title={text('place.overview')}
        error={overview.error ? errorText(overview.error) : undefined}
        onRetry={() => void overview.refetch()}
      />
    );
  }
  const { verdict, limits, dates, dateCount, commitments, destinations, destinationYear, checklist } = overview.data;
  const settings = state.data?.open ? state.data.settings : undefined;
  const isIncomplete = checklist.some((item) => !item.isDone);
  return (
    <Page
      title={text('place.overview')}
      meta={text('overview.meta')}
      verdict={
        <>
          <Verdict sentences={[...verdict, ...(effects.data?.verdict ?? [])]} isLoading={effects.isPending} />
          {effects.error ? (
            <ErrorNote text={errorText(effects.error)} action={{ label: text('action.retry'), onAction: () => void effects.refetch() }} />
          ) : undefined}
        </>
      }
      actions={
        settings && !isIncomplete ? (
          <>
            <MoveValuationDateButton settings={settings} />
            <ActionButton action={{ label: text('overview.summary'), route: `/summary?plan=${settings.planId}` }} />
          </>
        ) : undefined
      }
    >
      {isIncomplete ? <Checklist items={checklist} /> : undefined}
      <Columns fillsHeight>
        <LimitsTable limits={limits} />
        <DatesTable dates={dates} count={dateCount} year={settings ? String(yearOf(monthOfDate(settings.valuationDate))) : ''} />
        <Commitments commitments={commitments} />
        {destinations.length > 0 ? <DestinationsTable lines={destinations} year={destinationYear} /> : undefined}
      </Columns>
    </Page>
  );
}
