import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns } from '../../components/Section.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { CalibrationSection } from './CalibrationSection.tsx';
import { CorrelationSection } from './CorrelationSection.tsx';
import { DeckCompare } from './DeckCompare.tsx';
import { Decks } from './Decks.tsx';
import { MetalDetails } from './MetalDetails.tsx';
import { MetalsTable } from './MetalsTable.tsx';

/** The market: figures of the source article with their checks, suppliers and importers by metal, and the price decks. */
export default function MarketPage() {
  const market = useCall('market.get', {}, { keepLast: true });
  const state = useCall('workspace.state', {});
  if (!market.data) {
    return (
      <WaitingPage
        title={text('place.market')}
        error={market.error ? errorText(market.error) : undefined}
        onRetry={() => void market.refetch()}
      />
    );
  }
  const { verdict, balance, growth, metals, suppliers, importers, history } = market.data;
  return (
    <Page title={text('place.market')} meta={text('market.meta')} verdict={<Verdict sentences={verdict} />}>
      <Columns>
        <ChartSection view={balance} span={6} minHeight={210} />
        <ChartSection view={growth} span={6} minHeight={210} />
        <MetalsTable metals={metals} />
        <MetalDetails suppliers={suppliers} importers={importers} history={history} />
        {state.data?.open ? (
          <>
            <Decks settings={state.data.settings} decks={state.data.decks} />
            <DeckCompare settings={state.data.settings} />
            <CalibrationSection />
            <CorrelationSection />
          </>
        ) : undefined}
      </Columns>
    </Page>
  );
}
