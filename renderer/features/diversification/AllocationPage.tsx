import { useEffect, useState } from 'react';
import { useSearch } from 'wouter';
import type { AllocationResult } from '#shared/contract/allocation.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { ContractId, LimitId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { ActButton } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns } from '../../components/Section.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { errorText, useAct } from '../history/index.ts';
import { type AimChoice, AllocationAimRows } from './AllocationAimRows.tsx';
import { AllocationAnswer } from './AllocationAnswer.tsx';
import { AllocationJobLine } from './AllocationJobLine.tsx';
import { cureIn } from './asked.ts';
import { type Bounds, DealsTable, loosened } from './DealsTable.tsx';
import { LimitsKept } from './LimitsKept.tsx';
import { NoDeals } from './NoDeals.tsx';
import { useAllocationJob } from './useAllocationJob.ts';

type Deals = Output<'allocation.deals'>;

const HOUSE_AIM: AimChoice = {
  aim: 'revenue',
  confidence: 0.8,
  scenarios: 'simulated',
  seed: DEFAULT_SIMULATION.seed,
  revenueAtLeast: undefined,
  lot: undefined,
};

const Allocation = ({ offered }: { readonly offered: Deals }) => {
  const [aim, setAim] = useState(HOUSE_AIM);
  // whoever comes from a breach asks for a plan that keeps that limit, which deals that stay as they are can't
  const cured = cureIn(useSearch());
  const [bounds, setBounds] = useState<ReadonlyMap<ContractId, Bounds>>(() => (cured === undefined ? new Map() : loosened(offered.deals)));
  const [without, setWithout] = useState<readonly LimitId[]>(() =>
    offered.limits.filter(({ id, brokenBySigned }) => brokenBySigned && id !== cured).map(({ id }) => id),
  );
  const [result, setResult] = useState<AllocationResult>();
  const { job, running, ended, watch } = useAllocationJob();
  const start = useAct('allocation.start', { undoable: false, alone: true });
  useEffect(() => {
    if (ended?.result) setResult(ended.result);
  }, [ended]);

  const crossed = [...bounds.values()].some(({ minimum, maximum }) => minimum > maximum);
  const run = async () => {
    const begun = await start.run({
      aim: aim.aim,
      confidence: aim.confidence,
      scenarios: aim.scenarios,
      seed: aim.seed,
      ...(aim.revenueAtLeast === undefined ? {} : { revenueAtLeast: aim.revenueAtLeast }),
      ...(aim.lot === undefined ? {} : { lot: aim.lot }),
      deals: [...bounds].map(([contractId, { minimum, maximum }]) => ({ contractId, minimum, maximum })),
      without: [...without],
    });
    if (begun) watch(begun.jobId);
  };
  const best = result?.answer.outcome === 'best' ? result.answer : undefined;
  return (
    <Page
      title={text('place.allocation')}
      meta={text('allocation.meta')}
      acts={
        <>
          <ActButton act={{ label: text('place.diversification'), route: '/diversification' }} />
          <ActButton primary act={{ label: text('allocation.run'), onAct: () => (running || crossed ? undefined : void run()) }} />
        </>
      }
    >
      {job ? <AllocationJobLine job={job} /> : undefined}
      <Columns>
        <AllocationAimRows aim={aim} offered={offered} onChange={(part) => setAim({ ...aim, ...part })} said={ended?.said} />
        <LimitsKept limits={offered.limits} without={without} onChange={setWithout} />
        {result ? (
          <AllocationAnswer
            result={result}
            onLeaveOut={(limit) => {
              setWithout([...without, limit]);
              setResult(undefined);
            }}
            onLoosen={() => {
              setBounds(loosened(offered.deals));
              setResult(undefined);
            }}
          />
        ) : undefined}
        <DealsTable deals={offered.deals} bounds={bounds} onChange={setBounds} best={best?.deals} />
      </Columns>
    </Page>
  );
};

/** Which deals should take how many tonnes: the best by an aim, inside the house's limits. */
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
      <Page title={text('place.allocation')} acts={<ActButton act={{ label: text('place.diversification'), route: '/diversification' }} />}>
        <Columns>
          <NoDeals />
        </Columns>
      </Page>
    );
  }
  return <Allocation offered={offered.data} />;
}
