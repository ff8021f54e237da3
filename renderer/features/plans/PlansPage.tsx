import type { ReactNode } from 'react';
import { useSearch } from 'wouter';
import type { PlanRow } from '#shared/contract/plans.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall, usePlannedYears } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import type { SheetDraft } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useIsReady } from '../../components/useIsReady.ts';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { scenarioOfAddress } from '../cycles/index.ts';
import { importActions } from '../data/index.ts';
import { OversoldProducts } from './OversoldProducts.tsx';
import { CONTRACT_ROWS, PlanContracts } from './PlanContracts.tsx';
import { PlanDifference } from './PlanDifference.tsx';
import { PlanPriorities } from './PlanPriorities.tsx';
import { PlansTable } from './PlansTable.tsx';
import { ProductionTable } from './ProductionTable.tsx';
import { ProductsTable } from './ProductsTable.tsx';

/** The rows of the whole table with head and foot, so that content below does not move when it loads. */
const WAITING_ROWS = CONTRACT_ROWS + 3;

type WithTableDraftProps = { readonly id: string; readonly children: (draft: SheetDraft) => ReactNode };

/** Reads the draft of a table of a plan, which is there when the rows of the table are. */
const WithTableDraft = ({ id, children }: WithTableDraftProps) => children(useSheetDraft({ kind: 'plan', id }));

/** The contracts of the chosen plan, its differences from another, and its revenue by year. */
const ChosenPlan = ({ id, plans }: { readonly id: PlanId; readonly plans: readonly PlanRow[] }) => {
  const plan = useCall('plans.get', { id }, { keepLast: true });
  const shownId = plan.data?.id ?? id;
  return (
    <>
      <WithTableDraft id={`contracts.${shownId}`}>
        {(draft) =>
          plan.data ? (
            <PlanContracts plan={plan.data} answeredAt={plan.dataUpdatedAt} draft={draft} />
          ) : (
            <Section title={text('plans.page.contracts')} span={12}>
              <Skeleton of="rows" rows={WAITING_ROWS} />
            </Section>
          )
        }
      </WithTableDraft>
      {plan.data?.shortages.length === 0 ? undefined : (
        <WithTableDraft id={`priorities.${shownId}`}>
          {(draft) => (plan.data ? <PlanPriorities plan={plan.data} draft={draft} /> : undefined)}
        </WithTableDraft>
      )}
      <PlanDifference id={id} plans={plans} />
      {plan.data ? <ChartSection view={plan.data.revenue} span={12} minHeight={220} /> : undefined}
    </>
  );
};

/** All plans, the chosen plan, and production and costs of the products. */
export default function PlansPage() {
  const search = useSearch();
  const scenario = scenarioOfAddress(search);
  const plans = useCall('plans.list', scenario === undefined ? {} : { scenario }, { keepLast: true });
  const chosenRow = plans.data?.rows.find((row) => row.isChosen);
  const state = useCall('workspace.state', {});
  const planId = state.data?.open ? state.data.settings.planId : undefined;
  // asked with the list, so that the core goes on with it while the list is shown
  useCall('plans.get', { id: planId! }, { enabled: planId !== undefined });
  const products = useCall('products.list', {}, { keepLast: true });
  const years = usePlannedYears();
  const isReady = useIsReady(plans.data !== undefined);

  if (!plans.data || !isReady) {
    return (
      <WaitingPage
        title={text('place.plans')}
        error={plans.error ? errorText(plans.error) : undefined}
        onRetry={() => void plans.refetch()}
      />
    );
  }
  const { verdict, rows, year } = plans.data;
  const archivedCount = rows.filter((row) => row.archived).length;
  const count = rows.length - archivedCount;
  return (
    <Page
      title={text('place.plans')}
      meta={
        archivedCount === 0
          ? text('plans.page.meta', { count, year })
          : text('plans.page.metaArchived', { count, archived: archivedCount, year })
      }
      verdict={<Verdict sentences={verdict} shownAtFirst={4} />}
    >
      <Columns>
        <PlansTable list={plans.data} />
        <OversoldProducts plans={rows} />
        {chosenRow ? <ChosenPlan id={chosenRow.id} plans={rows} /> : undefined}
        {products.data && products.data.products.length > 0 && years.length > 0 ? (
          <>
            <ProductsTable products={products.data.products} year={year} />
            <ProductionTable what="production" products={products.data.products} years={years} />
            <ProductionTable what="cost" products={products.data.products} years={years} />
          </>
        ) : (
          <Section title={text('products.title')} span={12}>
            {products.data ? (
              <EmptyState
                what={text('products.none')}
                actions={[{ label: text('products.add'), route: '/products/new' }, ...importActions('products')]}
              />
            ) : (
              <Skeleton of="rows" rows={4} />
            )}
          </Section>
        )}
      </Columns>
    </Page>
  );
}
