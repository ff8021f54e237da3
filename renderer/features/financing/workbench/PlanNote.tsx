import { useState } from 'react';
import type { ReadyWorkbench } from '#shared/contract/financingWorkbench.ts';
import type { FacilityId } from '#shared/domain/ids.ts';
import { comma, text } from '#shared/messages/text.ts';
import { formatPercent } from '#shared/units/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { useFigureReader } from '../../../components/settings.tsx';
import { OverrideDialog } from '../OverrideDialog.tsx';

export type PlanNoteProps = Pick<ReadyWorkbench, 'inPlan'> & { readonly facilityId: FacilityId };

/** A note where the plan excludes or changes the prepayment, which the workbench shows as entered; else nothing. */
export const PlanNote = ({ inPlan, facilityId }: PlanNoteProps) => {
  const read = useFigureReader();
  const [isOpen, setOpen] = useState(false);
  const { planId, plan, isIncluded, override } = inPlan;
  const changes = [
    ...(override?.commitment === undefined
      ? []
      : [text('financing.workbench.plan.amount', { amount: read.inWords({ value: override.commitment, unit: 'usd', decimals: 1 }) })]),
    ...(override?.rate === undefined
      ? []
      : [text('financing.workbench.plan.rate', { rate: formatPercent(override.rate, { decimals: 2 }) })]),
  ];
  if (isIncluded && changes.length === 0) return undefined;
  return (
    <>
      <ErrorNote
        state="near"
        text={
          isIncluded
            ? text('financing.workbench.plan.changes', { plan, changes: changes.join(comma()) })
            : text('financing.workbench.plan.excludes', { plan })
        }
        action={{ label: text('financing.plan.open'), onAction: () => setOpen(true) }}
      />
      {isOpen ? (
        <OverrideDialog planId={planId} plan={plan} override={override ?? { facilityId }} onClose={() => setOpen(false)} />
      ) : undefined}
    </>
  );
};
