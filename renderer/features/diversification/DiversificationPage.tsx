import { useLocation, useSearch } from 'wouter';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { ActionButton, EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { useIsReady } from '../../components/useIsReady.ts';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { CommitmentsTable } from './CommitmentsTable.tsx';
import { ConcentrationTable } from './ConcentrationTable.tsx';
import { type ConcentrationQuery, diversificationRoute, parseBoardShows, parseView } from './diversificationRoutes.ts';
import { LimitsBoard } from './LimitsBoard.tsx';
import { LostOutlets } from './LostOutlets.tsx';
import { NoDeals } from './NoDeals.tsx';
import { ViewControls } from './ViewControls.tsx';

/** Concentration of buyers and destinations, limits, tonnes under contract and expiry of contracts. */
export default function DiversificationPage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const view = parseView(search);
  const shows = parseBoardShows(search);
  const answer = useCall('diversification.get', view, { keepLast: true });
  const board = useCall('limits.board', {}, { keepLast: true });
  const isReady = useIsReady(answer.data !== undefined && board.data !== undefined);
  if (!answer.data || !board.data || !isReady) {
    const error = answer.error ?? board.error;
    return (
      <WaitingPage
        title={text('place.diversification')}
        error={error ? errorText(error) : undefined}
        onRetry={() => {
          void answer.refetch();
          void board.refetch();
        }}
      />
    );
  }
  const { verdict, rows, trend, curve, heat, map, flow, commitments, commitmentYear, ladder, year, plans, empty, unplanned } = answer.data;
  const show = (next: ConcentrationQuery, nextShows: typeof shows) => navigate(diversificationRoute(next, nextShows), { replace: true });
  const change = (part: Partial<ConcentrationQuery>) => show({ ...view, ...part }, shows);
  return (
    <Page
      title={text('place.diversification')}
      meta={text('diversification.meta')}
      verdict={<Verdict sentences={verdict} />}
      actions={
        <>
          <ActionButton action={{ label: text('whatIf.open'), route: '/diversification/what-if' }} />
          <ActionButton action={{ label: text('allocation.open'), route: '/diversification/allocation' }} />
        </>
      }
    >
      <Columns>
        <LimitsBoard board={board.data} shows={shows} onShow={(nextShows) => show(view, nextShows)} />
      </Columns>
      {empty === 'workspace' ? undefined : <ViewControls view={view} answer={answer.data} onChange={change} />}
      <Columns>
        {empty === 'workspace' ? (
          <NoDeals />
        ) : empty ? (
          <Section title={text('diversification.empty.title')} span={12}>
            <EmptyState what={text('diversification.empty.view')} needs={text('diversification.empty.viewNeeds')} />
          </Section>
        ) : (
          <>
            <ChartSection view={trend} span={6} minHeight={220} />
            <ChartSection view={curve} span={6} minHeight={220} />
            <ConcentrationTable
              rows={rows}
              when={year === 'plan' ? text('diversification.wholePlan') : text('common.inYear', { year })}
              against={plans.find(({ id }) => id === view.against)?.name}
              charted={view.dimension ?? 'group'}
              onChart={(dimension) => change({ dimension })}
            />
            <LostOutlets />
            <ChartSection view={map} span={12} />
            <ChartSection view={flow} span={12} />
            <ChartSection view={heat} span={12} />
          </>
        )}
        <CommitmentsTable rows={commitments} unplanned={unplanned} year={commitmentYear} />
        {empty ? undefined : <ChartSection view={ladder} term="expiryLadder" span={12} minHeight={220} />}
      </Columns>
    </Page>
  );
}
