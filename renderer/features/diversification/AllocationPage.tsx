import { useEffect, useRef, useState } from 'react';
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
import { useCommand } from '../../editing/commands/useCommand.ts';
import { type AimChoice, AllocationAimRows } from './AllocationAimRows.tsx';
import { AllocationAnswer } from './AllocationAnswer.tsx';
import { AllocationJobLine, useAllocationJob } from './AllocationJob.tsx';
import { type Bounds, DealsTable, relaxedBounds } from './DealsTable.tsx';
import { type AllocationView, allocationRoute, parseAllocationView } from './diversificationRoutes.ts';
import { LimitsChoice } from './LimitsChoice.tsx';
import { NoDeals } from './NoDeals.tsx';

type Deals = Output<'allocation.deals'>;

const DEFAULT_AIM: AimChoice = {
  aim: 'revenue',
  confidence: 0.8,
  scenarios: 'simulated',
  seed: DEFAULT_SIMULATION.seed,
  revenueAtLeast: undefined,
  lot: undefined,
};

const Allocation = ({ offered }: { readonly offered: Deals }) => {
  const [aim, setAim] = useState(DEFAULT_AIM);
  const view = parseAllocationView(useSearch());
  const [, navigate] = useLocation();
  const show = (part: AllocationView) => navigate(allocationRoute({ ...view, ...part }), { replace: true });
  // a link from a breach asks for a plan within that limit, which needs signed contracts to change
  const [bounds, setBounds] = useState<ReadonlyMap<ContractId, Bounds>>(() =>
    view.keep === undefined ? new Map() : relaxedBounds(offered.deals),
  );
  const [without, setWithout] = useState<readonly LimitId[]>(() =>
    offered.limits.filter(({ id, brokenBySigned }) => brokenBySigned && id !== view.keep).map(({ id }) => id),
  );
  const [result, setResult] = useState<AllocationResult>();
  const { job, running, ended } = useAllocationJob(view.job);
  const start = useCommand('allocation.start', { undoable: false, alone: true });
  const found = ended?.result;
  // a result restored from the address restores its request; a result started here keeps later edits of the form
  const startedHere = useRef<string>(undefined);
  useEffect(() => {
    if (found === undefined) return;
    setResult(found);
    if (startedHere.current === view.job) return;
    startedHere.current = view.job;
    const { deals, without: excluded, ...objective } = found.request;
    setAim({ ...DEFAULT_AIM, ...objective });
    setBounds(new Map(deals.map(({ contractId, minimum, maximum }) => [contractId, { minimum, maximum }])));
    setWithout(excluded);
  }, [found, view.job]);
  const dismissResult = () => {
    setResult(undefined);
    show({ job: undefined, point: undefined });
  };

  const crossed = [...bounds.values()].some(({ minimum, maximum }) => minimum > maximum);
  const run = async () => {
    if (focusInvalidField()) return;
    const started = await start.run({
      aim: aim.aim,
      confidence: aim.confidence,
      scenarios: aim.scenarios,
      seed: aim.seed,
      ...(aim.revenueAtLeast === undefined ? {} : { revenueAtLeast: aim.revenueAtLeast }),
      ...(aim.lot === undefined ? {} : { lot: aim.lot }),
      deals: [...bounds].map(([contractId, { minimum, maximum }]) => ({ contractId, minimum, maximum })),
      without: [...without],
    });
    if (!started) return;
    startedHere.current = started.jobId;
    show({ job: started.jobId, point: undefined });
  };
  const best = result?.answer.outcome === 'best' ? result.answer : undefined;
  return (
    <Page
      title={text('place.allocation')}
      meta={text('allocation.meta')}
      actions={
        <>
          <ActionButton action={{ label: text('place.diversification'), route: '/diversification' }} />
          <ActionButton primary action={{ label: text('allocation.run'), onAction: () => (running || crossed ? undefined : void run()) }} />
        </>
      }
    >
      {job ? <AllocationJobLine job={job} /> : undefined}
      <Columns>
        <AllocationAimRows aim={aim} offered={offered} onChange={(part) => setAim({ ...aim, ...part })} notice={ended?.notice} />
        <LimitsChoice limits={offered.limits} without={without} onChange={setWithout} />
        {result ? (
          <AllocationAnswer
            result={result}
            offered={offered.deals}
            point={result === found ? view.point : undefined}
            close={view.close ?? false}
            onShow={show}
            onExclude={(limit) => {
              setWithout([...without, limit]);
              dismissResult();
            }}
            onRelax={() => {
              setBounds(relaxedBounds(offered.deals));
              dismissResult();
            }}
          />
        ) : undefined}
        <DealsTable deals={offered.deals} bounds={bounds} onChange={setBounds} best={best?.deals} />
      </Columns>
    </Page>
  );
};

/** Allocates tonnes to deals: the best allocation by an objective within the limits. */
export default function AllocationPage() {
  const offered = useCall('allocation.deals', {}, { keepLast: true });
  if (!offered.data) {
    return (
      <WaitingPage
        title={text('place.allocation')}
        error={offered.error ? errorText(offered.error) : undefined}
        onRetry={() => void offered.refetch()}
      />
    );
  }
  if (offered.data.deals.length === 0) {
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
  return <Allocation offered={offered.data} />;
}
