import { text } from '#shared/messages/text.ts';
import { FormGroup, FormRow, RowNote } from '../../../components/FormRow.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { at, set } from '../../../editing/fields/fieldPath.ts';
import { elementChoices } from '../../../editing/pricing/priceContext.ts';
import { useFieldError } from '../../../editing/record/RecordField.tsx';
import { RecordRow, useRowOrigin } from '../../../editing/record/RecordRow.tsx';
import { priceContextOf } from '../fields/fieldContext.ts';
import { useEditor, useTermsPath } from './EditorContext.ts';

const WHOLE_TONNE = 'dmt';

/** Edits which content of a dry tonne a price support counts. */
const SupportedElement = () => {
  const editor = useEditor();
  const path = at(useTermsPath(), 'priceSupport', 'element');
  const origin = useRowOrigin(path);
  const error = useFieldError(path);
  return (
    <FormRow label={text('form.support.element')} origin={origin}>
      <SelectField
        name="supportElement"
        error={error}
        value={editor.terms.priceSupport?.element ?? WHOLE_TONNE}
        choices={[{ value: WHOLE_TONNE, label: text('form.support.wholeTonne') }, ...elementChoices(priceContextOf(editor))]}
        onCommit={(element) => editor.commit([set(path, element === WHOLE_TONNE ? undefined : element)])}
      />
    </FormRow>
  );
};

/** Edits the price-floor programme of a third party; its floor adds it, and an empty floor removes it. */
export const SupportGroup = () => {
  const { priceSupport } = useEditor().terms;
  const path = at(useTermsPath(), 'priceSupport');
  return (
    <>
      <FormGroup title={text('form.group.support')} />
      <RecordRow path={at(path, 'floor')} placeholder={text('form.none')} />
      {priceSupport === undefined ? undefined : (
        <>
          <RecordRow path={at(path, 'reference')} />
          <SupportedElement />
          <RecordRow path={at(path, 'upsideShare')} />
          {priceSupport.upsideShare > 0 ? <RecordRow path={at(path, 'upsideFrom')} placeholder={text('form.none')} /> : undefined}
          <RecordRow path={at(path, 'paymentMonths')} />
          <RecordRow path={at(path, 'payer')} pair={at(path, 'rating')} />
          <RowNote>{text('form.support.note')}</RowNote>
        </>
      )}
    </>
  );
};
