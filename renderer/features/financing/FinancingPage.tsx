import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { FinancingOverview } from '#shared/contract/financing.ts';
import type { FacilityOverride } from '#shared/domain/financing.ts';
import type { FacilityId } from '#shared/domain/ids.ts';
import { colon, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Columns, Section, Stack } from '../../components/Section.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { importActions } from '../data/index.ts';
import { summaryRoute } from '../summaries/index.ts';
import { BreakEvenSection } from './BreakEvenSection.tsx';
import { CapacityTable } from './CapacityTable.tsx';
import { CashTable } from './CashTable.tsx';
import { ChecksTable } from './ChecksTable.tsx';
import { FacilitiesTable } from './FacilitiesTable.tsx';
import { FacilityDialog } from './FacilityDialog.tsx';
import { LenderTestsDialog } from './LenderTestsDialog.tsx';
import { OverrideDialog } from './OverrideDialog.tsx';
import { PathsSection } from './PathsSection.tsx';
import { ProjectDialog } from './ProjectDialog.tsx';
import { SourcesTable } from './SourcesTable.tsx';
import { WaterfallTable } from './WaterfallTable.tsx';

/** What is open: a new facility of a kind, a stored one, its changes in the plan, the costs of the project, or the thresholds of checks. */
type Editing =
  | { readonly kind: 'loan' | 'prepayment' }
  | { readonly id: FacilityId }
  | { readonly override: FacilityOverride }
  | 'project'
  | 'tests';

const Apart = styled('div')({ marginTop: 20 });

const REASONS = ['termsContradict', 'needsBalance', 'contractsNotInPlan', 'matured'] as const;

/** Facilities of the plan that are not computed, by reason. */
const LeftOut = ({ leftOut, onEdit }: Pick<FinancingOverview, 'leftOut'> & { readonly onEdit: (id: FacilityId) => void }) =>
  REASONS.flatMap((reason) =>
    leftOut
      .filter((one) => one.reason === reason)
      .map(({ facilityId, name }) => (
        <ErrorNote
          key={facilityId}
          text={text(`financing.leftOut.${reason}`, { name })}
          action={{ label: text('financing.edit'), onAction: () => onEdit(facilityId) }}
        />
      )),
  );

