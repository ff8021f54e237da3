import { styled } from '@mui/material/styles';
import { Suspense, useState } from 'react';
import type { AllocatedDeal, AllocationResult, ValuedAllocation } from '#shared/contract/allocation.ts';
import { text } from '#shared/messages/text.ts';
import { ActionButton } from '../../components/EmptyState.tsx';
import { LimitLink } from '../../components/LimitLink.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useDuplicateName } from '../../editing/commands/useDuplicateName.ts';
import { PlanDialog } from '../plans/index.ts';

export type Best = Extract<AllocationResult['answer'], { outcome: 'best' }>;

/** The kind of risk; maximised revenue has its frontier over the expected shortfall. */
export const riskKind = ({ request }: AllocationResult) => (request.aim === 'revenue' ? 'tailMean' : request.aim);

export const Note = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '4px 0', maxWidth: '90ch', textWrap: 'pretty' }));

const Marks = styled('ul')({
  listStyle: 'none',
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 16,
  rowGap: 4,
  margin: '0 0 8px',
  padding: 0,
});

/** An allocation valued as a plan: its net revenue and the state of every limit. */
export const PlanValuation = ({ valued }: { readonly valued: Pick<ValuedAllocation, 'revenue' | 'limits'> }) => {
  const read = useFigureReader();
  return (
    <>
      <Note>{text('allocation.result.checked', { revenue: read.inWords(valued.revenue) })}</Note>
      <Marks aria-label={text('limits.title')}>
        {valued.limits.map(({ id, name, state }) => (
          <li key={id}>
            <StateMark state={state}>
              <LimitLink id={id}>{name}</LimitLink>
            </StateMark>
          </li>
        ))}
      </Marks>
    </>
  );
};

type DealChange = Pick<AllocatedDeal, 'contractId' | 'before' | 'after'>;

/** A deal whose dmt a year differ by no more counts as unchanged. */
export const UNCHANGED_WITHIN = 1;

export const changedDeals = <Deal extends DealChange>(deals: readonly Deal[]): readonly Deal[] =>
  deals.filter(({ before, after }) => Math.abs(after - before) > UNCHANGED_WITHIN);

/** The input of a call: the new tonnes of the deals that change. */
export const tonnagesOf = (deals: readonly DealChange[]) =>
  changedDeals(deals).map(({ contractId, after }) => ({ contractId, tonnesPerYear: after }));

export type SaveAsPlanProps = {
  readonly deals: readonly DealChange[];
  /** The proposed name. */
  readonly name: string;
  /** The notice where no deal changes. */
  readonly unchangedNotice: string;
};

/** Saves an allocation as a plan, under a name that a dialog asks for. */
export const SaveAsPlan = ({ deals, name, unchangedNotice: same }: SaveAsPlanProps) => {
  const [isOpen, setIsOpen] = useState(false);
  const { problem, shows, forget } = useDuplicateName();
  const make = useCommand('allocation.makePlan', {
    doneText: (_output, made) => text('allocation.made', { name: made.name }),
    shows,
    isExclusive: true,
  });
  const close = () => {
    setIsOpen(false);
    forget();
  };
  const tonnages = tonnagesOf(deals);
  if (tonnages.length === 0) return <Note>{same}</Note>;
  return (
    <>
      <ActionButton action={{ label: text('allocation.makePlan'), onAction: () => setIsOpen(true) }} />
      {isOpen ? (
        <Suspense>
          <PlanDialog
            title={text('allocation.makePlan.title')}
            action={text('allocation.makePlan')}
            draftId="allocation"
            names={{ name }}
            isStored={false}
            problem={problem}
            onEdit={forget}
            onClose={close}
            onSubmit={async (names) => (await make.run({ name: names.name, deals: tonnages })) !== undefined}
          />
        </Suspense>
      ) : undefined}
    </>
  );
};
