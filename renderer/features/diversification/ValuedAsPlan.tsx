import { styled } from '@mui/material/styles';
import type { AllocationResult, ValuedAllocation } from '#shared/contract/allocation.ts';
import { text } from '#shared/messages/text.ts';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';

export type Best = Extract<AllocationResult['answer'], { outcome: 'best' }>;

/** What risk is called: a search for revenue draws its frontier over the shortfall. */
export const riskKind = ({ ask }: AllocationResult) => (ask.aim === 'revenue' ? 'shortfall' : ask.aim);

export const Said = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '4px 0', maxWidth: '90ch', textWrap: 'pretty' }));

const Marks = styled('ul')({
  listStyle: 'none',
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 16,
  rowGap: 4,
  margin: '0 0 8px',
  padding: 0,
});

/** What an allocation is as a plan: its net revenue and the state of every limit. */
export const ValuedAsPlan = ({ valued }: { readonly valued: Pick<ValuedAllocation, 'revenue' | 'limits'> }) => {
  const read = useFigureReader();
  return (
    <>
      <Said>{text('allocation.result.checked', { revenue: read.inWords(valued.revenue) })}</Said>
      <Marks aria-label={text('limits.title')}>
        {valued.limits.map(({ name, state }) => (
          <li key={name}>
            <StateMark state={state}>{name}</StateMark>
          </li>
        ))}
      </Marks>
    </>
  );
};
