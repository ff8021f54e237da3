import type { Input } from '#shared/contract/contract.ts';
import type { ReadyWorkbench } from '#shared/contract/financingWorkbench.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../../api/queries.ts';
import { MonthField, NumberField } from '../../../components/CodecField.tsx';
import { Form, FormGroup, FormRow, RowNote } from '../../../components/FormRow.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { usePresentation } from '../../../components/settings.tsx';
import { at, rootOf, set } from '../../../editing/fields/fieldPath.ts';
import { inputDraft } from '../../../editing/record/useInputs.ts';
import type { RecordForm } from '../../../editing/record/useRecordForm.ts';

type WorkbenchInput = Input<'financing.workbench'>;

/** What a prepayment is compared with; absent values follow the plan. */
export type Comparison = Pick<WorkbenchInput, 'alternative'> & {
  readonly caseId: string;
  readonly bankRate: number | undefined;
  readonly eventMonth: number | undefined;
};

const INPUTS = rootOf<Comparison>();

export type CompareRowsProps = {
  readonly inputs: RecordForm<Comparison>;
  readonly contractIds: WorkbenchInput['facility']['contractIds'];
  readonly answer: ReadyWorkbench | undefined;
};

/** The case, the alternative for the tonnes, the bank's rate, and the month of the events. */
export const CompareRows = ({ inputs, contractIds, answer }: CompareRowsProps) => {
  const { label } = usePresentation();
  const choices = useCall('financing.workbenchChoices', { contractIds: [...contractIds] }, { keepLast: true });
  const { caseId, alternative, bankRate, eventMonth } = inputs.record;
  const { cases = [], alternatives = [] } = choices.data ?? {};
  const alternativeIndex = alternatives.findIndex(({ choice }) => isJsonEqual(choice, alternative));
  return (
    <Form>
      <FormGroup title={text('financing.workbench.group.compare')} />
      <FormRow label={text('financing.case')}>
        <SelectField
          value={caseId}
          choices={cases.map((option) => ({ value: option.id, label: label(option.label) }))}
          onCommit={(id) => inputs.commit([set(at(INPUTS, 'caseId'), id)])}
        />
      </FormRow>
      <FormRow label={text('financing.workbench.alternative')}>
        <SelectField<string>
          value={String(Math.max(0, alternativeIndex))}
          choices={alternatives.map((option, i) => ({ value: String(i), label: label(option.label) }))}
          onCommit={(i) => inputs.commit([set(at(INPUTS, 'alternative'), alternatives[Number(i)]!.choice)])}
        />
      </FormRow>
      <FormRow label={text('financing.workbench.bankRate')}>
        <NumberField
          unit={text('formUnit.percentAYear')}
          scale={100}
          decimals={2}
          step={0.1}
          min={-0.1}
          max={1}
          value={bankRate ?? answer?.bankRate}
          draft={inputDraft(inputs, at(INPUTS, 'bankRate'))}
          onCommit={(rate) => inputs.commit([set(at(INPUTS, 'bankRate'), rate)])}
        />
      </FormRow>
      {answer !== undefined && bankRate === undefined ? (
        <RowNote>
          {answer.isDefaultBankRate
            ? text('financing.workbench.bankRate.default')
            : text('financing.workbench.bankRate.ofSenior', { name: label(answer.seniorLoan) })}
        </RowNote>
      ) : undefined}
      <FormRow label={text('financing.workbench.eventMonth')}>
        <MonthField
          value={eventMonth ?? answer?.eventMonth}
          draft={inputDraft(inputs, at(INPUTS, 'eventMonth'))}
          onCommit={(month) => inputs.commit([set(at(INPUTS, 'eventMonth'), month)])}
        />
      </FormRow>
    </Form>
  );
};
