import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { AllocationResult } from '#shared/contract/allocation.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { ContractId, LimitId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ActionButton } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns } from '../../components/Section.tsx';
import { focusInvalidField } from '../../components/useField.ts';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { RunningJob } from '../../editing/commands/RunningJob.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, editAt, rootOf, set } from '../../editing/fields/fieldPath.ts';
import { type OpenDraft, WithDraft } from '../../editing/record/useDraft.ts';
import { inputDraft, useInputs } from '../../editing/record/useInputs.ts';
import { type AimChoice, AllocationAimRows } from './AllocationAimRows.tsx';
import { AllocationAnswer } from './AllocationAnswer.tsx';
import { type Bounds, DealsTable, RELAXED_FOR_CURE, relaxedBounds } from './DealsTable.tsx';
import { type AllocationView, allocationRoute, parseAllocationView } from './diversificationRoutes.ts';
import { LimitsChoice } from './LimitsChoice.tsx';
import { NoDeals } from './NoDeals.tsx';
import { useAllocationJob } from './useAllocationJob.ts';
import { rememberAllocation, useResumedAllocation } from './useResumedAllocation.ts';

type Deals = Output<'allocation.deals'>;

const DEFAULT_AIM: AimChoice = {
  aim: 'revenue',
  confidence: 0.8,
  scenarios: 'simulated',
  seed: DEFAULT_SIMULATION.seed,
  revenueAtLeast: undefined,
  lot: undefined,
  otherProducts: false,
};

/** The inputs of the page; undefined bounds and limits are those of the deals. */
type Inputs = AimChoice & { readonly bounds: Readonly<Record<string, Bounds>>; readonly without: readonly LimitId[] };

const INPUTS = rootOf<Inputs>();

