import type { QuotationalPeriod } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { FormGroup, FormRow } from '../../../components/FormRow.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { at, type FieldPath, set } from '../../../editing/fields/fieldPath.ts';
import { AddButton, Subhead } from '../../../editing/record/formParts.tsx';
import { RecordField, useFieldError } from '../../../editing/record/RecordField.tsx';
import { RecordRow, useRowOrigin } from '../../../editing/record/RecordRow.tsx';
import { periodChoices, periodKey, periodOf } from '../fields/termsFields.ts';
import { useEditor, useTermsPath } from './EditorContext.ts';

const MAX_ALTERNATIVES = 4;

type AlternativeProps = {
  readonly path: FieldPath<QuotationalPeriod>;
  readonly index: number;
  readonly period: QuotationalPeriod;
  readonly onRemove?: (() => void) | undefined;
};

/** Edits one alternative of the quotational period. */
const Alternative = ({ path, index, period, onRemove }: AlternativeProps) => {
  const { commit } = useEditor();
  const error = useFieldError(at(path, 'offset'));
  const origin = useRowOrigin(at(path, 'offset'), at(path, 'length'));
  return (
    <>
      {onRemove ? (
        <Subhead
          title={text('form.alternative', { number: index + 1 })}
          remove={{ label: text('form.remove.alternative', { number: index + 1 }), onAction: onRemove }}
        />
      ) : undefined}
      <FormRow label={text('form.priceMonth')} origin={origin} term="qp">
        <SelectField
          name={at(path, 'offset')}
          error={error}
          value={periodKey(period)}
          choices={periodChoices()}
          onCommit={(key) => commit([set(path, { ...period, ...periodOf(key) })])}
        />
      </FormRow>
      <FormRow label={text('form.averagedOver')}>
        <RecordField path={at(path, 'length')} />
      </FormRow>
    </>
  );
};

/** Edits the quotational period and who chooses among alternatives. */
export const QuotationGroup = () => {
  const { terms, commit } = useEditor();
  const path = useTermsPath();
  const { alternatives } = terms.quotation;
  const list = at(path, 'quotation', 'alternatives');
  const last = alternatives.at(-1);
  const without = (index: number) => [
    set(
      list,
      alternatives.filter((_, otherIndex) => otherIndex !== index),
    ),
    // with one alternative left there is no choice
    ...(alternatives.length === 2 ? [set(at(path, 'quotation', 'holder'), 'none')] : []),
  ];
  return (
    <>
      <FormGroup title={text('form.group.quotation')} />
      {alternatives.map((period, index) => {
        const alternative = at(list, index);
        return (
          <Alternative
            key={alternative}
            index={index}
            path={alternative}
            period={period}
            onRemove={alternatives.length > 1 ? () => commit(without(index)) : undefined}
          />
        );
      })}
      {alternatives.length > 1 ? (
        <RecordRow path={at(path, 'quotation', 'holder')} pair={at(path, 'quotation', 'declarationMonths')} />
      ) : undefined}
      {last && alternatives.length < MAX_ALTERNATIVES ? (
        <AddButton
          label={text('form.add.alternative')}
          onAction={() =>
            commit([
              set(at(list, alternatives.length), { ...last, offset: Math.min(6, last.offset + 1) }),
              ...(alternatives.length === 1 ? [set(at(path, 'quotation', 'holder'), 'buyer')] : []),
            ])
          }
        />
      ) : undefined}
    </>
  );
};
