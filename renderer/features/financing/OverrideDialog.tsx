import { useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { FacilityOverride } from '#shared/domain/financing.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { FormRow, RowNote } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { numberSpec, percentSpec } from '../../editing/fields/specs.ts';
import { FullWidthRow, RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';

const OVERRIDE = rootOf<FacilityOverride>();

const FIELDS: Readonly<Record<string, () => FieldSpec>> = {
  commitment: () =>
    numberSpec('financing.field.commitment', { unit: text('formUnit.millionUsd'), scale: 1e-6, decimals: 2, required: false }),
  rate: () => percentSpec('financing.plan.rate', { unit: text('formUnit.percentAYear'), decimals: 2, step: 0.1, required: false }),
};

export type OverrideDialogProps = {
  readonly planId: PlanId;
  readonly plan: string;
  readonly override: FacilityOverride;
  readonly onClose: () => void;
};

/** Changes a facility in one plan: in or out, amount, rate. Empty fields follow the facility. */
export const OverrideDialog = ({ planId, plan, override, onClose }: OverrideDialogProps) => {
  const [refusal, setRefusal] = useState<OrebookError>();
  const storedFacility = useCall('financing.facility', { id: override.facilityId });
  const inBaseline = storedFacility.data?.facility.inBaseline ?? true;
  const { facilityId: _id, ...changes } = override;
  const hasChanges = Object.values(changes).some((value) => value !== undefined);
  const save = useCommand('financing.override', {
    doneText: () => text('financing.plan.saved', { plan }),
    isExclusive: true,
    shows: (error) => {
      setRefusal(error);
      return error.code === 'BAD_INPUT';
    },
  });
  return (
    <RecordDialog<FacilityOverride>
      title={text('financing.plan.title', { name: storedFacility.data?.facility.name ?? '', plan })}
      action={text('financing.save')}
      draft={{ kind: 'facility', id: `${override.facilityId} in ${planId}` }}
      record={storedFacility.data && override}
      specOf={(path) => FIELDS[path]?.()}
      issues={serverIssues(refusal, 'override')}
      onEdit={() => setRefusal(undefined)}
      focus={at(OVERRIDE, 'commitment')}
      onSubmit={async (changedOverride) => (await save.run({ planId, override: changedOverride })) !== undefined}
      onClose={onClose}
    >
      {({ record, commit }) => (
        <>
          <FormRow label={text('financing.plan.included')}>
            <SelectField
              value={(record.included ?? inBaseline) ? 'in' : 'out'}
              choices={[
                { value: 'in', label: text('financing.plan.in') },
                { value: 'out', label: text('financing.plan.out') },
              ]}
              onCommit={(value) => {
                const isIncluded = value === 'in';
                commit([set(at(OVERRIDE, 'included'), isIncluded === inBaseline ? undefined : isIncluded)]);
              }}
            />
          </FormRow>
          <RecordRow path={at(OVERRIDE, 'commitment')} placeholder={text('financing.plan.same')} />
          <RecordRow path={at(OVERRIDE, 'rate')} placeholder={text('financing.plan.same')} />
          <RowNote>{text('financing.plan.note')}</RowNote>
          {hasChanges ? (
            <FullWidthRow>
              <EditButton
                size="small"
                onClick={() =>
                  void save.run({ planId, override: { facilityId: override.facilityId } }).then((isSaved) => isSaved && onClose())
                }
              >
                {text('financing.plan.follow')}
              </EditButton>
            </FullWidthRow>
          ) : undefined}
        </>
      )}
    </RecordDialog>
  );
};
