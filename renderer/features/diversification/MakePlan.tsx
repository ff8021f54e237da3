import { useState } from 'react';
import type { AllocatedDeal } from '#shared/contract/allocation.ts';
import { text } from '#shared/messages/text.ts';
import { ActionButton } from '../../components/EmptyState.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useDuplicateName } from '../../editing/commands/useDuplicateName.ts';
import { PlanDialog } from '../plans/index.ts';
import { Said } from './ValuedAsPlan.tsx';

type Moving = Pick<AllocatedDeal, 'contractId' | 'before' | 'after'>;

/** dmt a year under which nothing moved. */
export const STILL = 1;

export const movedIn = <Deal extends Moving>(deals: readonly Deal[]): readonly Deal[] =>
  deals.filter(({ before, after }) => Math.abs(after - before) > STILL);

/** What a call takes of deals that move. */
export const tonnagesOf = (deals: readonly Moving[]) =>
  movedIn(deals).map(({ contractId, after }) => ({ contractId, tonnesPerYear: after }));

export type MakePlanProps = {
  readonly deals: readonly Moving[];
  /** What the plan is called unless somebody says otherwise. */
  readonly name: string;
  /** Said where no deal moves. */
  readonly same: string;
};

/** Makes a plan of its own of an allocation, under a name that is asked for. */
export const MakePlan = ({ deals, name, same }: MakePlanProps) => {
  const [asking, setAsking] = useState(false);
  const { problem, shows, forget } = useDuplicateName();
  const make = useCommand('allocation.makePlan', {
    done: (_output, made) => text('allocation.made', { name: made.name }),
    shows,
    alone: true,
  });
  const close = () => {
    setAsking(false);
    forget();
  };
  const moved = tonnagesOf(deals);
  if (moved.length === 0) return <Said>{same}</Said>;
  return (
    <>
      <ActionButton action={{ label: text('allocation.makePlan'), onAction: () => setAsking(true) }} />
      {asking ? (
        <PlanDialog
          title={text('allocation.makePlan.title')}
          action={text('allocation.makePlan')}
          name={name}
          problem={problem}
          onClose={close}
          onSave={(typed) => void make.run({ name: typed, deals: moved }).then((made) => made && close())}
        />
      ) : undefined}
    </>
  );
};
