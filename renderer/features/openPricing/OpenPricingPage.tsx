import { useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMonth } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Stack } from '../../components/Section.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { DeclarationsTable } from './DeclarationsTable.tsx';
import { DeliveredTable } from './DeliveredTable.tsx';
import { ReferencesTable } from './ReferencesTable.tsx';

/** Shows deliveries without a final price: price exposure, mark-to-market, and quotational periods to declare. */
export default function OpenPricingPage() {
  const [firstDelivered, setFirstDelivered] = useState(0);
  const [firstDeclaration, setFirstDeclaration] = useState(0);
  const pricing = useCall('openPricing.get', { firstDelivered, firstDeclaration }, { keepLast: true });
  const state = useCall('workspace.state', {});
  const title = text('place.openPricing');
  if (!pricing.data) {
    return (
      <WaitingPage title={title} error={pricing.error ? errorText(pricing.error) : undefined} onRetry={() => void pricing.refetch()} />
    );
  }
  const { verdict, months, references, moves, delivered, deliveredPage, markToMarket, declarations, declarationsPage } = pricing.data;
  const workspace = state.data?.open ? state.data : undefined;
  const plan = workspace?.plans.find(({ id }) => id === workspace.settings.planId)?.name;
  return (
    <Page
      title={title}
      meta={plan === undefined ? undefined : text('openPricing.meta', { plan, month: formatMonth(months.at(-1)!) })}
      verdict={<Verdict sentences={verdict} />}
    >
      <Columns>
        {moves ? (
          // a stack, so that a long list of declarations doesn't stretch the chart
          <Stack span={5}>
            <ChartSection view={moves} minHeight={260} />
          </Stack>
        ) : undefined}
        <DeclarationsTable declarations={declarations} page={declarationsPage} onPage={setFirstDeclaration} span={moves ? 7 : 12} />
        <ReferencesTable references={references} months={months} />
        <DeliveredTable delivered={delivered} page={deliveredPage} onPage={setFirstDelivered} markToMarket={markToMarket} />
      </Columns>
    </Page>
  );
}
