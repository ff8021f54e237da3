import { styled } from '@mui/material/styles';
import { Suspense, useState } from 'react';
import type { AllocatedDeal, AllocationAim, AllocationResult, ValuedAllocation } from '#shared/contract/allocation.ts';
import { text } from '#shared/messages/text.ts';
import { formatPercent } from '#shared/units/format.ts';
import { ActionButton } from '../../components/EmptyState.tsx';
import { LimitLink } from '../../components/LimitLink.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useDuplicateName } from '../../editing/commands/useDuplicateName.ts';
import { PlanDialog } from '../plans/index.ts';

export type BestAllocation = Extract<AllocationResult['answer'], { outcome: 'best' }>;

/** Returns the risk measure of the frontier: the one that is minimised, or the tail mean where revenue is maximised. */
const riskKind = ({ request }: AllocationResult) => (request.aim === 'revenue' ? 'tailMean' : request.aim);

/** The share of the worst outcomes that a confidence level leaves. */
const worstShare = (confidence: number): string => formatPercent(1 - confidence, { decimals: 0 });

/** The name of the risk measure, and of what it is and whether more of it is more risk. */
export const riskLabels = (result: AllocationResult): { readonly label: string; readonly basis: string } => {
  const kind = riskKind(result);
  const share = worstShare(result.request.confidence);
  const isLessDamages = kind === 'tailMean' && result.answer.outcome === 'best' && result.answer.deductsDamages;
  return {
    label: text(`allocation.result.risk.${kind}`, { share }),
    basis: text(isLessDamages ? 'allocation.result.riskBasis.tailMeanLessDamages' : `allocation.result.riskBasis.${kind}`),
  };
};

/** The name of the risk measure within a sentence. */
export const riskInSentence = (result: AllocationResult): string =>
  text(`allocation.risk.${riskKind(result)}`, { share: worstShare(result.request.confidence) });

/** The name of an objective. */
export const aimLabel = (aim: AllocationAim, confidence: number): string =>
  text(`allocation.aim.${aim}`, { share: worstShare(confidence) });

/** The name of what an allocation earns. */
export const revenueLabel = ({ deductsDamages }: Pick<BestAllocation, 'deductsDamages'>): string =>
  text(deductsDamages ? 'allocation.result.revenueLessDamages' : 'allocation.result.revenue');

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

type PlanValuationProps = {
  readonly allocation: Pick<ValuedAllocation, 'revenue' | 'limits'>;
  /** Whether the allocation has damages, which the value of a plan does not include. */
  readonly isBeforeDamages: boolean;
};

/** An allocation valued as a plan: its net revenue and the state of every limit. */
export const PlanValuation = ({ allocation, isBeforeDamages }: PlanValuationProps) => {
  const read = useFigureReader();
  return (
    <>
      <Note>
        {text(isBeforeDamages ? 'allocation.result.checkedBeforeDamages' : 'allocation.result.checked', {
          revenue: read.inWords(allocation.revenue),
        })}
      </Note>
      <Marks aria-label={text('limits.title')}>
        {allocation.limits.map(({ id, name, state }) => (
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

/** A deal counts as unchanged when its tonnage differs by no more than this, dmt a year. */
export const CHANGE_TOLERANCE = 1;

/** The input of a call: the new tonnes of the deals that change. */
export const tonnagesOf = (deals: readonly DealChange[]) =>
  deals
    .filter(({ before, after }) => Math.abs(after - before) > CHANGE_TOLERANCE)
    .map(({ contractId, after }) => ({ contractId, tonnesPerYear: after }));

export type SaveAsPlanProps = {
  readonly deals: readonly DealChange[];
  /** The proposed name. */
  readonly name: string;
  /** The notice where no deal changes. */
  readonly unchangedNotice: string;
};

/** Saves an allocation as a plan, under a name that a dialog asks for. */
export const SaveAsPlan = ({ deals, name, unchangedNotice }: SaveAsPlanProps) => {
  const [isOpen, setIsOpen] = useState(false);
  const { problem, shows, forget } = useDuplicateName();
  const makePlan = useCommand('allocation.makePlan', {
    doneText: (_output, input) => text('allocation.made', { name: input.name }),
    shows,
    isExclusive: true,
  });
  const close = () => {
    setIsOpen(false);
    forget();
  };
  const tonnages = tonnagesOf(deals);
  if (tonnages.length === 0) return <Note>{unchangedNotice}</Note>;
  return (
    <>
      <ActionButton action={{ label: text('allocation.makePlan'), isEdit: true, onAction: () => setIsOpen(true) }} />
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
            onSubmit={async (names) => (await makePlan.run({ name: names.name, deals: tonnages })) !== undefined}
          />
        </Suspense>
      ) : undefined}
    </>
  );
};
