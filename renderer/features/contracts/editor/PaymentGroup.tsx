import { dateOfMonth } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { FormGroup, FormRow } from '../../../components/FormRow.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { at, set } from '../../../editing/fields/fieldPath.ts';
import { AddButton, Subhead } from '../../../editing/record/formParts.tsx';
import { RecordRow, useRowOrigin } from '../../../editing/record/RecordRow.tsx';
import { useEditor, useTermsPath } from './EditorContext.ts';

/** Default terms of a prepayment; its amount has no default and is required. */
const PREPAYMENT = { annualRate: 0.09, graceMonths: 6, repayMonths: 36 } as const;

/** Edits the payment terms. */
export const PaymentGroup = () => {
  const { contract, terms, commit } = useEditor();
  const path = useTermsPath();
  const { payment } = terms;
  const credit = at(path, 'payment', 'letterOfCredit');
  const prepayment = at(path, 'payment', 'prepayment');
  const origin = useRowOrigin(credit);
  return (
    <>
      <FormGroup title={text('form.group.payment')} />
      <RecordRow
        path={at(path, 'payment', 'provisionalShare')}
        pair={at(path, 'payment', 'paymentMonths')}
        label={text('form.provisionalPaid')}
      />
      <FormRow label={text('form.letterOfCredit')} origin={origin} term="letterOfCredit">
        <SelectField
          name={credit}
          value={payment.letterOfCredit ? 'credit' : 'open'}
          choices={[
            { value: 'credit', label: text('payment.credit') },
            { value: 'open', label: text('payment.open') },
          ]}
          onCommit={(value) => commit([set(credit, value === 'credit')])}
        />
      </FormRow>
      <RecordRow path={at(path, 'payment', 'currency')} />
      {payment.prepayment ? (
        <>
          <Subhead
            title={text('form.prepayment')}
            remove={{ label: text('form.remove.prepayment'), onAction: () => commit([set(prepayment, undefined)]) }}
          />
          <RecordRow path={at(prepayment, 'amountUsd')} />
          <RecordRow path={at(prepayment, 'date')} />
          <RecordRow path={at(prepayment, 'annualRate')} />
          <RecordRow path={at(prepayment, 'graceMonths')} pair={at(prepayment, 'repayMonths')} label={text('form.prepaymentTerms')} />
        </>
      ) : (
        <AddButton
          label={text('form.add.prepayment')}
          onAction={() => commit([set(prepayment, { ...PREPAYMENT, date: dateOfMonth(contract.start) })])}
        />
      )}
    </>
  );
};
