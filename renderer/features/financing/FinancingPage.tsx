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
import { EditButton } from '../../components/EditButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Columns, Section, Stack } from '../../components/Section.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { useIsReady } from '../../components/useIsReady.ts';
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

/** The open dialog: a new facility of a kind, a stored one, its changes in the plan, project costs, or thresholds of checks. */
type OpenDialog =
  | { readonly kind: 'loan' | 'prepayment' }
  | { readonly id: FacilityId }
  | { readonly override: FacilityOverride }
  | 'project'
  | 'tests';

const PathsArea = styled('div')({ marginTop: 20 });

const REASONS = ['termsContradict', 'needsBalance', 'contractsNotInPlan', 'matured'] as const;

/** Facilities of the plan that are not computed, by reason. */
const OmittedFacilities = ({
  omittedFacilities,
  onEdit,
}: Pick<FinancingOverview, 'omittedFacilities'> & { readonly onEdit: (id: FacilityId) => void }) =>
  REASONS.flatMap((reason) =>
    omittedFacilities
      .filter((omitted) => omitted.reason === reason)
      .map(({ facilityId, name }) => (
        <ErrorNote
          key={facilityId}
          text={text(`financing.leftOut.${reason}`, { name })}
          action={{ label: text('financing.edit'), onAction: () => onEdit(facilityId) }}
        />
      )),
  );

/** Debt capacity, waterfall and cost of each facility of the plan. */
export default function FinancingPage() {
  const { label } = usePresentation();
  const [path, navigate] = useLocation();
  const search = new URLSearchParams(useSearch());
  const caseId = search.get('case') ?? undefined;
  const linkedFacility = search.get('facility');
  const overview = useCall('financing.get', caseId === undefined ? {} : { caseId }, { keepLast: true });
  const scenarios = useCall('financing.scenarios', {}, { keepLast: true });
  const [openDialog, setOpenDialog] = useState<OpenDialog | undefined>(() =>
    linkedFacility === null ? undefined : { id: linkedFacility as FacilityId },
  );
  const isReady = useIsReady(overview.data !== undefined);
  if (!overview.data || !isReady) {
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
    omittedFacilities,
    sources,
    uses,
    service,
    balance,
    ratios,
    periods,
    identities,
    years,
    checks,
    hasProject,
    proposedTerms,
    hasRevenue,
  } = overview.data;
  const selectedCase = cases.find(({ id }) => id === overview.data?.caseId);
  // the decks, the scenario shown and then the others as they arrive
  const allCases = caseNames.flatMap(
    ({ id }) => [...cases, ...(scenarios.data?.cases ?? [])].find((listedCase) => listedCase.id === id) ?? [],
  );
  const showCase = (id: string) => navigate(`${path}?case=${encodeURIComponent(id)}`, { replace: true });
  const closeDialog = () => setOpenDialog(undefined);
  const editFacility = (id: FacilityId) => setOpenDialog({ id });
  const hasDebt = facilities.length + excluded.length > 0;
  return (
    <Page
      title={text('place.financing')}
      meta={text('financing.meta', { count: facilities.length })}
      verdict={<Verdict sentences={verdict} />}
      actions={
        <>
          <MenuButton
            label={`${text('financing.case')}${colon()}${selectedCase ? label(selectedCase.label) : ''}`}
            entries={caseNames.map(({ id, label: name }) => ({
              key: id,
              label: label(name),
              isChosen: id === selectedCase?.id,
              onPick: () => showCase(id),
            }))}
          />
          <RouteLink route={summaryRoute({ subject: { planId }, view: 'lender' })}>{text('financing.summary')}</RouteLink>
          <Button size="small" onClick={() => setOpenDialog('project')}>
            {text('financing.project.open')}
          </Button>
          <EditButton size="small" onClick={() => setOpenDialog({ kind: 'prepayment' })}>
            {text('financing.addPrepayment')}
          </EditButton>
          <EditButton size="small" variant="contained" color="primary" onClick={() => setOpenDialog({ kind: 'loan' })}>
            {text('financing.addLoan')}
          </EditButton>
        </>
      }
    >
      <OmittedFacilities omittedFacilities={omittedFacilities} onEdit={editFacility} />
      {hasProject ? undefined : (
        <ErrorNote
          state="near"
          text={text('financing.noProject')}
          action={{ label: text('financing.project.open'), onAction: () => setOpenDialog('project') }}
        />
      )}
      <Columns>
        <Stack span={8}>
          {hasRevenue ? (
            <>
              <ChartSection view={service} minHeight={240} />
              {ratios ? <ChartSection view={ratios} minHeight={220} /> : undefined}
              <CapacityTable cases={allCases} terms={proposedTerms} selectedCaseId={selectedCase?.id} onSelectCase={showCase} />
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
                onOverride={(override) => setOpenDialog({ override })}
              />
              <SourcesTable sources={sources} uses={uses} />
            </>
          ) : (
            <Section title={text('financing.facilities')}>
              <EmptyState
                what={text('financing.empty')}
                needs={text('financing.emptyNeeds')}
                actions={[
                  { label: text('financing.addLoan'), isEdit: true, onAction: () => setOpenDialog({ kind: 'loan' }) },
                  { label: text('financing.addPrepayment'), isEdit: true, onAction: () => setOpenDialog({ kind: 'prepayment' }) },
                ]}
              />
            </Section>
          )}
          {balance ? <ChartSection view={balance} minHeight={220} /> : undefined}
        </Stack>
        {hasRevenue ? (
          <Stack span={12}>
            <ChecksTable checks={checks} onEdit={() => setOpenDialog('tests')} />
            {hasDebt && selectedCase ? <BreakEvenSection caseId={selectedCase.id} /> : undefined}
            <CashTable years={years} identities={identities} />
            {hasDebt ? <WaterfallTable periods={periods} facilities={facilities} identities={identities} /> : undefined}
          </Stack>
        ) : undefined}
      </Columns>
      {hasRevenue ? (
        <PathsArea>
          <PathsSection planId={planId} />
        </PathsArea>
      ) : undefined}
      {openDialog === 'project' ? <ProjectDialog onClose={closeDialog} /> : undefined}
      {openDialog === 'tests' ? <LenderTestsDialog onClose={closeDialog} /> : undefined}
      {typeof openDialog === 'object' && 'override' in openDialog ? (
        <OverrideDialog planId={planId} plan={plan} override={openDialog.override} onClose={closeDialog} />
      ) : undefined}
      {typeof openDialog === 'object' && !('override' in openDialog) ? <FacilityDialog {...openDialog} onClose={closeDialog} /> : undefined}
    </Page>
  );
}