const Allocation = ({ offered, draft: { draft, fields } }: { readonly offered: Deals; readonly draft: OpenDraft }) => {
  const search = useSearch();
  const view = parseAllocationView(search);
  const [, navigate] = useLocation();
  const show = (part: AllocationView) => navigate(allocationRoute({ ...view, ...part }), { replace: true });
  const scope = offered.limits.find(({ id }) => id === view.keep)?.scope;
  const isInScope = ({ productId }: Deals['deals'][number]): boolean => scope?.includes(productId) ?? true;
  // a link from a breach asks for a plan within that limit, which needs signed contracts of its products to change
  const inputs = useInputs<Inputs>(
    { draft, fields: view.keep === undefined ? fields : undefined },
    {
      ...DEFAULT_AIM,
      bounds: view.keep === undefined ? {} : Object.fromEntries(relaxedBounds(offered.deals.filter(isInScope), RELAXED_FOR_CURE)),
      without: offered.limits.filter(({ id, isBrokenBySigned }) => isBrokenBySigned && id !== view.keep).map(({ id }) => id),
    },
  );
  const { record, commit } = inputs;
  const { bounds: boundsById, without, ...aim } = record;
  const bounds = useMemo(() => new Map(Object.entries(boundsById) as [ContractId, Bounds][]), [boundsById]);
  const change = useCallback(
    (part: Partial<Inputs>) => commit(Object.entries(part).map(([key, value]) => editAt(at(INPUTS, key as keyof Inputs), value))),
    [commit],
  );
  // bound by bound, so that texts in the fields of other deals stay
  const setBounds = (next: ReadonlyMap<ContractId, Bounds>) =>
    commit([...new Set([...bounds.keys(), ...next.keys()])].map((id) => set(at(INPUTS, 'bounds', id), next.get(id))));
  const setWithout = (next: readonly LimitId[]) => change({ without: next });
  const [shownEnd, setShownEnd] = useState<{ readonly result: AllocationResult; readonly jobId: string }>();
  const shownResult = shownEnd?.result;
  const { job, isRunning, ended } = useAllocationJob(view.job);
  const start = useCommand('allocation.start', { isUndoable: false, isExclusive: true });
  const endedResult = ended?.result;
  // a result restored from the address restores its request; a result started here keeps later edits of the form
  const startedHere = useRef(fields === undefined ? undefined : view.job);
  useEffect(() => {
    if (endedResult === undefined || view.job === undefined) return;
    setShownEnd({ result: endedResult, jobId: view.job });
    if (startedHere.current === view.job) return;
    startedHere.current = view.job;
    const { deals, without: excludedIds, keep: _keep, ...objective } = endedResult.request;
    const requestedBounds = Object.fromEntries(deals.map(({ contractId, minimum, maximum }) => [contractId, { minimum, maximum }]));
    change({ ...DEFAULT_AIM, ...objective, bounds: requestedBounds, without: excludedIds });
  }, [endedResult, view.job, change]);
  const hasNotice = ended?.notice !== undefined;
  useEffect(() => rememberAllocation(hasNotice ? {} : parseAllocationView(search)), [hasNotice, search]);
  const dismissResult = () => {
    setShownEnd(undefined);
    show({ job: undefined, point: undefined });
  };

  const fixedDeals = new Set(record.otherProducts ? [] : offered.deals.flatMap((deal) => (isInScope(deal) ? [] : [deal.contractId])));
  const hasCrossedBounds = [...bounds.values()].some(({ minimum, maximum }) => minimum > maximum);
  const run = async () => {
    if (focusInvalidField()) return;
    const startedJob = await start.run({
      aim: aim.aim,
      confidence: aim.confidence,
      scenarios: aim.scenarios,
      seed: aim.seed,
      ...(aim.revenueAtLeast === undefined ? {} : { revenueAtLeast: aim.revenueAtLeast }),
      ...(aim.lot === undefined ? {} : { lot: aim.lot }),
      deals: [...bounds].map(([contractId, { minimum, maximum }]) => ({ contractId, minimum, maximum })),
      without: [...without],
      ...(view.keep === undefined ? {} : { keep: view.keep, otherProducts: aim.otherProducts }),
    });
    if (!startedJob) return;
    startedHere.current = startedJob.jobId;
    show({ job: startedJob.jobId, point: undefined });
  };
  const hasAllocation = shownResult?.answer.outcome === 'best';
  const allocatedDeals = useCall('allocation.tonnes', { job: shownEnd?.jobId ?? '' }, { enabled: hasAllocation });
  const deals = hasAllocation ? allocatedDeals.data?.deals : undefined;
  return (
    <Page
      title={text('place.allocation')}
      meta={text('allocation.meta')}
      actions={
        <>
          <ActionButton action={{ label: text('place.diversification'), route: '/diversification' }} />
          <ActionButton
            isPrimary
            action={{ label: text('allocation.run'), onAction: () => (isRunning || hasCrossedBounds ? undefined : void run()) }}
          />
        </>
      }
    >
      {job ? <RunningJob job={job} stopLabel={text('action.cancel')} isCounted={false} /> : undefined}
      <Columns>
        <AllocationAimRows
          aim={aim}
          draftOf={(path) => inputDraft(inputs, path)}
          offered={offered}
          onChange={change}
          hasOtherProducts={!offered.deals.every(isInScope)}
          notice={ended?.notice}
        />
        <LimitsChoice limits={offered.limits} excluded={without} onChange={setWithout} />
        {shownEnd ? (
          <AllocationAnswer
            result={shownEnd.result}
            jobId={shownEnd.jobId}
            deals={deals}
            dealsError={allocatedDeals.error ?? undefined}
            offered={offered.deals}
            point={shownResult === endedResult ? view.point : undefined}
            isZoomed={view.close ?? false}
            onShow={show}
            onExclude={(limit) => {
              setWithout([...without, limit]);
              dismissResult();
            }}
            onRelax={() => {
              setBounds(relaxedBounds(offered.deals.filter(({ contractId }) => !fixedDeals.has(contractId))));
              dismissResult();
            }}
          />
        ) : undefined}
        <DealsTable
          deals={offered.deals}
          bounds={bounds}
          onChange={setBounds}
          draftOf={(id, bound) => inputDraft(inputs, at(INPUTS, 'bounds', id, bound))}
          best={deals}
          fixedDeals={fixedDeals}
        />
      </Columns>
    </Page>
  );
};

/** Allocates tonnes to deals: the best allocation by an objective within the limits. */
export default function AllocationPage() {
  const offeredDeals = useCall('allocation.deals', {}, { keepLast: true });
  const isAddressFinal = useResumedAllocation();
  if (!offeredDeals.data || !isAddressFinal) {
    return (
      <WaitingPage
        title={text('place.allocation')}
        error={offeredDeals.error ? errorText(offeredDeals.error) : undefined}
        onRetry={() => void offeredDeals.refetch()}
      />
    );
  }
  if (offeredDeals.data.deals.length === 0) {
    return (
      <Page
        title={text('place.allocation')}
        actions={<ActionButton action={{ label: text('place.diversification'), route: '/diversification' }} />}
      >
        <Columns>
          <NoDeals />
        </Columns>
      </Page>
    );
  }
  const deals = offeredDeals.data;
  return <WithDraft of={{ kind: 'plan', id: 'allocation' }}>{(draft) => <Allocation offered={deals} draft={draft} />}</WithDraft>;
}
