import { styled } from '@mui/material/styles';
import { useLocation, useSearch } from 'wouter';
import { COMPARED_PLANS } from '#shared/contract/compare.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { colon, comma, serial, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { ComponentSettingsProvider, useComponentSettings } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { ScenarioMenu } from '../cycles/index.ts';
import { summaryRoute } from '../summaries/index.ts';
import { CompareTable } from './CompareTable.tsx';
import { type ComparisonInput, compareRoute, parseCompareAddress, rememberScope, withLastScope } from './compareAddress.ts';
import { DeckSections } from './DeckSections.tsx';
import { PathsSection } from './PathsSection.tsx';
import { PlanPairs } from './PlanPairs.tsx';
import { ScenarioHeat } from './ScenarioHeat.tsx';

const PlanNote = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '8px 0 0', maxWidth: '84ch' }));

/** Compares two to four plans: verdict, measures, charts, simulated differences, and each plan in each scenario. */
export default function ComparePage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const input = withLastScope(parseCompareAddress(search));
  const comparison = useCall('compare.get', input, { keepLast: true });
  const { pictures } = useComponentSettings();
  if (comparison.error?.code === 'NOT_FOUND') {
    return (
      <Page title={text('place.compare')}>
        <ErrorNote text={text('compare.page.planDeleted')} action={{ label: text('compare.page.others'), route: '/compare' }} />
      </Page>
    );
  }
  if (!comparison.data) {
    return (
      <WaitingPage
        title={text('place.compare')}
        error={comparison.error ? errorText(comparison.error) : undefined}
        onRetry={() => void comparison.refetch()}
      />
    );
  }
  const { plans, offered, reference, year, years, scenario, verdict, rows, pairs, charts, paths, settings } = comparison.data;
  const planNames = plans.map(({ name, letter }) => text('compare.page.plan', { letter, plan: name }));
  if (plans.length < COMPARED_PLANS.least) {
    return (
      <Page title={text('place.compare')}>
        <EmptyState what={text('compare.page.alone')} actions={[{ label: text('place.plans'), route: '/plans' }]} />
      </Page>
    );
  }
  const ids = plans.map(({ id }) => id);
  // the years shown remain when the compared plans change
  const shownInput = { ...input, planIds: ids, scope: year ?? ('whole' as const) };
  const showComparison = (change: ComparisonInput) => {
    if (change.scope !== undefined) rememberScope(change.scope);
    navigate(compareRoute({ ...shownInput, ...change }), { replace: true });
  };
  const others = offered.filter(({ id }) => !ids.includes(id));
  const scope = year === undefined ? text('compare.page.whole') : text('common.inYear', { year });
  const referencePlan = plans.find(({ id }) => id === reference)?.name ?? '';
  /** The board paper of a plan, compared with the plans shown. */
  const pack = (id: PlanId) => ({
    subject: { boardOf: id, compared: { planIds: ids, reference }, ...(scenario === undefined ? {} : { scenario }) },
    view: 'internal' as const,
  });
  const removePlan = (id: PlanId) =>
    showComparison({ planIds: ids.filter((otherId) => otherId !== id), ...(input.reference === id ? { reference: undefined } : {}) });
  return (
    <Page
      title={text('place.compare')}
      meta={`${text('compare.page.against', { plan: referencePlan })}${comma()}${text('compare.page.meta', { scope })}`}
      verdict={<Verdict sentences={verdict} shownAtFirst={4} />}
      actions={
        <>
          <MenuButton
            label={`${text('compare.page.scope')}${colon()}${scope}`}
            entries={[
              ...years.map((listedYear) => ({
                key: `${listedYear}`,
                label: String(listedYear),
                isChosen: listedYear === year,
                onPick: () => showComparison({ scope: listedYear }),
              })),
              {
                key: 'whole',
                label: text('compare.page.whole'),
                isChosen: year === undefined,
                onPick: () => showComparison({ scope: 'whole' }),
              },
            ]}
          />
          <ScenarioMenu choice={comparison.data} onChoose={(id) => showComparison({ scenario: id })} />
          <MenuButton
            label={text('summaries.page.board')}
            entries={plans.map(({ id }, i) => ({ key: id, label: planNames[i] ?? '', onPick: () => navigate(summaryRoute(pack(id))) }))}
          />
          {others.length > 0 && plans.length < COMPARED_PLANS.most ? (
            <MenuButton
              label={text('compare.page.add')}
              entries={others.map(({ id, name }) => ({ key: id, label: name, onPick: () => showComparison({ planIds: [...ids, id] }) }))}
            />
          ) : undefined}
        </>
      }
    >
      <Columns>
        <Section title={text('compare.page.table')} note={scope} span={12}>
          <CompareTable
            plans={plans}
            reference={reference}
            rows={rows}
            onReference={(id) => showComparison({ reference: id })}
            boardRoute={(id) => summaryRoute(pack(id))}
            onRemove={plans.length > COMPARED_PLANS.least ? removePlan : undefined}
          />
          {plans.map(({ id, note }, i) =>
            note === '' ? undefined : <PlanNote key={id}>{text('compare.planNote', { plan: planNames[i] ?? '', said: note })}</PlanNote>,
          )}
        </Section>
        <PlanPairs plans={plans} pairs={pairs} />
        {/* an exported picture states which letter is which plan */}
        <ComponentSettingsProvider pictures={pictures && { ...pictures, source: planNames.join(serial()) }}>
          {charts.map((view) => (
            <ChartSection key={JSON.stringify(view.title)} view={view} span={4} minHeight={190} />
          ))}
          <PathsSection plans={plans} reference={reference} paths={paths} settings={settings} onDone={() => void comparison.refetch()} />
        </ComponentSettingsProvider>
        <ScenarioHeat planIds={input.planIds} />
        <DeckSections planId={reference} />
      </Columns>
    </Page>
  );
}
