import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import { type ComparedDecision, MAX_EXPECTED_FIGURES } from '#shared/contract/decisions.ts';
import type { SensitivityTarget } from '#shared/contract/sensitivity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { FormRow } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { dateSpec, textSpec } from '../../editing/fields/specs.ts';
import { FullWidthRow, RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import type { RecordForm } from '../../editing/record/useRecordForm.ts';

type DecisionForm = {
  readonly title: string;
  readonly why: string;
  readonly decidedOn: string;
  readonly outcome: string;
  /** The contract that the decision is about, whose figures can be chosen too. */
  readonly contractId?: ContractId | undefined;
  /** Keys of the chosen figures. */
  readonly targets: readonly string[];
};

const FORM = rootOf<DecisionForm>();
const TARGETS = at(FORM, 'targets');
const CONTRACT = at(FORM, 'contractId');
/** In the list of contracts, the choice of none. */
const WHOLE_PLAN = 'plan';
/** The start of the keys of a contract's own figures. */
const DEAL_TARGET = 'deal.';
/** The figures that are chosen at first: what most decisions are about. */
const USUAL_TARGETS = ['plan.npv', 'plan.revenue', 'plan.china'] as const;

const FIELDS: Readonly<Record<string, () => FieldSpec>> = {
  title: () => ({ ...textSpec('decisions.field.title', { required: true }), maxLength: 200 }) as FieldSpec,
  why: () => ({ ...textSpec('decisions.field.why', { rows: 3 }), maxLength: 4000 }) as FieldSpec,
  outcome: () => ({ ...textSpec('decisions.field.outcome', { rows: 4 }), maxLength: 4000 }) as FieldSpec,
  decidedOn: () => dateSpec('decisions.field.decidedOn'),
};

const isDecisionForm = (value: unknown): value is DecisionForm => typeof value === 'object' && value !== null && 'targets' in value;

const blankForm = (): DecisionForm => ({
  title: '',
  why: '',
  decidedOn: new Date().toISOString().slice(0, 10),
  outcome: '',
  targets: [...USUAL_TARGETS],
});

const formOf = ({ title, why, decidedOn, outcome }: ComparedDecision): DecisionForm => ({ title, why, decidedOn, outcome, targets: [] });

type FigureChoicesProps = {
  readonly plan: string;
  readonly targets: readonly SensitivityTarget[];
  readonly chosen: readonly string[];
  readonly onChoose: (targets: readonly string[]) => void;
};

const FigureChoices = ({ plan, targets, chosen, onChoose }: FigureChoicesProps) => {
  const { label: render } = usePresentation();
  return (
    <FullWidthRow role="group" aria-label={text('decisions.expectedFigures', { plan })}>
      {text('decisions.expectedFigures', { plan })}
      {targets.map(({ key, label, year }) => {
        const isChosen = chosen.includes(key);
        const name = render(label);
        return (
          <FormControlLabel
            key={key}
            label={year === undefined ? name : text('decisions.figureInYear', { figure: name, year })}
            control={
              <Checkbox
                size="small"
                sx={{ padding: '2px 8px' }}
                checked={isChosen}
                disabled={!isChosen && chosen.length >= MAX_EXPECTED_FIGURES}
                onChange={() => onChoose(isChosen ? chosen.filter((chosenKey) => chosenKey !== key) : [...chosen, key])}
              />
            }
          />
        );
      })}
    </FullWidthRow>
  );
};

type ExpectationsProps = {
  readonly form: DecisionForm;
  readonly contracts: Output<'sensitivity.options'>['contracts'];
  readonly onEdit: RecordForm<DecisionForm>['commit'];
};

/** The contract that the decision is about, and the figures that are expected of it. */
const Expectations = ({ form: { contractId, targets }, contracts, onEdit }: ExpectationsProps) => {
  const options = useCall('sensitivity.options', contractId === undefined ? {} : { contractId }, { keepLast: true });
  const chooseContract = (id: ContractId | typeof WHOLE_PLAN) =>
    onEdit([
      set(CONTRACT, id === WHOLE_PLAN ? undefined : id),
      set(
        TARGETS,
        targets.filter((target) => !target.startsWith(DEAL_TARGET)),
      ),
    ]);
  return (
    <>
      <FormRow label={text('decisions.field.contract')}>
        <SelectField<ContractId | typeof WHOLE_PLAN>
          value={contractId ?? WHOLE_PLAN}
          choices={[
            { value: WHOLE_PLAN, label: text('decisions.wholePlan') },
            ...contracts.map(({ id, code, name }) => ({ value: id, label: code, note: name })),
          ]}
          onCommit={chooseContract}
        />
      </FormRow>
      <FigureChoices
        plan={options.data?.plan ?? ''}
        targets={options.data?.targets ?? []}
        chosen={targets}
        onChoose={(keys) => onEdit([set(TARGETS, keys)])}
      />
    </>
  );
};

export type DecisionDialogProps = {
  /** The decision to edit; absent to record one. */
  readonly decision?: ComparedDecision | undefined;
  readonly onClose: () => void;
};

/** Records a decision with its reasons and expected figures, or edits one and enters what happened. */
export const DecisionDialog = ({ decision, onClose }: DecisionDialogProps) => {
  const [record] = useState(() => (decision ? formOf(decision) : blankForm()));
  const options = useCall('sensitivity.options', {}, { keepLast: true });
  const doneText = () => text('toast.decisionSaved');
  const add = useCommand('decisions.add', { doneText, isExclusive: true });
  const edit = useCommand('decisions.edit', { doneText, isExclusive: true });
  const submit = async ({ contractId, targets, ...entered }: DecisionForm): Promise<boolean> => {
    if (decision) return (await edit.run({ id: decision.id, version: decision.version, ...entered })) !== undefined;
    const { title, why, decidedOn } = entered;
    const figures = targets.map((target) => ({ target }));
    return (await add.run({ title, why, decidedOn, figures, ...(contractId === undefined ? {} : { contractId }) })) !== undefined;
  };
  return (
    <RecordDialog<DecisionForm>
      title={text(decision ? 'decisions.editTitle' : 'decisions.recordTitle')}
      action={text('decisions.save')}
      draft={{ kind: 'decision', id: decision?.id ?? 'new' }}
      record={decision || options.data ? record : undefined}
      isRecord={decision ? undefined : isDecisionForm}
      specOf={(path) => FIELDS[path]?.()}
      isComplete={({ title }) => title.trim() !== ''}
      focus={at(FORM, decision ? 'outcome' : 'title')}
      onSubmit={submit}
      onClose={onClose}
    >
      {({ record: form, commit }) => (
        <>
          <RecordRow path={at(FORM, 'title')} />
          <RecordRow path={at(FORM, 'decidedOn')} />
          <RecordRow path={at(FORM, 'why')} />
          {decision ? (
            <RecordRow path={at(FORM, 'outcome')} />
          ) : (
            <Expectations form={form} contracts={options.data?.contracts ?? []} onEdit={commit} />
          )}
        </>
      )}
    </RecordDialog>
  );
};