/** How much debt the plan carries, what is paid when, and what each lender's money costs. */
export default function FinancingPage() {
  const { label } = usePresentation();
  const [path, navigate] = useLocation();
  const search = new URLSearchParams(useSearch());
  const caseId = search.get('case') ?? undefined;
  const linkedFacility = search.get('facility');
  const overview = useCall('financing.get', caseId === undefined ? {} : { caseId }, { keepLast: true });
  const scenarios = useCall('financing.scenarios', {}, { keepLast: true });
  const [editing, setEditing] = useState<Editing | undefined>(() =>
    linkedFacility === null ? undefined : { id: linkedFacility as FacilityId },
  );
  if (!overview.data) {
    return (
      <WaitingPage
        title={text('place.financing')}
        error={overview.error ? errorText(overview.error) : undefined}
        onRetry={() => void overview.refetch()}
      />
    );
  }
  const {
    planId,
    plan,
    verdict,
    caseNames,
    cases,
    facilities,
    excluded,
    leftOut,
    sources,
    uses,
    service,
    balance,
    ratios,
    periods,
    years,
    checks,
    hasProject,
    proposedTerms,
    hasRevenue,
  } = overview.data;
  const shown = cases.find(({ id }) => id === overview.data?.caseId);
  // the decks, the scenario shown and then the others as they arrive
  const allCases = caseNames.flatMap(({ id }) => [...cases, ...(scenarios.data?.cases ?? [])].find((one) => one.id === id) ?? []);
  const showCase = (id: string) => navigate(`${path}?case=${encodeURIComponent(id)}`, { replace: true });
  const close = () => setEditing(undefined);
  const editFacility = (id: FacilityId) => setEditing({ id });
  const hasDebt = facilities.length + excluded.length > 0;
  return (
    <Page
      title={text('place.financing')}
      meta={text('financing.meta', { count: facilities.length })}
      verdict={<Verdict sentences={verdict} />}
      actions={
        <>
          <MenuButton
            label={`${text('financing.case')}${colon()}${shown ? label(shown.label) : ''}`}
            entries={caseNames.map(({ id, label: name }) => ({
              key: id,
              label: label(name),
              chosen: id === shown?.id,
              onPick: () => showCase(id),
            }))}
          />
          <RouteLink route={summaryRoute({ subject: { planId }, view: 'lender' })}>{text('financing.summary')}</RouteLink>
          <Button size="small" onClick={() => setEditing('project')}>
            {text('financing.project.open')}
          </Button>
          <Button size="small" onClick={() => setEditing({ kind: 'prepayment' })}>
            {text('financing.addPrepayment')}
          </Button>
          <Button size="small" variant="contained" color="primary" onClick={() => setEditing({ kind: 'loan' })}>
            {text('financing.addLoan')}
          </Button>
        </>
      }
    >
      <LeftOut leftOut={leftOut} onEdit={editFacility} />
      {hasProject ? undefined : (
        <ErrorNote
          state="near"
          text={text('financing.noProject')}
          action={{ label: text('financing.project.open'), onAction: () => setEditing('project') }}
        />
      )}
      <Columns>
        <Stack span={8}>
          {hasRevenue ? (
            <>
              <ChartSection view={service} minHeight={240} />
              {ratios ? <ChartSection view={ratios} minHeight={220} /> : undefined}
              <CapacityTable cases={allCases} terms={proposedTerms} chosen={shown?.id} onChoose={showCase} />
            </>
          ) : (
            <Section title={text('financing.capacity.title')}>
              <EmptyState
                what={text('financing.emptyPlan')}
                needs={text('financing.emptyPlan.needs')}
                actions={[{ label: text('place.contracts'), route: '/contracts' }, ...importActions('contracts')]}
              />
            </Section>
          )}
        </Stack>
        <Stack span={4}>
          {hasDebt ? (
            <>
              <FacilitiesTable
                facilities={facilities}
                excluded={excluded}
                onEdit={editFacility}
                onOverride={(override) => setEditing({ override })}
              />
              <SourcesTable sources={sources} uses={uses} />
            </>
          ) : (
            <Section title={text('financing.facilities')}>
              <EmptyState
                what={text('financing.empty')}
                needs={text('financing.emptyNeeds')}
                actions={[
                  { label: text('financing.addLoan'), onAction: () => setEditing({ kind: 'loan' }) },
                  { label: text('financing.addPrepayment'), onAction: () => setEditing({ kind: 'prepayment' }) },
                ]}
              />
            </Section>
          )}
          {balance ? <ChartSection view={balance} minHeight={220} /> : undefined}
        </Stack>
        {hasRevenue ? (
          <Stack span={12}>
            <ChecksTable checks={checks} onEdit={() => setEditing('tests')} />
            {hasDebt && shown ? <BreakEvenSection caseId={shown.id} /> : undefined}
            <CashTable years={years} />
            {hasDebt ? <WaterfallTable periods={periods} facilities={facilities} /> : undefined}
          </Stack>
        ) : undefined}
      </Columns>
      {hasRevenue ? (
        <Apart>
          <PathsSection planId={planId} />
        </Apart>
      ) : undefined}
      {editing === 'project' ? <ProjectDialog onClose={close} /> : undefined}
      {editing === 'tests' ? <LenderTestsDialog onClose={close} /> : undefined}
      {typeof editing === 'object' && 'override' in editing ? (
        <OverrideDialog planId={planId} plan={plan} override={editing.override} onClose={close} />
      ) : undefined}
      {typeof editing === 'object' && !('override' in editing) ? <FacilityDialog {...editing} onClose={close} /> : undefined}
    </Page>
  );
}
