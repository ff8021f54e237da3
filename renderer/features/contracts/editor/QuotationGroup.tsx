import type { QuotationalPeriod } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { FormGroup, FormRow } from '../../../components/FormRow.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { AddAct, Subhead } from '../../../editing/record/formParts.tsx';
import { RecordField } from '../../../editing/record/RecordField.tsx';
import { RecordRow, useRowOrigin } from '../../../editing/record/RecordRow.tsx';
import { periodChoices, periodKey, periodOf } from '../fields/termsFields.ts';
import { useEditor, useSetPath } from './EditorContext.ts';

const MOST_ALTERNATIVES = 4;

type AlternativeProps = {
  readonly path: string;
  readonly index: number;
  readonly period: QuotationalPeriod;
  readonly onRemove?: (() => void) | undefined;
};

/** One way to set the price months. */
const Alternative = ({ path, index, period, onRemove }: AlternativeProps) => {
  const { leave } = useEditor();
  const origin = useRowOrigin(`${path}.offset`, `${path}.length`);
  return (
    <>
      {onRemove ? (
        <Subhead
          title={text('form.alternative', { number: index + 1 })}
          remove={{ label: text('form.remove.alternative', { number: index + 1 }), onAct: onRemove }}
        />
      ) : undefined}
      <FormRow label={text('form.priceMonth')} origin={origin}>
        <SelectField
          name={path}
          value={periodKey(period)}
          choices={periodChoices()}
          onCommit={(key) => leave([{ path, value: { ...period, ...periodOf(key) } }])}
        />
      </FormRow>
      <FormRow label={text('form.averagedOver')}>
        <RecordField path={`${path}.length`} />
      </FormRow>
    </>
  );
};

/** Which months set the price, and who chooses among them. */
export const QuotationGroup = () => {
  const { terms, leave } = useEditor();
  const path = useSetPath();
  const { alternatives } = terms.quotation;
  const list = path('quotation.alternatives');
  const last = alternatives.at(-1);
  const without = (index: number) => [
    { path: list, value: alternatives.filter((_, at) => at !== index) },
    // a single month leaves nobody a choice
    ...(alternatives.length === 2 ? [{ path: path('quotation.holder'), value: 'none' }] : []),
  ];
  return (
    <>
      <FormGroup title={text('form.group.quotation')} />
      {alternatives.map((period, index) => {
        const alternative = `${list}.${index}`;
        return (
          <Alternative
            key={alternative}
            index={index}
            path={alternative}
            period={period}
            onRemove={alternatives.length > 1 ? () => leave(without(index)) : undefined}
          />
        );
      })}
      {alternatives.length > 1 ? <RecordRow path={path('quotation.holder')} pair={path('quotation.declarationMonths')} /> : undefined}
      {last && alternatives.length < MOST_ALTERNATIVES ? (
        <AddAct
          label={text('form.add.alternative')}
          onAct={() =>
            leave([
              { path: `${list}.${alternatives.length}`, value: { ...last, offset: Math.min(6, last.offset + 1) } },
              ...(alternatives.length === 1 ? [{ path: path('quotation.holder'), value: 'buyer' }] : []),
            ])
          }
        />
      ) : undefined}
    </>
  );
};
